"""Taught signs found in a stream: an extended vocabulary, streamed as whole, and nothing where nothing was taught."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.captioning import recognize_frames, stream_hypotheses
from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.streaming import StreamingRecognizer
from models.taught.background import Background
from models.taught.identity import ModelIdentity
from models.taught.matcher import TaughtMatcher
from models.taught.sign import TaughtSign
from models.taught.tries import observe, record_try
from models.video import Frame
from models.vocabulary import GlossVocabulary
from tests.fakes import coloured_frames
from tests.models.taught.conftest import COLOUR_OF, hand_made, try_frames


def taught(recognizer: GlossRecognizer, identity: ModelIdentity, **colours: tuple[int, int, int]) -> list[TaughtSign]:
    """Signs of the tiny model, three tries each."""
    return [
        TaughtSign(
            gloss,
            tuple(record_try(recognizer, try_frames(colour, count=count)) for count in (8, 10, 12)),
            identity.digest,
        )
        for gloss, colour in colours.items()
    ]


@pytest.fixture(scope="module")
def matcher(tiny_recognizer: GlossRecognizer, identity: ModelIdentity) -> TaughtMatcher:
    """PINK and YELLOW beside RED, GREEN and BLUE."""
    return TaughtMatcher(taught(tiny_recognizer, identity, **COLOUR_OF), tiny_recognizer.card.vocabulary)


def test_the_vocabulary_grows_at_its_end(matcher: TaughtMatcher) -> None:
    """The model's glosses keep their numbers."""
    assert matcher.vocabulary.glosses == ("RED", "GREEN", "BLUE", "PINK", "YELLOW")


def test_a_sign_of_the_models_name_takes_its_place(tiny_recognizer: GlossRecognizer, identity: ModelIdentity) -> None:
    """My form of RED: the vocabulary stays, and the model's own RED is silent."""
    mine = TaughtMatcher(taught(tiny_recognizer, identity, RED=(0, 255, 255)), tiny_recognizer.card.vocabulary)
    seen = observe(tiny_recognizer, try_frames((255, 0, 0)))
    stream = mine.start()

    rows = [row for step in zip(seen.features, seen.log_probs, strict=True) for row in stream.push(*step)]

    assert mine.vocabulary.glosses == ("RED", "GREEN", "BLUE")
    assert seen.log_probs[:, 1].max() > np.log(0.5)
    assert np.stack([*rows, *stream.flush()])[:, 1].max() < np.log(0.5)


def test_rows_are_log_probs_and_one_comes_for_each_step(
    tiny_recognizer: GlossRecognizer, matcher: TaughtMatcher
) -> None:
    """They sum to 1, whatever is seen, and the order of the model's glosses among themselves stays."""
    frames = np.random.default_rng(1).integers(0, 256, (60, 8, 8, 3), np.uint8)
    seen = observe(tiny_recognizer, frames)
    stream = matcher.start()

    rows = [row for step in zip(seen.features, seen.log_probs, strict=True) for row in stream.push(*step)]
    rows += stream.flush()

    assert len(rows) == len(seen.log_probs)
    np.testing.assert_allclose(np.exp(np.stack(rows)).sum(axis=1), 1, atol=1e-5)
    shifts = np.stack(rows)[:, :4] - seen.log_probs  # of one step the same for all: order and distances stay
    np.testing.assert_allclose(shifts, shifts[:, :1].repeat(4, axis=1), atol=1e-3)


def test_the_verdict_names_a_taught_sign_or_none(tiny_recognizer: GlossRecognizer, matcher: TaughtMatcher) -> None:
    """With how sure it is and by how much; something else is none of them."""
    pink = observe(tiny_recognizer, try_frames(COLOUR_OF["PINK"]))
    rest = observe(tiny_recognizer, try_frames((20, 20, 20)))

    verdict = matcher.verdict(pink.features, pink.log_probs)

    assert verdict.gloss == "PINK"
    assert 0.5 < verdict.score <= 1
    assert 0 < verdict.margin <= verdict.score
    assert matcher.verdict(rest.features, rest.log_probs).gloss is None


def test_signs_that_cannot_be_matched_are_refused() -> None:
    """None at all, two of a name, or of another model."""
    vocabulary = GlossVocabulary(("RED", "GREEN", "BLUE"))
    for signs, words in (
        ([], "no taught sign"),
        ([hand_made("PINK"), hand_made("PINK")], "PINK was taught twice"),
        ([hand_made("PINK"), hand_made("YELLOW", model="x" * 64)], "not all of one model"),
    ):
        with pytest.raises(BadInputError, match=words):
            TaughtMatcher(signs, vocabulary)
    with pytest.raises(BadInputError, match="of 3 glosses"):
        TaughtMatcher([hand_made("PINK")], GlossVocabulary(("RED",)))


