"""Long activities of somebody who does not sign: each is a way to hold the hands and a script of steps. Ours."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training.signers.fidgets import GESTURES
from training.signers.idling import REST_POSES, sample_gesture
from training.signers.postures import OTHER_HAND, Direction, Gesture, Place, Posture
from training.signers.props import PropKind

_WIDTH_M = 0.36
"""A shoulder width: places are written in it, things held are in metres."""
_STRAIGHT_ON: Direction = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Step:
    """A gesture, how long the hands then stay, and where the head turns meanwhile.

    `look` is in radians: down, tilted toward the dominant hand's side, turned toward that side.
    """

    gesture: Gesture
    pause_s: float = 0.0
    look: Direction = _STRAIGHT_ON


Script = Callable[[np.random.Generator], list[Step]]


@dataclass(frozen=True, slots=True)
class Activity:
    """`base` is where the hands are at first and between steps; `script` writes a round of it, again and again."""

    base: Gesture
    script: Script
    prop: PropKind | None = None


def grasp(fingers: Direction, thumb: Direction) -> Direction:
    """Where the palm faces when the fingers and the thumb's side point as given, at right angles to each other."""
    palm = np.cross(fingers, thumb)
    palm /= np.linalg.norm(palm)
    return (float(palm[0]), float(palm[1]), float(palm[2]))


def _held(
    place: Place, fingers: Direction, thumb: Direction, shape: str = "C", time_s: float = 0.5, hold_s: float = 0.0
) -> Posture:
    """A hand that holds something: its palm is at the place, its thumb's side points as the thing stands."""
    return Posture(shape, place, "palm", fingers, grasp(fingers, thumb), time_s=time_s, hold_s=hold_s)


_LAP = REST_POSES["lap"].dominant[0]
_CUP_DOWN = _held(Place("waist", (-0.15, 0.30, 0.95)), (-0.55, 0.0, 0.83), (0.0, 1.0, 0.0))


def _at_mouth(tilt: float, reach_m: float, radius_m: float, hold_s: float) -> Posture:
    """A cup whose rim, `reach_m` above the palm and `radius_m` off its axis, is at the mouth, tilted by so much."""
    length = math.hypot(0.35, 1.0)
    thumb = (0.35 / length, math.cos(tilt) / length, -math.sin(tilt) / length)  # a little aside: the elbow stays low
    toward_face = np.array([0.0, -math.sin(tilt), -math.cos(tilt)])
    fingers: Direction = (-0.75, 0.40 + 0.2 * math.sin(tilt), 0.45)
    palm = np.array(grasp(fingers, thumb))
    offset = (np.array([0.0, -0.005, 0.015]) - reach_m * np.array(thumb) - radius_m * (toward_face + palm)) / _WIDTH_M
    place = Place("mouth", (float(offset[0]), float(offset[1]), float(offset[2])))
    return _held(place, fingers, thumb, time_s=0.35, hold_s=hold_s)


def _drinks(reach_m: float, radius_m: float, tilt: float) -> Script:
    def script(rng: np.random.Generator) -> list[Step]:
        sip_s, turned_up = float(rng.uniform(0.4, 1.6)), tilt * float(rng.uniform(0.7, 1.1))
        raised = _at_mouth(0.15, reach_m, radius_m, 0.0)
        sip = Gesture((raised, _at_mouth(turned_up, reach_m, radius_m, sip_s), raised, _CUP_DOWN))
        steps = [Step(sip, float(rng.uniform(0.3, 2.0)), (-0.35 * turned_up, 0.0, 0.0))]
        if rng.random() < 0.4:  # held before the chest between two sips
            place = Place("neutral", (0.15, -0.05, 0.50))
            before = _held(place, (-0.65, 0.1, 0.75), (0.0, 1.0, 0.0), hold_s=float(rng.uniform(0.5, 2.0)))
            steps.insert(0, Step(Gesture((before,)), 0.0, (0.05, 0.0, float(rng.normal(0, 0.2)))))
        return steps

    return script


