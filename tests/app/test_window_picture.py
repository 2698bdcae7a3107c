"""The picture of the window that goes into the README."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.camera import VideoFile
from app.event_loop import delete_now
from app.main_window import MainWindow
from app.window_picture import WindowPicture
from models.errors import GlosscastError
from models.recognizer import GlossRecognizer
from tests.app.conftest import no_camera

LIMIT_MS = 60_000  # for a busy machine


@pytest.fixture
def window(qtbot: QtBot, recognizer: GlossRecognizer, red_green_video: Path) -> Iterator[MainWindow]:
    """A window on a computer without a camera."""
    one = MainWindow(recognizer, VideoFile(red_green_video, is_looped=True), no_camera)
    one.show()
    yield one
    one.close()
    delete_now([one])


def test_the_picture_is_taken_when_enough_is_committed(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    """The window is saved as it looks with that many glosses recognised, and then closes."""
    path = tmp_path / "window.png"
    picture = WindowPicture(window, path, when_committed=2)
    window.start_camera()

    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LIMIT_MS)
    picture.check()
    assert window.captions.committed_count >= 2
    assert path.read_bytes().startswith(b"\x89PNG")


def test_it_gives_up_in_time(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    """When too little is recognised the window closes without a picture, and the reason is given."""
    path = tmp_path / "window.png"
    picture = WindowPicture(window, path, when_committed=99, limit_ms=10)

    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LIMIT_MS)
    with pytest.raises(GlosscastError, match="only 0 of 99 glosses"):
        picture.check()
    assert not path.exists()


def test_a_window_closed_too_early_is_no_picture(window: MainWindow, tmp_path: Path) -> None:
    """Closing the window by hand is not a success."""
    picture = WindowPicture(window, tmp_path / "window.png", when_committed=1)
    window.close()

    with pytest.raises(GlosscastError, match="closed before"):
        picture.check()


def test_a_missing_folder_is_said_at_once(window: MainWindow, tmp_path: Path) -> None:
    """Before anything plays."""
    with pytest.raises(GlosscastError, match="there is no folder"):
        WindowPicture(window, tmp_path / "missing" / "window.png", when_committed=1)
