"""A real window on the shipped or any other model and on a camera made of code, for scripts that play a person."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.camera import VideoFile
from app.camera_state import CameraState
from app.event_loop import delete_now, run_until
from app.garbage import GarbageCollector
from app.main_window import MainWindow
from app.preferences import Preferences
from models.recognizer import GlossRecognizer
from tests.app.fake_camera import FakeCamera, FakeClock

FRAME_RATE = 25.0
LIMIT_S = 120.0
LATER_S = 3.0  # more than the longest pause before a camera is tried again
REST_S = 1.6  # so long the last picture stands between two rounds: a sentence ends
SHUTTER_S = 0.02


class ScriptedWindow:
    """Not shown yet, its camera not started yet.

    Args:
        clip: Plays while there is no camera.
        pictures: RGB, what the camera shows, by the real clock at 25 a second, round after round from its first read.
        folder: For the camera's device file.
    """

    def __init__(
        self,
        model: Path,
        clip: Path,
        pictures: Sequence[NDArray[np.uint8]],
        folder: Path,
        preferences: Preferences | None = None,
        *,
        is_plugged: bool = True,
    ) -> None:
        devices = folder / "devices"
        devices.mkdir()
        self.camera = FakeCamera(devices, is_plugged=is_plugged)
        self._pictures = [*pictures, *[pictures[-1]] * round(REST_S * FRAME_RATE)]
        self.camera.picture = self._picture
        self._first_at_s: float | None = None
        self._shutter = threading.Event()  # never set: its time-out is the camera's pace
        sample = VideoFile(clip, is_looped=True, title="Sample clip")
        self.window = MainWindow(GlossRecognizer(model), sample, self.camera.webcam, preferences)
        self._collector = GarbageCollector(self.window)
        self.clock = FakeClock()
        self.window.camera.clock = self.clock

    def wait_for(self, state: CameraState, later_s: float = 0.0) -> None:
        """Wait for a state; every second, by the real clock, it is so much later by the camera's."""
        passes_at_s = time.monotonic()

        def is_there() -> bool:
            nonlocal passes_at_s
            if later_s and time.monotonic() >= passes_at_s:
                passes_at_s = time.monotonic() + 1.0
                self.clock.now_s += later_s
                self.window.camera.tick()
            return self.window.camera.state is state

        run_until(is_there, f"The camera is not {state.name}", LIMIT_S)

    def close(self) -> float:
        """Close the window and let it go; returns the seconds that took."""
        began_s = time.monotonic()
        self.window.close()
        end_s = time.monotonic() - began_s
        self._collector.finish()
        delete_now([self.window])
        return end_s

    def _picture(self, number: int) -> NDArray[np.uint8]:
        self._shutter.wait(SHUTTER_S)
        now_s = time.monotonic()
        self._first_at_s = now_s if self._first_at_s is None else self._first_at_s
        index = int((now_s - self._first_at_s) * FRAME_RATE) % len(self._pictures)
        picture = self._pictures[index][..., ::-1].copy()
        picture[0, 0] = number % 256  # no two pictures of a sensor are equal
        return picture
