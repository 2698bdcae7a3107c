"""A window to which signs are taught: a camera of colours, of which the model knows some, and a person at the keys."""

import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.camera import FrameSource, VideoFile
from app.main_window import MainWindow
from app.preferences import Preferences
from app.settings import SettingsFile
from app.teach_list_step import SignsStep
from app.teach_page import TeachPage
from app.teach_record_step import RecordStep
from app.teach_recording import Stage
from app.transcript_panel import TranscriptPanel
from models.recognizer import GlossRecognizer
from models.video import Frame
from tests.app.conftest import no_camera

LIMIT_MS = 60_000
REST, RED, PINK = (0, 0, 0), (255, 0, 0), (255, 0, 255)  # the tiny model has no name for PINK
FRAME_S, PACE_S = 0.04, 0.015  # its clock runs ahead of ours
SIGN_FRAMES, REST_FRAMES = 18, 45
RESTED_FRAMES = 15  # before a sign, as hands do while it is counted down
COUNT_S = 0.05


class SignCamera:
    """Shows a colour when it is told to, for some frames, and rest at all other times."""

    is_live, is_looped, title = True, False, "Camera 0"

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, int, int]] = []

    def sign(self, colour: tuple[int, int, int]) -> None:
        """Hold a colour, then rest for longer than a sentence goes on."""
        with self._changed:
            self._waiting = [colour] * SIGN_FRAMES + [REST] * REST_FRAMES

    @property
    def is_resting(self) -> bool:
        """Whether all that was to be shown has been."""
        with self._changed:
            return not self._waiting

    def frames(self) -> Generator[Frame, None, None]:
        shutter = threading.Event()  # never set: its time-out is the camera's pace
        time_s = time.monotonic()
        number = 0
        while True:
            with self._changed:
                colour = self._waiting.pop(0) if self._waiting else REST
            image = np.full((48, 64, 3), colour, np.uint8)
            image[0, 0] = number = (number + 1) % 256  # a picture that never changes is no camera's
            time_s += FRAME_S
            yield Frame(image, time_s)
            shutter.wait(PACE_S)


class TaughtWindow:
    """The window, its camera, the page, and what may be asked of them.

    Args:
        folder: For the settings, and the signs beside them.
    """

    def __init__(self, qtbot: QtBot, model: Path, clip: Path, folder: Path, *, has_camera: bool = True) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.sign_count = 0
        self.camera = SignCamera()
        sample = VideoFile(clip, is_looped=True, title="Sample clip")
        preferences = Preferences(SettingsFile(folder / "settings.json"))
        open_camera = self._open_camera if has_camera else no_camera
        self.window = MainWindow(GlossRecognizer(model), sample, open_camera, preferences)
        self.window.show()
        self.window.start_camera()
        if has_camera:
            self.wait_for(lambda: self.window.status is not None and self.window.status.step_ms is not None)

    def _open_camera(self) -> FrameSource:
        return self.camera

    @property
    def page(self) -> TeachPage:
        """Teach my sign, once it has been opened."""
        return self.window.findChild(TeachPage)

    @property
    def texts(self) -> str:
        """All that the step which is shown says, hyphens as typed."""
        labels = [label.text() for label in self.page.findChildren(QLabel) if label.isVisible()]
        return " ".join(labels).replace("\N{NON-BREAKING HYPHEN}", "-")

    @property
    def glosses(self) -> list[str]:
        """What stands in the transcript."""
        return [one.gloss for one in self.window.findChild(TranscriptPanel).transcript.glosses]

    @property
    def signs_folder(self) -> Path:
        """Where what was taught is kept."""
        return self.folder / "signs"

    def open_page(self) -> None:
        """By its key."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.qtbot.keyClick(self.window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(self.page.isActiveWindow)
        self.page.flow.recording.count_s = COUNT_S

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, in the page."""
        self.qtbot.keyClick(self.page.focusWidget() or self.page, key, keys)

    def write(self, text: str) -> None:
        """Into what has the keyboard."""
        self.qtbot.keyClicks(self.page.focusWidget(), text)

    def go(self, key: Qt.Key, step: type[QWidget]) -> None:
        """A button's own key, which presses it for a tenth of a second, to another step."""
        self.press(key)
        self.wait_for(lambda: isinstance(self.page.step, step))

    def begin_sign(self, gloss: str) -> None:
        """From the list to the first try, agreeing to what is asked for by default."""
        self.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        self.wait_for(lambda: not isinstance(self.page.step, SignsStep))
        if "may be kept" in self.texts:
            self.press(Qt.Key.Key_Space)
        self.write(gloss)
        self.press(Qt.Key.Key_Return)
        self.wait_for(lambda: isinstance(self.page.step, RecordStep))

    def show_sign(self, colour: tuple[int, int, int]) -> None:
        """Wait until it has been counted down, sign, rest, and wait until the model has looked at it."""
        recording = self.page.flow.recording
        self.wait_for(lambda: recording.state.stage is Stage.SIGNING)
        self.wait_for(lambda: len(recording.tap.recorded) >= RESTED_FRAMES)
        self.camera.sign(colour)
        self.wait_for(lambda: recording.state.stage is Stage.IDLE)
        self.wait_for(lambda: self.camera.is_resting)

    def sign_until_written(self, colour: tuple[int, int, int], gloss: str) -> None:
        """As a person does: once more if it was not seen, which on a busy machine happens."""
        self.wait_for(lambda: not self.window.teaching.signs.is_busy)
        count = self.glosses.count(gloss)

        def is_written() -> bool:
            if self.camera.is_resting and self.glosses.count(gloss) == count:
                self.sign_count += 1
                self.camera.sign(colour)
            return self.glosses.count(gloss) > count

        self.wait_for(is_written)
        self.wait_for(lambda: self.camera.is_resting)

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Let events run until it is so."""
        self.qtbot.waitUntil(is_so, timeout=LIMIT_MS)
