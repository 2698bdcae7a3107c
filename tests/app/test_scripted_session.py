"""An evening with the app, from start to end: with the tiny model here, with the shipped one by `make session`."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.app.conftest import HELD, coloured_frames
from tests.app.scripted_session import ScriptedSession


def test_an_evening_with_the_app(qtbot: QtBot, tiny_model: Path, red_green_video: Path, tmp_path: Path) -> None:
    """Every step goes as it should: no traceback, no thread left after two seconds, settings kept, subtitles saved."""
    pictures = [frame.image for frame in coloured_frames(HELD)]

    report = ScriptedSession(tiny_model, red_green_video, pictures, tmp_path).run()

    assert report.faults == []
    assert report.glosses[:4] == ("RED", "GREEN", "RED", "GREEN")
    assert report.subtitles.startswith("1\n00:00:0")
