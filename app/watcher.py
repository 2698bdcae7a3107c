"""What is watched, one source after another: at most one session runs, and only its own news reaches the window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.camera import FrameSource
from app.frame_tap import FrameTap
from app.live_session import LiveSession, SessionStatus
from models.errors import GlosscastError
from models.preprocessing import CropRule
from models.recognizer import GlossRecognizer
from models.taught.matcher import TaughtMatcher

__all__ = ["Watcher"]


LEAVING_LIMIT_MS = 2000  # so long a new model waits for the end of a sentence
PROVEN_AFTER_STEPS = 50  # until then the model before it is kept, to be taken back


class Watcher(QObject):
    """Starts and stops sessions on a model, which another may replace while a source goes on.

    Its signals below the queued ones are sent in the window's thread, and at once.

    Args:
        recognizer: The model in use.
        closing_limit_s: A thread that has not ended by then is left behind.
    """

    # From the threads. They carry the session's number, because a session that was stopped may still have some queued;
    # frames and captions wait in the session's mailboxes.
    frame_waits = Signal(int)
    captions_wait = Signal(int)
    session_ended = Signal(int, object)
    model_left = Signal(int)
    model_failed = Signal(int, object)

    picture_came = Signal(object)  # RgbImage
    captions_came = Signal(object)  # CaptionState
    ended = Signal(object, object)  # the source; why, or None at the end of a file
    model_came = Signal(object)  # GlossRecognizer, which recognises from now on
    model_proven = Signal()  # it has held for long enough
    model_taken_back = Signal(object, object)  # the one that failed, and why; `model_came` told which is back

    def __init__(self, recognizer: GlossRecognizer, closing_limit_s: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recognizer = recognizer
        self._closing_limit_s = closing_limit_s
        self._session: LiveSession | None = None
        self._number = 0
        self._taught: TaughtMatcher | None = None  # of the model in use
        self._tap: FrameTap | None = None  # gets a camera's frames while it is set
        self._next: GlossRecognizer | None = None  # takes over when the one in use has left
        self._before: GlossRecognizer | None = None  # kept until the one in use is proven
        self.leaving_timer = QTimer(self, singleShot=True, interval=LEAVING_LIMIT_MS)
        self.leaving_timer.timeout.connect(self._hurry)
        queued = Qt.ConnectionType.QueuedConnection
        self.frame_waits.connect(self._take_picture, queued)
        self.captions_wait.connect(self._take_captions, queued)
        self.session_ended.connect(self._tell_end, queued)
        self.model_left.connect(self._go_on, queued)
        self.model_failed.connect(self._take_failure, queued)

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
            on_failure=partial(self.model_failed.emit, self._number),
            on_left=partial(self.model_left.emit, self._number),
            is_left_handed=is_left_handed,
            crop_rule=crop_rule,
            taught=self._taught,
            tap=self._tap if source.is_live else None,
        )
        self._session.start()

    def stop(self) -> None:
        """Watch nothing. What was committed last is still told."""
        if self._session:
            self._session.stop(self._closing_limit_s)
            self._take_captions(self._number)
        self._session = None
        self._number += 1
        self.leaving_timer.stop()
        if self._next:
            self._put_in_force(self._next)

    @property
    def is_swapping(self) -> bool:
        """Whether a model waits for the one in use to finish a sentence."""
        return self._next is not None

    @property
    def is_on_trial(self) -> bool:
        """Whether the model in use may still be taken back."""
        return self._before is not None

    def swap(self, recognizer: GlossRecognizer) -> None:
        """Let another model recognise, from the end of the sentence being signed on, or after 2 s at most."""
        self._next = recognizer
        if self._session is None:
            self._put_in_force(recognizer)
        else:
            self._session.leave_at_endpoint()
            self.leaving_timer.start()

    @property
    def session_number(self) -> int:
        """Another number for each source that is watched: its captions are counted from 0 again."""
        return self._number

    def use_taught(self, taught: TaughtMatcher | None) -> None:
        """Let these signs, taught to the model in use, be recognised beside its own from now on."""
        self._taught = taught
        if self._session:
            self._session.use_taught(taught)

    def divert(self, tap: FrameTap | None) -> None:
        """While somebody teaches a sign a camera's frames go to a tap and nothing is recognised; None ends that."""
        self._tap = tap
        if self._session:
            self._session.divert(tap if self._session.source.is_live else None)

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
        if self._before is not None and self._session.step_count >= PROVEN_AFTER_STEPS:
            self._before = None
            self.model_proven.emit()

    @Slot(int, object)
    def _tell_end(self, number: int, error: GlosscastError | None) -> None:
        if self._session is not None and number == self._number:
            self.ended.emit(self._session.source, error)

    @Slot()
    def _hurry(self) -> None:
        if self._session:
            self._session.leave_now()

    @Slot(int)
    def _go_on(self, number: int) -> None:
        if self._session is None or number != self._number or self._next is None:
            return
        self.leaving_timer.stop()
        self._session.close_sentence()
        self._take_captions(number)
        recognizer = self._next
        self._put_in_force(recognizer)
        self._session.go_on_with(recognizer, self._taught)

    @Slot(int, object)
    def _take_failure(self, number: int, error: GlosscastError) -> None:
        """A model that fails makes way for the one that waits, or, before it is proven, for the one before it."""
        if self._session is None or number != self._number:
            return
        failed, before = self.recognizer, self._before
        if self._next is None and (before is None or self._session.step_count >= PROVEN_AFTER_STEPS):
            self._tell_end(number, error)
            return
        is_taken_back = self._next is None
        self._next = self._next or before
        self._go_on(number)
        if is_taken_back:
            self._before = None
            self.model_taken_back.emit(failed, error)

    def _put_in_force(self, recognizer: GlossRecognizer) -> None:
        self._next = None
        self._before, self.recognizer = self._before or self.recognizer, recognizer
        self._taught = None  # it was taught to the model before; whoever hears of this one says what it was taught
        self.model_came.emit(recognizer)
