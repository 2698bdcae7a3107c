"""The bounded way from the camera thread to the recognition thread. When it is full the oldest frame gives way.

Queued Qt signals have no bound, so frames never travel by one.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from models.video import RgbImage

__all__ = ["FrameQueue", "PreparedFrame", "StreamMark"]


@dataclass(frozen=True, slots=True)
class PreparedFrame:
    """A frame as the model reads it.

    Args:
        image: (S, S, 3), cropped and resized.
        time_s: When it was taken, on the source's own clock (a video file counts from its first frame).
        captured_at_s: The same moment on the computer's monotonic clock.
    """

    image: RgbImage
    time_s: float
    captured_at_s: float


class StreamMark(Enum):
    """What else may stand in the queue: a message about the frames before and after it."""

    END = auto()  # the source has ended, or starts over: finish what was begun
    RESET = auto()  # the person wants an empty subtitle: forget everything before
    LEAVE_AT_ENDPOINT = auto()  # another model is to take over as soon as no sentence is open
    LEAVE = auto()  # it takes over now: finish what was begun


class FrameQueue:
    """Frames in order, at most `capacity` of them; marks are never dropped."""

    def __init__(self, capacity: int = 32) -> None:
        if capacity < 1:
            raise ValueError(f"A frame queue holds at least one frame, not {capacity}.")
        self._capacity = capacity
        self._items: deque[PreparedFrame | StreamMark] = deque()
        self._changed = threading.Condition()
        self._is_closed = False
        self._frame_size: int | None = None  # the only one that is taken
        self._dropped_count = 0

    @property
    def dropped_count(self) -> int:
        """How many frames gave way since the start."""
        with self._changed:
            return self._dropped_count

    @property
    def waiting_count(self) -> int:
        """How many items wait for the reader."""
        with self._changed:
            return len(self._items)

    def put(self, item: PreparedFrame | StreamMark) -> None:
        """Append, never wait. On a closed queue it does nothing."""
        with self._changed:
            if self._is_closed or not self._fits(item):
                return
            self._items.append(item)
            if sum(isinstance(waiting, PreparedFrame) for waiting in self._items) > self._capacity:
                self._drop_oldest_frame()
            self._changed.notify()

    def get(self) -> PreparedFrame | StreamMark | None:
        """The oldest item, waiting until there is one; None once the queue is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or bool(self._items))
            return None if self._is_closed else self._items.popleft()

    def take_only(self, frame_size: int) -> None:
        """From now on hold frames of this size only: those prepared for another model go, and count as nothing lost."""
        with self._changed:
            self._frame_size = frame_size
            self._items = deque(item for item in self._items if self._fits(item))

    def close(self) -> None:
        """Throw away what waits and wake the reader. A queue is not opened again."""
        with self._changed:
            self._is_closed = True
            self._items.clear()
            self._changed.notify_all()

    def _fits(self, item: PreparedFrame | StreamMark) -> bool:
        if self._frame_size is None or isinstance(item, StreamMark):
            return True
        return len(item.image) == self._frame_size

    def _drop_oldest_frame(self) -> None:
        oldest = next(index for index, item in enumerate(self._items) if isinstance(item, PreparedFrame))
        del self._items[oldest]
        self._dropped_count += 1
