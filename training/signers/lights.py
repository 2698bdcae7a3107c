"""The light on a signer: the scene fixes its colours, the clip where the lamp is, and how harsh it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.signers.framing import look_at, orthographic
from training.signers.rasterizer import Lighting
from training.signers.textures import FloatArray

_SHADOW_REACH_M = 0.62
"""Half the side of the square the shadow map covers, around the signer's chest."""


@dataclass(frozen=True, slots=True)
class LightMood:
    """How harsh the light is, 0 to 1 each: from a window or lamp behind the signer, or from one side."""

    backlight: float = 0.0
    sidelight: float = 0.0


def sample_mood(rng: np.random.Generator, severity: float = 1.0) -> LightMood:
    """Harsh light in about one clip in five; with `severity` 0 in none."""
    kind, strength = rng.random(), float(rng.uniform(0.4, 1.0)) * min(severity, 1.0)
    if kind < 0.10:
        return LightMood(backlight=strength)
    return LightMood(sidelight=strength) if kind < 0.20 else LightMood()


def sample_lighting(
    scene_rng: np.random.Generator, clip_rng: np.random.Generator, chest: NDArray[np.float64], mood: LightMood
) -> Lighting:
    """Light on a signer whose chest is at `chest` (3,)."""
    dimmed = 1 - 0.6 * mood.backlight - 0.5 * mood.sidelight
    ambient = scene_rng.uniform(0.2, 0.5) * dimmed
    sky = ambient * _tint(scene_rng.uniform(-0.12, 0.15)) * scene_rng.uniform(0.9, 1.3)
    ground = sky * scene_rng.uniform(0.35, 0.9)
    key_tint, fill_tint = _tint(scene_rng.uniform(-0.18, 0.22)), _tint(scene_rng.uniform(-0.3, 0.3))
    azimuth, elevation = clip_rng.uniform(-1.9, 1.9), clip_rng.uniform(-0.05, 1.1)
    if mood.backlight:
        azimuth = math.pi - 0.4 * azimuth
    elif mood.sidelight:
        azimuth, elevation = math.copysign(1.3 + 0.3 * abs(azimuth), azimuth), 0.4 * elevation
    key = _direction(azimuth, elevation)
    fill = _direction(clip_rng.uniform(-3, 3), clip_rng.uniform(-0.2, 0.5))
    shadow = orthographic(_SHADOW_REACH_M, 0.5, 4.0) @ look_at(chest + key * 2.0, chest, np.array([0, 0.011, 1.0]))
    brightness = clip_rng.uniform(0.35, 1.1) * (1 + 0.9 * mood.backlight + 1.2 * mood.sidelight)
    return Lighting(
        key_direction=key.astype(np.float32),
        key_colour=(brightness * key_tint).astype(np.float32),
        fill_direction=fill.astype(np.float32),
        fill_colour=(clip_rng.uniform(0, 0.35) * dimmed * fill_tint).astype(np.float32),
        sky_colour=sky.astype(np.float32),
        ground_colour=ground.astype(np.float32),
        shadow_projection=shadow.astype(np.float32),
    )


def light_from_behind(room: FloatArray, rng: np.random.Generator, backlight: float) -> FloatArray:
    """The room (S, S, 3) with a bright window or lamp in it that outshines the signer; as it is for `backlight` 0."""
    wide, high, x, y = rng.uniform(0.12, 0.35), rng.uniform(0.2, 0.5), rng.uniform(0.15, 0.85), rng.uniform(0.05, 0.5)
    is_lamp, cold = rng.random() < 0.3, rng.uniform(-0.12, 0.12)
    if backlight == 0:
        return room
    size = len(room)
    down, across = np.mgrid[:size, :size].astype(np.float32) / np.float32(size)
    if is_lamp:
        shape = np.clip((wide * 0.35 - np.hypot(across - x, down - y)) * 40, 0, 1)
    else:
        shape = np.clip((wide - np.abs(across - x)) * 80, 0, 1) * np.clip((high - np.abs(down - y)) * 80, 0, 1)
        bars = (np.abs((across - x) / wide % 0.66 - 0.33) < 0.02) | (np.abs(down - y + high * 0.1) < 0.008)
        shape = np.where(bars, 0.5 * shape, shape)
    glow = shape + 0.5 * cv2.GaussianBlur(shape.astype(np.float32), (0, 0), 0.12 * size)
    light = np.float32(1.5 * backlight) * glow[..., None] * np.asarray(_tint(cold), np.float32)
    return np.clip(room * np.float32(1 + 0.6 * backlight) + light, 0.003, 2.5).astype(np.float32)


def _tint(warmth: float) -> NDArray[np.float64]:
    return np.array([1 + warmth, 1, 1 - warmth])


def _direction(azimuth: float, elevation: float) -> NDArray[np.float64]:
    """Unit vector; azimuth 0 is from the front, elevation upwards, in radians."""
    flat = math.cos(elevation)
    return np.array([math.sin(azimuth) * flat, -math.cos(azimuth) * flat, math.sin(elevation)])
