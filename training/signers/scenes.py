"""Where a clip is taken: a generated room, its light, and things standing before the camera. No pictures are loaded.

A scene seed fixes the room and the colour of its light; a clip varies the crop, the brightness and the lamp.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from training.signers import surfaces
from training.signers.furniture import FURNITURE
from training.signers.rooms import RoomPicture, RoomSize, Wall, light_pool, plain
from training.signers.textures import FloatArray, fractal_noise, random_colour


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
    left, top = int(view.left * canvas_size), int(view.top * canvas_size)
    left, top = min(left, canvas_size - size), min(top, canvas_size - size)
    crop = _room(scene_rng, canvas_size, (top, left, size)) * np.float32(view.brightness)
    if view.mirrored:
        crop = crop[:, ::-1]
    crop = cv2.GaussianBlur(np.ascontiguousarray(crop), (0, 0), max(view.blur * size, 0.3))
    return np.clip(crop, 0.003, 1.6).astype(np.float32)


_KINDS: dict[str, tuple[tuple[str, ...], float]] = {
    "living room": (("sofa", "bookcase", "plant", "lamp", "window", "pictures", "cupboard", "door"), 0.26),
    "bedroom": (("bed", "cupboard", "window", "pictures", "lamp", "door", "bookcase"), 0.20),
    "kitchen": (("kitchen", "window", "door", "plant", "pictures", "cupboard"), 0.13),
    "study": (("desk", "bookcase", "pictures", "window", "door", "plant", "lamp", "cupboard"), 0.22),
    "bare": (("door", "pictures", "window", "plant"), 0.13),
}
"""What stands in which kind of room, and how often it comes; what is left is a virtual background: haze."""


def _room(rng: np.random.Generator, size: int, crop: tuple[int, int, int]) -> FloatArray:
    """The part `crop` (top, left and side in pixels) of the picture of one room that is `size` pixels wide."""
    shares = np.array([share for _, share in _KINDS.values()])
    kind = int(rng.choice(len(shares) + 1, p=[*shares, 1 - shares.sum()]))
    if kind == len(shares):
        top, left, side = crop
        return _haze(rng, size)[top : top + side, left : left + side]
    things = list(_KINDS.values())[kind][0]
    back = float(rng.uniform(1.5, 5.0))
    beside = (0.5 + 0.5 * back) * rng.uniform(0.6, 1.4, 2)
    shell = RoomSize(-float(beside[0]), float(beside[1]), back, float(rng.uniform(2.3, 2.9)))
    room = RoomPicture(
        size, shell, eye_m=float(rng.uniform(0.95, 1.45)), turn=float(np.clip(rng.normal(0, 0.3), -0.7, 0.7)),
        tilt=float(rng.normal(0, 0.08)), half_field=float(rng.uniform(0.5, 0.75)),
        shade=(float(rng.uniform(0.6, 1.05)), float(rng.uniform(0.75, 1.05)), float(rng.uniform(0.8, 1.2))),
        crop=crop,
    )  # fmt: skip
    ceiling = plain(random_colour(rng, 0.5, 0.95, 0.08))
    room.paint_shell(surfaces.wall(rng), surfaces.floor(rng), ceiling)
    spans: tuple[tuple[Wall, float, float], ...] = (
        ("back", shell.left, shell.right), ("left", 1.2, back), ("right", 1.2, back),
    )  # fmt: skip
    for wall, first, last in spans:
        _furnish(room, rng, wall, things, first, last)
    bulb = np.array([rng.uniform(shell.left, shell.right), rng.uniform(0.0, back), shell.height])
    light_pool(room, bulb, float(rng.uniform(-0.2, 0.8)), float(rng.uniform(1.0, 2.5)))
    return room.picture * np.float32(rng.uniform(0.5, 1.1))


def _furnish(
    room: RoomPicture, rng: np.random.Generator, wall: Wall, things: tuple[str, ...], first: float, last: float
) -> None:
    """Things side by side along a wall, with gaps; the first of the list is what the room is for."""
    place = first + float(rng.uniform(-0.6, 0.5))
    if wall == "back" and rng.random() < 0.75:
        at = float(rng.uniform(first, max(first + 0.1, last - 1.5)))
        FURNITURE[things[0]](room, rng, wall, at)
    for _ in range(8):
        if place > last - 0.3:
            return
        thing = things[int(rng.integers(1 if wall == "back" else 0, len(things)))]
        if rng.random() < 0.85:
            place += FURNITURE[thing](room, rng, wall, place)
        place += float(rng.uniform(0.05, 0.7))


def _haze(rng: np.random.Generator, size: int) -> FloatArray:
    """A virtual background: soft blotches of a few colours."""
    colours = [random_colour(rng, 0.1, 0.8, 0.5) for _ in range(3)]
    first, second = (fractal_noise((size, size), rng, int(rng.integers(1, 5)), 2)[..., None] for _ in range(2))
    mixed = colours[0] * first + colours[1] * (1 - first)
    return np.asarray(mixed * second + colours[2] * (1 - second), np.float32)


def draw_foreground(rng: np.random.Generator, size: int, clear_above: float) -> FloatArray:
    """Things between camera and signer (size, size, 4): premultiplied linear RGB and coverage.

    A desk or laptop edge, a mug. They stay below `clear_above`, a height 0 (top) to 1, so that no sign is hidden.
    """
    picture = np.zeros((size, size, 4), np.float32)
    desk, mug = rng.random() < 0.3, rng.random() < 0.15
    desk_top, lean, colour = rng.uniform(0.82, 0.98), rng.uniform(-0.03, 0.03), random_colour(rng, 0.02, 0.5, 0.6)
    top, width = max(rng.uniform(0.8, 0.95), clear_above), rng.uniform(0.05, 0.13)
    x, mug_colour, shine = rng.uniform(0, 1), random_colour(rng, 0.02, 0.7, 0.9), rng.uniform(-0.6, 0.6)
    if not (desk or mug):
        return picture
    down, across = np.mgrid[:size, :size].astype(np.float32) / np.float32(size)
    if desk:
        below = down - max(desk_top, clear_above) - lean * (across - 0.5)
        shade = 0.75 + 0.35 * np.exp(-np.maximum(below, 0) / 0.01) + shine * 0.4 * (across - 0.5)
        painted = np.concatenate([shade[..., None] * colour, np.ones((size, size, 1))], -1)
        picture = (np.clip(below * size, 0, 1)[..., None] * painted).astype(np.float32)
    if mug:
        place = (across - x) / (width / 2)
        round_ = np.sqrt(np.maximum(0, 1 - place**2)) * width * 0.12  # its rim and foot are seen from a little above
        inside = np.clip((1 - np.abs(place)) * size * width / 2, 0, 1)
        inside *= np.clip((down - top - width * 0.12 + round_) * size, 0, 1)
        shade = np.where(down < top + width * 0.12 + round_, 0.45, 1.1 - 0.6 * (place - shine) ** 2)
        painted = np.concatenate([np.maximum(shade, 0.2)[..., None] * mug_colour, np.ones((size, size, 1))], -1)
        picture = (picture * (1 - inside[..., None]) + inside[..., None] * painted).astype(np.float32)
    return picture
