"""The transcript: what is committed stays, but for what the signer does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions import Captions, CaptionState
from app.transcript import Transcript
from models.decoding import Alternative, RecognizedGloss
from models.errors import BadInputError
from models.streaming import Hypothesis
from models.vocabulary import GlossVocabulary
from tests.fakes import make_card

VOCABULARY = GlossVocabulary(("YES", "NO", "HELP", "GOOD"))


def glosses(text: str, start_s: float = 0.0) -> tuple[RecognizedGloss, ...]:
    """Glosses by their names, half a second each, one a second."""
    others = (Alternative("HELP", 0.1),)
    return tuple(
        RecognizedGloss(name, start_s + index, start_s + index + 0.5, 0.9, others)
        for index, name in enumerate(text.split())
    )


def hypothesis(text: str, *, ends: bool = False, start_s: float = 0.0, partial: str = "") -> Hypothesis:
    """A hypothesis by the names of its committed glosses."""
    return Hypothesis(glosses(text, start_s), glosses(partial), ends, 0.0)


def filled(*sentences: str, kept_glosses: int = 1000) -> tuple[Transcript, Captions]:
    """A transcript of finished sentences, ten seconds apart, and the captions that feed it."""
    transcript, captions = Transcript(VOCABULARY, kept_glosses), Captions()
    for number, text in enumerate(sentences):
        transcript.take(captions.update(hypothesis(text, ends=True, start_s=10.0 * number)))
    return transcript, captions


def texts(transcript: Transcript) -> list[str]:
    """Its sentences, the running one included."""
    return [sentence.text for sentence in transcript.sentences]


def test_a_sign_begun_a_moment_before_its_camera_is_at_its_beginning() -> None:
    """A camera's clock began when the computer was switched on; its hours are nobody's business."""
    transcript, captions = Transcript(VOCABULARY), Captions()
    transcript.begin("Camera 0", is_live=True, origin_s=26_000.0)

    transcript.take(captions.update(hypothesis("YES NO", start_s=25_999.8)))

    assert [round(gloss.recognized.start_s, 3) for gloss in transcript.glosses] == [0.0, 1.0]


def test_it_grows_gloss_by_gloss_and_sentence_by_sentence() -> None:
    """Each committed gloss comes once, with its times, confidence and alternatives; a partial one not at all."""
    transcript, captions = Transcript(VOCABULARY), Captions()
    for one in (
        hypothesis("", partial="YES"),
        hypothesis("YES"),
        hypothesis("YES", partial="NO"),
        hypothesis("YES NO", ends=True),
        hypothesis("HELP", start_s=5.0),
    ):
        transcript.take(captions.update(one))

    assert texts(transcript) == ["YES NO", "HELP"]
    assert [sentence.text for sentence in transcript.finished_sentences] == ["YES NO"]
    assert [gloss.recognized for gloss in transcript.glosses] == [*glosses("YES NO"), *glosses("HELP", 5.0)]
    assert transcript.glosses[0].recognized.alternatives == (Alternative("HELP", 0.1),)


def test_states_may_be_missed() -> None:
    """A window that was busy sees only the newest state, and the transcript lacks nothing."""
    transcript, captions = Transcript(VOCABULARY), Captions()
    transcript.take(captions.update(hypothesis("YES")))
    for number in range(1, 6):
        captions.update(hypothesis("YES NO", ends=True, start_s=10.0 * number - 10))
    transcript.take(captions.update(hypothesis("GOOD", start_s=60.0)))

    assert texts(transcript) == ["YES NO"] * 5 + ["GOOD"]


def test_undo_takes_the_last_gloss_and_it_does_not_come_back() -> None:
    """Undo goes back gloss by gloss, over sentences, and what is signed next is appended as ever."""
    transcript, captions = filled("YES NO", "HELP")
    state = captions.update(hypothesis("GOOD", start_s=20.0))
    transcript.take(state)

    undone = [transcript.undo() for _ in range(3)]
    transcript.take(state)
    assert [gloss.gloss for gloss in undone if gloss] == ["GOOD", "HELP", "NO"]
    assert texts(transcript) == ["YES"]

    transcript.take(captions.update(hypothesis("GOOD YES", start_s=20.0)))
    assert texts(transcript) == ["YES", "YES"]
    assert [transcript.undo() is None for _ in range(3)] == [False, False, True]


def test_a_correction_keeps_what_was_recognised() -> None:
    """A corrected gloss is marked, keeps its recognised one, and goes back to it."""
    transcript, _ = filled("YES NO")
    transcript.correct(1, "HELP")

    assert texts(transcript) == ["YES HELP"]
    assert transcript.glosses[1].correction == "HELP"
    assert transcript.glosses[1].recognized == glosses("YES NO")[1]
    transcript.correct(1, "NO")
    assert transcript.glosses[1].correction is None


def test_only_known_glosses_of_kept_rows_can_be_corrected() -> None:
    """A gloss outside the model's list, or one that is no longer there, is refused and changes nothing."""
    transcript, _ = filled("YES NO")

    with pytest.raises(BadInputError, match="'BYE' is not among the 4"):
        transcript.correct(0, "BYE")
    for number in (-1, 2):
        with pytest.raises(BadInputError, match=f"no gloss number {number}"):
            transcript.correct(number, "GOOD")
    assert texts(transcript) == ["YES NO"]


