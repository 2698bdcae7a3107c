"""Hand shapes by their usual names, as joint angles: data that a person who knows ASL can correct."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Finger = tuple[
    float, float, float, float
]  # degrees: bend of the knuckle, middle and end joint; spread to the thumb side
Direction = tuple[float, float, float]
Thumb = Literal["beside", "across", "out", "up", "folded", "flat", "opposed", "pinch", "touching", "lax"]


@dataclass(frozen=True, slots=True)
class Handshape:
    """Four fingers and the thumb."""

    index: Finger
    middle: Finger
    ring: Finger
    little: Finger
    thumb: Thumb


# Directions of the thumb's three bones: along the fingers, toward the thumb's side, out of the palm.
THUMBS: dict[Thumb, tuple[Direction, Direction, Direction]] = {
    "beside": ((0.72, 0.52, 0.32), (0.93, 0.16, 0.30), (0.98, 0.02, 0.15)),
    "across": ((0.72, 0.44, 0.54), (0.80, -0.12, 0.58), (0.22, -0.97, 0.08)),
    "out": ((0.58, 0.78, 0.22), (0.52, 0.85, 0.05), (0.42, 0.90, -0.05)),
    "up": ((0.45, 0.80, 0.30), (0.25, 0.96, 0.10), (0.05, 0.99, -0.10)),
    "folded": ((0.80, 0.30, 0.50), (0.86, -0.25, 0.42), (0.82, -0.55, 0.15)),
    "flat": ((0.74, 0.52, 0.25), (0.94, 0.30, 0.10), (0.98, 0.16, 0.02)),
    "opposed": ((0.60, 0.38, 0.70), (0.72, -0.05, 0.70), (0.85, -0.15, 0.50)),
    "pinch": ((0.62, 0.34, 0.70), (0.78, 0.05, 0.62), (0.93, 0.10, 0.36)),
    "touching": ((0.66, 0.32, 0.68), (0.90, 0.00, 0.45), (0.97, -0.02, 0.25)),
    "lax": ((0.74, 0.46, 0.42), (0.88, 0.24, 0.36), (0.94, 0.10, 0.26)),
}

FIST: Finger = (82, 98, 62, 0)


def _straight(spread: float = 0, knuckle: float = 4) -> Finger:
    return (knuckle, 6, 4, spread)


HANDSHAPES: dict[str, Handshape] = {
    "rest": Handshape((18, 26, 16, 3), (22, 28, 18, 0), (26, 30, 20, -3), (30, 32, 22, -6), "lax"),
    # flat hand, fingers together
    "B": Handshape(_straight(-3), _straight(), _straight(3), _straight(8), "flat"),
    # spread hand, and the same with lax bent fingers
    "5": Handshape(_straight(16), _straight(4), _straight(-9), _straight(-22), "out"),
    "claw": Handshape((28, 42, 30, 14), (28, 42, 30, 3), (28, 42, 30, -8), (28, 42, 30, -18), "out"),
    # fists: thumb at the side, thumb across the fingers, thumb up
    "A": Handshape(FIST, FIST, FIST, FIST, "beside"),
    "S": Handshape(FIST, FIST, FIST, FIST, "across"),
    "10": Handshape(FIST, FIST, FIST, FIST, "up"),
    # index out
    "1": Handshape(_straight(0, 2), FIST, FIST, FIST, "across"),
    # index and middle finger together with the thumb out, and closed on the thumb (NO)
    "3-open": Handshape((8, 10, 8, -3), (10, 10, 8, 2), FIST, FIST, "out"),
    "3-closed": Handshape((62, 34, 16, 2), (64, 34, 16, 0), FIST, FIST, "pinch"),
    # all fingertips on the thumb's tip
    "O-flat": Handshape((58, 24, 14, 2), (60, 24, 14, 0), (60, 24, 14, -2), (62, 26, 14, -4), "touching"),
    # bent at the knuckles only
    "B-bent": Handshape((62, 10, 5, 2), (64, 10, 5, 0), (64, 10, 5, -2), (62, 10, 5, -4), "beside"),
    "C": Handshape((40, 48, 34, 2), (40, 48, 34, 0), (40, 48, 34, -2), (42, 48, 34, -4), "opposed"),
    # fingers folded around something: the other hand, a cup
    "grip": Handshape((56, 50, 30, 2), (58, 52, 30, 0), (60, 52, 30, -2), (60, 52, 30, -4), "opposed"),
}
HANDSHAPE_NAMES: tuple[str, ...] = tuple(HANDSHAPES)


def handshape_id(name: str) -> int:
    """Position of `name` in HANDSHAPE_NAMES, the number used in the frame truth."""
    return HANDSHAPE_NAMES.index(name)


@cache
def handshape_angles(name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Angles of the four fingers, (4, 4) radians, and unit directions of the thumb's bones, (3, 3)."""
    shape = HANDSHAPES[name]
    thumb = np.array(THUMBS[shape.thumb])
    fingers = np.radians(np.array([shape.index, shape.middle, shape.ring, shape.little]))
    return fingers, thumb / np.linalg.norm(thumb, axis=-1, keepdims=True)
