"""What a model said when it was exported, inside the file."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest

from models.errors import UnusableModelError
from models.parity_sample import PARITY_KEY, PARITY_TOLERANCE, ParitySample, sample_frames
from models.recognizer import GlossRecognizer
from tests.fakes import write_tiny_model

LOG_PROBS = np.log(np.array([[0.7, 0.2, 0.1], [0.001, 0.9, 0.099]], np.float32))


def test_a_sample_survives_as_text() -> None:
    """What is read back differs by far less than may differ between two computers."""
    sample = ParitySample(7, 4, LOG_PROBS)
    again = ParitySample.from_json(sample.to_json())

    assert (again.seed, again.frame_count) == (7, 4)
    assert sample.difference(again.log_probs) < PARITY_TOLERANCE / 50


def test_differences_are_found() -> None:
    """The largest counts; another shape, or what is no number, is as different as can be."""
    sample = ParitySample(7, 4, LOG_PROBS)
    other = LOG_PROBS.copy()
    other[1, 2] += 0.5

    assert sample.difference(other) == pytest.approx(0.5)
    assert sample.difference(LOG_PROBS[:1]) == sample.difference(np.full_like(LOG_PROBS, np.nan)) == np.inf


def test_the_noise_is_the_same_everywhere() -> None:
    """Its bytes are fixed here: a file exported today must be checked against the same frames in years."""
    frames = sample_frames(0, 8, 56)

    assert hashlib.sha256(frames.tobytes()).hexdigest()[:16] == "17b036be481d333c"
    assert frames.shape == (8, 56, 56, 3)
    assert np.bincount(frames.ravel(), minlength=256).min() > 0.7 * frames.size / 256
    assert not np.array_equal(frames, sample_frames(1, 8, 56))


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"seed": 0, "frame_count": 4}', '{"seed": -1, "frame_count": 4, "log_probs": [[0.0]]}',
        '{"seed": 0, "frame_count": 100000, "log_probs": [[0.0]]}', '{"seed": 0, "frame_count": 4, "log_probs": [0.0]}',
        '{"seed": 0, "frame_count": 4, "log_probs": [[0.0], [0.0, 1.0]]}',
        '{"seed": 0.5, "frame_count": 4, "log_probs": [[0.0]]}',
    ],
)  # fmt: skip
def test_what_is_no_sample_is_refused(tmp_path: Path, text: str) -> None:
    """A file whose sample cannot be read is refused with one sentence that names it."""

    def add(proto: onnx.ModelProto) -> None:
        entry = proto.metadata_props.add()
        entry.key, entry.value = PARITY_KEY, text

    write_tiny_model(tmp_path / "tiny.onnx", change=add)
    with pytest.raises(UnusableModelError, match=r"tiny\.onnx cannot be used as a model: Its parity sample"):
        GlossRecognizer(tmp_path / "tiny.onnx")


def test_a_file_without_one_is_as_good_as_before(tiny_model: Path) -> None:
    """The shipped model, and all that were exported before, have none."""
    assert GlossRecognizer(tiny_model).parity_sample is None
