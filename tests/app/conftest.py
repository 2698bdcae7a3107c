"""Videos of coloured frames for the tiny model of `tests.fakes`, and stand-ins for cameras."""

import gc
import itertools
import logging
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.camera import FrameSource, NoCameraError, VideoFile
from app.event_loop import delete_now
from app.main_window import MainWindow
from models.errors import GlosscastError
from models.recognizer import GlossRecognizer
from models.video import Frame
from tests.fakes import COLOURS, write_tiny_model

FRAME_RATE = 25.0
DARK = (0, 0, 0)

Scene = tuple[str | None, float]
"""A gloss of the tiny model, or None for rest, and how many seconds it is held."""

HELD: tuple[Scene, ...] = ((None, 0.4), ("RED", 0.4), (None, 0.3), ("GREEN", 0.4), (None, 0.4))
"""RED GREEN in under two seconds."""


def coloured_frames(scenes: Sequence[Scene], first_time_s: float = 0.0) -> list[Frame]:
    """The frames of some scenes, (48, 64, 3), at 25 a second."""
    frames: list[Frame] = []
    for gloss, duration_s in scenes:
        image = np.full((48, 64, 3), COLOURS[gloss] if gloss else DARK, np.uint8)
        for _ in range(round(duration_s * FRAME_RATE)):
            frames.append(Frame(image, first_time_s + len(frames) / FRAME_RATE))
    return frames


class ListSource:
    """Frames from a list, then the end, or an error if one is given."""

    is_looped = False

    def __init__(
        self,
        frames: Sequence[Frame] = (),
        error: GlosscastError | None = None,
        *,
        is_live: bool = True,
        title: str = "Stand-in",
    ) -> None:
        self.title = title
        self.is_live = is_live
        self.closed = threading.Event()
        self._frames = frames
        self._error = error

    def frames(self) -> Generator[Frame, None, None]:
        try:
            yield from self._frames
            if self._error:
                raise self._error
        finally:
            self.closed.set()


class EndlessCamera(ListSource):
    """A camera that shows one scene after another, about 50 pictures a second, and rest for ever after."""

    def __init__(self, scenes: Sequence[Scene] = ()) -> None:
        super().__init__(title="Camera 0")
        self._images = [frame.image for frame in coloured_frames(scenes)]

    def frames(self) -> Generator[Frame, None, None]:
        rest = coloured_frames([(None, 0.04)])[0].image
        shutter = threading.Event()  # never set: its time-out is the camera's pace
        for number in itertools.count():
            image = (self._images[number // 2] if number // 2 < len(self._images) else rest).copy()
            image[0, 0] = number % 256  # no two pictures of a sensor are equal; this corner is not cropped to the model
            yield Frame(image, time.monotonic())
            shutter.wait(0.02)


def no_camera() -> ListSource:
    """A computer without a camera."""
    return ListSource(error=NoCameraError("There is no camera number 0."))


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads or writes the settings of whoever runs it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))


@pytest.fixture(autouse=True)
def no_signer_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """No window of a test loads MediaPipe, whether or not its file has been fetched."""
    monkeypatch.setattr("app.signer_guide.why_not_followed", lambda: "MediaPipe is left out of the tests.")


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real .onnx file that recognises RED, GREEN and BLUE frames."""
    path = tmp_path_factory.mktemp("model") / "tiny.onnx"
    write_tiny_model(path)
    return path


@pytest.fixture(scope="session")
def recognizer(tiny_model: Path) -> GlossRecognizer:
    """The tiny model, opened."""
    return GlossRecognizer(tiny_model)


@pytest.fixture(scope="session")
def write_video(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Sequence[Scene]], Path]:
    """Writes scenes to a video file of that name and returns its path."""

    def write(name: str, scenes: Sequence[Scene]) -> Path:
        path = tmp_path_factory.mktemp("video") / name
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FRAME_RATE, (64, 48))
        for frame in coloured_frames(scenes):
            writer.write(frame.image[..., ::-1])
        writer.release()
        return path

    return write


@pytest.fixture(scope="session")
def red_green_video(write_video: Callable[[str, Sequence[Scene]], Path]) -> Path:
    """RED GREEN in under two seconds."""
    return write_video("red-green.avi", HELD)


OpenWindow = Callable[..., MainWindow]
MUCH_GARBAGE = 20_000


@pytest.fixture(autouse=True)
def garbage_goes_here() -> Iterator[None]:
    """As in the app, no other thread collects garbage: it might be a window's. Here it goes between tests."""
    gc.disable()
    yield
    if gc.get_count()[0] > MUCH_GARBAGE:
        gc.collect()
    gc.enable()


@pytest.fixture
def open_window(qtbot: QtBot, recognizer: GlossRecognizer, red_green_video: Path) -> Iterator[OpenWindow]:
    """Opens a window on the cameras that a function gives, and closes it after the test."""
    opened: list[MainWindow] = []

    def open_one(open_camera: Callable[[], FrameSource] = no_camera) -> MainWindow:
        sample = VideoFile(red_green_video, is_looped=True, title="Sample clip")
        window = MainWindow(recognizer, sample, open_camera)
        opened.append(window)
        window.show()
        return window

    yield open_one
    for window in opened:
        window.close()
    delete_now(opened)


@pytest.fixture
def hooks_put_back() -> Iterator[None]:
    """For tests of the whole command, which takes the process's hooks for uncaught exceptions."""
    hooks = sys.excepthook, threading.excepthook
    handlers = list(logging.getLogger().handlers)
    yield
    sys.excepthook, threading.excepthook = hooks
    logging.getLogger().handlers[:] = handlers
