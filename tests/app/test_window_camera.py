"""The window through the life of a camera: the app's own source on a camera made up, with real threads and model."""

import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.camera import CameraLostError
from app.camera_notice import CameraNotice
from app.camera_state import CameraState
from app.main_window import MainWindow
from tests.app.conftest import HELD, EndlessCamera, OpenWindow
from tests.app.fake_camera import FakeCamera, FakeClock

LIMIT_MS = 60_000  # for a busy machine; each wait ends as soon as it can
ROOT = Path(__file__).parent.parent.parent

# A program whose camera never opens: its window is closed, and it must end, though a thread still hangs.
HANGING_PROGRAM = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.camera import VideoFile, Webcam
from app.main_window import MainWindow
from models.recognizer import GlossRecognizer

def hang(number):
    threading.Event().wait()

application = QApplication([])
video = VideoFile(Path(sys.argv[2]))
window = MainWindow(GlossRecognizer(Path(sys.argv[1])), video, lambda: Webcam(0, open_device=hang))
window.show()
window.start_camera()
QTimer.singleShot(300, window.close)
sys.exit(application.exec())
"""


class Watched:
    """A window with its camera and the camera's clock."""

    def __init__(self, qtbot: QtBot, window: MainWindow, camera: FakeCamera) -> None:
        self.window = window
        self.camera = camera
        self.clock = FakeClock()
        window.camera.clock = self.clock
        self._qtbot = qtbot

    def wait_for(self, state: CameraState | None) -> None:
        """Until the camera is in that state."""
        self._qtbot.waitUntil(lambda: self.window.camera.state is state, timeout=LIMIT_MS)

    def let_pass(self, duration_s: float) -> None:
        """That much later, by the camera's clock."""
        self.clock.now_s += duration_s
        self.window.camera.tick()

    def bring_to(self, state: CameraState) -> None:
        """From the start to that state, by what a person or a cable does."""
        camera, is_later = self.camera, state in (CameraState.FROZEN, CameraState.LOST, CameraState.BACK)
        camera.is_busy = state in (CameraState.BUSY, CameraState.REFUSED)
        camera.is_denied, camera.tells_why = state is CameraState.DENIED, state is not CameraState.REFUSED
        if state is CameraState.NONE:
            camera.unplug()
        if state is CameraState.OPENING:
            camera.opens.clear()
        self.window.start_camera()
        if is_later or state is CameraState.PAUSED:
            self.wait_for(CameraState.RUNNING)
        if state is CameraState.PAUSED:
            self.window.camera.toggle()
        if state is CameraState.FROZEN:
            camera.answers.clear()
            self._qtbot.waitUntil(lambda: camera.is_hanging, timeout=LIMIT_MS)
            self.let_pass(3.1)
        if state in (CameraState.LOST, CameraState.BACK):
            camera.unplug()
            self.wait_for(CameraState.LOST)
        if state is CameraState.BACK:
            camera.plug()
            self.let_pass(3.0)
        self.wait_for(state)


