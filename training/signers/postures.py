"""The notation in which signs, rest poses and other gestures are written down: what a hand does, posture by posture.

Directions and offsets are (inward-to-outward, up, forward) seen from the moving hand: the first number is positive
toward the hand's own side, the third positive away from the signer's chest. Offsets and radii are in shoulder widths
(about 0.36 m), so that one entry fits every body and either hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.signers.anchors import ANCHORS
from training.signers.hands import POINTS
from training.signers.handshapes import HANDSHAPES

if TYPE_CHECKING:
    from training.signers.recorded import Recorded

Direction = tuple[float, float, float]
OTHER_HAND = "other hand"


@dataclass(frozen=True, slots=True)
class Place:
    """A point near the body, or near a point of the other hand when `anchor` is OTHER_HAND."""

    anchor: str
    offset: Direction = (0.0, 0.0, 0.0)
    other_point: str = "palm"  # which point of the other hand is meant

    def __post_init__(self) -> None:
        assert self.anchor in ANCHORS or self.anchor == OTHER_HAND, self.anchor
        assert self.other_point in POINTS, self.other_point


@dataclass(frozen=True, slots=True)
class Arc:
    """Moves on a bow that stands out by `bulge` half-way."""

    bulge: Direction


@dataclass(frozen=True, slots=True)
class Circle:
    """Moves round a circle, starting at `first` from its centre and going toward `second`; `turns` is whole."""

    first: Direction
    second: Direction
    radius: float
    turns: int


@dataclass(frozen=True, slots=True)
class Posture:
    """One hand at one moment, and how it gets there."""

    handshape: str
    place: Place  # where `point` of the hand is
    point: str
    fingers: Direction  # where straight fingers point
    palm: Direction  # where the palm faces
    time_s: float = 0.25  # to move here from the posture before (for the first one it follows from the distance)
    hold_s: float = 0.0
    path: Arc | Circle | Recorded | None = None  # None is the straight way

    def __post_init__(self) -> None:
        assert self.handshape in HANDSHAPES, self.handshape
        assert self.point in POINTS, self.point


@dataclass(frozen=True, slots=True)
class Gesture:
    """What both hands do. Two hands have equally many postures, which they reach at the same times."""

    dominant: tuple[Posture, ...]
    other: tuple[Posture, ...] = ()  # empty: the other hand does not take part
    repeated: tuple[int, int] | None = None  # first and last posture of the unit that may come again
    nod: float = 0.0  # head movement that goes with it; 1 is clear
    shake: float = 0.0

    def __post_init__(self) -> None:
        assert self.dominant, "a gesture needs a posture"
        assert not self.other or len(self.other) == len(self.dominant), "both hands need equally many postures"
        if self.repeated:
            assert 0 <= self.repeated[0] <= self.repeated[1] < len(self.dominant), self.repeated
