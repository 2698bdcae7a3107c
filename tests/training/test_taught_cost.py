"""What taught signs cost is measured with and without them, in turns."""

from pathlib import Path

from models.recognizer import GlossRecognizer
from tests.fakes import write_tiny_model
from training.taught_cost import taught_costs


def test_both_costs_come_from_one_run(tmp_path: Path) -> None:
    """Some signs, a tiny model: both costs and the time to get ready are there."""
    write_tiny_model(tmp_path / "tiny.onnx")

    costs = taught_costs(GlossRecognizer(tmp_path / "tiny.onnx"), sign_count=3, frame_count=64)

    assert set(costs) == {"prepare", "with", "without"}
    assert all(cost > 0 for cost in costs.values())
