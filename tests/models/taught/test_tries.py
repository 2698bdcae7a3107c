"""From frames to a try: as the live stream sees them, and cut to the sign."""

import numpy as np
import pytest

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.strategies import CachedSteps
from models.taught.identity import ModelIdentity
from models.taught.sign import TaughtSign
from models.taught.tries import observe, record_try, see_again, segment
from tests.models.taught.conftest import COLOUR_OF, hand_made, try_frames


@pytest.mark.parametrize("count", [1, 2, 7, 40, 300])
def test_a_clip_is_seen_as_the_live_stream_sees_it(tiny_recognizer: GlossRecognizer, count: int) -> None:
    """Step for step the same log-probs and features, and those of `GlossRecognizer.log_probs`."""
    frames = np.random.default_rng(count).integers(0, 256, (count, 8, 8, 3), np.uint8)
    strategy = CachedSteps(tiny_recognizer)
    steps = [step for frame in frames for step in strategy.push(frame)] + strategy.flush()

    seen = observe(tiny_recognizer, frames)

    np.testing.assert_allclose(seen.log_probs, [step.log_probs for step in steps], atol=1e-6)
    np.testing.assert_allclose(seen.features, [step.features for step in steps], atol=1e-6)
    np.testing.assert_allclose(seen.log_probs, tiny_recognizer.log_probs(frames), atol=1e-6)


def test_the_sign_is_found_within_a_try(tiny_recognizer: GlossRecognizer) -> None:
    """Rest at both ends is told from the sign; all of it is kept, for rest is what the sign is not."""
    frames = try_frames(COLOUR_OF["PINK"], count=8, rest=10)

    one = record_try(tiny_recognizer, frames)
    kept = record_try(tiny_recognizer, frames, keep_frames=True)
    part = segment(one.features, one.log_probs)

    assert len(one.features) == 14
    assert 4 <= part.start <= 6
    assert 8 <= part.stop <= 10
    assert one.frames is None
    assert kept.frames is not None
    assert len(kept.frames) == 28


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 40])
def test_a_try_without_movement_has_a_sign_too(count: int) -> None:
    """Nothing to cut at: it is some steps, never none."""
    still = np.zeros((count, 3), np.float32)
    part = segment(still, still)

    assert 0 <= part.start < part.stop <= count


@pytest.mark.parametrize("count", [0, 126])
def test_a_try_has_a_length(tiny_recognizer: GlossRecognizer, count: int) -> None:
    """Not empty, and 10 s at most."""
    with pytest.raises(BadInputError, match=r"10 s at most"):
        record_try(tiny_recognizer, np.zeros((count, 8, 8, 3), np.uint8))


def test_kept_tries_can_be_seen_through_another_model(
    tiny_recognizer: GlossRecognizer, identity: ModelIdentity
) -> None:
    """The same features as if they were taught to it; without frames it must be taught again."""
    first = record_try(tiny_recognizer, try_frames(COLOUR_OF["PINK"]), keep_frames=True)
    old = TaughtSign("PINK", (first,), "x" * 64)

    new = see_again(tiny_recognizer, old, identity)

    assert new.model == identity.digest
    np.testing.assert_array_equal(new.tries[0].features, first.features)
    with pytest.raises(BadInputError, match="taught again"):
        see_again(tiny_recognizer, hand_made("PINK"), identity)
