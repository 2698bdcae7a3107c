"""Where a clip is taken: a generated room, its light, and things standing before the camera. No pictures are loaded.

A scene seed fixes the room and the colour of its light; a clip varies the crop, the brightness and the lamp.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.signers.framing import look_at, orthographic
from training.signers.rasterizer import Lighting
from training.signers.textures import FloatArray, fractal_noise, random_colour

_SHADOW_REACH_M = 0.62
"""Half the side of the square the shadow map covers, around the signer's chest."""


@dataclass(frozen=True, slots=True)
class RoomView:
    """The part of a room behind the signer: all lengths in picture heights, before mirroring."""

    zoom: float
    left: float
    top: float
    mirrored: bool
    brightness: float
    blur: float
    """Standard deviation of the defocus, in picture heights."""


def sample_room_view(rng: np.random.Generator) -> RoomView:
    """A crop of the room for one clip."""
    zoom = rng.uniform(0.62, 1.0)
    return RoomView(
        zoom=float(zoom),
        left=float(rng.uniform(0, 1 - zoom)),
        top=float(rng.uniform(0, 1 - zoom)),
        mirrored=bool(rng.random() < 0.5),
        brightness=float(math.exp(rng.normal(0, 0.25))),
        blur=float(rng.uniform(0.002, 0.02)),
    )


def draw_room(scene_rng: np.random.Generator, view: RoomView, size: int) -> FloatArray:
    """The background (size, size, 3), linear RGB: the room of `scene_rng` seen as `view` says."""
    canvas_size = math.ceil(size / view.zoom)
    room = _room(scene_rng, canvas_size)
    left, top = int(view.left * canvas_size), int(view.top * canvas_size)
    left, top = min(left, canvas_size - size), min(top, canvas_size - size)
    crop = room[top : top + size, left : left + size] * np.float32(view.brightness)
    if view.mirrored:
        crop = crop[:, ::-1]
    crop = cv2.GaussianBlur(np.ascontiguousarray(crop), (0, 0), max(view.blur * size, 0.3))
    return np.clip(crop, 0.003, 1.6).astype(np.float32)


def _room(rng: np.random.Generator, size: int) -> FloatArray:
    kind = rng.choice(["furnished", "plain", "haze"], p=[0.80, 0.12, 0.08])
    down, across = np.mgrid[:size, :size].astype(np.float32) / np.float32(size)
    room = np.ones((size, size, 3), np.float32) * random_colour(rng, 0.12, 0.85, 0.45)
    slope = rng.uniform(-0.6, 0.6, 2).astype(np.float32)
    room *= (1 + slope[0] * (across - 0.5) + slope[1] * (down - 0.5))[..., None]
    if kind == "haze":
        tint = np.stack([fractal_noise((size, size), rng, 4, 3) for _ in range(3)], -1)
        return room * (0.4 + 1.2 * fractal_noise((size, size), rng, int(rng.integers(2, 9))))[..., None] * (0.6 + tint)
    if rng.random() < 0.35:
        room *= (0.8 + 0.4 * fractal_noise((size, size), rng, 4))[..., None]
    if rng.random() < 0.4:
        _paint_corner(room, rng, across, down)
    if rng.random() < 0.3:
        _paint_wall_covering(room, rng, across, down)
    if kind == "furnished":
        painters = [_paint_panel, _paint_shelf, _paint_window, _paint_poster, _paint_plant, _paint_curtain, _paint_lamp]
        shares = [0.24, 0.18, 0.13, 0.17, 0.12, 0.08, 0.08]
        for _ in range(int(rng.integers(1, 9))):
            painters[int(rng.choice(len(painters), p=shares))](room, rng)
    return room


def _paint_corner(room: FloatArray, rng: np.random.Generator, across: FloatArray, down: FloatArray) -> None:
    """A second wall beyond a corner, and at times the ceiling or the floor."""
    corner, lean = rng.uniform(0.1, 0.9), rng.uniform(-0.08, 0.08)
    room[across + lean * down > corner] *= np.float32(rng.uniform(0.5, 0.9))
    edge, slant = rng.uniform(0.02, 0.2), rng.uniform(-0.15, 0.15)
    if rng.random() < 0.4:
        room[down + slant * across < edge] *= np.float32(rng.uniform(1.0, 1.5))
    if rng.random() < 0.4:
        room[down + slant * across > 1 - edge] = random_colour(rng, 0.03, 0.4, 0.5)


def _paint_wall_covering(room: FloatArray, rng: np.random.Generator, across: FloatArray, down: FloatArray) -> None:
    """Bricks, boards or wallpaper stripes."""
    rows, depth = rng.uniform(6, 24), np.float32(rng.uniform(0.75, 0.95))
    kind = rng.choice(["bricks", "boards", "stripes"])
    if kind == "bricks":
        shift = 0.5 * (np.floor(down * rows) % 2)
        joint = (down * rows % 1 < 0.12) | ((across * rows * 0.5 + shift) % 1 < 0.06)
    elif kind == "boards":
        joint = across * rows % 1 < 0.07
    else:
        joint = across * rows % 1 < 0.5
    room[joint] *= depth


