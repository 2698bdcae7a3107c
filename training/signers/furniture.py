"""Puts things into a room: each is a few boxes by a wall. Lengths in metres; `start` is where a thing begins. Ours."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from training.signers import surfaces
from training.signers.rooms import RoomPicture, Wall, light_pool, plain
from training.signers.textures import random_colour

Furnish = Callable[[RoomPicture, np.random.Generator, Wall, float], float]
"""Puts a thing against a wall from a place along it on, and returns how much of the wall it takes."""


def put_sofa(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """Back, seat, two arms and some cushions."""
    wide, cloth = float(rng.uniform(1.4, 2.3)), surfaces.fabric(rng)
    end, seat, back = start + wide, float(rng.uniform(0.4, 0.48)), float(rng.uniform(0.75, 0.95))
    room.against(wall, (start, end), (0.02, 0.28), (0.0, back), cloth)
    room.against(wall, (start, end), (0.2, 0.9), (0.08, seat), cloth)
    room.against(wall, (start, start + 0.2), (0.02, 0.92), (0.0, seat + 0.18), cloth)
    room.against(wall, (end - 0.2, end), (0.02, 0.92), (0.0, seat + 0.18), cloth)
    for place in rng.uniform(start + 0.2, end - 0.6, int(rng.integers(0, 4))):
        room.against(wall, (place, place + 0.42), (0.26, 0.44), (seat, seat + 0.38), surfaces.fabric(rng))
    return wide


def put_bed(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """Headboard, mattress, blanket and pillows."""
    wide, head, sheet = float(rng.uniform(0.95, 1.7)), surfaces.wood(rng), plain(random_colour(rng, 0.5, 0.85, 0.1))
    end = start + wide
    room.against(wall, (start, end), (0.0, 0.07), (0.0, float(rng.uniform(0.7, 1.1))), head)
    room.against(wall, (start, end), (0.05, 2.0), (0.12, 0.48), sheet)
    room.against(wall, (start - 0.03, end + 0.03), (0.75, 2.05), (0.1, 0.53), surfaces.fabric(rng))
    for place in np.arange(start + 0.1, end - 0.5, 0.7):
        room.against(wall, (float(place), float(place) + 0.6), (0.1, 0.5), (0.45, 0.62), sheet)
    return wide


def put_cupboard(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """A wardrobe or a low chest of drawers with something on it."""
    low = rng.random() < 0.5
    wide, high = float(rng.uniform(0.7, 1.6)), float(rng.uniform(0.6, 1.0) if low else rng.uniform(1.7, 2.2))
    front = surfaces.doors(rng, wide, high, int(rng.integers(2, 4)) if low else 1, int(rng.integers(1, 4)))
    room.against(wall, (start, start + wide), (0.0, 0.5), (0.0, high), surfaces.wood(rng), front)
    if low:
        for place in rng.uniform(start, start + wide - 0.3, int(rng.integers(0, 4))):
            size = float(rng.uniform(0.08, 0.28))
            colour = plain(random_colour(rng, 0.05, 0.8, 0.8))
            room.against(
                wall, (place, place + size), (0.15, 0.15 + size), (high, high + float(rng.uniform(0.1, 0.4))), colour
            )
    return wide


def put_bookcase(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """Boards full of books, standing or hanging."""
    wide, hanging = float(rng.uniform(0.7, 1.8)), rng.random() < 0.25
    low, high = (1.2, float(rng.uniform(1.5, 1.9))) if hanging else (0.0, float(rng.uniform(1.2, 2.2)))
    front = surfaces.books(rng, wide, high - low, max(1, round((high - low) / 0.34)))
    room.against(wall, (start, start + wide), (0.0, 0.3), (low, high), surfaces.wood(rng), front)
    return wide


def put_kitchen(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """A counter with cupboards below and above, tiles between, and a fridge."""
    wide, body = float(rng.uniform(1.6, 3.0)), surfaces.wood(rng)
    end, units, top = start + wide, max(2, round(wide / 0.6)), surfaces.wood(rng)
    room.against(wall, (start, end), (0.0, 0.015), (0.9, 1.45), plain(random_colour(rng, 0.3, 0.9, 0.4)))
    room.against(wall, (start, end), (0.0, 0.58), (0.0, 0.87), body, surfaces.doors(rng, wide, 0.87, 1, units))
    room.against(wall, (start, end), (0.0, 0.62), (0.87, 0.91), top)
    if rng.random() < 0.8:
        front = surfaces.doors(rng, wide, 0.65, 1, units)
        room.against(wall, (start, end), (0.0, 0.35), (1.45, 2.1), body, front)
    for place in rng.uniform(start, end - 0.3, int(rng.integers(1, 5))):
        size = float(rng.uniform(0.08, 0.25))
        thing = plain(random_colour(rng, 0.05, 0.9, 0.7))
        room.against(
            wall, (place, place + size), (0.15, 0.15 + size), (0.91, 0.91 + float(rng.uniform(0.1, 0.35))), thing
        )
    if rng.random() < 0.6:
        white = plain(random_colour(rng, 0.5, 0.9, 0.05))
        fridge = surfaces.doors(rng, 0.6, 1.8, 2, 1) if rng.random() < 0.3 else white
        room.against(wall, (end + 0.03, end + 0.63), (0.0, 0.62), (0.0, 1.8), white, fridge)
        wide += 0.66
    return wide


def put_desk(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """A table on legs, at times with a screen and a chair."""
    wide, top, leg = float(rng.uniform(1.0, 1.8)), surfaces.wood(rng), plain(random_colour(rng, 0.02, 0.5, 0.2))
    end = start + wide
    room.against(wall, (start, end), (0.02, 0.75), (0.71, 0.745), top)
    for place in (start + 0.03, end - 0.08):
        for away in (0.05, 0.66):
            room.against(wall, (place, place + 0.05), (away, away + 0.05), (0.0, 0.71), leg)
    if rng.random() < 0.7:
        dark = plain(random_colour(rng, 0.01, 0.06, 0.2))
        glow = plain(random_colour(rng, 0.2, 1.0, 0.6)) if rng.random() < 0.5 else dark
        middle = float(rng.uniform(start + 0.35, end - 0.35))
        room.against(wall, (middle - 0.3, middle + 0.3), (0.2, 0.24), (0.85, 1.2), dark, glow)
        room.against(wall, (middle - 0.04, middle + 0.04), (0.18, 0.24), (0.745, 0.87), dark)
    if rng.random() < 0.5:
        cloth, at = surfaces.fabric(rng), float(rng.uniform(start, end - 0.5))
        room.against(wall, (at, at + 0.48), (1.15, 1.22), (0.5, float(rng.uniform(0.9, 1.2))), cloth)
        room.against(wall, (at, at + 0.48), (0.75, 1.2), (0.42, 0.5), cloth)
        room.against(wall, (at + 0.2, at + 0.28), (0.95, 1.02), (0.0, 0.42), leg)
    return wide


def put_door(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """A door, at times with a coat on a hook beside it."""
    wide = float(rng.uniform(0.85, 1.0))
    room.against(wall, (start, start + wide), (0.0, 0.03), (0.0, 2.08), plain(random_colour(rng, 0.3, 0.9, 0.1)),
                 surfaces.door(rng, wide, 2.08))  # fmt: skip
    if rng.random() < 0.3:
        room.against(wall, (start + wide + 0.1, start + wide + 0.45), (0.0, 0.14), (0.75, 1.75), surfaces.curtain(rng))
        wide += 0.5
    return wide


def put_window(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """A window by day or night, at times with curtains, a sill and a radiator."""
    wide, low, high = float(rng.uniform(0.9, 2.2)), float(rng.uniform(0.7, 1.0)), float(rng.uniform(1.9, 2.3))
    outside = 0.06 if rng.random() < 0.25 else float(rng.uniform(0.7, 1.3))
    end, white = start + wide, plain(random_colour(rng, 0.4, 0.9, 0.1))
    room.against(wall, (start, end), (0.0, 0.03), (low, high), white, surfaces.window(rng, wide, high - low, outside))
    room.against(wall, (start - 0.05, end + 0.05), (0.0, 0.14), (low - 0.04, low), white)
    if rng.random() < 0.4:
        ribs = surfaces.ribs(rng)
        room.against(wall, (start + 0.1, start + 0.1 + 0.8 * wide), (0.02, 0.1), (0.12, 0.67), white, ribs)
    if rng.random() < 0.6:
        cloth, drop = surfaces.curtain(rng), float(rng.choice([0.1, low - 0.1]))
        for place in (start - 0.25, end - 0.15):
            room.against(wall, (place, place + 0.4), (0.05, 0.12), (drop, high + 0.12), cloth)
    if outside > 0.5:
        light_pool(room, room.wall_point(wall, (start + end) / 2, 0.4, (low + high) / 2), 0.35 * outside, 1.2)
    return wide + 0.3


def put_plant(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """A pot with leaves."""
    wide, pot, green = float(rng.uniform(0.22, 0.38)), random_colour(rng, 0.05, 0.8, 0.7), rng.uniform(0.04, 0.22)
    high, away = float(rng.uniform(0.2, 0.45)), 0.15
    room.against(wall, (start, start + wide), (away, away + wide), (0.0, high), plain(pot))
    centre, tall = room.wall_point(wall, start + wide / 2, away + wide / 2, 0.0), float(rng.uniform(0.4, 1.3))
    middle = start + wide / 2
    stem = plain(np.array([0.5, 0.6, 0.25], np.float32) * np.float32(green))
    room.against(wall, (middle - 0.015, middle + 0.015), (away + 0.1, away + 0.13), (high, high + 0.9 * tall), stem)
    for _ in range(int(rng.integers(25, 60))):
        share = float(rng.uniform(0.05, 1.0))
        spread = rng.normal(0, 0.05 + 0.14 * (1 - share), 2)
        point = centre + np.array([spread[0], spread[1], high + tall * share])
        colour = np.array([0.45, 1.0, 0.35]) * green * rng.uniform(0.5, 1.5)
        _leaf(room, point, float(rng.uniform(0.08, 0.24)), float(rng.uniform(0, 180)), colour)
    return wide + 0.2


def _leaf(room: RoomPicture, point: np.ndarray, length: float, angle: float, colour: np.ndarray) -> None:
    row, column, distance = room.project(point)
    if distance < 0.3:
        return
    scale = room.pixels_a_metre / distance
    mask = np.zeros((room.size, room.size), np.uint8)
    # Eight bits of fraction: the same leaf at every size.
    centre = (round(column * 256), round(row * 256))
    axes = (max(1, round(length * scale * 128)), max(1, round(length * scale * 44)))
    cv2.ellipse(mask, centre, axes, angle, 0, 360, 1, -1, shift=8)
    seen = (mask > 0) & (room.depth > distance)
    room.picture[seen] = colour.astype(np.float32)
    room.depth[seen] = distance


def put_lamp(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """A standing lamp, on or off."""
    high, on = float(rng.uniform(1.3, 1.7)), rng.random() < 0.6
    shade = random_colour(rng, 0.9, 1.5, 0.3) if on else random_colour(rng, 0.2, 0.8, 0.4)
    room.against(
        wall, (start + 0.15, start + 0.18), (0.25, 0.28), (0.0, high), plain(random_colour(rng, 0.02, 0.4, 0.2))
    )
    room.against(wall, (start, start + 0.33), (0.1, 0.43), (high - 0.28, high), plain(shade))
    if on:
        light_pool(room, room.wall_point(wall, start + 0.16, 0.25, high), 0.9, 0.9)
    return 0.4


def put_pictures(room: RoomPicture, rng: np.random.Generator, wall: Wall, start: float) -> float:
    """One to three pictures, posters or boards, or a television."""
    taken = 0.0
    for _ in range(int(rng.integers(1, 4))):
        wide, high = float(rng.uniform(0.25, 1.1)), float(rng.uniform(0.25, 0.8))
        middle = float(rng.uniform(1.35, 1.75))
        paint = surfaces.picture(rng, wide, high) if rng.random() < 0.85 else plain(random_colour(rng, 0.01, 0.05, 0.2))
        along = (start + taken, start + taken + wide)
        room.against(
            wall,
            along,
            (0.0, 0.02),
            (middle - high / 2, middle + high / 2),
            plain(random_colour(rng, 0.03, 0.6, 0.4)),
            paint,
        )
        taken += wide + 0.15
    return taken


FURNITURE: dict[str, Furnish] = {
    "sofa": put_sofa,
    "bed": put_bed,
    "cupboard": put_cupboard,
    "bookcase": put_bookcase,
    "kitchen": put_kitchen,
    "desk": put_desk,
    "door": put_door,
    "window": put_window,
    "plant": put_plant,
    "lamp": put_lamp,
    "pictures": put_pictures,
}