def test_clear_forgets_all_and_goes_on() -> None:
    """After clearing, only what is committed later is there, also of the sentence being signed."""
    transcript, captions = filled("YES NO")
    transcript.take(captions.update(hypothesis("HELP", start_s=10.0)))
    transcript.clear()
    assert texts(transcript) == []
    assert transcript.undo() is None

    transcript.take(captions.update(hypothesis("HELP GOOD", start_s=10.0, ends=True)))
    assert texts(transcript) == ["GOOD"]


def test_a_reset_of_the_subtitle_leaves_the_transcript() -> None:
    """What was recognised before a reset stays; what follows is a sentence of its own, even with the same count."""
    transcript, captions = filled("YES NO")
    transcript.take(captions.update(hypothesis("HELP", start_s=10.0)))
    captions.clear()
    transcript.take(captions.update(hypothesis("GOOD YES NO", start_s=11.5)))

    assert texts(transcript) == ["YES NO", "HELP", "GOOD YES NO"]
    assert len(transcript.finished_sentences) == 2


def test_the_shown_state_follows_the_signer() -> None:
    """The subtitle gets undone and corrected glosses so, and counts no fewer: fewer would be a fresh start."""
    transcript, captions = filled("YES NO", "HELP")
    state = captions.update(hypothesis("GOOD NO", start_s=20.0, partial="YES"))
    transcript.take(state)
    assert transcript.applied(state) == state

    transcript.undo()
    transcript.correct(0, "GOOD")
    shown = transcript.applied(state)
    assert (shown.finished, shown.committed, shown.partial) == ((("GOOD", "NO"), ("HELP",)), ("GOOD",), ("YES",))
    assert shown.committed_count == state.committed_count

    transcript.clear()
    cleared = transcript.applied(state)
    assert (cleared.finished, cleared.committed, cleared.current_number) == (((), ()), (), 2)
    assert transcript.applied(CaptionState()) == CaptionState()


def test_old_sentences_are_forgotten_whole() -> None:
    """Memory is bounded, whole sentences go first, and numbers of those kept do not change."""
    transcript, captions = filled(*["YES NO HELP"] * 10, kept_glosses=7)

    assert texts(transcript) == ["YES NO HELP"] * 2
    assert transcript.forgotten_count == 24
    assert transcript.kept_from_sentence == 8
    assert transcript.is_cut
    transcript.correct(25, "GOOD")
    assert texts(transcript)[0] == "YES GOOD HELP"
    with pytest.raises(BadInputError):
        transcript.correct(23, "GOOD")
    running = captions.update(hypothesis("YES " * 9, start_s=200.0))
    transcript.take(running)
    assert texts(transcript) == [" ".join(["YES"] * 9)]


