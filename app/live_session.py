"""One source being watched: its camera thread, its recognition thread, and what lies between them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.camera import CameraThread, FrameSource
from app.captions import CaptionState
from app.frame_queue import FrameQueue, StreamMark
from app.frame_tap import FrameTap
from app.mailbox import Mailbox
from app.recognition import RecognitionThread
from models.errors import GlosscastError
from models.preprocessing import CropRule
from models.recognizer import GlossRecognizer
from models.taught.matcher import TaughtMatcher
from models.video import RgbImage

__all__ = ["LiveSession", "SessionStatus"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """The figures of the status line; None where nothing has been measured yet.

    Args:
        frame_rate: Frames a second that the source gives.
        step_ms: Milliseconds a step of the model takes.
        delay_s: Seconds from a gloss's last frame to its being committed.
        dropped_count: Frames that recognition had no time for.
        picture_age_s: Seconds since the newest frame was taken.
        waiting_count: Frames that wait for recognition.
    """

    frame_rate: float | None
    step_ms: float | None
    delay_s: float | None
    dropped_count: int
    picture_age_s: float | None
    waiting_count: int = 0


class LiveSession:
    """Started once and stopped once; another source is another session, another model is not.

    The calls come from the threads, the first two only when the mailbox they speak of was empty. `on_end` is about the
    source, `on_failure` about the model, `on_left` says that the next model may take over.
    """

    def __init__(
        self,
        source: FrameSource,
        recognizer: GlossRecognizer,
        *,
        on_frame: Callable[[], None],
        on_captions: Callable[[], None],
        on_end: Callable[[GlosscastError | None], None],
        on_failure: Callable[[GlosscastError], None] | None = None,
        on_left: Callable[[], None] | None = None,
        is_left_handed: bool = False,
        crop_rule: CropRule | None = None,
        taught: TaughtMatcher | None = None,
        tap: FrameTap | None = None,
    ) -> None:
        self.source = source
        self.preview: Mailbox[RgbImage] = Mailbox()
        self.captions: Mailbox[CaptionState] = Mailbox()
        self._queue = FrameQueue()
        self._camera = CameraThread(
            source, self._queue, self.preview, recognizer.card.frame_size, on_frame=on_frame, on_end=on_end,
            crop_rule=crop_rule,
        )  # fmt: skip
        self._make_thread = partial(
            RecognitionThread, on_captions=on_captions, on_failure=on_failure or on_end, on_left=on_left
        )
        self._recognition = self._make_thread(recognizer, self._queue, self.captions, taught=taught, tap=tap)
        self.set_left_handed(is_left_handed)

    @property
    def status(self) -> SessionStatus:
        captured_at_s = self._camera.last_captured_at_s
        return SessionStatus(
            frame_rate=self._camera.frame_rate,
            step_ms=self._recognition.step_ms,
            delay_s=self._recognition.delay_s,
            dropped_count=self._queue.dropped_count,
            picture_age_s=None if captured_at_s is None else time.monotonic() - captured_at_s,
            waiting_count=self._queue.waiting_count,
        )

    def start(self) -> None:
        """Start both threads."""
        self._recognition.start()
        self._camera.start()

    @property
    def step_count(self) -> int:
        """How many steps the model in use has made."""
        return self._recognition.step_count

    def leave_at_endpoint(self) -> None:
        """Let the model in use end as soon as no sentence is open; `on_left` tells when."""
        self._queue.put(StreamMark.LEAVE_AT_ENDPOINT)

    def leave_now(self) -> None:
        """Somebody signs on and on: let it finish the open sentence now. Does nothing unless it was to leave."""
        self._queue.put(StreamMark.LEAVE)

    def close_sentence(self) -> None:
        """After the model in use has left or failed: what stands open is a sentence, and waits in `captions`."""
        self.captions.put(self._recognition.captions.end_sentence())

    def go_on_with(self, recognizer: GlossRecognizer, taught: TaughtMatcher | None = None) -> None:
        """After `close_sentence`: recognise with another model, and what it was taught, what comes from now on."""
        ended = self._recognition
        self._camera.frame_size = recognizer.card.frame_size
        self._queue.take_only(recognizer.card.frame_size)
        self._recognition = self._make_thread(
            recognizer, self._queue, self.captions, captions=ended.captions, taught=taught, tap=ended.tap
        )
        self._recognition.is_left_handed = ended.is_left_handed
        self._recognition.start()

    def set_left_handed(self, is_left_handed: bool) -> None:
        """Whether the model gets mirrored frames from now on; the preview's are never changed."""
        self._recognition.is_left_handed = is_left_handed

    def use_taught(self, taught: TaughtMatcher | None) -> None:
        """Know these signs beside the model's own from now on; a sentence that is open ends."""
        self._recognition.taught = taught

    def divert(self, tap: FrameTap | None) -> None:
        """Give the model's frames to a tap from now on, instead of recognising them; None recognises again."""
        self._recognition.tap = tap

    def reset(self) -> None:
        """Empty the subtitle and forget the sign in progress; the frames already waiting are older and go first."""
        self._queue.put(StreamMark.RESET)

    def stop(self, limit_s: float = 2.0) -> bool:
        """End both threads. False if one did not end within the limit: a camera's driver can hang."""
        ends_at_s = time.monotonic() + limit_s
        self._camera.stop()
        self._queue.close()
        for thread in (self._camera, self._recognition):
            thread.join(max(0.0, ends_at_s - time.monotonic()))
        if late := [thread.name for thread in (self._camera, self._recognition) if thread.is_alive()]:
            logger.warning("%s did not end within %.1f s.", " and ".join(late), limit_s)
        return not late
