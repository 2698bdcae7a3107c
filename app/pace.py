"""Whether recognition keeps up with the camera, in words rather than milliseconds. The numbers here are ours."""

from __future__ import annotations

from collections import deque
from enum import IntEnum

from app.live_session import SessionStatus

__all__ = ["Pace", "PaceMeter"]

LOOKED_BACK_S = 5.0
STAYS_S = 8.0  # a level is left only when it has not been reached for so long: a sentence must not blink
STRAINED_LOAD = 0.8  # of the time there is for a step
BEHIND_SHARE, FAR_BEHIND_SHARE = 0.01, 0.25  # of the frames, dropped


class Pace(IntEnum):
    """How well it goes; more is worse."""

    KEEPS_UP = 0
    STRAINED = 1  # nothing is lost yet
    BEHIND = 2  # some frames are left out
    FAR_BEHIND = 3  # so many that most signs are torn


class PaceMeter:
    """Judges the figures of a session, given to it again and again. Knows no clock: the time is given too.

    Args:
        step_s: Seconds of video that a step of the model stands for: what it may take.
    """

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._drops: deque[tuple[float, int]] = deque()
        self._pace = Pace.KEEPS_UP
        self._reached_at_s = 0.0

    def update(self, now_s: float, status: SessionStatus | None) -> Pace:
        """The pace at `now_s`, from the figures of a session; None when nothing is being watched."""
        if status is None or (self._drops and status.dropped_count < self._drops[-1][1]):  # another session
            self._drops.clear()
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
        is_strained = status.step_ms is not None and status.step_ms / 1000 >= STRAINED_LOAD * self._step_s
        return Pace.STRAINED if is_strained else Pace.KEEPS_UP