def test_a_day_long_run_stays_small() -> None:
    """After 30,000 sentences it holds no more than it may, and a step costs no more than at first."""
    transcript, captions = Transcript(VOCABULARY, kept_glosses=500), Captions()
    for number in range(30_000):
        transcript.take(captions.update(hypothesis("YES NO", ends=True, start_s=3.0 * number)))

    assert len(transcript.glosses) == 500
    assert transcript.forgotten_count == 59_500
    assert transcript.glosses[-1].end_s == pytest.approx(3.0 * 29_999 + 1.5)


def test_times_are_those_of_the_source() -> None:
    """A file's times are kept, a camera's count from when it was first watched, also after it was lost."""
    transcript, captions = Transcript(VOCABULARY), Captions()
    transcript.begin("Camera 0", is_live=True, origin_s=1000.0)
    transcript.take(captions.update(hypothesis("YES", start_s=1012.0, ends=True)))
    transcript.begin("Camera 0", is_live=True, origin_s=2000.0)
    transcript.take(Captions().update(hypothesis("NO", start_s=2001.0)))
    assert [gloss.start_s for gloss in transcript.glosses] == [12.0, 1001.0]
    assert texts(transcript) == ["YES", "NO"]

    transcript.begin("clip.mp4")
    transcript.take(Captions().update(hypothesis("HELP", start_s=3.5)))
    assert [(gloss.gloss, gloss.start_s) for gloss in transcript.glosses[2:]] == [("HELP", 3.5)]
    assert [section.source for section in transcript.sections] == ["Camera 0", "clip.mp4"]
    assert [one.text for one in transcript.sentences_of(transcript.sections[0])] == ["YES", "NO"]
    assert transcript.source == "clip.mp4"


def test_only_the_sample_gives_way_to_another_source() -> None:
    """What a sample said while nothing else was watched goes; what a person's video or camera said stays."""
    transcript = Transcript(VOCABULARY)
    for source, is_sample, gloss in (("Sample clip", True, "NO"), ("a.mp4", False, "YES"), ("a.mp4", False, "HELP")):
        transcript.begin(source, is_sample=is_sample)
        transcript.take(Captions().update(hypothesis(gloss)))

    assert texts(transcript) == ["YES", "HELP"]
    assert [section.source for section in transcript.sections] == ["a.mp4", "a.mp4"]


def test_another_model_begins_a_section() -> None:
    """The source's clock goes on, each section knows its model, and a gloss is corrected from its own model's list."""
    first, second = make_card(VOCABULARY.glosses), replace(make_card(("UP", "DOWN")), name="second")
    transcript, captions = Transcript(VOCABULARY), Captions()
    transcript.use_model(first)
    transcript.begin("Camera 0", is_live=True, origin_s=100.0)
    transcript.take(captions.update(hypothesis("YES", start_s=101.0, ends=True)))
    transcript.use_model(second)
    transcript.take(captions.update(hypothesis("UP", start_s=107.0)))
    names = [transcript.name_of(section) for section in transcript.sections]

    assert names == ["Camera 0, tiny", "Camera 0, second"]
    assert [section.card for section in transcript.sections] == [first, second]
    assert [gloss.start_s for gloss in transcript.glosses] == [1.0, 7.0]
    transcript.correct(1, "DOWN")
    transcript.correct(0, "NO")
    with pytest.raises(BadInputError, match="'YES' is not among"):
        transcript.correct(1, "YES")
    assert transcript.goes_on("Camera 0", is_live=True)


def test_a_sentence_left_open_stays_with_its_model() -> None:
    """Watching stopped in the middle of a sentence, then another model: what stood there is not the new one's."""
    transcript = Transcript(VOCABULARY)
    transcript.use_model(make_card(VOCABULARY.glosses))
    transcript.begin("Camera 0", is_live=True)
    transcript.take(Captions().update(hypothesis("YES")))
    transcript.use_model(make_card(("UP", "DOWN")))
    transcript.begin("Camera 0", is_live=True)
    transcript.take(Captions().update(hypothesis("UP")))

    assert [[one.text for one in transcript.sentences_of(each)] for each in transcript.sections] == [["YES"], ["UP"]]


