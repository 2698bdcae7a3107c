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
        source = self._open_camera()
        with closing(source.frames()) as frames:
            for frame in frames:
                if self._leaving.is_set():
                    return
                if frame is None:
                    continue
                self._feed.title = source.title
                self._note(frame.image)
                if not self._feed.put(self, frame):
                    return

    def _note(self, image: RgbImage) -> None:
        now_s = self._clock()
        first_at_s, changed_at_s = self._report.first_at_s, self._report.changed_at_s
        if self._newest is not None and not _are_same(self._newest, image):
            changed_at_s = now_s
        self._newest = image
        self._report = ReaderReport(False, None, now_s if first_at_s is None else first_at_s, changed_at_s)


def _are_same(one: RgbImage, other: RgbImage) -> bool:
    """Whether two pictures are equal bit for bit; a real sensor's never are."""
    step = slice(None, None, COMPARED_EVERY)
    return np.array_equal(one[step, step], other[step, step]) and np.array_equal(one, other)