def pictures(*segments: tuple[str, int]) -> list[Frame]:
    """A video of coloured frames, the taught colours among them."""
    found = list(coloured_frames([(name, count) for name, count in segments]))
    names = [name for name, count in segments for _ in range(count)]
    return [
        Frame(np.full_like(frame.image, COLOUR_OF[name]), frame.time_s) if name in COLOUR_OF else frame
        for frame, name in zip(found, names, strict=True)
    ]


def test_a_stream_recognises_taught_signs_among_the_models(
    tiny_recognizer: GlossRecognizer, matcher: TaughtMatcher
) -> None:
    """Known and taught signs in one sentence, each under its name."""
    video = pictures(("", 10), ("RED", 10), ("", 6), ("PINK", 10), ("", 6), ("YELLOW", 10), ("", 20))
    stream = StreamingRecognizer(tiny_recognizer, taught=matcher)

    found = recognize_frames(video, tiny_recognizer, taught=matcher)

    assert stream.vocabulary == matcher.vocabulary
    assert [gloss.gloss for gloss in found] == ["RED", "PINK", "YELLOW"]


def test_the_plain_window_cannot_be_taught(tiny_recognizer: GlossRecognizer, matcher: TaughtMatcher) -> None:
    """It has no running features; that is said at once."""
    with pytest.raises(BadInputError, match="Taught signs"):
        StreamingRecognizer(tiny_recognizer, strategy="window", taught=matcher)


@settings(max_examples=25)
@given(st.integers(1, 40), st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_streamed_is_whole(matcher: TaughtMatcher, count: int, parts: list[int]) -> None:
    """However many steps come at a time, the rows are those of the whole clip at once, one a step."""
    rng = np.random.default_rng(count)
    features = rng.uniform(0, 1, (count, 3)).astype(np.float32)
    log_probs = np.log(rng.dirichlet(np.ones(4), count)).astype(np.float32)
    scores = matcher.scores(features, log_probs)
    stream, rows = matcher.start(), list[np.ndarray]()
    first = 0
    for part in [*parts, count]:
        for step in zip(features[first : first + part], log_probs[first : first + part], strict=True):
            rows += stream.push(*step)
        first += part
    rows += stream.flush()

    assert len(rows) == count
    sure = np.exp(np.stack(rows)[:, 4:])
    np.testing.assert_array_equal(sure.argmax(axis=1), scores.argmax(axis=1))
    np.testing.assert_allclose(sure.sum(axis=1), 0.98 / (1 + np.exp(-scores.max(axis=1).clip(-20, 20))), atol=1e-4)


def test_without_taught_signs_nothing_changes(tiny_recognizer: GlossRecognizer) -> None:
    """Bit for bit the hypotheses of a recogniser that was never taught anything."""
    video = pictures(("", 10), ("RED", 10), ("", 6), ("BLUE", 9), ("GREEN", 10), ("", 20))

    plain = list(stream_hypotheses(video, StreamingRecognizer(tiny_recognizer)))
    other = list(stream_hypotheses(video, StreamingRecognizer(tiny_recognizer, taught=None)))

    assert plain == other
    assert [gloss.gloss for gloss in recognize_frames(video, tiny_recognizer)] == ["RED", "BLUE", "GREEN"]


def test_what_the_background_shows_is_not_said(tiny_recognizer: GlossRecognizer, identity: ModelIdentity) -> None:
    """A colour that is taught, and seen in the background too, needs more than the background reaches."""
    signs = taught(tiny_recognizer, identity, **COLOUR_OF)
    pink = observe(tiny_recognizer, try_frames(COLOUR_OF["PINK"]))
    background = Background((pink.features,) * 4, (frozenset(),) * 4)
    replaced = Background((pink.features,) * 4, (frozenset({"PINK"}),) * 4)
    vocabulary = tiny_recognizer.card.vocabulary

    assert TaughtMatcher(signs, vocabulary, background).verdict(pink.features, pink.log_probs).gloss is None
    assert TaughtMatcher(signs, vocabulary, replaced).verdict(pink.features, pink.log_probs).gloss == "PINK"


def test_a_hundred_signs_are_prepared_alike_each_time() -> None:
    """The same signs make the same matcher, and many of them still make one."""
    signs = [hand_made(f"SIGN-{number}", counts=(8, 9)) for number in range(100)]
    seen = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
    vocabulary = GlossVocabulary(("RED", "GREEN", "BLUE"))

    log_probs = np.log(np.full((20, 4), 0.25, np.float32))
    first, second = (TaughtMatcher(signs, vocabulary).scores(seen, log_probs) for _ in range(2))

    assert first.shape == (20, 100)
    assert np.isfinite(first).all()
    np.testing.assert_array_equal(first, second)