def test_a_model_that_said_nothing_leaves_no_section() -> None:
    """Where the model before it comes back, its section goes on."""
    first, second = make_card(VOCABULARY.glosses), make_card(("UP", "DOWN"))
    transcript, captions = Transcript(VOCABULARY), Captions()
    transcript.use_model(first)
    transcript.begin("Camera 0", is_live=True)
    transcript.take(captions.update(hypothesis("YES", ends=True)))
    transcript.use_model(second)
    transcript.use_model(first)
    transcript.take(captions.update(hypothesis("NO", start_s=5.0)))

    (section,) = transcript.sections
    assert [one.text for one in transcript.sentences_of(section)] == ["YES", "NO"]
    assert transcript.name_of(section) == "Camera 0"


def test_a_clip_that_starts_over_goes_on_in_time() -> None:
    """Where the source's clock goes back, times go on, so that a file of them is in order."""
    transcript, captions = Transcript(VOCABULARY), Captions()
    transcript.begin("Sample clip", is_sample=True)
    for _ in range(3):
        transcript.take(captions.update(hypothesis("YES NO", start_s=1.0, ends=True)))

    assert [gloss.start_s for gloss in transcript.glosses] == [1.0, 2.0, 3.5, 4.5, 6.0, 7.0]


def test_the_sample_takes_nothing_away() -> None:
    """A camera lost and the sample in its place: what was signed stays, the sample's glosses are not among it."""
    transcript = Transcript(VOCABULARY)
    transcript.begin("Camera 0", is_live=True)
    transcript.take(Captions().update(hypothesis("YES")))
    assert transcript.goes_on("Sample clip", is_sample=True)
    transcript.begin("Sample clip", is_sample=True)
    state = Captions().update(hypothesis("NO HELP"))
    transcript.take(state)
    assert texts(transcript) == ["YES"]
    assert transcript.applied(state) == state

    transcript.begin("Camera 0", is_live=True)
    transcript.take(Captions().update(hypothesis("GOOD", start_s=9.0)))
    assert texts(transcript) == ["YES", "GOOD"]


names = st.lists(st.sampled_from(VOCABULARY.glosses), max_size=4).map(" ".join)
events = st.one_of(
    st.tuples(st.just("hypothesis"), names, st.booleans(), st.floats(0, 50)),
    st.tuples(st.sampled_from(["undo", "clear", "reset", "watch again", "missed"])),
    st.tuples(st.just("correct"), st.integers(0, 9), st.sampled_from(VOCABULARY.glosses)),
)


@given(st.lists(events, max_size=25), st.integers(3, 30))
def test_committed_glosses_only_grow_but_by_the_signer(happenings: list[tuple], kept: int) -> None:  # type: ignore[type-arg]
    """Whatever the recogniser says, in whatever disorder, no gloss changes, goes or moves; times never go back."""
    transcript, captions = Transcript(VOCABULARY, kept), Captions()
    transcript.begin("Camera 0", is_live=True)
    expected: list[tuple[str, str]] = []  # (shown, recognised) of all glosses ever, those undone or cleared left out
    for kind, *given_ in happenings:
        cut_before = transcript.forgotten_count
        if kind == "hypothesis":
            transcript.take(captions.update(hypothesis(given_[0], ends=given_[1], start_s=given_[2])))
        elif kind == "missed":
            captions.update(hypothesis("YES", ends=True))
        elif kind == "reset":
            captions.clear()
        elif kind == "watch again":
            captions = Captions()
            transcript.begin("Camera 0", is_live=True)
        elif kind == "undo" and transcript.undo():
            expected.pop()
        elif kind == "clear":
            transcript.clear()
            expected = []
            continue
        elif kind == "correct" and given_[0] < len(transcript.glosses):
            transcript.correct(transcript.forgotten_count + given_[0], given_[1])
            expected[given_[0]] = (given_[1], expected[given_[0]][1])
        expected = expected[transcript.forgotten_count - cut_before :]
        shown = [(gloss.gloss, gloss.recognized.gloss) for gloss in transcript.glosses]
        assert shown[: len(expected)] == expected
        assert kind == "hypothesis" or shown == expected
        expected = shown
        starts_s = [gloss.start_s for gloss in transcript.glosses]
        assert starts_s == sorted(starts_s)
        sentences = [gloss.sentence for gloss in transcript.glosses]
        assert sentences == sorted(sentences)
