"""The square around the signer that the model is shown. It stands still; where it must move, it does so at rest.

Pure: a state and a look in, the next state out.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from app.signer_look import SignerLook
from models.preprocessing import SquareCrop, centre_square

__all__ = ["SteadyCrop", "aimed_crop", "is_off", "shown_square"]

# Where the synthetic signers of the training corpora stand in their square, over 260 clips: shoulders 0.41 of its side
# apart (0.33 to 0.53 in nine of ten), their middle at 0.55 from above. Augmentation then zooms by 0.93 in the mean;
# MediaPipe puts shoulders 0.03 higher and 4 % closer together than the truth of these clips does.
SHOULDER_SHARE = 0.42
SHOULDER_HEIGHT = 0.52

# Within these the model has been trained (zoom 0.78 to 1.08, shift 0.09, and the corpora's own variety), so the crop
# has no reason to move.
LARGEST_RATIO = 1.25
LARGEST_SHIFT = 0.12  # of the side

LARGEST_OVERHANG = 0.15  # of the side: beyond the picture its edge is repeated, and training knows no more of it
LARGEST_SIDE, SMALLEST_SIDE = 1.3, 0.2  # of the picture's shorter side
MOVES_AFTER_S = 0.5  # the third look at the earliest: one wrong look moves nothing
FORGETS_AFTER_S = 5.0  # without a signer the whole middle is shown again
LOOKS_KEPT = 3  # the crop aims at the middle one


@dataclass(frozen=True, slots=True)
class SteadyCrop:
    """The crop in force and what it waits for.

    Args:
        crop: None for the centre square, as without a signer.
        has_looked: Whether a signer has been seen since the start: until then no sentence can be disturbed.
        off_since_s: Since when the signer has been off the aim.
        gone_since_s: Since when there has been no signer.
        aims: Of the newest looks that were off.
    """

    crop: SquareCrop | None = None
    has_looked: bool = False
    off_since_s: float | None = None
    gone_since_s: float | None = None
    aims: tuple[SquareCrop, ...] = ()

    def after(self, look: SignerLook | None, time_s: float, height: int, width: int, *, is_resting: bool) -> SteadyCrop:
        """The state after one more look at a picture of this size.

        Args:
            look: None where nobody was found.
            time_s: When the picture was taken.
            is_resting: Whether the hands are at rest, so that no sign is seen through a moving crop.
        """
        if look is None or not look.is_sure:
            return self._without_signer(time_s)
        aim = aimed_crop(look, height, width)
        if not is_off(self.crop or centre_square(height, width), aim):
            return SteadyCrop(self.crop, has_looked=True)
        since_s = time_s if self.off_since_s is None else self.off_since_s
        aims = (*self.aims, aim)[-LOOKS_KEPT:]
        has_waited = time_s - since_s >= MOVES_AFTER_S
        may_move = is_resting or _has_left(look, shown_square(self.crop, height, width))
        if not self.has_looked or (has_waited and may_move):
            return SteadyCrop(_settled(aims, height, width), has_looked=True)
        return SteadyCrop(self.crop, has_looked=True, off_since_s=since_s, aims=aims)

    def _without_signer(self, time_s: float) -> SteadyCrop:
        since_s = time_s if self.gone_since_s is None else self.gone_since_s
        if time_s - since_s >= FORGETS_AFTER_S:
            return SteadyCrop(gone_since_s=since_s)
        return SteadyCrop(self.crop, self.has_looked, gone_since_s=since_s)


def shown_square(crop: SquareCrop | None, height: int, width: int) -> SquareCrop:
    """What the model is shown of a picture of this size."""
    return crop or centre_square(height, width)


def aimed_crop(look: SignerLook, height: int, width: int) -> SquareCrop:
    """The square in which this signer stands as the synthetic ones stand in theirs."""
    shorter = min(height, width)
    side = min(max(look.shoulder_width / SHOULDER_SHARE, SMALLEST_SIDE * shorter), LARGEST_SIDE * shorter)
    left = look.centre.x - side / 2
    top = look.centre.y - SHOULDER_HEIGHT * side
    return SquareCrop(_within(left, side, width), _within(top, side, height), side)


def is_off(crop: SquareCrop, aim: SquareCrop) -> bool:
    """Whether a crop is so far from the aim that the model is better shown another."""
    ratio = max(crop.side, aim.side) / min(crop.side, aim.side)
    across = abs(crop.left + crop.side / 2 - aim.left - aim.side / 2)
    down = abs(crop.top + SHOULDER_HEIGHT * crop.side - aim.top - SHOULDER_HEIGHT * aim.side)
    return ratio > LARGEST_RATIO or max(across, down) > LARGEST_SHIFT * aim.side


def _within(start: float, side: float, length: int) -> float:
    """Where a crop may begin, nearest to where it wants to: hardly beyond the picture's edges."""
    overhang = LARGEST_OVERHANG * side
    if side - 2 * overhang > length:
        return (length - side) / 2  # it reaches over both edges, equally
    return min(max(start, -overhang), length + overhang - side)


def _settled(aims: tuple[SquareCrop, ...], height: int, width: int) -> SquareCrop | None:
    aim = SquareCrop(
        statistics.median(one.left for one in aims),
        statistics.median(one.top for one in aims),
        statistics.median(one.side for one in aims),
    )
    return None if not is_off(centre_square(height, width), aim) else aim


def _has_left(look: SignerLook, crop: SquareCrop) -> bool:
    """Whether head or shoulders are outside the square."""
    return not all(
        crop.left <= place.x <= crop.left + crop.side and crop.top <= place.y <= crop.top + crop.side
        for place in (look.head, look.left_shoulder, look.right_shoulder)
    )
