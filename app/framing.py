"""What a signer could mend about place and light, from one look and one picture; a hint comes and goes slowly.

Pure, but for nothing: pictures in, findings out. Every threshold is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from app.signer_look import Hand, SignerLook, is_inside
from models.video import RgbImage

__all__ = ["Hint", "HintHold", "Light", "find_hint", "measure_light"]

# Shoulder widths as shares of the picture's shorter side. Without a crop that follows, those of the training corpora;
# with one, as near as the crop can still hold the arms, and as far as a hand still has some pixels.
LARGEST_SHOULDERS, SMALLEST_SHOULDERS, SMALLEST_FOLLOWED = 0.62, 0.27, 0.13
LARGEST_SHIFT = 0.2  # of the picture's shorter side, between the shoulders and where they should be
SHOULDER_HEIGHT = 0.52  # from above, of the centre square
ARM_ROOM = 0.8  # shoulder widths from their middle to either side, where most signs are
HEAD_ROOM, WAIST_ROOM = 0.75, 0.75  # shoulder widths above and below the shoulders

DARK_BELOW = 60  # of 255: not even the brightest tenth of the picture is brighter
SHADED_BELOW, BRIGHT_FROM = 60, 170  # the brightest tenth of the face, and the middle of what is around it
FACE_HALF = 0.17  # shoulder widths from the nose to any side: face, and nothing of what is behind it
HEAD_HALF = 0.35  # the same with hair and some room: farther away is what is around

COMES_AFTER_S, GOES_AFTER_S = 1.5, 1.0


class Hint(Enum):
    """One thing to mend, the most urgent one first."""

    MORE_LIGHT = auto()
    NOBODY = auto()
    LIGHT_BEHIND = auto()
    STEP_BACK = auto()
    COME_CLOSER = auto()
    MOVE_TO_MIDDLE = auto()
    TILT_CAMERA = auto()
    LEFT_HAND_OUT = auto()
    RIGHT_HAND_OUT = auto()


@dataclass(frozen=True, slots=True)
class Light:
    """Brightness, 0 to 255.

    Args:
        brightest: That of the picture's brightest tenth, at least.
        face: That of the face's brightest tenth, at least; None where there is no face.
        around: The median of what is beside and above it.
    """

    brightest: float
    face: float | None = None
    around: float | None = None

    @property
    def is_dark(self) -> bool:
        """Whether there is too little light for a camera."""
        return self.brightest < DARK_BELOW

    @property
    def is_behind(self) -> bool:
        """Whether the signer is a shadow before a bright wall or window.

        A dark face in good light has bright spots; one against the light has none.
        """
        if self.face is None or self.around is None:
            return False
        return self.face < SHADED_BELOW and self.around > BRIGHT_FROM


def measure_light(image: RgbImage, look: SignerLook | None) -> Light:
    """The light in a picture, (H, W, 3), a small one by preference; `look` is in its pixels."""
    grey = np.asarray(image @ np.array([0.299, 0.587, 0.114], np.float32))  # (H, W)
    brightest = float(np.percentile(grey, 90))
    if look is None or not look.is_sure:
        return Light(brightest)
    height, width = grey.shape
    left, right, top, bottom = _square_around(look, HEAD_HALF, height, width)
    around = np.concatenate([grey[:bottom, :left].ravel(), grey[:bottom, right:].ravel(), grey[:top].ravel()])
    left, right, top, bottom = _square_around(look, FACE_HALF, height, width)
    face = grey[top:bottom, left:right]
    if not face.size or not around.size:
        return Light(brightest)
    return Light(brightest, float(np.percentile(face, 90)), float(np.median(around)))


def _square_around(look: SignerLook, half: float, height: int, width: int) -> tuple[int, int, int, int]:
    """The columns and rows of a picture that are so near the nose: left, right, top, bottom."""
    reach = half * look.shoulder_width
    left, right = (round(min(max(look.head.x + side, 0), width)) for side in (-reach, reach))
    top, bottom = (round(min(max(look.head.y + side, 0), height)) for side in (-reach, reach))
    return left, right, top, bottom


def find_hint(look: SignerLook | None, light: Light, height: int, width: int, *, is_followed: bool) -> Hint | None:
    """The most urgent thing to mend in a picture of this size, if any.

    Args:
        is_followed: Whether the crop follows the signer; then place and distance matter less.
    """
    if light.is_dark:
        return Hint.MORE_LIGHT
    if look is None or not look.is_sure:
        return Hint.NOBODY
    if light.is_behind:
        return Hint.LIGHT_BEHIND
    return _distance_hint(look, min(height, width), is_followed=is_followed) or (
        _followed_hint(look, height, width) if is_followed else _centred_hint(look, height, width)
    ) or _hand_hint(look, height, width)  # fmt: skip


def _distance_hint(look: SignerLook, shorter: int, *, is_followed: bool) -> Hint | None:
    share = look.shoulder_width / shorter
    if share > LARGEST_SHOULDERS:
        return Hint.STEP_BACK
    if share < (SMALLEST_FOLLOWED if is_followed else SMALLEST_SHOULDERS):
        return Hint.COME_CLOSER
    return None


def _followed_hint(look: SignerLook, height: int, width: int) -> Hint | None:
    """Whether the picture lacks a part of where signs are made; the crop cannot show what is not there."""
    room = look.shoulder_width
    if look.centre.x < ARM_ROOM * room or look.centre.x > width - ARM_ROOM * room:
        return Hint.MOVE_TO_MIDDLE
    if look.centre.y < HEAD_ROOM * room or look.centre.y > height - WAIST_ROOM * room:
        return Hint.TILT_CAMERA
    return None


def _centred_hint(look: SignerLook, height: int, width: int) -> Hint | None:
    shorter = min(height, width)
    if abs(look.centre.x - width / 2) > LARGEST_SHIFT * shorter:
        return Hint.MOVE_TO_MIDDLE
    if abs(look.centre.y - height / 2 - (SHOULDER_HEIGHT - 0.5) * shorter) > LARGEST_SHIFT * shorter:
        return Hint.TILT_CAMERA
    return None


def _hand_hint(look: SignerLook, height: int, width: int) -> Hint | None:
    if _is_out(look.left_hand, height, width):
        return Hint.LEFT_HAND_OUT
    if _is_out(look.right_hand, height, width):
        return Hint.RIGHT_HAND_OUT
    return None


def _is_out(hand: Hand, height: int, width: int) -> bool:
    """Whether a hand is beyond the picture, other than below: there it may rest."""
    return not is_inside(hand.place, height, width) and hand.place.y < height


@dataclass(frozen=True, slots=True)
class HintHold:
    """The hint that is shown: another takes its place only after having been found for some time.

    Args:
        shown: What is shown now.
        coming: What has been found since `since_s` instead.
    """

    shown: Hint | None = None
    coming: Hint | None = None
    since_s: float | None = None

    def after(self, found: Hint | None, time_s: float) -> HintHold:
        """The state after one more finding."""
        if found is self.shown:
            return HintHold(self.shown)
        if self.since_s is None or found is not self.coming:
            return HintHold(self.shown, found, time_s)
        if time_s - self.since_s >= (GOES_AFTER_S if found is None else COMES_AFTER_S):
            return HintHold(found)
        return self