def _box(
    rng: np.random.Generator, size: int, smallest: float = 0.08, largest: float = 0.5
) -> tuple[int, int, int, int]:
    """A random rectangle (left, top, right, bottom) in pixels, inside the picture and never empty."""
    width, height = rng.uniform(smallest, largest, 2)
    left, top = rng.uniform(-0.1, 0.95), rng.uniform(-0.1, 0.9)
    x0, y0 = int(np.clip(left, 0, 0.95) * size), int(np.clip(top, 0, 0.95) * size)
    x1, y1 = int(np.clip(left + width, 0.05, 1) * size), int(np.clip(top + height, 0.05, 1) * size)
    return x0, y0, max(x1, x0 + 2), max(y1, y0 + 2)


def _paint_panel(room: FloatArray, rng: np.random.Generator) -> None:
    """A cupboard, a door or a screen, with a frame."""
    x0, y0, x1, y1 = _box(rng, len(room))
    room[y0:y1, x0:x1] = random_colour(rng, 0.03, 0.7, 0.7)
    rim = max(1, (x1 - x0) // 14)
    inner = room[y0 + rim : y1 - rim, x0 + rim : x1 - rim]
    inner[:] = inner * np.float32(rng.uniform(0.5, 1.4))


def _paint_shelf(room: FloatArray, rng: np.random.Generator) -> None:
    """One to three boards of books of different heights."""
    x0, y0, x1, y1 = _box(rng, len(room), 0.15, 0.55)
    room[y0:y1, x0:x1] = random_colour(rng, 0.05, 0.35, 0.4)
    rows = int(rng.integers(1, 4))
    for row in range(rows):
        bottom = y0 + (y1 - y0) * (row + 1) // rows - max(1, len(room) // 100)
        top = y0 + (y1 - y0) * row // rows
        edges = np.sort(rng.uniform(x0, x1, int(rng.integers(4, 14)))).astype(int)
        for start, end in itertools.pairwise(edges):
            height = int((bottom - top) * rng.uniform(0.55, 0.95))
            colour = random_colour(rng, 0.03, 0.65, 0.85)
            room[max(bottom - height, top) : bottom, start : max(end - 1, start + 1)] = colour


def _paint_window(room: FloatArray, rng: np.random.Generator) -> None:
    """A bright window with bars, something blurred outside."""
    x0, y0, x1, y1 = _box(rng, len(room), 0.15, 0.5)
    outside = 0.7 + 0.6 * fractal_noise((y1 - y0, x1 - x0), rng, 3, 3)
    room[y0:y1, x0:x1] = random_colour(rng, 0.55, 1.4, 0.2) * outside[..., None]
    bar, frame = max(1, len(room) // 80), random_colour(rng, 0.1, 0.7, 0.1)
    for column in (x0, (x0 + x1) // 2, x1 - bar):
        room[y0:y1, column : column + bar] = frame
    for row in (y0, y1 - bar):
        room[row : row + bar, x0:x1] = frame


def _paint_poster(room: FloatArray, rng: np.random.Generator) -> None:
    """A two-colour picture, at times framed."""
    x0, y0, x1, y1 = _box(rng, len(room), 0.1, 0.4)
    if rng.random() < 0.5:
        room[y0:y1, x0:x1] = random_colour(rng, 0.02, 0.8, 0.2)
        rim = max(1, len(room) // 90)
        x0, y0, x1, y1 = x0 + rim, y0 + rim, max(x1 - rim, x0 + rim + 1), max(y1 - rim, y0 + rim + 1)
    shapes = fractal_noise((y1 - y0, x1 - x0), rng, int(rng.integers(2, 7)), 3)[..., None] > 0.5
    room[y0:y1, x0:x1] = np.where(shapes, random_colour(rng, 0.1, 0.9, 0.9), random_colour(rng, 0.03, 0.6, 0.9))


def _paint_plant(room: FloatArray, rng: np.random.Generator) -> None:
    """A tuft of ellipses: leaves, cushions, coats."""
    size = len(room)
    x, y = rng.uniform(0, 1), rng.uniform(0.1, 1)
    colour = random_colour(rng, 0.02, 0.4, 0.9)
    for _ in range(int(rng.integers(1, 12))):
        centre = (int((x + rng.normal(0, 0.06)) * size), int((y + rng.normal(0, 0.06)) * size))
        axes = (max(1, int(rng.uniform(0.015, 0.12) * size)), max(1, int(rng.uniform(0.01, 0.06) * size)))
        shade = [float(channel * rng.uniform(0.6, 1.5)) for channel in colour]
        cv2.ellipse(room, centre, axes, float(rng.uniform(0, 180)), 0, 360, shade, -1)


def _paint_curtain(room: FloatArray, rng: np.random.Generator) -> None:
    """Hanging folds from top to bottom."""
    size = len(room)
    x0 = int(rng.uniform(-0.1, 0.8) * size)
    x1 = min(size, x0 + int(rng.uniform(0.15, 0.5) * size))
    x0 = max(x0, 0)
    phase = np.arange(x0, x1, dtype=np.float32) / np.float32(size) * np.float32(rng.uniform(60, 160))
    folds = 0.75 + 0.25 * np.sin(phase + np.float32(rng.uniform(0, 6)))
    room[:, x0:x1] = folds[None, :, None] * random_colour(rng, 0.05, 0.7, 0.6)


def _paint_lamp(room: FloatArray, rng: np.random.Generator) -> None:
    """A bright spot with a glow."""
    size = len(room)
    down, across = np.mgrid[:size, :size].astype(np.float32) / np.float32(size)
    distance = np.hypot(across - np.float32(rng.uniform(0, 1)), down - np.float32(rng.uniform(0, 0.6)))
    glow = np.exp(-((distance / np.float32(rng.uniform(0.05, 0.25))) ** 2)) * np.float32(rng.uniform(0.3, 1.0))
    room += glow[..., None] * np.array([1.0, 0.85, 0.6], np.float32)


def sample_lighting(
    scene_rng: np.random.Generator, clip_rng: np.random.Generator, chest: NDArray[np.float64]
) -> Lighting:
    """Light on a signer whose chest is at `chest` (3,): the scene fixes the colours, the clip where the lamp is."""
    ambient = scene_rng.uniform(0.2, 0.5)
    sky = ambient * _tint(scene_rng.uniform(-0.12, 0.15)) * scene_rng.uniform(0.9, 1.3)
    ground = sky * scene_rng.uniform(0.35, 0.9)
    key_tint, fill_tint = _tint(scene_rng.uniform(-0.18, 0.22)), _tint(scene_rng.uniform(-0.3, 0.3))
    azimuth, elevation = clip_rng.uniform(-1.9, 1.9), clip_rng.uniform(-0.05, 1.1)
    key = _direction(azimuth, elevation)
    fill = _direction(clip_rng.uniform(-3, 3), clip_rng.uniform(-0.2, 0.5))
    shadow = orthographic(_SHADOW_REACH_M, 0.5, 4.0) @ look_at(chest + key * 2.0, chest, np.array([0, 0.011, 1.0]))
    return Lighting(
        key_direction=key.astype(np.float32),
        key_colour=(clip_rng.uniform(0.35, 1.1) * key_tint).astype(np.float32),
        fill_direction=fill.astype(np.float32),
        fill_colour=(clip_rng.uniform(0, 0.35) * fill_tint).astype(np.float32),
        sky_colour=sky.astype(np.float32),
        ground_colour=ground.astype(np.float32),
        shadow_projection=shadow.astype(np.float32),
    )


def _tint(warmth: float) -> NDArray[np.float64]:
    return np.array([1 + warmth, 1, 1 - warmth])


def _direction(azimuth: float, elevation: float) -> NDArray[np.float64]:
    """Unit vector; azimuth 0 is from the front, elevation upwards, in radians."""
    flat = math.cos(elevation)
    return np.array([math.sin(azimuth) * flat, -math.cos(azimuth) * flat, math.sin(elevation)])


def draw_foreground(rng: np.random.Generator, size: int, clear_above: float) -> FloatArray:
    """Things between camera and signer (size, size, 4): premultiplied linear RGB and coverage.

    A desk or laptop edge, a mug. They stay below `clear_above`, a height 0 (top) to 1, so that no sign is hidden.
    """
    picture = np.zeros((size, size, 4), np.float32)
    desk, mug = rng.random() < 0.3, rng.random() < 0.15
    desk_top, lean, colour = rng.uniform(0.82, 0.98), rng.uniform(-0.03, 0.03), random_colour(rng, 0.02, 0.5, 0.6)
    if desk:
        down, across = np.mgrid[:size, :size].astype(np.float32) / np.float32(size)
        height = max(desk_top, clear_above) + lean * (across - 0.5)
        coverage = np.clip((down - height) * size, 0, 1)
        picture = coverage[..., None] * np.append(colour, 1).astype(np.float32)
    if mug:
        top = max(rng.uniform(0.8, 0.95), clear_above)
        width, x, mug_colour = rng.uniform(0.05, 0.13), rng.uniform(0, 1), random_colour(rng, 0.02, 0.7, 0.9)
        x0, x1, y0 = int((x - width / 2) * size), int((x + width / 2) * size), int(top * size)
        picture[y0:, max(x0, 0) : max(x1, 0)] = np.append(mug_colour, 1)
    return picture
