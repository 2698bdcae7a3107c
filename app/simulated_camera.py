"""A camera whose clock is in our hands: hours of video in minutes, for measurements. No device, no waiting."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator
from pathlib import Path

from models.video import Frame, RgbImage, read_video

__all__ = ["SimulatedCamera"]

REST_S = 1.6  # the last picture stands so long between two rounds: a sentence ends, and each round is one of its own
HEARTBEAT_S = 0.1
REMEMBERED_FRAMES = 64  # more than can be on their way to the screen
TOLERANCE_S = 0.001  # what rounding may add up to in a day of steps


class SimulatedCamera:
    """Shows a clip round after round, a frame whenever its clock says that one is due.

    Args:
        clip: The video; it is read anew in each round, as a camera's pictures are new each time.
        frame_rate: Frames a second of its clock, whatever the file says.
    """

    is_live = True
    is_looped = False
    title = "Simulated camera"

    def __init__(self, clip: Path, frame_rate: float = 25.0) -> None:
        self.frame_s = 1 / frame_rate
        self.round_count = 0  # that have been shown to their end
        self.frame_count = 0
        self._clip = clip
        self._changed = threading.Condition()
        self._now_s = time.monotonic()
        self._due_at_s = float("inf")
        self._newest: deque[Frame] = deque(maxlen=REMEMBERED_FRAMES)

    def clock(self) -> float:
        """Its time in seconds, which only `let_pass` lets pass."""
        with self._changed:
            return self._now_s

    def let_pass(self, duration_s: float) -> None:
        """So much later."""
        with self._changed:
            self._now_s += duration_s
            self._changed.notify_all()

    @property
    def has_shown_all(self) -> bool:
        """Whether every frame that was due has been taken from it."""
        with self._changed:
            return self._now_s < self._due_at_s - TOLERANCE_S

    def age_s(self, image: RgbImage) -> float | None:
        """How long ago a picture was taken, by its clock; None if it is no newer one of its own."""
        with self._changed:
            return next((self._now_s - frame.time_s for frame in self._newest if frame.image is image), None)

    def frames(self) -> Generator[Frame | None, None, None]:
        """From the moment it is opened; never ends by itself."""
        starts_at_s = self.clock()
        for number, image in enumerate(self._pictures()):
            time_s = starts_at_s + number * self.frame_s
            with self._changed:
                self._due_at_s = time_s
            while not self._is_due(time_s):
                yield None
            # No two pictures of a sensor are equal; the model does not notice one pixel.
            image[0, 0] = number % 256
            frame = Frame(image, time_s)
            with self._changed:
                self._newest.append(frame)
                self.frame_count += 1
            yield frame

    def _pictures(self) -> Iterator[RgbImage]:
        while True:
            image: RgbImage | None = None
            for frame in read_video(self._clip):
                image = frame.image
                yield image
            if image is not None:
                for _ in itertools.repeat(None, round(REST_S / self.frame_s)):
                    image = image.copy()
                    yield image
            self.round_count += 1

    def _is_due(self, time_s: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._now_s >= time_s - TOLERANCE_S, HEARTBEAT_S)
