"""The one crop and resize of the project: training, evaluation, `glosscast caption` and the window all use it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from models.errors import BadInputError
from models.video import Frame, RgbImage

_LARGEST_SIDE_RATIO = 16
"""A crop this many times larger than its picture is a mistake (and would not fit in memory)."""


@dataclass(frozen=True, slots=True)
class SquareCrop:
    """A square in pixels of the picture; it may reach outside, where the edge pixels are repeated."""

    left: float
    top: float
    side: float


CropRule = Callable[[Frame], SquareCrop | None]
"""Says of each frame of a source, in their order, which square to take; None is the centre square."""


def centre_square(height: int, width: int) -> SquareCrop:
    """Return the largest square in the middle of a picture of this size: the card's crop rule "centre-square"."""
    side = min(height, width)
    return SquareCrop(left=(width - side) / 2, top=(height - side) / 2, side=side)


def prepare_frame(image: RgbImage, frame_size: int, crop: SquareCrop | None = None) -> RgbImage:
    """Cut a square out of a picture and resize it, without normalising: that is the graph's first layer.

    Shrinking averages areas (no aliasing), enlarging is linear. The crop is rounded to whole pixels.

    Args:
        image: uint8 (H, W, 3), RGB.
        frame_size: S, in pixels.
        crop: the square to take; the centre square where none is given.

    Returns:
        A new contiguous array, uint8 (S, S, 3), RGB.

    Raises:
        BadInputError: the picture is not uint8 (H, W, 3), or the crop or frame size is not usable.
    """
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise BadInputError(f"A picture must be uint8 (height, width, 3), and this one is {image.dtype} {image.shape}.")
    if image.shape[0] < 1 or image.shape[1] < 1:
        raise BadInputError(f"A picture must hold at least one pixel, and this one is {image.shape}.")
    if frame_size < 1:
        raise BadInputError(f"A frame size must be at least 1 pixel, and this one is {frame_size}.")
    square = _cut_square(image, crop or centre_square(image.shape[0], image.shape[1]))
    interpolation = cv2.INTER_AREA if frame_size < square.shape[0] else cv2.INTER_LINEAR
    resized = cv2.resize(np.ascontiguousarray(square), (frame_size, frame_size), interpolation=interpolation)
    return np.array(resized, dtype=np.uint8, order="C")  # (S, S, 3); a copy, never a view of the camera's buffer


def mirror_frame(frame: RgbImage) -> RgbImage:
    """Return a frame, (S, S, 3), with left and right exchanged: a left-handed signer as the model knows signers."""
    return np.ascontiguousarray(frame[:, ::-1])  # (S, S, 3)


def _cut_square(image: RgbImage, crop: SquareCrop) -> RgbImage:
    height, width = image.shape[:2]
    if not all(math.isfinite(value) for value in (crop.left, crop.top, crop.side)) or crop.side <= 0:
        raise BadInputError(f"A crop must be a square of finite numbers with a side above 0, and this one is {crop}.")
    if crop.side > _LARGEST_SIDE_RATIO * max(height, width):
        raise BadInputError(
            f"A crop's side may be at most {_LARGEST_SIDE_RATIO} times its picture's, and {crop} is cut from "
            f"{width} x {height} pixels."
        )
    left, top = math.floor(crop.left + 0.5), math.floor(crop.top + 0.5)
    side = max(1, math.floor(crop.side + 0.5))
    if left >= 0 and top >= 0 and left + side <= width and top + side <= height:
        return image[top : top + side, left : left + side]  # (side, side, 3)
    rows = np.clip(np.arange(top, top + side), 0, height - 1)
    columns = np.clip(np.arange(left, left + side), 0, width - 1)
    return image[np.ix_(rows, columns)]  # (side, side, 3)
