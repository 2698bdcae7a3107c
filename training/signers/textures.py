"""Smooth random noise and random colours: the raw material of cloth, rooms and skin.

Random numbers drawn never depend on the size in pixels, so a picture looks alike at every size.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


def smooth_noise(shape: tuple[int, int], rng: np.random.Generator, cells: int) -> FloatArray:
    """Noise 0..1 of `shape` (height, width) with about `cells` bumps along each side."""
    height, width = shape
    grid = rng.random((cells + 3, cells + 3), dtype=np.float32)
    # Resized with a border to spare: the cubic kernel repeats the edge, which would show as flat rims.
    border_y, border_x = math.ceil(height / cells), math.ceil(width / cells)
    size = (width + 2 * border_x, height + 2 * border_y)
    noise = cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(noise[border_y : border_y + height, border_x : border_x + width])


def fractal_noise(
    shape: tuple[int, int], rng: np.random.Generator, cells: int, octaves: int = 4, persistence: float = 0.55
) -> FloatArray:
    """Noise with a mean near 0.5 of `shape` (height, width): each octave twice as fine, `persistence` as strong."""
    total = np.zeros(shape, np.float32)
    weight, weight_sum = 1.0, 0.0
    for octave in range(octaves):
        total += np.float32(weight) * smooth_noise(shape, rng, cells * 2**octave)
        weight_sum += weight
        weight *= persistence
    return total / np.float32(weight_sum)


def hue_colour(hue: float) -> FloatArray:
    """The full-strength RGB colour (3,) of a hue 0..1."""
    sector = hue * 6.0
    return np.clip([abs(sector - 3) - 1, 2 - abs(sector - 2), 2 - abs(sector - 4)], 0, 1).astype(np.float32)


def random_colour(
    rng: np.random.Generator, darkest: float, lightest: float, strongest: float, logarithmic: bool = False
) -> FloatArray:
    """A linear RGB colour (3,): brightness between `darkest` and `lightest`, saturation up to `strongest`."""
    if logarithmic:
        value = math.exp(rng.uniform(math.log(darkest), math.log(lightest)))
    else:
        value = rng.uniform(darkest, lightest)
    saturation = rng.uniform(0, strongest) * math.sqrt(rng.random())
    colour = hue_colour(rng.random())
    return np.asarray(value * (1 - saturation + saturation * colour), np.float32)
