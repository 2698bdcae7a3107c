"""Compiled loops over finished pictures; numpy would run through each of them many times.

They round where numpy does, so the bytes are numpy's.
"""

from __future__ import annotations

import numba
import numpy as np

from training.signers.textures import FloatArray


def lay_over(front: FloatArray, behind: FloatArray) -> FloatArray:
    """The picture `front` (S, S, 4), premultiplied, before the picture `behind` (S, S, 3)."""
    out = np.empty_like(behind)
    _lay_over(front, behind, out)
    return out


def balance_tone(tone: FloatArray, contrast: float, lift: float, saturation: float) -> None:
    """Changes display values (S, S, 3) in place: contrast about the middle grey, lift, saturation."""
    _balance_tone(tone, np.float32(contrast), np.float32(0.5 + lift), np.float32(saturation))


@numba.njit(cache=True, error_model="numpy")
def _lay_over(front: FloatArray, behind: FloatArray, out: FloatArray) -> None:
    for y in range(front.shape[0]):
        for x in range(front.shape[1]):
            clear = np.float32(1.0) - front[y, x, 3]
            for k in range(3):
                out[y, x, k] = front[y, x, k] + behind[y, x, k] * clear


@numba.njit(cache=True, error_model="numpy")
def _balance_tone(tone: FloatArray, contrast: np.float32, middle: np.float32, saturation: np.float32) -> None:
    half, three = np.float32(0.5), np.float32(3.0)
    for y in range(tone.shape[0]):
        for x in range(tone.shape[1]):
            red = (tone[y, x, 0] - half) * contrast + middle
            green = (tone[y, x, 1] - half) * contrast + middle
            blue = (tone[y, x, 2] - half) * contrast + middle
            grey = (red + green + blue) / three
            tone[y, x, 0] = grey + (red - grey) * saturation
            tone[y, x, 1] = grey + (green - grey) * saturation
            tone[y, x, 2] = grey + (blue - grey) * saturation
