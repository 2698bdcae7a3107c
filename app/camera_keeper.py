"""Keeps the camera running: opens it, watches over it, gives it back, and tries again when it is gone.

The window has one. Everything here runs in the window's thread and none of it ever waits for a camera.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.camera import FrameSource
from app.camera_reader import CameraFeed, CameraReader
from app.camera_state import CameraLife, CameraState, CameraTimes, Order

__all__ = ["CameraKeeper"]

logger = logging.getLogger(__name__)

TICK_MS = 100


class CameraKeeper(QObject):
    """Owns the life of one camera. `feed` is what a session watches; it stays the same when the camera changes.

    Args:
        open_camera: Gives the camera, not yet opened. Called by a thread, once for each try.
        clock: Seconds that only grow; may be replaced before the first start.
    """

    changed = Signal()  # `state` or `is_wanted`

    def __init__(
        self,
        open_camera: Callable[[], FrameSource],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        times: CameraTimes | None = None,
    ) -> None:
        super().__init__(parent)
        self.feed = CameraFeed()
        self._open_camera = open_camera
        self.clock = clock
        self._life = CameraLife(times)
        self._told: tuple[CameraState | None, bool] = (None, False)
        self._reader: CameraReader | None = None
        self._leaving: list[CameraReader] = []
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    @property
    def state(self) -> CameraState | None:
        """What is the matter with the camera; None while nobody wants it."""
        return self._life.state

    @property
    def is_wanted(self) -> bool:
        """Whether it is on, or will be as soon as it can."""
        return self._life.is_wanted

    @property
    def can_resume(self) -> bool:
        """Whether it was paused."""
        return self.state is not None and not self.is_wanted

    @Slot()
    def start(self) -> None:
        """Open the camera, or open it anew."""
        self._drop()
        self._life.begin(self.clock())
        self._timer.start()
        self.tick()

    @Slot()
    def pause(self) -> None:
        """Give the camera back until `start`."""
        self._drop()
        self._life.pause(self.clock())
        self.tick()

    @Slot()
    def toggle(self) -> None:
        """Pause, or go on."""
        if self.is_wanted:
            self.pause()
        else:
            self.start()

    def stop(self) -> None:
        """Give the camera back, and be done with it. What hangs in a driver is left behind."""
        self._drop()
        self._life.end()
        self._timer.stop()
        self._tell()

    def wait(self, limit_s: float) -> bool:
        """After `stop`: wait for the camera to be given back. False if it was not, within the limit."""
        ends_at_s = time.monotonic() + limit_s
        for reader in self._leaving:
            reader.join(max(0.0, ends_at_s - time.monotonic()))
        self._forget_gone()
        if self._leaving:
            logger.warning("The camera was not given back within %.1f s.", limit_s)
        return not self._leaving

    @Slot()
    def tick(self) -> None:
        """Look after the camera. The timer calls this; it takes microseconds."""
        self._forget_gone()
        report = self._reader.report if self._reader else None
        order = self._life.tick(self.clock(), report, len(self._leaving))
        if order is Order.OPEN:
            self._reader = CameraReader(self._open_camera, self.feed, self.clock)
            self.feed.accept(self._reader)
            self._reader.start()
        elif order is Order.DROP:
            self._drop()
        self._tell()

    def _drop(self) -> None:
        if self._reader:
            self.feed.accept(None)
            self._reader.leave()
            self._leaving.append(self._reader)
        self._reader = None

    def _forget_gone(self) -> None:
        self._leaving = [reader for reader in self._leaving if reader.is_alive()]

    def _tell(self) -> None:
        now = (self.state, self.is_wanted)
        if now != self._told:
            self._told = now
            self.changed.emit()
