"""From gestures and a style to the times at which each hand is in which posture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from training.signers.anchors import HEAD_ANCHORS, LIFTED_ANCHORS, BodyMap
from training.signers.hands import Side
from training.signers.idling import REST_POSES
from training.signers.postures import OTHER_HAND, Arc, Circle, Gesture, Place, Posture
from training.signers.rotations import Array
from training.signers.style import SigningStyle

if TYPE_CHECKING:
    from training.signers.recorded import Recorded

SHORTEST_SIGN_S, LONGEST_SIGN_S = 0.34, 2.3
_FREE_SPREAD = np.array([1.4, 0.8, 1.0])  # people differ most sideways (measured on the recordings)
_NEAR_BODY = 0.25  # shoulder widths; a place with a smaller offset is touched
_USUAL_SHOULDERS_M = 0.36  # for which the style's deviations in metres are meant
_TOUCH_DEPTH_M = 0.005  # how far a touch may miss to the front or back: more, and the hand hangs in the air
_WITHDRAWAL = (0.05, -0.12, 0.16)  # outward, up, forward in shoulder widths
_AXES = np.array(
    [[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]
)  # (outward, up, forward) to (x, y, z) on the left


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One hand's posture at one time."""

    time_s: float
    posture: Posture
    shift: Array  # (3,) metres off the place in the lexicon
    path: Arc | Circle | Recorded | None = None  # way to this key
    partner: int = -1  # the other hand's key that an OTHER_HAND place refers to


@dataclass(frozen=True, slots=True)
class SignSpan:
    """A sign's core: from the arrival at its first posture to the end of its last hold."""

    position: int  # in the sentence
    start_s: float
    end_s: float
    nod: float
    shake: float
    form: str = ""  # which of the sign's forms


@dataclass(slots=True, eq=False)
class Timeline:
    """Keys of both hands in order of time, and the signs' spans."""

    dominant: list[Key] = field(default_factory=list)
    other: list[Key] = field(default_factory=list)
    spans: list[SignSpan] = field(default_factory=list)

    @property
    def duration_s(self) -> float:
        """Time of the last key."""
        return max(self.dominant[-1].time_s, self.other[-1].time_s)


