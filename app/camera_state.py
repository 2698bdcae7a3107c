"""What may be the matter with a camera, and which of it follows from which: times and reports in, states out.

Pure: it knows no clock, thread, window or device. `app/camera_keeper.py` gives it all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["CameraLife", "CameraState", "CameraTimes", "Order", "ReaderReport"]


class CameraState(Enum):
    """What a person is told about the camera; `app/camera_notice.py` has the sentence and the remedy of each."""

    NONE = auto()  # there is no camera
    DENIED = auto()  # there is one, and this account may not use it
    BUSY = auto()  # another program has it
    REFUSED = auto()  # it cannot be opened, and this system does not say which of the three above it is
    OPENING = auto()  # it has been asked for, and has not shown anything yet
    RUNNING = auto()
    FROZEN = auto()  # it is there, and no new picture comes, or it never answered
    LOST = auto()  # it was there and is no more: unplugged
    BACK = auto()  # it shows again, or for the first time after it was missing
    PAUSED = auto()  # released, as the person asked

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see."""
        return self in (CameraState.RUNNING, CameraState.BACK)

    @property
    def is_absence(self) -> bool:
        """Whether there is, most likely, no camera at all."""
        return self in (CameraState.NONE, CameraState.REFUSED)


class Order(Enum):
    """What is to be done with the device now."""

    WAIT = auto()
    OPEN = auto()  # start a reader
    DROP = auto()  # let go of the reader there is


@dataclass(frozen=True, slots=True)
class CameraTimes:
    """How long what may take, in seconds. All ours.

    Args:
        opening_s: For a camera to open. Some need nearly that long (opencv issues 17687, 26495).
        frozen_s: Without a new picture until a running camera counts as frozen.
        reopen_s: Further without one until a frozen camera is let go of and opened anew.
        release_s: For a camera to be given back before its thread counts as hanging.
        back_s: That `BACK` is said; a camera that has shown for so long is sound.
        first_retry_s: Before the first new try. Each failure doubles it.
        longest_retry_s: At most: with the time of opening, a camera that returns must show within 5 s.
        most_hanging: Threads that may hang in a driver at a time; with so many, nothing more is tried.
    """

    opening_s: float = 20.0
    frozen_s: float = 3.0
    reopen_s: float = 1.5
    release_s: float = 1.0
    back_s: float = 4.0
    first_retry_s: float = 0.5
    longest_retry_s: float = 2.5
    most_hanging: int = 3


@dataclass(frozen=True, slots=True)
class ReaderReport:
    """How far the reader of a camera has come.

    Args:
        is_over: Whether its thread has nothing more to do.
        ended_by: Then, why; None when it simply ended.
        first_at_s: When its first picture came, None before.
        changed_at_s: When a picture last came that was not the one before it bit for bit, None before.
    """

    is_over: bool = False
    ended_by: CameraState | None = None
    first_at_s: float | None = None
    changed_at_s: float | None = None


class CameraLife:
    """The life cycle of one camera. `state` is None while nobody wants it."""

    def __init__(self, times: CameraTimes | None = None) -> None:
        self._times = times or CameraTimes()
        self.state: CameraState | None = None
        self.is_wanted = False
        self._has_shown = False  # since it was asked for: what is missing now was unplugged
        self._failure_count = 0
        self._next_try_at_s = 0.0
        self._tried_at_s = 0.0
        self._dropped_at_s = float("-inf")
        self._sound_since_s = 0.0
        self._frozen_at_s = 0.0

    def begin(self, now_s: float) -> None:
        """The person wants the camera: now, however often it failed before. A reader there was has been let go of."""
        self.state = CameraState.OPENING
        self.is_wanted = True
        self._has_shown = False
        self._failure_count = 0
        self._next_try_at_s = now_s
        self._dropped_at_s = now_s

    def pause(self, now_s: float) -> None:
        """The person wants it off. It is `PAUSED` once it has really been given back."""
        self.is_wanted = False
        self._dropped_at_s = now_s

    def end(self) -> None:
        """Something else is watched."""
        self.is_wanted = False
        self.state = None

    def tick(self, now_s: float, report: ReaderReport | None, leaving_count: int) -> Order:
        """Look at what there is, set `state` and say what to do.

        Args:
            report: Of the reader there is, None without one.
            leaving_count: How many readers that were let go of still run: they may have the device.
        """
        if not self.is_wanted:
            self._give_back(now_s, leaving_count)
            return Order.WAIT
        if report is None:
            return self._try(now_s, leaving_count)
        if report.is_over:
            self._fail(now_s, report.ended_by or CameraState.LOST, leaving_count)
            return self._drop(now_s)
        if report.first_at_s is None:
            return self._wait_for_opening(now_s)
        return self._watch(now_s, report, report.first_at_s)

    def _give_back(self, now_s: float, leaving_count: int) -> None:
        if self.state is None:
            return
        if leaving_count == 0:
            self.state = CameraState.PAUSED
        elif now_s - self._dropped_at_s > self._times.release_s:
            self.state = CameraState.FROZEN  # to say that it is off would be a lie

    def _try(self, now_s: float, leaving_count: int) -> Order:
        may_be_ours = leaving_count > 0 and now_s - self._dropped_at_s < self._times.release_s
        if now_s < self._next_try_at_s or may_be_ours or leaving_count >= self._times.most_hanging:
            return Order.WAIT
        self._tried_at_s = now_s
        return Order.OPEN

    def _wait_for_opening(self, now_s: float) -> Order:
        if now_s - self._tried_at_s <= self._times.opening_s:
            return Order.WAIT
        self._fail(now_s, CameraState.FROZEN, leaving_count=0)
        return self._drop(now_s)

    def _watch(self, now_s: float, report: ReaderReport, first_at_s: float) -> Order:
        changed_at_s = report.changed_at_s
        if changed_at_s is None and self.state is not CameraState.FROZEN:
            changed_at_s = first_at_s  # a frozen camera, opened anew, may show its old picture: that is no sign of life
        if changed_at_s is not None and now_s - changed_at_s <= self._times.frozen_s:
            self._show(now_s)
            return Order.WAIT
        if self.state is not CameraState.FROZEN:
            self.state, self._frozen_at_s = CameraState.FROZEN, now_s
        if now_s - max(self._frozen_at_s, first_at_s) <= self._times.reopen_s:
            return Order.WAIT
        self._put_off(now_s)
        return self._drop(now_s)

    def _show(self, now_s: float) -> None:
        self._has_shown = True
        if self.state is None or not self.state.has_picture:
            self.state = CameraState.RUNNING if self.state is CameraState.OPENING else CameraState.BACK
            self._sound_since_s = now_s
        elif now_s - self._sound_since_s > self._times.back_s:
            self.state = CameraState.RUNNING
            self._failure_count = 0  # only now: one that comes and goes is not to be opened twice a second

    def _fail(self, now_s: float, reason: CameraState, leaving_count: int) -> None:
        self._put_off(now_s)
        if reason is CameraState.BUSY and leaving_count > 0:
            return  # the program that has it may well be this one
        self.state = CameraState.LOST if reason.is_absence and self._has_shown else reason

    def _put_off(self, now_s: float) -> None:
        pause_s = self._times.first_retry_s * 2 ** min(self._failure_count, 10)
        self._next_try_at_s = now_s + min(pause_s, self._times.longest_retry_s)
        self._failure_count += 1

    def _drop(self, now_s: float) -> Order:
        self._dropped_at_s = now_s
        return Order.DROP
