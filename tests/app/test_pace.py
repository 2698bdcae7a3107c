"""Whether recognition keeps up: a slow model behind the real queue and thread, on a clock of our own."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from app.captions import CaptionState
from app.frame_queue import FrameQueue, PreparedFrame
from app.live_session import SessionStatus
from app.mailbox import Mailbox
from app.pace import LOOKED_BACK_S, STAYS_S, Pace, PaceMeter
from app.recognition import RecognitionThread
from models.errors import GlosscastError
from models.recognizer import State, StepOutput
from models.video import RgbImage
from tests.fakes import ScriptedRecognizer, make_card, script

CAMERA_RATE = 30.0
CARD = make_card(frame_size=1)


@dataclass
class SlowRecognizer(ScriptedRecognizer):
    """Each step takes a while on its own clock, during which the camera fills the queue; no time really passes."""

    duration_s: float
    queue: FrameQueue
    watched_s: float
    now_s: float = 0.0
    frame_count: int = 0
    meter: PaceMeter = field(default_factory=lambda: PaceMeter(CARD.step_s, CARD.frame_rate))
    paces: list[Pace] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(script([(0, 4)]), CARD)
        self.thread: RecognitionThread | None = None

    def clock(self) -> float:
        return self.now_s

    def step(self, frames: RgbImage, state: State) -> StepOutput:
        self.pass_time(self.duration_s)
        return super().step(frames, state)

    def pass_time(self, duration_s: float) -> None:
        """Let the camera take its pictures, and ask how it goes, as the window does twice a second."""
        until_s = self.now_s + duration_s
        while (next_s := (self.frame_count + 1) / CAMERA_RATE) <= until_s:
            self.frame_count += 1
            self.queue.put(PreparedFrame(np.zeros((1, 1, 3), np.uint8), next_s, next_s))
            if self.frame_count % 15 == 0 and self.thread is not None:
                status = SessionStatus(CAMERA_RATE, self.thread.step_ms, None, self.queue.dropped_count, 0.0)
                self.paces.append(self.meter.update(next_s, status))
        self.now_s = until_s
        if self.now_s > self.watched_s:
            self.queue.close()


class WaitingQueue(FrameQueue):
    """When it is empty, recognition waits, and time goes on until the camera's next picture."""

    slow: SlowRecognizer

    def get(self):  # type: ignore[no-untyped-def]
        while not self._items and not self._is_closed:
            self.slow.pass_time(1 / CAMERA_RATE)
        return super().get()


def watch(step_share: float, watched_s: float) -> list[Pace]:
    """What is said while a step takes so large a part of the time there is for it."""
    queue = WaitingQueue()
    slow = queue.slow = SlowRecognizer(step_share * CARD.step_s, queue, watched_s)
    failures: list[GlosscastError] = []
    states: Mailbox[CaptionState] = Mailbox()
    slow.thread = RecognitionThread(
        slow, queue, states, on_captions=lambda: None, on_failure=failures.append, clock=slow.clock
    )
    slow.thread.run()  # here, in the test's own thread: the queue ends it
    assert failures == []
    return slow.paces


@pytest.mark.parametrize(
    ("step_share", "watched_s", "pace"),
    [
        (0.3, 12, Pace.KEEPS_UP),
        (0.9, 12, Pace.STRAINED),
        (1.15, 8, Pace.BEHIND),
        (1.15, 12, Pace.FAR_BEHIND),  # what is left out must still be filled up, so that dropping does not help
        (3.0, 12, Pace.FAR_BEHIND),
    ],
)
def test_a_slow_model_reaches_each_level(step_share: float, watched_s: float, pace: Pace) -> None:
    """Three tenths of its time: fine. Nine: only just. More than all of it: frames are lost, and soon most are."""
    paces = watch(step_share, watched_s)

    assert paces[-1] is pace
    assert max(paces) is pace


def status(dropped_count: int, step_ms: float = 1.0) -> SessionStatus:
    """Figures of a session at 30 frames a second."""
    return SessionStatus(CAMERA_RATE, step_ms, None, dropped_count, 0.0)


def test_a_level_does_not_blink() -> None:
    """After the last lost frame the sentence stays for some seconds, and then goes."""
    meter = PaceMeter(CARD.step_s, CARD.frame_rate)
    meter.update(0.0, status(0))
    assert meter.update(1.0, status(10)) is Pace.FAR_BEHIND

    assert meter.update(1.0 + LOOKED_BACK_S + 1, status(10)) is Pace.FAR_BEHIND
    assert meter.update(2.0 + STAYS_S + LOOKED_BACK_S, status(10)) is Pace.KEEPS_UP


def test_another_session_begins_without_blame() -> None:
    """Nothing watched, or a new count of dropped frames: what was before is forgotten."""
    meter = PaceMeter(CARD.step_s, CARD.frame_rate)
    meter.update(0.0, status(0))
    assert meter.update(1.0, status(20)) is Pace.FAR_BEHIND
    assert meter.update(1.5, status(0)) is Pace.KEEPS_UP
    meter.update(2.0, status(20))
    assert meter.update(2.5, None) is Pace.KEEPS_UP


def test_before_anything_is_measured_nothing_is_said() -> None:
    """The first figures are empty."""
    assert (
        PaceMeter(CARD.step_s, CARD.frame_rate).update(0.0, SessionStatus(None, None, None, 0, None)) is Pace.KEEPS_UP
    )


def rate(frame_rate: float | None) -> SessionStatus:
    """Figures of a session that loses nothing, at so many frames a second."""
    return SessionStatus(frame_rate, 1.0, None, 0, 0.0)


def test_too_few_pictures_are_said_once_they_stay_away() -> None:
    """A camera a third too slow for the model is named after three seconds, one that only stumbles is not."""
    slow, meter = CARD.frame_rate * 2 / 3, PaceMeter(CARD.step_s, CARD.frame_rate)
    stumbling = [meter.update(time_s, rate(slow)) for time_s in (0.0, 1.0, 2.5)]
    assert {*stumbling, meter.update(3.0, rate(CARD.frame_rate))} == {Pace.KEEPS_UP}

    assert meter.update(5.5, rate(slow)) is Pace.KEEPS_UP
    assert meter.update(6.0, rate(slow)) is Pace.STARVED
    assert meter.update(7.0, rate(None)) is Pace.STARVED  # the sentence does not blink
    assert meter.update(7.0 + STAYS_S, rate(CARD.frame_rate)) is Pace.KEEPS_UP
