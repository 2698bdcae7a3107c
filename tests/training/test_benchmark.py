"""The benchmark measures both streaming strategies in one run, and writes a whole report or none."""

import json
from pathlib import Path

import pytest

from models.errors import UnusableModelError
from models.vocabulary import GlossVocabulary
from training.benchmark import BenchmarkConfig, benchmark

pytest.importorskip("torch")

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from training.checkpoint import save_checkpoint
from training.export import ExportConfig, export


def write_small_model(folder: Path) -> Path:
    """An exported LRINet of 16 pixels."""
    vocabulary = GlossVocabulary(("HELLO", "YES"))
    network = LRINet(NetworkSizes(16, (4, 4, 8, 8), (1, 1, 2, 1), 1, 2, vocabulary.size)).eval()
    checkpoint, model = folder / "lrinet.pt", folder / "small.onnx"
    config = {"frame_rate": 12.5}
    save_checkpoint(checkpoint, network=network, optimizer=None, step=1, config=config, vocabulary=vocabulary)
    export(ExportConfig(checkpoint, model))
    return model


@pytest.fixture
def small_model(tmp_path: Path) -> Path:
    """The same, as a fixture."""
    return write_small_model(tmp_path)


def test_the_report_holds_both_strategies_and_their_ratio(
    small_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table on the screen and the JSON carry the same figures, each with unit and conditions, and no path."""
    report = tmp_path / "new" / "bench.json"

    benchmark(BenchmarkConfig(small_model, report, frame_count=64, rival_frames=0, window_starts=1, generated_sizes=()))

    found = json.loads(report.read_text(encoding="utf-8"))
    figures = {figure["name"]: figure for figure in found["figures"]}
    table = capsys.readouterr().out
    assert figures["window / cached: CPU time of a new frame"]["value"] > 1.0
    assert figures["memory (RSS)"]["value"] > 10.0
    assert figures["start to a window that is painted"]["value"] > 0.1
    assert figures["window: lateness of a timer, 95 %"]["value"] >= 0.0
    assert figures["window: memory (RSS)"]["value"] > 10.0
    assert all(name in table and figure["unit"] and figure["conditions"] for name, figure in figures.items())
    assert found["machine"]["cores"] >= 1
    assert str(tmp_path) not in report.read_text(encoding="utf-8")
    assert [path.name for path in report.parent.iterdir()] == ["bench.json"]


def test_without_a_model_nothing_is_written(tmp_path: Path) -> None:
    """A model that is not there is named in one sentence, and no report appears."""
    with pytest.raises(UnusableModelError, match=r"nowhere\.onnx"):
        benchmark(BenchmarkConfig(tmp_path / "nowhere.onnx", tmp_path / "bench.json"))

    assert not (tmp_path / "bench.json").exists()
