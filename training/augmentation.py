"""One augmentation per clip, decided once and applied to every frame, so that teacher and student see the same thing.

Ours throughout; the group's own recipe (random crop, flip, time stretched by up to 20 %) is the starting point.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.preprocessing import SquareCrop, prepare_frame


@dataclass(frozen=True, slots=True)
class AugmentationRanges:
    """How far a clip may be changed; the defaults with every range at zero leave it alone.

    Attributes:
        zoom: the crop's side as a fraction of the centre square, smallest and largest.
        shift: how far the crop's centre may move, as a fraction of the square's side.
        stretch: largest change of duration, as a fraction (0.2: from 1/1.2 to 1.2 times).
        gamma: standard deviation of the logarithm of the tone curve's exponent.
        gain: standard deviation of the logarithm of each colour channel's gain.
        flip: probability of a left-right flip; signs keep their meaning, as with a left-handed signer.
        grey: probability of a clip without colour.
    """

    zoom: tuple[float, float] = (0.78, 1.08)
    shift: float = 0.09
    stretch: float = 0.22
    gamma: float = 0.22
    gain: float = 0.10
    flip: float = 0.35
    grey: float = 0.12


NO_AUGMENTATION = AugmentationRanges((1.0, 1.0), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """What happens to one clip. `frame_indices` picks, repeats or drops frames, which plays it at
    `speed` times its own; `tone` is a table per channel."""

    frame_indices: NDArray[np.int64]
    speed: float
    zoom: float
    shift_x: float
    shift_y: float
    is_flipped: bool
    is_grey: bool
    tone: NDArray[np.uint8]  # (256, 3)

    def crop(self, height: int, width: int) -> SquareCrop:
        """The square to cut from a picture of this size."""
        square = min(height, width)
        side = square * self.zoom
        left = width / 2 + self.shift_x * square - side / 2
        top = height / 2 + self.shift_y * square - side / 2
        return SquareCrop(left, top, side)

    def frames(self, images: NDArray[np.uint8], frame_size: int) -> NDArray[np.uint8]:
        """(T, H, W, 3) -> (len(frame_indices), S, S, 3), cropped, resized, flipped and toned."""
        crop = self.crop(images.shape[1], images.shape[2])
        out = np.stack([prepare_frame(images[i], frame_size, crop) for i in self.frame_indices])  # (T', S, S, 3)
        if self.is_flipped:
            out = out[:, :, ::-1]
        if self.is_grey:
            weights = np.array([77, 150, 29], np.uint16)
            grey = ((out.astype(np.uint16) * weights).sum(-1) >> 8).astype(np.uint8)
            out = np.repeat(grey[..., None], 3, axis=-1)  # (T', S, S, 3)
        flat = np.ascontiguousarray(out).reshape(-1, frame_size, 3)  # one tall picture, which is what cv2.LUT takes
        toned = cv2.LUT(flat, self.tone.reshape(1, 256, 3))
        return toned.reshape(out.shape)  # (T', S, S, 3)

    def points(self, points: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
        """Picture places (T, J, 2) in units of width and height -> (T', J, 2) in units of the crop."""
        crop = self.crop(height, width)
        x = (points[self.frame_indices, :, 0] * width - crop.left) / crop.side
        y = (points[self.frame_indices, :, 1] * height - crop.top) / crop.side
        return np.stack([1 - x if self.is_flipped else x, y], -1)  # (T', J, 2)


def draw_augmentation(ranges: AugmentationRanges, frame_count: int, rng: np.random.Generator) -> Augmentation:
    """Decide what happens to a clip of `frame_count` frames."""
    log_stretch = np.log1p(ranges.stretch)
    stretched = max(1, round(frame_count * float(np.exp(rng.uniform(-log_stretch, log_stretch)))))
    places = (np.arange(stretched) + rng.uniform(0.25, 0.75)) * frame_count / stretched
    exponent = np.exp(rng.normal(0, 1) * ranges.gamma)
    gains = np.exp(rng.normal(0, 1, 3) * ranges.gain)
    levels = np.linspace(0, 1, 256)[:, None] ** exponent * gains
    return Augmentation(
        frame_indices=np.clip(places.astype(np.int64), 0, frame_count - 1),
        speed=frame_count / stretched,
        zoom=float(rng.uniform(*ranges.zoom)),
        shift_x=float(rng.uniform(-1, 1) * ranges.shift),
        shift_y=float(rng.uniform(-1, 1) * ranges.shift),
        is_flipped=bool(rng.random() < ranges.flip),
        is_grey=bool(rng.random() < ranges.grey),
        tone=(np.clip(levels, 0, 1) * 255 + 0.5).astype(np.uint8),  # (256, 3)
    )
