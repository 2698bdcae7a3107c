"""The sample of what is no taught sign: written in 8 bits, read back, and tied to its model."""

from pathlib import Path

import numpy as np
import pytest

import assets
from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.taught.background import read_background
from models.taught.identity import ModelIdentity, identify
from models.taught.tries import Observed
from training.taught_background import write_background
from training.taught_clips import SeenClip

MODEL = ModelIdentity("d" * 64, feature_count=3, vocabulary_size=4)


def clip(count: int, *glosses: str) -> SeenClip:
    """A clip of random features."""
    features = np.random.default_rng(count).uniform(0, 2, (count, 3)).astype(np.float32)
    return SeenClip(Observed(features, np.zeros((count, 4), np.float32)), glosses, ())


def test_it_is_read_back_nearly_as_it_was(tmp_path: Path) -> None:
    """Clip by clip, to an eighth bit, with what is signed in each."""
    clips = [clip(5), clip(9, "RED", "BLUE"), clip(7)]
    write_background(tmp_path / "b.npz", MODEL, clips)

    found = read_background(tmp_path / "b.npz", MODEL)

    assert found is not None
    assert found.glosses == (frozenset(), frozenset({"RED", "BLUE"}), frozenset())
    for features, one in zip(found.clips, clips, strict=True):
        np.testing.assert_allclose(features, one.seen.features, atol=0.5 * 2 / 255 + 1e-6)
    assert [len(features) for features in found.without({"BLUE"})] == [5, 7]


def test_it_is_of_one_model(tmp_path: Path) -> None:
    """For another there is none; a file that says it fits and does not is damaged."""
    write_background(tmp_path / "b.npz", MODEL, [clip(5), clip(6, "RED")])

    assert read_background(tmp_path / "b.npz", ModelIdentity("e" * 64, 3, 4)) is None
    assert read_background(tmp_path / "gone.npz", MODEL) is None
    with pytest.raises(BadInputError, match="damaged"):
        read_background(tmp_path / "b.npz", ModelIdentity(MODEL.digest, 5, 4))


def test_the_shipped_one_is_the_starter_models() -> None:
    """Another starter model needs another sample: glosscast-train background makes it."""
    recognizer = GlossRecognizer(assets.path("starter.onnx"))
    path = assets.path("background.npz")

    assert path.stat().st_size < 300_000
    assert read_background(path, identify(recognizer)) is not None