_PHONE_FINGERS, _PHONE_THUMB = (-0.10, 0.80, 0.55), (0.0, 0.56, -0.82)
_PHONE_AT_EAR = _held(Place("ear", (0.07, -0.12, 0.08)), _PHONE_FINGERS, _PHONE_THUMB, "grip")
_PHONE_LOOK = _held(Place("chest", (0.16, -0.12, 0.62)), (-0.75, 0.62, 0.20), (0.55, 0.80, -0.2), "C")


def _phones(rng: np.random.Generator) -> list[Step]:
    tilt = float(rng.uniform(0.0, 0.2))
    steps = [Step(Gesture((_PHONE_AT_EAR, _PHONE_AT_EAR)), float(rng.uniform(0.5, 3.0)), (0.05, tilt, 0.0))]
    if rng.random() < 0.6:
        free = _beats(rng, int(rng.integers(3, 7)))
        still = (_PHONE_AT_EAR,) * len(free)
        steps.append(Step(Gesture(still, free), 0.2, (0.0, tilt, float(rng.normal(0, 0.15)))))
    return steps


def _swipes(rng: np.random.Generator) -> list[Step]:
    """Looks at a phone; the other hand taps and wipes on it, or the head alone moves."""
    look = (float(rng.uniform(0.2, 0.4)), 0.0, float(rng.uniform(-0.05, 0.15)))
    taps: list[Posture] = []
    for _ in range(int(rng.integers(2, 7))):
        up = float(rng.uniform(-0.08, 0.10))
        taps += [
            Posture("1", Place("chest", (0.0, -0.02 + up, 0.52 + off)), "index", (-0.50, 0.55, 0.65),
                    (-0.4, -0.7, 0.5), time_s=float(rng.uniform(0.12, 0.3)))
            for off in (-0.06, 0.0)
        ]  # fmt: skip
    if rng.random() < 0.5:
        return [Step(Gesture((_PHONE_LOOK,)), float(rng.uniform(0.8, 3.0)), look)]
    return [Step(Gesture((_PHONE_LOOK,) * len(taps), tuple(taps)), float(rng.uniform(0.2, 1.0)), look)]


def _key_press(rng: np.random.Generator, down: bool) -> Posture:
    place = Place("waist", (-0.12 + float(rng.normal(0, 0.05)), 0.20 - 0.05 * down, 0.95 + float(rng.normal(0, 0.04))))
    return Posture(
        "claw", place, "wrist", (-0.30, -0.12, 0.95), (0.0, -0.98, -0.1), time_s=float(rng.uniform(0.09, 0.16))
    )


def _types(rng: np.random.Generator) -> list[Step]:
    count = int(rng.integers(8, 24))
    right = tuple(_key_press(rng, index % 2 == 0) for index in range(count))
    left = tuple(_key_press(rng, index % 2 == 1) for index in range(count))
    look = (float(rng.uniform(0.0, 0.35)), 0.0, float(rng.normal(0, 0.1)))
    return [Step(Gesture(right, left), float(rng.uniform(0.1, 1.2)), look)]


def _page_hand(out: float) -> Posture:
    """A hand behind the lower corner of something to read, the fingers up, the palm toward the reader."""
    return _held(Place("neutral", (out, -0.05, 0.62)), (-0.22, 0.88, 0.35), (0.92, 0.25, -0.05))


_BOOK_HELD, _PAPER_HELD = _page_hand(0.40), _page_hand(0.30)


def _reads(held: Posture) -> Script:
    """Two hands hold it; now and then the other one turns a page, or lets go for a while."""

    def script(rng: np.random.Generator) -> list[Step]:
        look = (float(rng.uniform(0.15, 0.35)), 0.0, float(rng.normal(0, 0.08)))
        steps = [Step(Gesture((held,), (held,)), float(rng.uniform(1.0, 3.0)), look)]
        kind = rng.random()
        if kind < 0.5:
            lifted = _held(Place("neutral", (0.35, 0.22, 0.48)), (-0.70, 0.40, 0.55), (0.2, 0.85, -0.3), "O-flat", 0.3)
            over = _held(Place("neutral", (-0.15, 0.20, 0.45)), (-0.85, 0.35, 0.35), (0.2, 0.85, -0.3), "O-flat", 0.4)
            steps.append(Step(Gesture((held,) * 3, (lifted, over, held)), 0.3, look))
        elif kind < 0.7:
            steps.append(Step(Gesture((held,), (_LAP,)), float(rng.uniform(0.5, 2.0)), look))
        return steps

    return script


