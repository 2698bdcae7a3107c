"""What taught signs are recognised by: features and a sketch of the map, of the same step, live and whole alike."""

import numpy as np

import assets
from models.recognizer import GlossRecognizer, StepOutput
from models.strategies import CachedSteps
from models.taught.identity import identify
from models.taught.sight import Sight
from models.taught.tries import observe
from tests.fakes import make_card


def test_a_live_stream_is_seen_as_a_whole_clip() -> None:
    """With the shipped model, whose state is a map: every step's features and sketch, to the last bit of either way."""
    recognizer = GlossRecognizer(assets.path("starter.onnx"))
    frames = np.random.default_rng(0).integers(0, 256, (23, 56, 56, 3), np.uint8)
    strategy = CachedSteps(recognizer, Sight(recognizer.card))

    steps = [step for frame in frames for step in strategy.push(frame)] + strategy.flush()
    seen = observe(recognizer, frames)

    assert seen.features.shape == (12, identify(recognizer).feature_count) == (12, 128 + 64)
    np.testing.assert_array_equal(seen.features, [step.features for step in steps])
    np.testing.assert_array_equal(seen.log_probs, [step.log_probs for step in steps])
    np.testing.assert_allclose(seen.log_probs, recognizer.log_probs(frames), atol=1e-4)


def test_the_sketch_is_of_the_step_that_the_features_are_of() -> None:
    """A map comes A frames before the features of its step, and waits for them."""
    card = make_card(frames_per_step=2, context_frames=4)
    sight = Sight(card)
    maps = np.random.default_rng(0).normal(size=(5, 2, 3, 14, 14)).astype(np.float32)
    nothing = np.zeros((1, 4), np.float32)

    seen = [sight.look(StepOutput(nothing, np.ones((1, 8), np.float32), (one,))) for one in maps]
    again = Sight(card).look(StepOutput(nothing, np.ones((1, 8), np.float32), (maps[2],)))

    assert all(one.shape == (8 + 64,) for one in seen)
    np.testing.assert_array_equal(seen[4], again)  # two calls later


def test_a_state_that_is_no_map_is_left_out() -> None:
    """Then the features alone are what is seen."""
    features = np.arange(8, dtype=np.float32)[None]
    for state in ((), (np.zeros((6, 3), np.float32),), (np.zeros((2, 3, 5, 5), np.float32),)):
        seen = Sight(make_card()).look(StepOutput(np.zeros((1, 4), np.float32), features, state))
        np.testing.assert_array_equal(seen, features[0])
