"""From one look to the next: the crop in force, the hint to give, whether the hands rest. One thread, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from app.framing import Hint, HintHold, find_hint, measure_light
from app.signer_look import Hand, Place, SignerLook, are_low, are_still
from app.steady_crop import SteadyCrop
from models.preprocessing import SquareCrop
from models.video import Frame, RgbImage

__all__ = ["LOOK_INTERVAL_S", "Finder", "FollowedCrop", "SignerTracker", "SignerView"]

LOOK_INTERVAL_S = 0.3
RESTS_AFTER_S = 1.0
LONGER_SIDE = 320  # pixels of a picture that is looked at: MediaPipe's own networks look at 224 and 256
LONGEST_GAP_S = 1.0  # between two looks that are compared


class Finder(Protocol):
    """What is used of `SignerFinder`."""

    def find(self, image: RgbImage, time_s: float) -> SignerLook | None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SignerView:
    """What is known after a look.

    Args:
        crop: What the model is to be shown; None for the centre square.
        look: None where nobody was found.
        is_resting: Whether the hands have been low or still for a second, or nobody is there.
    """

    crop: SquareCrop | None = None
    hint: Hint | None = None
    look: SignerLook | None = None
    is_resting: bool = False


class SignerTracker:
    """Looks at pictures of one source in their order.

    Args:
        is_followed: Whether the crop follows the signer; if not, only hints are given.
    """

    def __init__(self, finder: Finder, *, is_followed: bool = True) -> None:
        self.is_followed = is_followed
        self._finder = finder
        self._steady = SteadyCrop()
        self._hold = HintHold()
        self._size: tuple[int, ...] = ()
        self._before: tuple[SignerLook, float] | None = None
        self._active_at_s: float | None = None

    def look(self, frame: Frame) -> SignerView:
        """Look at one picture. Raises what the finder raises."""
        height, width = frame.image.shape[:2]
        if (height, width) != self._size:
            self._size = (height, width)
            self._steady = SteadyCrop()
        small = small_picture(frame.image)
        seen = self._finder.find(small, frame.time_s)
        look = None if seen is None else _scaled(seen, height / small.shape[0])
        is_resting = self._judge_rest(look, frame.time_s)
        if self.is_followed:
            self._steady = self._steady.after(look, frame.time_s, height, width, is_resting=is_resting)
        else:
            self._steady = SteadyCrop()
        light = measure_light(small, seen)
        hint = find_hint(look, light, height, width, is_followed=self.is_followed)
        self._hold = self._hold.after(hint, frame.time_s)
        return SignerView(self._steady.crop, self._hold.shown, look, is_resting)

    def _judge_rest(self, look: SignerLook | None, time_s: float) -> bool:
        if self._active_at_s is None:
            self._active_at_s = time_s
        before, self._before = self._before, None if look is None else (look, time_s)
        if look is not None and not are_low(look):
            is_compared = before is not None and 0 < time_s - before[1] <= LONGEST_GAP_S
            if before is None or not is_compared or not are_still(look, before[0]):
                self._active_at_s = time_s
        return time_s - self._active_at_s >= RESTS_AFTER_S


class FollowedCrop:
    """The crop of each frame of a file, looked at at fixed times of its own clock: the same on every computer."""

    def __init__(self, tracker: SignerTracker) -> None:
        self._tracker = tracker
        self._due_s = float("-inf")
        self._crop: SquareCrop | None = None

    def __call__(self, frame: Frame) -> SquareCrop | None:
        if frame.time_s >= self._due_s:
            self._due_s = frame.time_s + LOOK_INTERVAL_S
            self._crop = self._tracker.look(frame).crop
        return self._crop


def small_picture(image: RgbImage) -> RgbImage:
    """A picture no larger than is looked at, (H, W, 3)."""
    height, width = image.shape[:2]
    scale = LONGER_SIDE / max(height, width)
    if scale >= 1:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.ascontiguousarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _scaled(look: SignerLook, scale: float) -> SignerLook:
    """The same look at a picture of another size."""

    def at(place: Place) -> Place:
        return Place(place.x * scale, place.y * scale)

    return SignerLook(
        head=at(look.head),
        left_shoulder=at(look.left_shoulder),
        right_shoulder=at(look.right_shoulder),
        left_hand=Hand(at(look.left_hand.place), look.left_hand.visibility),
        right_hand=Hand(at(look.right_hand.place), look.right_hand.visibility),
        visibility=look.visibility,
    )