_PEN_DOWN = Posture(
    "3-closed", Place("waist", (-0.10, 0.18, 0.95)), "wrist", (-0.35, -0.25, 0.90), (-0.65, -0.70, -0.3), time_s=0.3
)


def _writes(rng: np.random.Generator) -> list[Step]:
    strokes = []
    along = 0.0
    for _ in range(int(rng.integers(8, 20))):
        along += float(rng.uniform(0.0, 0.03))
        place = Place("waist", (-0.25 + along, 0.18 + float(rng.normal(0, 0.02)), 0.95 + float(rng.normal(0, 0.03))))
        strokes.append(
            Posture("3-closed", place, "wrist", _PEN_DOWN.fingers, _PEN_DOWN.palm, time_s=float(rng.uniform(0.08, 0.2)))
        )
    look = (float(rng.uniform(0.25, 0.45)), 0.0, float(rng.uniform(-0.05, 0.1)))
    steps = [Step(Gesture(tuple(strokes)), float(rng.uniform(0.2, 1.5)), look)]
    if rng.random() < 0.3:  # thinks, the pen at the cheek
        cheek = Place("cheek", (0.22, -0.12, 0.12))
        thinking = Posture("3-closed", cheek, "pinch", (-0.45, 0.80, -0.1), (-0.7, -0.1, -0.6))
        steps.append(Step(Gesture((thinking,)), float(rng.uniform(0.5, 1.5)), (-0.1, 0.0, float(rng.normal(0, 0.3)))))
    return steps


def _beats(rng: np.random.Generator, count: int) -> tuple[Posture, ...]:
    """One hand's beats while its owner talks: up and down, in and out, lax, never round in circles."""
    shape = str(rng.choice(("claw", "rest", "rest", "5", "O-flat")))
    place = rng.normal((0.45, -0.05, 0.60), (0.15, 0.10, 0.08))
    turn = rng.normal(0, 0.2, 3)
    palm_up = rng.random() < 0.6
    postures = []
    for index in range(count):
        place = place + rng.normal(0, 0.06, 3)
        spot = place + np.array([0.08, 0.12, -0.05]) * (index % 2)
        fingers = np.array([-0.25, 0.25, 0.9]) + turn + rng.normal(0, 0.1, 3)
        palm = np.array([-0.7, 0.6, 0.0] if palm_up else [-0.6, -0.7, 0.0]) + turn
        postures.append(
            Posture(
                shape,
                Place("neutral", (float(spot[0]), float(spot[1]), float(spot[2]))),
                "palm",
                (float(fingers[0]), float(fingers[1]), float(fingers[2])),
                (float(palm[0]), float(palm[1]), float(palm[2])),
                time_s=float(rng.uniform(0.16, 0.36)),
                hold_s=float(rng.choice((0.0, 0.0, 0.15, 0.35))),
            )
        )
    return tuple(postures)


def _talks(rng: np.random.Generator) -> list[Step]:
    """A sentence said aloud: two to four seconds of beats, mostly of both hands, alike or each its own."""
    count = int(rng.integers(6, 14))
    hand = _beats(rng, count)
    other = () if rng.random() < 0.25 else hand if rng.random() < 0.5 else _beats(rng, count)
    look = (float(rng.normal(0, 0.08)), float(rng.normal(0, 0.06)), float(rng.normal(0, 0.15)))
    return [Step(Gesture(hand, other), float(rng.choice((0.0, 0.3, 1.0))), look)]


def _claps(rng: np.random.Generator) -> list[Step]:
    apart: Direction = (float(rng.uniform(0.25, 0.4)), 0.02, 0.05)
    flat: tuple[Direction, Direction] = ((-0.25, 0.65, 0.70), (-0.95, 0.0, -0.3))
    other = Posture("B", Place("neutral", (0.0, 0.12, 0.55)), "palm", *flat, time_s=0.12)
    beat = [
        Posture("B", Place(OTHER_HAND, (0.0, 0.0, 0.0) if index % 2 else apart, "palm"), "palm", *flat, time_s=0.12)
        for index in range(2 * int(rng.integers(4, 12)) + 1)
    ]
    return [Step(Gesture(tuple(beat), (other,) * len(beat)), float(rng.uniform(0.2, 1.5)))]


