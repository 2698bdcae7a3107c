"""What cables, people and clocks do to a window: a few times here, for minutes by `make abuse`."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.app.abuse import Abuse, AbuseConfig
from tests.app.conftest import HELD, coloured_frames


def test_a_window_survives_abuse(qtbot: QtBot, tiny_model: Path, red_green_video: Path, tmp_path: Path) -> None:
    """After it signs are recognised as before, memory is flat, and no thread is left after two seconds."""
    pictures = [frame.image for frame in coloured_frames(HELD)]
    abuse = Abuse(tiny_model, red_green_video, pictures, tmp_path)

    report = abuse.run(AbuseConfig(pulls=4, resets=10, hand_changes=4, pauses=2, rounds=2))

    assert report.faults == []
    assert set(report.glosses_after) == {"RED", "GREEN"}
