"""Captions from hypotheses: what is committed stays."""

from hypothesis import given
from hypothesis import strategies as st

from app.captions import KEPT_LINES, Captions, CaptionState
from models.decoding import RecognizedGloss
from models.streaming import Hypothesis


def glosses(text: str) -> tuple[RecognizedGloss, ...]:
    """Glosses by their names; the times do not matter here."""
    return tuple(RecognizedGloss(name, index, index + 0.5, 0.9) for index, name in enumerate(text.split()))


def hypothesis(committed: str, partial: str = "", *, is_endpoint: bool = False) -> Hypothesis:
    """A hypothesis by the names of its glosses."""
    return Hypothesis(glosses(committed), glosses(partial), is_endpoint, 0.0)


def all_committed(state: CaptionState) -> tuple[str, ...]:
    """Every committed gloss that is shown somewhere."""
    return (*(gloss for sentence in state.finished for gloss in sentence), *state.committed)


def test_a_sentence_grows_and_ends() -> None:
    """Committed and partial glosses stand apart until the endpoint, which leaves only the committed ones."""
    captions = Captions()

    assert captions.update(hypothesis("", "HELLO")) == CaptionState(partial=("HELLO",))
    growing = captions.update(hypothesis("HELLO", "HELP"))
    assert (growing.committed, growing.partial, growing.finished) == (("HELLO",), ("HELP",), ())
    ended = captions.update(hypothesis("HELLO GOOD", is_endpoint=True))
    assert (ended.finished, ended.committed, ended.partial) == ((("HELLO", "GOOD"),), (), ())
    assert ended.committed_count == 2


def test_an_endpoint_with_nothing_said_leaves_no_line() -> None:
    """Silence does not make empty sentences."""
    captions = Captions()

    assert captions.update(hypothesis("", "YES", is_endpoint=True)) == CaptionState()


def test_a_stream_that_begins_anew_takes_nothing_back() -> None:
    """When committed glosses are missing from a hypothesis, they are kept as a sentence of their own."""
    captions = Captions()
    captions.update(hypothesis("HELLO YES"))

    state = captions.update(hypothesis("NO"))

    assert state.finished == (("HELLO", "YES"),)
    assert state.committed == ("NO",)
    assert state.committed_count == 3


def test_old_sentences_are_forgotten_but_counted() -> None:
    """Memory is bounded, and a sentence's number never changes."""
    captions = Captions()
    for _ in range(KEPT_LINES + 5):
        state = captions.update(hypothesis("YES", is_endpoint=True))

    assert len(state.finished) == KEPT_LINES
    assert state.current_number == KEPT_LINES + 5
    assert state.committed_count == KEPT_LINES + 5


def test_clearing_forgets_everything() -> None:
    """A reset is a fresh start."""
    captions = Captions()
    captions.update(hypothesis("YES", is_endpoint=True))
    captions.update(hypothesis("NO"))

    assert captions.clear() == CaptionState()
    assert captions.state == CaptionState()


def test_glosses_keep_their_times_and_resets_are_counted() -> None:
    """Beside the names stand the very glosses committed, by sentence, the running one last, even if it is empty."""
    captions = Captions()
    captions.update(hypothesis("HELLO YES", is_endpoint=True))

    assert captions.state.sentences == (glosses("HELLO YES"), ())
    assert captions.update(hypothesis("NO")).sentences == (glosses("HELLO YES"), glosses("NO"))
    assert [captions.state.reset_count, captions.clear().reset_count] == [0, 1]
    assert captions.state.sentences == ((),)


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(["A", "B"]), max_size=3),
            st.lists(st.sampled_from(["A", "B"]), max_size=2),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_committed_glosses_only_grow(steps: list[tuple[list[str], list[str], bool]]) -> None:
    """Whatever hypotheses come, in whatever disorder, no committed gloss changes or disappears."""
    captions = Captions()
    before: tuple[str, ...] = ()
    for committed, partial, is_endpoint in steps:
        state = captions.update(hypothesis(" ".join(committed), " ".join(partial), is_endpoint=is_endpoint))
        assert all_committed(state)[: len(before)] == before
        before = all_committed(state)
        assert state.committed_count == len(before)