def _stretches(rng: np.random.Generator) -> list[Step]:
    wide, up = float(rng.uniform(0.3, 1.2)), float(rng.uniform(0.9, 1.3))
    raised = Posture("S", Place("crown", (wide, up, 0.1)), "wrist", (-0.25, 0.95, 0.0), (-0.2, 0.0, 0.98), hold_s=1.2)
    behind = Posture("rest", Place("nape", (0.10, 0.10, -0.05)), "palm", (-0.80, 0.35, -0.45), (-0.45, 0.1, 0.85))
    forward = Posture("S", Place("neutral", (0.12, 0.10, 1.35)), "wrist", (-0.6, 0.1, 0.8), (0.0, 0.1, 0.99), hold_s=1)
    posture, pitch = ((raised, -0.3), (behind, -0.15), (forward, 0.25))[int(rng.integers(3))]
    pause_s = float(rng.uniform(0.3, 1.5))
    rest = Step(REST_POSES["lap"], float(rng.uniform(0.5, 2)))
    return [Step(Gesture((posture,), (posture,)), pause_s, (pitch, 0.0, 0.0)), rest]


def _yawns(rng: np.random.Generator) -> list[Step]:
    yawn = Step(GESTURES["yawns"], float(rng.uniform(0.3, 1.2)), (-0.3, 0.0, float(rng.normal(0, 0.15))))
    return [yawn, Step(REST_POSES["desk"], float(rng.uniform(0.5, 2.5))), Step(sample_gesture(rng))]


def _folds_arms(rng: np.random.Generator) -> list[Step]:
    look = (float(rng.normal(0.0, 0.08)), float(rng.normal(0, 0.08)), float(rng.normal(0, 0.25)))
    return [Step(_FOLDED, float(rng.uniform(1.5, 4.0)), look)]


_FOLDED = Gesture(
    (Posture("rest", Place("elbow-rest", (-0.95, 0.10, 0.16)), "palm", (-0.95, 0.25, -0.15), (0.0, -0.3, -0.95)),),
    (Posture("rest", Place("elbow-rest", (-0.85, -0.02, 0.10)), "palm", (-0.95, 0.10, -0.10), (0.0, 0.2, -0.98)),),
)

_TYPING = Posture("claw", Place("waist", (-0.12, 0.18, 0.95)), "wrist", (-0.30, -0.12, 0.95), (0.0, -0.98, -0.1))

ACTIVITIES: dict[str, Activity] = {
    "drinks from a mug": Activity(Gesture((_CUP_DOWN,), (_LAP,)), _drinks(0.065, 0.042, 0.75), "mug"),
    "drinks from a glass": Activity(Gesture((_CUP_DOWN,), (_LAP,)), _drinks(0.085, 0.038, 0.75), "glass"),
    "drinks from a bottle": Activity(Gesture((_CUP_DOWN,), (_LAP,)), _drinks(0.13, 0.012, 1.1), "bottle"),
    "talks on the phone": Activity(Gesture((_PHONE_AT_EAR,), (_LAP,)), _phones, "phone"),
    "looks at the phone": Activity(Gesture((_PHONE_LOOK,), (_LAP,)), _swipes, "phone"),
    "types": Activity(Gesture((_TYPING,), (_TYPING,)), _types),
    "reads a book": Activity(Gesture((_BOOK_HELD,), (_BOOK_HELD,)), _reads(_BOOK_HELD), "book"),
    "reads a paper": Activity(Gesture((_PAPER_HELD,), (_PAPER_HELD,)), _reads(_PAPER_HELD), "paper"),
    "writes": Activity(Gesture((_PEN_DOWN,), (REST_POSES["desk"].other[0],)), _writes, "pen"),
    "talks with the hands": Activity(REST_POSES["desk"], _talks),
    "claps": Activity(REST_POSES["lap"], _claps),
    "stretches": Activity(REST_POSES["lap"], _stretches),
    "yawns": Activity(REST_POSES["desk"], _yawns),
    "folds the arms": Activity(_FOLDED, _folds_arms),
}
