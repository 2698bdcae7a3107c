"""Reads a camera in a thread that may be left behind, and hands its frames to a session that outlives it.

A driver can hang for ever in opening, reading or releasing, and no thread can be stopped from outside. So nothing ever
waits for a reader: it is told to leave, from that moment nothing it says counts, and another may take its place.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing

import numpy as np

from app.camera import FrameSource, NoCameraError
from app.camera_state import CameraState, ReaderReport
from models.errors import GlosscastError
from models.video import Frame, RgbImage

__all__ = ["CameraFeed", "CameraReader"]

logger = logging.getLogger(__name__)

WAITING_FRAMES = 8  # a quarter of a second: the session only ever stumbles, and old pictures help nobody
HEARTBEAT_S = 0.1  # so soon a session notices that it is to stop
EQUAL_UNTIL_SLOW = 15  # pictures
SLOW_INTERVAL_S = 0.5  # between two reads of a camera that has sent so many equal ones
COMPARED_EVERY = 16  # pixels: two pictures whose coarse grid differs are not compared any further


class CameraFeed:
    """The source that a session watches while cameras come and go. Each break ends a round, and with it a sentence."""

    is_live = True
    is_looped = True

    def __init__(self) -> None:
        self.title = ""
        self._changed = threading.Condition()
        self._frames: deque[Frame] = deque(maxlen=WAITING_FRAMES)
        self._reader: CameraReader | None = None
        self._is_cut = False

    @property
    def waiting_count(self) -> int:
        """How many frames wait for the session."""
        with self._changed:
            return len(self._frames)

    def accept(self, reader: CameraReader | None) -> None:
        """From now on take frames from this reader only; what waits from the one before is thrown away."""
        with self._changed:
            self._reader = reader
            self._frames.clear()
            self._is_cut = True
            self._changed.notify_all()

    def put(self, reader: CameraReader, frame: Frame) -> bool:
        """Hand over a frame. False if this reader is not the one any more."""
        with self._changed:
            if reader is not self._reader:
                return False
            self._frames.append(frame)
            self._changed.notify_all()
            return True

    def frames(self) -> Generator[Frame | None, None, None]:
        """The frames until the next break, and None whenever none has come for a while."""
        with self._changed:
            self._is_cut = False
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_cut or bool(self._frames), HEARTBEAT_S)
                if self._is_cut:
                    return
                frame = self._frames.popleft() if self._frames else None
            yield frame


class CameraReader(threading.Thread):
    """One try at a camera: opens it, reads until told to leave or until it breaks off, and releases it.

    Args:
        open_camera: Gives the camera, not yet opened.
        clock: Seconds that only grow.
    """

    def __init__(self, open_camera: Callable[[], FrameSource], feed: CameraFeed, clock: Callable[[], float]) -> None:
        super().__init__(name="camera reader", daemon=True)
        self._open_camera = open_camera
        self._feed = feed
        self._clock = clock
        self._leaving = threading.Event()
        self._newest: RgbImage | None = None
        self._report = ReaderReport()  # replaced, never changed: other threads read it

    @property
    def report(self) -> ReaderReport:
        """How far it has come."""
        return self._report

    def leave(self) -> None:
        """Tell it to release the camera and end, as soon as its driver lets it."""
        self._leaving.set()

    def run(self) -> None:
        ended_by: CameraState | None = None
        try:
            self._read()
        except NoCameraError as error:
            ended_by = error.state
        except GlosscastError:
            ended_by = CameraState.LOST
        except Exception:
            logger.exception("Reading the camera failed.")
            ended_by = CameraState.REFUSED
        first_at_s, changed_at_s = self._report.first_at_s, self._report.changed_at_s
        self._report = ReaderReport(True, ended_by, first_at_s, changed_at_s)

    def _read(self) -> None:
        source, equal_count = self._open_camera(), 0
        with closing(source.frames()) as frames:
            for frame in frames:
                if self._leaving.is_set():
                    return
                if frame is None:
                    continue
                self._feed.title = source.title
                # A frozen camera must cost next to nothing: what it sends is not recognised, and is read more slowly.
                if self._note(frame.image):
                    equal_count = 0
                    if not self._feed.put(self, frame):
                        return
                else:
                    equal_count += 1
                    if equal_count > EQUAL_UNTIL_SLOW:
                        self._leaving.wait(SLOW_INTERVAL_S)

    def _note(self, image: RgbImage) -> bool:
        now_s, first_at_s = self._clock(), self._report.first_at_s
        is_new = self._newest is None or not _are_same(self._newest, image)
        self._newest = image
        if first_at_s is None:
            self._report = ReaderReport(first_at_s=now_s)
        elif is_new:
            self._report = ReaderReport(first_at_s=first_at_s, changed_at_s=now_s)
        return is_new


def _are_same(one: RgbImage, other: RgbImage) -> bool:
    """Whether two pictures are equal bit for bit; a real sensor's never are."""
    step = slice(None, None, COMPARED_EVERY)
    return np.array_equal(one[step, step], other[step, step]) and np.array_equal(one, other)