@pytest.fixture
def watched(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> Iterator[Watched]:
    """A window on a camera that is plugged in and free."""
    camera = FakeCamera(tmp_path)
    yield Watched(qtbot, open_window(camera.webcam), camera)
    camera.set_free()


def threads() -> list[threading.Thread]:
    """The threads of sessions and cameras that are alive."""
    return [thread for thread in threading.enumerate() if thread.name in ("camera", "camera reader", "recognition")]


def button(window: MainWindow, text: str) -> QPushButton:
    """The button that says so."""
    return next(one for one in window.findChildren(QPushButton) if one.text() == text)


def figures(window: MainWindow) -> str:
    """The line of figures."""
    return next(label.text() for label in window.findChildren(QLabel) if label.objectName() == "figures")


@pytest.mark.parametrize("state", CameraState)
def test_each_state_is_said(watched: Watched, state: CameraState) -> None:
    """Sentence and remedy stand in the window: in place of the picture, or below it where there is one."""
    watched.bring_to(state)
    sentence, remedy = watched.window.findChild(CameraNotice).texts[state]

    if state is CameraState.RUNNING:
        assert watched.window.message == ""
    else:
        assert watched.window.message.startswith(sentence)
        assert watched.window.message.endswith(remedy)
    has_picture = state.has_picture or state.is_absence
    assert watched.window.findChild(CameraNotice).isVisible() is not has_picture


@pytest.mark.parametrize("state", CameraState)
def test_closing_in_each_state(watched: Watched, state: CameraState, caplog: pytest.LogCaptureFixture) -> None:
    """It closes within two seconds and leaves no thread, but for one that hangs in a driver until it returns."""
    watched.bring_to(state)
    hanging = 1 if state in (CameraState.OPENING, CameraState.FROZEN) else 0

    started_s = time.monotonic()
    watched.window.close()

    assert time.monotonic() - started_s < 2
    assert len(threads()) == hanging
    assert len(caplog.records) == hanging
    watched.camera.set_free()
    for thread in threads():
        thread.join(LIMIT_MS / 1000)
    assert threads() == []
    assert not watched.camera.is_on


def test_a_program_whose_camera_never_opens_can_be_quit(tiny_model: Path, red_green_video: Path) -> None:
    """The process ends, silently but for the log, with a thread still in the driver."""
    done = subprocess.run(
        [sys.executable, "-c", HANGING_PROGRAM, str(tiny_model), str(red_green_video)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_MS / 1000,
        check=False,
    )
    assert done.returncode == 0
    lines = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert lines == ["The camera was not given back within 0.9 s."]


def test_a_camera_that_appears_takes_the_samples_place(qtbot: QtBot, watched: Watched) -> None:
    """Without a camera the sample plays; plugged in, the camera is watched, and that it works is said for a while."""
    watched.bring_to(CameraState.NONE)
    window = watched.window
    qtbot.waitUntil(lambda: window.captions.committed_count >= 1, timeout=LIMIT_MS)
    watched.camera.plug()
    watched.let_pass(3.0)
    watched.wait_for(CameraState.BACK)

    assert window.message == "The camera works now. Go ahead and sign."
    assert window.subtitle == ""
    qtbot.waitUntil(lambda: bool(window.status and window.status.frame_rate), timeout=LIMIT_MS)
    assert len([thread for thread in threads() if thread.name == "camera"]) == 1


def test_a_camera_does_not_interrupt_a_video(qtbot: QtBot, watched: Watched, red_green_video: Path) -> None:
    """Who opens a video watches it to its end, and the camera is off; Retry camera is the way back."""
    watched.bring_to(CameraState.RUNNING)
    window = watched.window
    window.play_video(red_green_video)
    qtbot.waitUntil(lambda: not watched.camera.is_on, timeout=LIMIT_MS)
    assert window.camera.state is None
    assert not button(window, "Pause").isEnabled()
    watched.let_pass(60.0)
    qtbot.waitUntil(lambda: "has ended" in window.message, timeout=LIMIT_MS)
    assert watched.camera.open_count == 1

    qtbot.mouseClick(button(window, "Retry camera"), Qt.MouseButton.LeftButton)
    watched.wait_for(CameraState.RUNNING)


def test_a_blocked_opening_keeps_nobody(qtbot: QtBot, watched: Watched, red_green_video: Path) -> None:
    """While the camera does not answer, a video can be opened at once."""
    watched.bring_to(CameraState.OPENING)
    started_s = time.monotonic()
    watched.window.play_video(red_green_video)
    assert time.monotonic() - started_s < 0.5
    qtbot.waitUntil(lambda: watched.window.captions.committed_count >= 1, timeout=LIMIT_MS)


def test_pausing_by_its_button(qtbot: QtBot, watched: Watched) -> None:
    """The camera is really off, the button offers to go on, and the figures are gone; the button brings it back."""
    watched.bring_to(CameraState.RUNNING)
    window = watched.window
    qtbot.mouseClick(button(window, "Pause"), Qt.MouseButton.LeftButton)
    watched.wait_for(CameraState.PAUSED)
    assert not watched.camera.is_on
    qtbot.waitUntil(lambda: figures(window) == "Nothing is being watched", timeout=LIMIT_MS)

    resume = button(window, "Resume")
    assert resume.accessibleName() == "Switch the camera on again"
    assert resume.shortcut().toString() == "F6"
    qtbot.mouseClick(resume, Qt.MouseButton.LeftButton)
    watched.wait_for(CameraState.RUNNING)
    assert watched.camera.is_on
    assert window.message == ""
    assert button(window, "Pause").shortcut().toString() == "F6"


@pytest.mark.parametrize("state", [CameraState.NONE, CameraState.LOST, CameraState.BUSY])
def test_pausing_while_there_is_no_camera(watched: Watched, state: CameraState) -> None:
    """Then nothing is looked for, and the sample stops too."""
    watched.bring_to(state)
    watched.window.camera.toggle()
    watched.wait_for(CameraState.PAUSED)
    tries = watched.camera.open_count
    watched.let_pass(60.0)
    assert watched.camera.open_count == tries
    assert watched.window.message == "The camera is off. Press Resume to go on."
    assert watched.window.status is None or state is CameraState.LOST


def test_what_was_said_outlives_a_lost_camera(qtbot: QtBot, open_window: OpenWindow) -> None:
    """A break ends the sentence and keeps it; what is signed after it is the next."""

    class Breaking(EndlessCamera):
        def frames(self):  # type: ignore[no-untyped-def]
            yield from itertools.islice(super().frames(), 2 * len(self._images))
            raise CameraLostError("Camera 0 stopped.")

    sources = iter([Breaking(HELD), EndlessCamera(HELD)])
    window = open_window(lambda: next(sources))
    window.start_camera()
    qtbot.waitUntil(lambda: window.camera.state is CameraState.LOST, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: window.captions.finished == (("RED", "GREEN"),), timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: window.captions.committed_count == 4, timeout=LIMIT_MS)
    assert window.captions.finished[0] == ("RED", "GREEN")


def test_a_message_of_ours_is_not_wiped_away_by_the_next_picture(qtbot: QtBot, watched: Watched) -> None:
    """What the exception hook has to say can be read."""
    watched.bring_to(CameraState.RUNNING)
    watched.window.show_message("Something went wrong.")
    qtbot.waitUntil(lambda: watched.window.message == "Something went wrong.", timeout=LIMIT_MS)
    seen = watched.window.status.picture_age_s if watched.window.status else None
    qtbot.waitUntil(lambda: bool(watched.window.status and watched.window.status.frame_rate), timeout=LIMIT_MS)
    assert seen is not None
    assert watched.window.message == "Something went wrong."