def to_world(direction: Sequence[float], side: Side) -> Array:
    """A direction of the notation along the world axes, (3,)."""
    return _AXES @ (np.asarray(direction) * ((1.0 if side == "L" else -1.0), 1.0, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class SigningSpace:
    """Where places are on one body for one style."""

    body_map: BodyMap
    shoulder_width_m: float
    amplitude: float
    lift_m: float

    def locate(self, place: Place, side: Side) -> Array:
        """World position of a place of the body, (3,), with the head at rest."""
        assert place.anchor != OTHER_HAND
        offset = to_world(place.offset, side) * self.shoulder_width_m
        if not is_touched(place):
            # Lower is not larger: who signs large would else sign before the hips what belongs before the chest.
            is_low = place.anchor not in HEAD_ANCHORS and offset[2] < 0 and self.amplitude > 1
            offset = offset * [self.amplitude, self.amplitude, 1.0 if is_low else self.amplitude]
        lift = self.lift_m if place.anchor in LIFTED_ANCHORS else 0.0
        return self.body_map.anchors[place.anchor, side] + offset + [0.0, 0.0, lift]


def is_touched(place: Place) -> bool:
    """Whether the hand is at the body (or on the other hand) rather than in the air."""
    return place.anchor == OTHER_HAND or bool(np.linalg.norm(place.offset) < _NEAR_BODY)


def is_on_head(place: Place) -> bool:
    """Whether the place moves with the head."""
    return place.anchor in HEAD_ANCHORS


class TimelineWriter:
    """Appends rests, signs and other gestures one after the other."""

    def __init__(self, space: SigningSpace, style: SigningStyle, rng: np.random.Generator) -> None:
        self.timeline = Timeline()
        self._space, self._style, self._rng = space, style, rng
        self._sides: tuple[Side, Side] = ("L", "R") if style.left_handed else ("R", "L")
        self._rest_pose = REST_POSES[style.rest_pose]
        self._append(self._rest_pose.dominant[0], self._rest_pose.other[0], 0.0)

    @property
    def now_s(self) -> float:
        """End of what has been written for the dominant hand."""
        return self.timeline.dominant[-1].time_s

    def rest(self, duration_s: float) -> None:
        """Both hands go to the rest pose, unless they are there, and stay for `duration_s`."""
        dominant, other = self._rest_pose.dominant[0], self._rest_pose.other[0]
        start = max(self.now_s, self.timeline.other[-1].time_s)
        if self.timeline.dominant[-1].posture is not dominant or self.timeline.other[-1].posture is not other:
            self._stay(start)
            start += max(self._travel_s(dominant, 0), self._travel_s(other, 1))
            self._append(dominant, other, start)
        self._append(dominant, other, start + duration_s)

    def start_from(self, pose: Gesture) -> None:
        """The hands are in `pose` from the very start and rest like that; comes before anything else."""
        assert len(self.timeline.dominant) == 1, "something has been written already"
        self._rest_pose = pose
        self.timeline.dominant.clear()
        self.timeline.other.clear()
        self._append(pose.dominant[0], pose.other[0], 0.0)

    def change_rest_pose(self) -> None:
        """From now on the hands rest in another way."""
        self._rest_pose = REST_POSES[str(self._rng.choice(sorted(REST_POSES)))]

    def pause(self, duration_s: float) -> None:
        """Both hands stay where they are."""
        self._stay(self.now_s + duration_s)

    def part(self, duration_s: float, *, withdrawn: bool) -> None:
        """Ends a sign so that the same one after it is seen as a second: the hand stops, or drops back as well.

        Without it one PLEASE after another is one long circle, which nobody could count.
        """
        if withdrawn:
            last = self.timeline.dominant[-1]
            shift = last.shift + to_world(_WITHDRAWAL, self._sides[0]) * self._space.shoulder_width_m
            arrival = self.now_s + 0.2 / self._style.speed
            self._stay_other(arrival)
            self.timeline.dominant.append(replace(last, time_s=arrival, shift=shift, path=None))
        self.pause(duration_s)

    def sign(self, gesture: Gesture, position: int, form: str = "") -> None:
        """A sign of the sentence, with its span; `form` says which of its forms it is."""
        start_s, end_s = self._perform(gesture)
        self.timeline.spans.append(SignSpan(position, start_s, end_s, gesture.nod, gesture.shake, form))

    def gesture(self, gesture: Gesture) -> None:
        """A gesture that is no sign."""
        self._perform(gesture)

    def _perform(self, gesture: Gesture) -> tuple[float, float]:
        style, rng = self._style, self._rng
        gesture = self._vary(gesture)
        rate = style.speed * float(np.exp(rng.normal(0, 0.5 * style.size_jitter)))
        rate = min(rate, _duration_s(gesture, style) / SHORTEST_SIGN_S)
        shifts = rng.normal(0, style.place_jitter_m, 3), rng.normal(0, style.free_jitter_m, 3) * _FREE_SPREAD
        travel = self._travel_s(gesture.dominant[0], 0)
        if gesture.other:
            travel = max(travel, self._travel_s(gesture.other[0], 1))
            self._stay_other(self.now_s)
        time_s = start_s = self.now_s + travel
        for index, dominant in enumerate(gesture.dominant):
            if index:
                time_s += dominant.time_s / rate
            other = gesture.other[index] if gesture.other else None
            self._append(dominant, other, time_s, shifts, moving=index > 0)
            if dominant.hold_s > 0:
                time_s += dominant.hold_s * style.hold / rate
                self._append(dominant, other, time_s, shifts)
        if not gesture.other:
            self._release_other(time_s)
        return start_s, time_s

    def _vary(self, gesture: Gesture) -> Gesture:
        """More repeats, larger or reversed circles, as the style has it; never longer than LONGEST_SIGN_S."""
        style, rng = self._style, self._rng
        extra = int(rng.choice(len(style.extra_repeats), p=style.extra_repeats))
        size = float(np.exp(rng.normal(0, style.size_jitter))) * style.amplitude
        turn = -1.0 if rng.random() < style.reversed_circles else 1.0
        slowest = style.speed * 0.8
        while True:
            varied = _with_repeats(gesture, extra, size, turn)
            if extra == 0 or _duration_s(varied, style) / slowest < LONGEST_SIGN_S:
                return varied
            extra -= 1

    def _travel_s(self, posture: Posture, hand: int) -> float:
        """Time a hand needs to get from where it is to `posture`; it grows with the distance (ours)."""
        last = (self.timeline.dominant, self.timeline.other)[hand][-1].posture
        distance = np.linalg.norm(self._rough_place(posture, hand) - self._rough_place(last, hand))
        seconds = 0.16 + 0.15 * float(distance) / self._space.shoulder_width_m
        return seconds / self._style.speed * float(self._rng.uniform(0.9, 1.15))

    def _rough_place(self, posture: Posture, hand: int) -> Array:
        place = posture.place
        if place.anchor == OTHER_HAND:
            place = Place("neutral", (0.0, -0.1, 0.6))
        return self._space.locate(place, self._sides[hand])

    def _append(
        self,
        dominant: Posture | None,
        other: Posture | None,
        time_s: float,
        shifts: tuple[Array, Array] | None = None,
        moving: bool = False,
    ) -> None:
        habit = np.array(self._style.place_offset_m)
        for keys, posture in ((self.timeline.other, other), (self.timeline.dominant, dominant)):
            if posture is None:
                continue
            shift = np.zeros(3)
            if shifts is not None and posture.place.anchor != OTHER_HAND:
                shift = self._shift(habit, shifts, posture.place)
            partner = len(self.timeline.other) - 1 if posture.place.anchor == OTHER_HAND else -1
            keys.append(Key(time_s, posture, shift, posture.path if moving else None, partner))

    def _shift(self, habit: Array, shifts: tuple[Array, Array], place: Place) -> Array:
        """How far off its place the hand is, (3,) metres; smaller people miss by less, and a touch stays a touch."""
        touches = is_touched(place)
        shift = (habit + shifts[0 if touches else 1]) * (self._space.shoulder_width_m / _USUAL_SHOULDERS_M)
        if not touches:
            return shift
        return np.array([shift[0], np.clip(shift[1], -_TOUCH_DEPTH_M, _TOUCH_DEPTH_M), shift[2]])

    def _stay(self, until_s: float) -> None:
        """Both hands keep their last posture until `until_s`."""
        self._stay_other(until_s)
        last = self.timeline.dominant[-1]
        if until_s > last.time_s:
            self.timeline.dominant.append(replace(last, time_s=until_s, path=None))

    def _stay_other(self, until_s: float) -> None:
        last = self.timeline.other[-1]
        if until_s > last.time_s:
            self.timeline.other.append(replace(last, time_s=until_s, path=None))

    def _release_other(self, until_s: float) -> None:
        """A hand without work goes back to rest, or waits where it is."""
        last, rest = self.timeline.other[-1], self._rest_pose.other[0]
        if last.posture is rest or self._rng.random() >= self._style.dropped_hand:
            return
        arrival = last.time_s + 1.15 * self._travel_s(rest, 1)
        if arrival < until_s:
            self.timeline.other.append(Key(arrival, rest, np.zeros(3)))


def _duration_s(gesture: Gesture, style: SigningStyle) -> float:
    """From the first posture to the end of the last hold, at speed 1."""
    held = sum(posture.hold_s for posture in gesture.dominant) * style.hold
    return held + sum(posture.time_s for posture in gesture.dominant[1:])


def _with_repeats(gesture: Gesture, extra: int, size: float, turn: float) -> Gesture:
    dominant, other = gesture.dominant, gesture.other
    if gesture.repeated:
        first, last = gesture.repeated
        dominant = dominant[: last + 1] + dominant[first : last + 1] * extra + dominant[last + 1 :]
        other = other[: last + 1] + other[first : last + 1] * extra + other[last + 1 :]
    varied = []
    for posture in dominant:
        if isinstance(posture.path, Circle):
            second = posture.path.second
            turns = posture.path.turns + extra
            path = replace(
                posture.path,
                radius=posture.path.radius * size,
                second=(turn * second[0], turn * second[1], turn * second[2]),
                turns=turns,
            )
            posture = replace(posture, path=path, time_s=posture.time_s * turns / (turns - extra))
        varied.append(posture)
    return replace(gesture, dominant=tuple(varied), other=other)
