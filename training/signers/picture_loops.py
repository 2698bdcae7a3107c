"""Compiled loops over finished pictures; numpy would run through each of them many times.

They round where numpy does, so the bytes are numpy's.
"""

from __future__ import annotations

import numba
import numpy as np

from models.video import RgbImage
from training.signers.textures import FloatArray


def lay_over(front: FloatArray, behind: FloatArray) -> FloatArray:
    """The picture `front` (S, S, 4), premultiplied, before the picture `behind` (S, S, 3)."""
    out = np.empty_like(behind)
    _lay_over(front, behind, out)
    return out


def balance_tone(tone: FloatArray, contrast: float, lift: float, saturation: float) -> None:
    """Changes display values (S, S, 3) in place: contrast about the middle grey, lift, saturation."""
    _balance_tone(tone, np.float32(contrast), np.float32(0.5 + lift), np.float32(saturation))


def expose(picture: FloatArray, gain: FloatArray, haze: FloatArray) -> FloatArray:
    """The picture (S, S, 3) with each channel times its `gain` (3,) and plus its `haze` (3,)."""
    out = np.empty(picture.shape, np.float32)
    _expose(picture, gain, haze, out)
    return out


def add_grain(tone: FloatArray, grain: FloatArray, strength: float) -> None:
    """Adds grain to display values (S, S, 3) in place: in the dark more, in the light less."""
    _add_grain(tone.reshape(-1), grain.reshape(-1), np.float32(strength))


def as_bytes(tone: FloatArray) -> RgbImage:
    """Display values (S, S, 3), cut off at 0 and 1, as uint8."""
    out = np.empty(tone.shape, np.uint8)
    _as_bytes(tone.reshape(-1), out.reshape(-1))
    return out


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


@numba.njit(cache=True, error_model="numpy")
def _expose(picture: FloatArray, gain: FloatArray, haze: FloatArray, out: FloatArray) -> None:
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            for k in range(3):
                out[y, x, k] = picture[y, x, k] * gain[k] + haze[k]


@numba.njit(cache=True, error_model="numpy")
def _add_grain(tone: FloatArray, grain: FloatArray, strength: np.float32) -> None:
    least, most, slope = np.float32(0.5), np.float32(1.6), np.float32(1.2)
    for i in range(tone.shape[0]):
        tone[i] += grain[i] * (min(max(most - slope * tone[i], least), most) * strength)


@numba.njit(cache=True, error_model="numpy")
def _as_bytes(tone: FloatArray, out: RgbImage) -> None:
    none, whole, half, most = np.float32(0.0), np.float32(1.0), np.float32(0.5), np.float32(255.0)
    for i in range(tone.shape[0]):
        out[i] = np.uint8(min(max(tone[i], none), whole) * most + half)
