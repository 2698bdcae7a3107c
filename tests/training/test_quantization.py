"""The 8-bit file: it says what it is, is a model file like any other, and is measured beside the float32 one."""

from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from tests.training.test_export import VOCABULARY, checkpoint_of, small_lrinet
from training.export import ExportConfig, ExportReport, export
from training.parity import noise_clips, stream_log_probs


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A folder of noise: four training clips and three test clips of a second each."""
    folder = tmp_path / "clips"
    folder.mkdir()
    random = np.random.default_rng(1)
    rows = ["video,glosses,signer,split"]
    for number in range(7):
        writer = cv2.VideoWriter(str(folder / f"{number}.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (32, 24))
        for _ in range(25):
            writer.write(random.integers(0, 256, (24, 32, 3), dtype=np.uint8))
        writer.release()
        rows.append(f"{number}.avi,YES,{'anna,train' if number < 4 else 'ben,test'}")
    (folder / "clips.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def exported(folder: Path, clips: Path) -> ExportReport:
    """Both files of a lively network."""
    checkpoint = checkpoint_of(folder, small_lrinet())
    config = ExportConfig(checkpoint, folder / "model.onnx", clips=clips, int8=True, calibration_clips=clips)
    return export(config)


def test_the_int8_file_is_a_model_like_any_other(tmp_path: Path, clips: Path) -> None:
    """Convolutions hold 8-bit weights, states stay float32 and exact over any chunks, answers stay near float32's."""
    report = exported(tmp_path, clips)
    assert report.int8 is not None
    assert report.int8.path == tmp_path / "model.int8.onnx"
    model = onnx.load(str(report.int8.path))
    kinds = [tensor.data_type for tensor in model.graph.initializer if len(tensor.dims) == 4]
    assert kinds
    assert set(kinds) == {onnx.TensorProto.INT8}
    float32, int8 = GlossRecognizer(report.path), GlossRecognizer(report.int8.path)
    assert [state.dtype for state in int8.start()] == [np.float32] * len(float32.start())
    clip = noise_clips(16)[1]
    whole, expected = int8.log_probs(clip), float32.log_probs(clip)
    np.testing.assert_allclose(stream_log_probs(int8, clip, 2), whole, atol=1e-4)
    difference = np.abs(np.exp(whole) - np.exp(expected)).mean()
    assert 0 < difference < 0.1
    assert np.exp(expected).std() > 0.1  # it is not indifferent, so that being near means something


def test_its_card_says_int8_and_how_both_files_did(tmp_path: Path, clips: Path) -> None:
    """Same vocabulary and sizes; both word error rates and how often both agree, on the same clips."""
    report = exported(tmp_path, clips)
    assert report.int8 is not None
    card = GlossRecognizer(report.int8.path).card
    assert card == report.int8.card
    assert card.vocabulary == VOCABULARY
    assert card.name == f"{report.card.name}, int8"
    assert (card.frame_size, card.frame_rate) == (report.card.frame_size, report.card.frame_rate)
    figures = {result.name: result for result in card.results}
    assert figures["word error rate"].value == pytest.approx(100 * report.int8.int8.wer, abs=1e-3)
    assert figures["word error rate of the float32 file"].value == pytest.approx(
        100 * report.int8.float32.wer, abs=1e-3
    )
    agreed = figures["clips with the same committed glosses as the float32 file"]
    assert agreed.value == pytest.approx(100 * report.int8.agreement, abs=1e-3)
    assert "3 clips" in agreed.conditions
    assert "ranges from 4 other clips" in agreed.conditions
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "clips", "lrinet.config.json", "lrinet.pt", "model.int8.onnx", "model.onnx",
    ]  # fmt: skip


@pytest.mark.parametrize("missing", ["clips", "calibration_clips"])
def test_int8_needs_clips_to_learn_ranges_from_and_to_be_measured_on(tmp_path: Path, clips: Path, missing: str) -> None:
    """Without either nothing is written, the float32 file neither."""
    folders = {"clips": clips, "calibration_clips": clips} | {missing: None}
    config = ExportConfig(checkpoint_of(tmp_path, small_lrinet()), tmp_path / "model.onnx", int8=True, **folders)
    with pytest.raises(BadInputError, match="--int8 needs --calibration-clips"):
        export(config)
    assert not (tmp_path / "model.onnx").exists()
