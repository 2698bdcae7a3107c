"""Records one try of a sign after the other: three, two, one, the sign, and what the model makes of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.background_job import BackgroundJob
from app.frame_tap import FrameTap
from app.teach_moment import has_finished
from models.sampling import FrameSampler
from models.video import Clip, RgbImage

__all__ = ["ReadTry", "Recording", "RecordingState", "Stage"]

COUNT_FROM = 3
TICK_MS = 40
LONGEST_S = 4.0  # ours: a try ends by then, whatever is seen
SILENT_AFTER_S = 1.0  # without a frame for so long there is no camera to record from

ReadTry = Callable[[Clip], object]
"""From frames at the model's rate, (T, S, S, 3), to what is made of them; called in a thread. Raises GlosscastError."""


class Stage(Enum):
    """How far a try has come."""

    IDLE = auto()
    COUNTING = auto()
    SIGNING = auto()
    READING = auto()  # the model looks at it


@dataclass(frozen=True, slots=True)
class RecordingState:
    """What is to be seen at one moment.

    Args:
        digit: Of the count-down, None outside it.
        share: Of the longest time that a try may take, how much has passed.
    """

    stage: Stage = Stage.IDLE
    digit: int | None = None
    share: float = 0.0


class Recording(QObject):
    """One try at a time, from the frames of a tap. Its signals are sent in its own thread, and it never waits.

    Args:
        tap: Where the recogniser's frames go meanwhile.
        clock: Seconds that only grow; the frames have their own.
    """

    changed = Signal(object)  # RecordingState
    recorded = Signal(object)  # what was made of the frames
    failed = Signal(str)  # why there is no try: a sentence

    def __init__(self, tap: FrameTap, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic):
        super().__init__(parent)
        self.count_s = 1.0  # for each digit
        self.tap = tap
        self._clock = clock
        self._state = RecordingState()
        self._began_at_s = 0.0
        self._frame_rate = 1.0
        self._read: ReadTry | None = None
        self._job = BackgroundJob(self)
        self._job.done.connect(self._take)
        self._job.failed.connect(self._fail)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def state(self) -> RecordingState:
        """How far the try has come."""
        return self._state

    def begin(self, frame_rate: float, read: ReadTry) -> None:
        """Count down and record.

        Args:
            frame_rate: The model's, to which the frames are sampled.
            read: Looks at the frames.
        """
        self.stop()
        self._frame_rate, self._read = frame_rate, read
        self._began_at_s = self._clock()
        self._timer.start()
        self._show(RecordingState(Stage.COUNTING, COUNT_FROM))

    @Slot()
    def stop(self) -> None:
        """Record nothing; what was begun is forgotten."""
        self._timer.stop()
        self._job.forget()
        self.tap.take()
        self._show(RecordingState())

    def finish(self, limit_s: float = 2.0) -> None:
        """Before the end: stop, and wait for the thread."""
        self.stop()
        self._job.finish(limit_s)

    @Slot()
    def end_early(self) -> None:
        """The person says that the sign is over, or, while it is counted down, not to come."""
        if self._state.stage is Stage.SIGNING:
            self._begin_reading()
        elif self._state.stage is Stage.COUNTING:
            self.stop()

    @Slot()
    def _tick(self) -> None:
        if self._state.stage is Stage.COUNTING:
            self._count()
        elif self._state.stage is Stage.SIGNING:
            self._watch_signing()

    def _count(self) -> None:
        left = COUNT_FROM - math.floor((self._clock() - self._began_at_s) / self.count_s)
        if left == 1 and self._state.digit != 1:
            self.tap.begin()  # the hands rest still: from this it is seen where the sign begins
        if left > 0:
            self._show(RecordingState(Stage.COUNTING, left))
            return
        if self._state.digit != 1:  # the window was held up
            self.tap.begin()
        self._began_at_s = self._clock()
        self._show(RecordingState(Stage.SIGNING))

    def _watch_signing(self) -> None:
        passed_s = self._clock() - self._began_at_s
        frames = self.tap.recorded
        if not frames and passed_s > SILENT_AFTER_S:
            self._fail(self.tr("No picture came from the camera: look whether it is on, then try again."))
        elif frames and (has_finished(frames) or passed_s > LONGEST_S):
            self._begin_reading()
        else:
            self._show(RecordingState(Stage.SIGNING, share=min(1.0, passed_s / LONGEST_S)))

    def _begin_reading(self) -> None:
        frames = self.tap.take()
        if not frames or self._read is None:
            self._fail(self.tr("No picture came from the camera: look whether it is on, then try again."))
            return
        sampler = FrameSampler(self._frame_rate, frames[0].time_s)
        sampled: list[RgbImage] = []
        for frame in frames:
            if sampler.is_interrupted_by(frame.time_s):
                self._fail(self.tr("The camera stopped for a moment: show the sign once more."))
                return
            sampled += sampler.sample(frame.image, frame.time_s)
        self._timer.stop()
        self._job.begin(partial(self._read, np.stack(sampled)))
        self._show(RecordingState(Stage.READING, share=1.0))

    @Slot(object)
    def _take(self, result: object) -> None:
        self.stop()
        self.recorded.emit(result)

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self.stop()
        self.failed.emit(sentence)

    def _show(self, state: RecordingState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
