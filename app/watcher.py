"""What is watched, one source after another: at most one session runs, and only its own news reaches the window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.camera import FrameSource
from app.live_session import LiveSession, SessionStatus
from models.errors import GlosscastError
from models.preprocessing import CropRule
from models.recognizer import GlossRecognizer

__all__ = ["Watcher"]


class Watcher(QObject):
    """Starts and stops sessions on one model. Its last three signals are sent in the window's thread, and at once.

    Args:
        recognizer: The model in use.
        closing_limit_s: A thread that has not ended by then is left behind.
    """

    # From the threads. They carry the session's number, because a session that was stopped may still have some queued;
    # frames and captions wait in the session's mailboxes.
    frame_waits = Signal(int)
    captions_wait = Signal(int)
    session_ended = Signal(int, object)

    picture_came = Signal(object)  # RgbImage
    captions_came = Signal(object)  # CaptionState
    ended = Signal(object, object)  # the source; why, or None at the end of a file

    def __init__(self, recognizer: GlossRecognizer, closing_limit_s: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recognizer = recognizer
        self._closing_limit_s = closing_limit_s
        self._session: LiveSession | None = None
        self._number = 0
        queued = Qt.ConnectionType.QueuedConnection
        self.frame_waits.connect(self._take_picture, queued)
        self.captions_wait.connect(self._take_captions, queued)
        self.session_ended.connect(self._tell_end, queued)

    @property
    def source(self) -> FrameSource | None:
        """What is being watched, if anything."""
        return self._session.source if self._session else None

    @property
    def status(self) -> SessionStatus | None:
        """The figures of the session that runs, if any."""
        return self._session.status if self._session else None

    def start(self, source: FrameSource, *, is_left_handed: bool, crop_rule: CropRule | None = None) -> None:
        """Watch a source instead of what was watched before. Without a rule the model sees the centre square."""
        self.stop()
        self._session = LiveSession(
            source,
            self.recognizer,
            on_frame=partial(self.frame_waits.emit, self._number),
            on_captions=partial(self.captions_wait.emit, self._number),
            on_end=partial(self.session_ended.emit, self._number),
            is_left_handed=is_left_handed,
            crop_rule=crop_rule,
        )
        self._session.start()

    def stop(self) -> None:
        """Watch nothing. What was committed last is still told."""
        if self._session:
            self._session.stop(self._closing_limit_s)
            self._take_captions(self._number)
        self._session = None
        self._number += 1

    def reset(self) -> None:
        """Empty the subtitle and forget the sign in progress."""
        if self._session:
            self._session.reset()

    def set_left_handed(self, is_left_handed: bool) -> None:
        """Whether the model gets mirrored frames from now on."""
        if self._session:
            self._session.set_left_handed(is_left_handed)

    @Slot(int)
    def _take_picture(self, number: int) -> None:
        if self._session is None or number != self._number:
            return
        image = self._session.preview.take()
        if image is not None:
            self.picture_came.emit(image)

    @Slot(int)
    def _take_captions(self, number: int) -> None:
        if self._session is None or number != self._number:
            return
        captions = self._session.captions.take()
        if captions is not None:
            self.captions_came.emit(captions)

    @Slot(int, object)
    def _tell_end(self, number: int, error: GlosscastError | None) -> None:
        if self._session is not None and number == self._number:
            self.ended.emit(self._session.source, error)
