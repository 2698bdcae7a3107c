"""Takes the frames that the recogniser would have read, ready as it reads them, while somebody shows it a sign."""

from __future__ import annotations

import threading

from app.frame_queue import PreparedFrame

__all__ = ["FrameTap"]

MOST_FRAMES = 600  # ours: ten seconds of the fastest webcam; the memory stays bounded whatever happens


class FrameTap:
    """Always holds the newest frame, and after `begin` all that come, until `take`. Any thread may call anything.

    Frames are as the model reads them: cropped, small, and mirrored where a left-handed signer wants them so.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: PreparedFrame | None = None
        self._recorded: list[PreparedFrame] | None = None

    @property
    def newest(self) -> PreparedFrame | None:
        """The frame that came last; None before the first."""
        with self._lock:
            return self._newest

    @property
    def recorded(self) -> tuple[PreparedFrame, ...]:
        """What has come since `begin`, oldest first; nothing if it has not been called."""
        with self._lock:
            return tuple(self._recorded or ())

    def put(self, frame: PreparedFrame) -> None:
        """Another frame."""
        with self._lock:
            if self._recorded is not None:
                if self._recorded and self._recorded[0].image.shape != frame.image.shape:
                    self._recorded.clear()  # another model reads frames of another size
                if len(self._recorded) < MOST_FRAMES:
                    self._recorded.append(frame)
            self._newest = frame

    def begin(self) -> None:
        """From now on hold all that comes."""
        with self._lock:
            self._recorded = []

    def take(self) -> tuple[PreparedFrame, ...]:
        """All that has come since `begin`; from now on only the newest is held."""
        with self._lock:
            taken, self._recorded = tuple(self._recorded or ()), None
            return taken

    def forget(self) -> None:
        """Hold nothing: another source, or the end."""
        with self._lock:
            self._newest = self._recorded = None
