"""A window whose models change: a camera of colours, files of models sound and broken, and what may be asked."""

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.camera import FrameSource
from app.main_window import MainWindow
from app.message_line import MessageLine
from app.signs_panel import SignsPanel
from app.transcript import Transcript
from app.transcript_panel import TranscriptPanel
from models.video import Frame
from tests.app.conftest import OpenWindow
from tests.fakes import COLOURS, fails_on_bright_frames, make_card, says_no_numbers, write_tiny_model

LIMIT_MS = 60_000
OTHER = replace(make_card(("CRIMSON", "LEAF", "SKY"), frame_size=12), name="other", sign_language="another")


class ColourCamera:
    """A camera before which a test holds colours, some 50 pictures a second, on and on."""

    is_live, is_looped, title = True, False, "Camera 0"

    def __init__(self) -> None:
        self.shown = ""  # a gloss of the tiny model, empty for rest

    def frames(self) -> Generator[Frame, None, None]:
        shutter = threading.Event()  # never set: its time-out is the camera's pace
        number = 0
        while True:
            image = np.full((48, 64, 3), COLOURS.get(self.shown, (0, 0, 0)), np.uint8)
            image[0, 0] = number = (number + 1) % 256  # a picture that never changes is no camera's
            yield Frame(image, time.monotonic())
            shutter.wait(0.02)


class Swapping:
    """A window on a camera, files of models, and what may be asked about both."""

    def __init__(self, qtbot: QtBot, open_window: OpenWindow, folder: Path) -> None:
        self.qtbot = qtbot
        self.camera = ColourCamera()
        self.window: MainWindow = open_window(self._open_camera)
        self.folder = folder
        write_tiny_model(folder / "other.onnx", OTHER)
        write_tiny_model(folder / "unsound.onnx", OTHER, change=says_no_numbers)
        write_tiny_model(folder / "later.onnx", OTHER, change=fails_on_bright_frames)

    def _open_camera(self) -> FrameSource:
        return self.camera

    def watch(self) -> None:
        """Start the camera, and wait for its pictures."""
        self.window.start_camera()
        self.wait_for(lambda: self.window.status is not None and self.window.status.step_ms is not None)

    def begin_a_sentence(self) -> None:
        """Watch, and hold a colour until its gloss is about to be said."""
        self.watch()
        self.camera.shown = "GREEN"
        self.wait_for(lambda: self.window.captions.partial == ("GREEN",))

    def open_at_its_end(self) -> None:
        """Open another model, and wait until only the end of the sentence is missing, for as long as it takes."""
        self.window.watcher.leaving_timer.setInterval(10 * LIMIT_MS)
        self.open("other.onnx")
        self.wait_for(lambda: "ready" in self.told)

    def open(self, name: str) -> None:
        """As the person does."""
        self.window.model_swap.open(self.folder / name)

    def sign(self, colour: str, gloss: str) -> None:
        """Hold a colour until its gloss stands in the transcript once more, then rest."""
        count = self.glosses.count(gloss)
        self.camera.shown = colour
        self.wait_for(lambda: self.window.captions.partial != () or self.glosses.count(gloss) > count)
        self.camera.shown = ""
        self.wait_for(lambda: self.glosses.count(gloss) > count)

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Let events run until it is so."""
        self.qtbot.waitUntil(is_so, timeout=LIMIT_MS)

    @property
    def transcript(self) -> Transcript:
        """What stands beside the picture."""
        return self.window.findChild(TranscriptPanel).transcript

    @property
    def glosses(self) -> list[str]:
        """All that stands in the transcript."""
        return [gloss.gloss for gloss in self.transcript.glosses]

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The name of each section and what it says, a bar between sentences."""
        return [
            (self.transcript.name_of(one), " | ".join(part.text for part in self.transcript.sentences_of(one)))
            for one in self.transcript.sections
        ]

    @property
    def told(self) -> str:
        """What the line of messages says."""
        return self.window.findChild(MessageLine).shown

    @property
    def signs_shown(self) -> str:
        """The list beside the picture."""
        labels = self.window.findChild(SignsPanel).findChildren(QLabel)
        return next(label.text() for label in labels if label.objectName() == "signs")

    @property
    def card_name(self) -> str:
        """Of the model in use."""
        return self.window.watcher.recognizer.card.name
