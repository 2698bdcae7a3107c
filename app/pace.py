"""Whether recognition keeps up with the camera, and the camera with the model, in words. The numbers here are ours."""

from __future__ import annotations

from collections import deque
from enum import IntEnum

from app.live_session import SessionStatus

__all__ = ["Pace", "PaceMeter"]

LOOKED_BACK_S = 5.0
STAYS_S = 8.0  # a level is left only when it has not been reached for so long: a sentence must not blink
STRAINED_LOAD = 0.8  # of the time there is for a step
SLOW_RATE_SHARE = 0.8  # of the frames a second that the model is made for
SLOW_FOR_S = 3.0  # a camera that sets its exposure stumbles
BEHIND_SHARE, FAR_BEHIND_SHARE = 0.01, 0.25  # of the frames, dropped


class Pace(IntEnum):
    """How well it goes; more is worse."""

    KEEPS_UP = 0
    STRAINED = 1  # nothing is lost yet
    STARVED = 2  # the camera gives too few frames, as many do in the dark
    BEHIND = 3  # some frames are left out
    FAR_BEHIND = 4  # so many that most signs are torn


class PaceMeter:
    """Judges the figures of a session, given to it again and again. Knows no clock: the time is given too.

    Args:
        step_s: Seconds of video that a step of the model stands for: what it may take.
        frame_rate: Frames a second that the model is made for.
    """

    def __init__(self, step_s: float, frame_rate: float) -> None:
        self._step_s = step_s
        self._needed_rate = SLOW_RATE_SHARE * frame_rate
        self._enough_at_s: float | None = None  # when frames last came fast enough
        self._drops: deque[tuple[float, int]] = deque()
        self._pace = Pace.KEEPS_UP
        self._reached_at_s = 0.0

    def update(self, now_s: float, status: SessionStatus | None) -> Pace:
        """The pace at `now_s`, from the figures of a session; None when nothing is being watched."""
        if status is None or (self._drops and status.dropped_count < self._drops[-1][1]):  # another session
            self._drops.clear()
            self._enough_at_s = None
            self._pace = Pace.KEEPS_UP
        if status is None:
            return self._pace
        newest = self._measure(now_s, status)
        if newest >= self._pace or now_s - self._reached_at_s > STAYS_S:
            self._pace = newest
            self._reached_at_s = now_s
        return self._pace

    def _measure(self, now_s: float, status: SessionStatus) -> Pace:
        self._drops.append((now_s, status.dropped_count))
        while now_s - self._drops[0][0] > LOOKED_BACK_S:
            self._drops.popleft()
        since_s, dropped_before = self._drops[0]
        frame_count = (status.frame_rate or 0.0) * (now_s - since_s)
        share = (status.dropped_count - dropped_before) / frame_count if frame_count > 0 else 0.0
        if share >= FAR_BEHIND_SHARE:
            return Pace.FAR_BEHIND
        if share >= BEHIND_SHARE:
            return Pace.BEHIND
        if self._is_starved(now_s, status.frame_rate):
            return Pace.STARVED
        is_strained = status.step_ms is not None and status.step_ms / 1000 >= STRAINED_LOAD * self._step_s
        return Pace.STRAINED if is_strained else Pace.KEEPS_UP

    def _is_starved(self, now_s: float, frame_rate: float | None) -> bool:
        if self._enough_at_s is None or frame_rate is None or frame_rate >= self._needed_rate:
            self._enough_at_s = now_s
        return now_s - self._enough_at_s >= SLOW_FOR_S
