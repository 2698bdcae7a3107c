"""What a webcam does to the light that reaches it: exposure, colour, blur, noise and compression. Ours, all measured
in picture units, so that a clip looks alike at every frame size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from training.signers.picture_loops import balance_tone
from training.signers.textures import FloatArray

RgbImage = NDArray[np.uint8]

_REFERENCE_SIZE = 128
"""Frame size in pixels at which noise grains and blur of one pixel are meant."""
_EXPOSURE_TARGET = 0.23
"""Mean linear brightness that auto exposure aims at."""


@dataclass(frozen=True, slots=True)
class Webcam:
    """One camera with its settings. Lengths are in picture heights, brightness is 0 to 1."""

    exposure: float = 1.0
    """Times what auto exposure would choose."""
    auto_exposure: float = 1.0
    """0: the light as it is; 1: every scene comes out equally bright."""
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gamma: float = 2.2
    haze: float = 0.0
    contrast: float = 1.0
    lift: float = 0.0
    saturation: float = 1.0
    flicker: float = 0.0
    """Share by which the light swings from frame to frame, as under mains light."""
    flicker_step_rad: float = 1.0
    defocus: float = 0.0
    """Standard deviation of the blur."""
    detail: float = 1.0
    """Share of the resolution the sensor really has."""
    noise: float = 0.0
    """Standard deviation of the grain in the finished picture, in the mid-tones."""
    sharpening: float = 0.0
    jpeg_quality: int = 0
    """1 to 100, or 0 for none."""
    shutter: float = 0.5
    """Share of the time between two frames (at most 1/25 s) during which the shutter is open."""
    exposure_steps: int = 1
    """Pictures rendered and averaged for the motion blur of one frame."""


def sample_webcam(rng: np.random.Generator, severity: float = 1.0) -> Webcam:
    """A random webcam; `severity` 0 is a faultless one, 1 moderate."""
    balance = np.exp(rng.normal(0, 0.07 * severity, 3))
    balance /= balance.mean()
    chance = rng.random(6)
    return Webcam(
        exposure=float(math.exp(np.clip(rng.normal(0.05, 0.25) * severity, -0.35, 0.5))),
        auto_exposure=float(rng.uniform(0.75, 1.0)),
        white_balance=(float(balance[0]), float(balance[1]), float(balance[2])),
        gamma=float(rng.uniform(2.2 - 0.25 * severity, 2.2 + 0.25 * severity)),
        haze=float(min(0.06, rng.gamma(1.0, 0.015)) * severity) if chance[0] < 0.4 else 0.0,
        contrast=float(1 + np.clip(rng.normal(0.05, 0.1), -0.15, 0.25) * severity),
        lift=float(np.clip(rng.normal(0, 0.03), -0.06, 0.06) * severity),
        saturation=float(np.clip(1 + rng.normal(0.08, 0.2) * severity, 0.4, 1.6)),
        flicker=float(rng.uniform(0, 0.04) * severity) if chance[1] < 0.4 else 0.0,
        flicker_step_rad=float(rng.uniform(0.2, 2.5)),
        defocus=float(rng.uniform(0.1, 0.65) * severity / _REFERENCE_SIZE) if chance[2] < 0.5 else 0.0,
        detail=float(1 - rng.uniform(0.1, 0.35) * severity) if chance[3] < 0.2 else 1.0,
        noise=float(min(0.05, rng.gamma(1.3, 0.008)) * severity),
        sharpening=float(rng.uniform(0.2, 0.7) * severity) if chance[4] < 0.3 else 0.0,
        jpeg_quality=int(rng.integers(40, 96)) if severity and chance[5] < 0.65 else 0,
        shutter=float(rng.uniform(0.25, 1.0)),
        exposure_steps=int(rng.choice([1, 2, 3], p=[0.4, 0.35, 0.25])) if severity else 1,
    )


def settle_exposure(webcam: Webcam, picture: FloatArray) -> Webcam:
    """The webcam after its auto exposure has seen `picture` (H, W, 3), linear RGB, the middle counting most."""
    height, width = picture.shape[:2]
    middle = picture[height // 8 : height - height // 8, width // 5 : width - width // 5]
    brightness = float(np.minimum(middle, 1.5).mean(dtype=np.float64))
    gain = (_EXPOSURE_TARGET / max(brightness, 0.02)) ** webcam.auto_exposure
    return replace(webcam, exposure=webcam.exposure * float(np.clip(gain, 0.3, 6.0)))


def record(pictures: Iterable[FloatArray], webcam: Webcam, rng: np.random.Generator) -> Iterator[RgbImage]:
    """Turns linear RGB pictures (S, S, 3) into the webcam's frames (S, S, 3) uint8, one by one."""
    phase = float(rng.uniform(0, 2 * math.pi))
    haze_colour = (webcam.haze * rng.uniform(0.5, 1.0, 3)).astype(np.float32)
    for index, picture in enumerate(pictures):
        swing = 1 + webcam.flicker * math.sin(phase + index * webcam.flicker_step_rad)
        gain = np.asarray(webcam.white_balance, np.float32) * np.float32(webcam.exposure * swing)
        light = picture * (gain * np.float32(1 - webcam.haze)) + haze_colour
        light = _blurred(light, webcam)
        yield _compressed(_with_grain(_toned(light, webcam), webcam, rng), webcam)


def _blurred(light: FloatArray, webcam: Webcam) -> FloatArray:
    size = light.shape[0]
    sigma = webcam.defocus * size
    if sigma > 0.2:
        light = cv2.GaussianBlur(light, (0, 0), sigma)
    if webcam.detail < 1:
        fewer = max(8, round(size * webcam.detail))
        small = cv2.resize(light, (fewer, fewer), interpolation=cv2.INTER_AREA)
        light = cv2.resize(small, (size, size), interpolation=cv2.INTER_LINEAR)
    return light


def _toned(light: FloatArray, webcam: Webcam) -> FloatArray:
    """Linear light to display values 0..1, highlights rolled off as cameras do."""
    light = np.maximum(light, 0)
    bright = light > 0.7
    light[bright] = 0.7 + 0.3 * (1 - np.exp((0.7 - light[bright]) / 0.3))
    tone = np.asarray(cv2.pow(light, 1 / webcam.gamma), np.float32)
    balance_tone(tone, webcam.contrast, webcam.lift, webcam.saturation)
    return tone


def _with_grain(tone: FloatArray, webcam: Webcam, rng: np.random.Generator) -> FloatArray:
    if webcam.noise > 0:
        tone = tone + rng.standard_normal(tone.shape, dtype=np.float32) * np.float32(webcam.noise)
    if webcam.sharpening > 0:
        sigma = tone.shape[0] / _REFERENCE_SIZE
        tone = tone + np.float32(webcam.sharpening) * (tone - cv2.GaussianBlur(tone, (0, 0), sigma))
    return tone


def _compressed(tone: FloatArray, webcam: Webcam) -> RgbImage:
    frame = (np.clip(tone, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
    if not webcam.jpeg_quality:
        return frame
    coded = cv2.imencode(".jpg", frame[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, webcam.jpeg_quality])[1]
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1])
