"""The thread that turns prepared frames into captions, and measures how long that takes."""

from __future__ import annotations

import logging
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from app.captions import Captions, CaptionState
from app.frame_queue import FrameQueue, PreparedFrame, StreamMark
from app.frame_tap import FrameTap
from app.mailbox import Mailbox
from models.decoding import RecognizedGloss
from models.errors import GlosscastError
from models.preprocessing import mirror_frame
from models.recognizer import GlossRecognizer
from models.streaming import Hypothesis, StreamingRecognizer
from models.taught.matcher import TaughtMatcher

__all__ = ["RecognitionThread"]

logger = logging.getLogger(__name__)

STEPS_MEASURED = 50
GLOSSES_MEASURED = 10


class RecognitionThread(threading.Thread):
    """Empties the queue into a `StreamingRecognizer`, which no other thread touches.

    `state` always holds the newest captions. They are gathered here and not in the window, so that a sentence which
    ends while the window is busy is not lost.

    Args:
        on_captions: Called when `state` was empty before.
        on_failure: Called once if recognition cannot go on.
        on_left: Called once, last of all, when it has made room for another model, as a mark in the queue asked for.
        captions: What was gathered before, of a thread that has ended.
        taught: The signs that somebody taught, known beside the model's own.
        tap: Gets the frames instead, while somebody teaches one.
        clock: Seconds, by which steps are measured.
    """

    def __init__(
        self,
        recognizer: GlossRecognizer,
        queue: FrameQueue,
        state: Mailbox[CaptionState],
        *,
        on_captions: Callable[[], None],
        on_failure: Callable[[GlosscastError], None],
        on_left: Callable[[], None] | None = None,
        captions: Captions | None = None,
        taught: TaughtMatcher | None = None,
        tap: FrameTap | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(name="recognition", daemon=True)
        # Set by any thread, heeded from the next frame on.
        self.is_left_handed = False
        self.taught = taught
        self.tap = tap
        self.step_count = 0  # read by any thread
        self._heeded = (False, taught, tap)
        self._clock = clock
        self._recognizer = recognizer
        self._streaming = StreamingRecognizer(recognizer, taught=taught)
        self._queue = queue
        self._state = state
        self._on_captions = on_captions
        self._on_failure = on_failure
        self._on_left = on_left
        self.captions = captions or Captions()  # another thread's, once this one has failed or left
        self._is_open = self._is_leaving = self._has_left = False
        self._committed: tuple[RecognizedGloss, ...] = ()
        self._step_ms: tuple[float, ...] = ()  # replaced, never changed: other threads read it
        self._delays_s: tuple[float, ...] = ()

    @property
    def step_ms(self) -> float | None:
        """Milliseconds a step of the model and its decoding took: the median of the last 50; None before the first."""
        durations_ms = self._step_ms
        return statistics.median(durations_ms) if durations_ms else None

    @property
    def delay_s(self) -> float | None:
        """Seconds from a gloss's last frame to its being committed: the median of the last 10; None before the first.

        Only glosses committed while frames come are counted: the end of a file commits what is open without waiting.
        """
        delays_s = self._delays_s
        return statistics.median(delays_s) if delays_s else None

    def run(self) -> None:
        try:
            while not self._has_left and (item := self._queue.get()) is not None:
                self._take(item)
            if self._has_left and self._on_left:
                self._on_left()
        except GlosscastError as error:
            self._on_failure(error)
        except Exception as error:
            logger.exception("Recognition failed.")
            self._on_failure(GlosscastError(f"Recognition failed: {error}"))

    def _take(self, item: PreparedFrame | StreamMark) -> None:
        if isinstance(item, PreparedFrame):
            is_mirrored, _, tap = self._heed_wishes()
            started_s = self._clock()
            image = mirror_frame(item.image) if is_mirrored else item.image
            if tap is None:
                self._recognize(replace(item, image=image), started_s)
            else:
                tap.put(replace(item, image=image))
        elif item is StreamMark.END:
            self._finish_sentence()
        elif item is StreamMark.RESET:
            self._begin_anew()
            self._publish(self.captions.clear())
        elif item is StreamMark.LEAVE_AT_ENDPOINT:
            self._is_leaving = True
        if self._is_leaving and (item is StreamMark.LEAVE or not self._is_open):
            self._finish_sentence()
            self._has_left = True

    def _recognize(self, frame: PreparedFrame, started_s: float) -> None:
        hypothesis = self._streaming.accept(frame.image, frame.time_s)
        if hypothesis is not None:
            self.step_count += 1
            duration_ms = 1000 * (self._clock() - started_s)
            self._step_ms = (*self._step_ms[1 - STEPS_MEASURED :], duration_ms)
            self._measure_delay(hypothesis, frame)
            self._is_open = not hypothesis.is_endpoint and bool(hypothesis.committed or hypothesis.partial)
            self._publish(self.captions.update(hypothesis))

    def _heed_wishes(self) -> tuple[bool, TaughtMatcher | None, FrameTap | None]:
        """Whether frames are mirrored, what else is known, who else gets them: as was wished last."""
        wishes = (self.is_left_handed, self.taught, self.tap)
        if wishes != self._heeded:
            self._finish_sentence()  # no step may see frames of both kinds
            if wishes[1] is not self._heeded[1]:
                self._streaming = StreamingRecognizer(self._recognizer, taught=wishes[1])
            self._heeded = wishes
        return wishes

    def _finish_sentence(self) -> None:
        self.captions.update(self._streaming.finish())
        self._begin_anew()
        self._publish(self.captions.end_sentence())

    def _begin_anew(self) -> None:
        self._streaming.reset()
        self._committed = ()
        self._is_open = False

    def _measure_delay(self, hypothesis: Hypothesis, newest: PreparedFrame) -> None:
        known_count = len(self._committed) if hypothesis.committed[: len(self._committed)] == self._committed else 0
        now_s = time.monotonic()
        for gloss in hypothesis.committed[known_count:]:
            # The newest frame tells how far the source's clock is from ours.
            delay_s = now_s - (gloss.end_s + newest.captured_at_s - newest.time_s)
            self._delays_s = (*self._delays_s[1 - GLOSSES_MEASURED :], delay_s)
        self._committed = () if hypothesis.is_endpoint else hypothesis.committed

    def _publish(self, state: CaptionState) -> None:
        if self._state.put(state):
            self._on_captions()
