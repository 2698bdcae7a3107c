"""What is timed beside the model: its 8-bit form, and another network by window and step by step."""

from pathlib import Path

from models.recognizer import GlossRecognizer
from tests.training.test_benchmark import write_small_model
from training.rivals import OURS, OURS_INT8, RIVAL_CACHED, RIVAL_WINDOW, rival_streams
from training.timing import time_streams


def test_four_streams_take_turns(tmp_path: Path) -> None:
    """All of them really run; the rival sees 224 pixels, and by window it costs more than step by step."""
    folder = tmp_path / "rivals"
    folder.mkdir()
    streams = rival_streams(
        GlossRecognizer(write_small_model(tmp_path)),
        folder,
        window_frames=64,
        stride_frames=8,
        frame_count=16,
        widths=(2, 2, 4, 4),
    )

    assert list(streams) == [OURS, OURS_INT8, RIVAL_CACHED, RIVAL_WINDOW]
    assert streams[RIVAL_WINDOW].frames.shape == streams[RIVAL_CACHED].frames.shape == (80, 224, 224, 3)
    assert streams[OURS_INT8].stream.card.name.endswith("int8")
    costs = time_streams(streams, stride_frames=8, warm_up_frames=64)
    assert min(cpu_ms for cpu_ms, _ in costs.values()) > 0
    assert costs[RIVAL_WINDOW][0] > costs[RIVAL_CACHED][0]
