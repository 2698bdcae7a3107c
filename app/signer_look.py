"""What one look at a picture found of the signer. Left and right are the signer's own, as in a picture not mirrored."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Hand", "Place", "SignerLook", "are_low", "are_still", "is_inside"]

ENOUGH_VISIBLE = 0.5  # of 1: what MediaPipe itself takes for a border
LOW_FROM = 1.05  # shoulder widths below the shoulders: signs end above the waist, a lap lies lower
STILL_WITHIN = 0.12  # shoulder widths between two looks: more than a landmark trembles, less than a sign moves


@dataclass(frozen=True, slots=True)
class Place:
    """A point in pixels of the picture, from its upper left corner. It may lie outside."""

    x: float
    y: float

    def distance(self, other: Place) -> float:
        """In pixels."""
        return math.hypot(self.x - other.x, self.y - other.y)


@dataclass(frozen=True, slots=True)
class Hand:
    """Where a hand is, or where it must be if the picture does not show it.

    Args:
        visibility: How likely it is seen, 0 to 1.
    """

    place: Place
    visibility: float


@dataclass(frozen=True, slots=True)
class SignerLook:
    """A person's upper body.

    Args:
        head: The nose.
        visibility: How likely both shoulders are seen, 0 to 1.
    """

    head: Place
    left_shoulder: Place
    right_shoulder: Place
    left_hand: Hand
    right_hand: Hand
    visibility: float

    @property
    def shoulder_width(self) -> float:
        """In pixels; small for somebody who stands sideways."""
        return self.left_shoulder.distance(self.right_shoulder)

    @property
    def centre(self) -> Place:
        """Between the shoulders."""
        left, right = self.left_shoulder, self.right_shoulder
        return Place((left.x + right.x) / 2, (left.y + right.y) / 2)

    @property
    def hands(self) -> tuple[Hand, Hand]:
        """The left and the right one."""
        return self.left_hand, self.right_hand

    @property
    def is_sure(self) -> bool:
        """Whether there is a signer at all, seen well enough to be followed."""
        return self.visibility >= ENOUGH_VISIBLE and self.shoulder_width > 0


def is_inside(place: Place, height: int, width: int) -> bool:
    """Whether a picture of this size shows the place."""
    return 0 <= place.x < width and 0 <= place.y < height


def are_low(look: SignerLook) -> bool:
    """Whether both hands are below where signs are made, in the lap or beside the body."""
    lowest = look.centre.y + LOW_FROM * look.shoulder_width
    return all(hand.place.y > lowest for hand in look.hands)


def are_still(look: SignerLook, before: SignerLook) -> bool:
    """Whether no hand has moved since the look before, against the shoulders."""
    for hand, earlier in zip(look.hands, before.hands, strict=True):
        moved_x = (hand.place.x - look.centre.x) - (earlier.place.x - before.centre.x)
        moved_y = (hand.place.y - look.centre.y) - (earlier.place.y - before.centre.y)
        if math.hypot(moved_x, moved_y) > STILL_WITHIN * look.shoulder_width:
            return False
    return True
