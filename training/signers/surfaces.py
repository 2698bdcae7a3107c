"""What the faces of a room and its things look like, close enough for a blurred background. Ours.

Every function draws its random numbers when called and returns a paint: linear RGB (N, 3) at points in metres.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.signers.rooms import Paint
from training.signers.textures import FloatArray, fractal_noise, random_colour

_NOISE_SIDE = 96


def _noise(rng: np.random.Generator, cells: int, metres: float) -> Paint:
    """Noise about 1 as grey (N, 1), repeating after so many metres."""
    table = fractal_noise((_NOISE_SIDE, _NOISE_SIDE), rng, cells)

    def look_up(u: FloatArray, v: FloatArray) -> FloatArray:
        column = (u / metres * _NOISE_SIDE).astype(int) % _NOISE_SIDE
        row = (v / metres * _NOISE_SIDE).astype(int) % _NOISE_SIDE
        return np.asarray(0.5 + table[row, column][:, None], np.float32)

    return look_up


def _mixed(mask: NDArray[np.bool_], inside: FloatArray, outside: FloatArray) -> FloatArray:
    return np.where(mask[:, None], inside, outside).astype(np.float32)


def wall(rng: np.random.Generator) -> Paint:
    """Plain or papered, bricks or boards; a skirting board below."""
    pale, strong, below = (random_colour(rng, *of) for of in ((0.2, 0.85, 0.35), (0.06, 0.5, 0.8), (0.3, 0.9, 0.15)))
    colour = pale if rng.random() < 0.72 else strong
    kind = str(rng.choice(["plain", "plain", "plain", "bricks", "boards", "stripes", "halves"]))
    pitch, depth, stain = rng.uniform(0.06, 0.3), rng.uniform(0.7, 0.95), _noise(rng, 3, 5.0)
    second = random_colour(rng, 0.15, 0.7, 0.5)
    stained = rng.uniform(0, 0.5) if rng.random() < 0.4 else 0.0

    def paint(u: FloatArray, height: FloatArray) -> FloatArray:
        out = np.tile(np.asarray(colour, np.float32), (len(u), 1))
        if kind == "bricks":
            row = np.floor(height / 0.075)
            joint = (height / 0.075 % 1 < 0.14) | ((u / 0.24 + 0.5 * (row % 2)) % 1 < 0.05)
            out *= np.where(joint, 1.25 * depth, 0.85 + 0.15 * np.sin(7 * row + np.floor(u / 0.24) * 3))[:, None]
        elif kind == "boards":
            out *= np.where(u / (pitch + 0.05) % 1 < 0.06, depth * 0.8, 1)[:, None]
        elif kind == "stripes":
            out *= np.where(u / pitch % 1 < 0.5, depth, 1)[:, None]
        elif kind == "halves":
            out = _mixed(height < 1.0, second, out)
        out = out * (1 + stained * (stain(u, height) - 1))
        return _mixed(height < 0.09, below, out)

    return paint


def floor(rng: np.random.Generator) -> Paint:
    """Planks, tiles or a carpet."""
    colour = random_colour(rng, 0.08, 0.5, 0.4) * np.array([1.15, 1.0, 0.8], np.float32)
    kind, grain = str(rng.choice(["planks", "planks", "tiles", "carpet"])), _noise(rng, 12, 1.5)
    side, across = rng.uniform(0.3, 0.6), rng.random() < 0.5

    def paint(u: FloatArray, v: FloatArray) -> FloatArray:
        out = colour * (0.75 + 0.25 * grain(u, v))
        if kind == "planks":
            first, second = (u, v) if across else (v, u)
            board = np.floor(first / 0.14)
            joint = (first / 0.14 % 1 < 0.05) | ((second / 1.2 + 0.37 * board) % 1 < 0.01)
            return np.asarray(out * np.where(joint, 0.6, 0.9 + 0.15 * np.sin(board * 12.9))[:, None], np.float32)
        if kind == "tiles":
            joint = (u / side % 1 < 0.03) | (v / side % 1 < 0.03)
            return np.asarray(out * np.where(joint, 0.65, 1.0)[:, None], np.float32)
        return np.asarray(out, np.float32)

    return paint


def wood(rng: np.random.Generator) -> Paint:
    """Wood or lacquer with a faint grain."""
    brown = np.array([0.42, 0.22, 0.10], np.float32) * rng.uniform(0.25, 1.7)
    colour = np.clip(brown, 0.01, 0.8) if rng.random() < 0.55 else random_colour(rng, 0.05, 0.85, 0.3)
    grain = _noise(rng, 6, 1.0)
    return lambda u, v: np.asarray(colour * (0.8 + 0.2 * grain(u, 6 * v)), np.float32)


def fabric(rng: np.random.Generator) -> Paint:
    """Upholstery, a blanket."""
    colour, folds = random_colour(rng, 0.05, 0.7, 0.7), _noise(rng, 5, 1.2)
    striped, second = rng.random() < 0.25, random_colour(rng, 0.05, 0.7, 0.7)

    def paint(u: FloatArray, v: FloatArray) -> FloatArray:
        base = _mixed((u / 0.2 % 1 < 0.35) & striped, second, np.broadcast_to(colour, (len(u), 3)))
        return np.asarray(base * (0.7 + 0.3 * folds(u, v)), np.float32)

    return paint


def doors(rng: np.random.Generator, wide: float, high: float, rows: int = 1, columns: int = 2) -> Paint:
    """The front of a cupboard: rows and columns of doors or drawers with gaps and handles."""
    body, handle = wood(rng), np.full(3, rng.uniform(0.1, 0.6), np.float32)

    def paint(u: FloatArray, v: FloatArray) -> FloatArray:
        a, b = u / wide * columns, v / high * rows
        at_u, at_v = (a % 1) * wide / columns, (b % 1) * high / rows
        gap = (at_u < 0.012) | (at_v < 0.012)
        grip = np.where(np.floor(a) % 2 == 0, wide / columns - 0.06, 0.06)
        knob = (np.abs(at_u - grip) < 0.015) & (np.abs(at_v - 0.5 * high / rows) < 0.07)
        out = body(u, v) * np.where(gap, 0.45, 1.0)[:, None]
        return _mixed(knob, handle, np.asarray(out, np.float32))

    return paint


def door(rng: np.random.Generator, wide: float, high: float) -> Paint:
    """A door of a room: frame, panels or glass, handle."""
    body, frame = random_colour(rng, 0.15, 0.85, 0.3), random_colour(rng, 0.3, 0.9, 0.1)
    handle, panels = np.full(3, rng.uniform(0.05, 0.6), np.float32), int(rng.integers(0, 4))
    ajar = rng.random() < 0.2
    dark = random_colour(rng, 0.02, 0.2, 0.3)

    def paint(u: FloatArray, v: FloatArray) -> FloatArray:
        out = np.tile(dark if ajar else body, (len(u), 1)).astype(np.float32)
        if panels and not ajar:
            b = (v - 0.1) / (high - 0.2) * panels
            rim = np.minimum(np.abs(b % 1 - 0.08), np.abs(b % 1 - 0.92)) < 0.02
            edge = np.minimum(np.abs(u - 0.2), np.abs(u - wide + 0.2)) < 0.015
            inside = (u > 0.2) & (u < wide - 0.2)
            out *= np.where((rim & inside) | (edge & (b % 1 > 0.08) & (b % 1 < 0.92)), 0.7, 1)[:, None]
        out = _mixed((np.abs(u - 0.17) < 0.06) & (np.abs(v - 1.0) < 0.015), handle, out)
        return _mixed((u < 0.07) | (u > wide - 0.07) | (v > high - 0.07), frame, out)

    return paint


def books(rng: np.random.Generator, wide: float, high: float, boards: int) -> Paint:
    """A bookcase from the front: boards, books of all colours and heights, some gaps and things."""
    back, case = random_colour(rng, 0.02, 0.3, 0.3), wood(rng)
    pitch = high / boards
    count = int(np.ceil(wide / 0.02)) + 1
    widths = rng.uniform(0.018, 0.06, (boards, count))
    edges = np.cumsum(widths, axis=1)
    tops = rng.uniform(0.45, 0.92, (boards, count)) * np.where(rng.random((boards, count)) < 0.15, 0.0, 1.0)
    tops *= np.where(rng.random((boards, 1)) < 0.12, 0.3, 1)
    hues = np.stack([[random_colour(rng, 0.03, 0.65, 0.85) for _ in range(count)] for _ in range(boards)])

    def paint(u: FloatArray, v: FloatArray) -> FloatArray:
        board = np.clip((v / pitch).astype(int), 0, boards - 1)
        height = v / pitch - board
        out = np.tile(np.asarray(back, np.float32), (len(u), 1))
        for index in range(boards):
            here = board == index
            which = np.clip(np.searchsorted(edges[index], u[here]), 0, count - 1)
            out[here] = np.where((height[here] < tops[index, which])[:, None], hues[index, which], out[here])
        is_case = (height < 0.06) | (u < 0.025) | (u > wide - 0.025) | (v > high - 0.025)
        return np.where(is_case[:, None], case(u, v), out).astype(np.float32)

    return paint


def window(rng: np.random.Generator, wide: float, high: float, outside: float) -> Paint:
    """A window with bars: sky above, something dark or green below; `outside` is how bright, 0.1 at night."""
    sky, land = random_colour(rng, 0.8, 1.2, 0.15) * outside, random_colour(rng, 0.15, 0.6, 0.5) * outside
    horizon, frame, ragged = rng.uniform(-0.1, 0.6) * high, random_colour(rng, 0.3, 0.9, 0.1), _noise(rng, 7, 2.5)
    columns = int(rng.integers(1, 4))

    def paint(u: FloatArray, v: FloatArray) -> FloatArray:
        far = ragged(u, 0 * v)[:, 0] - 1
        out = _mixed(v < horizon + 0.5 * far, land * 1.0, np.broadcast_to(sky, (len(u), 3))) * ragged(u, v) ** 0.5
        bar = (u / wide * columns % 1) * wide / columns
        is_bar = (bar < 0.05) | (u > wide - 0.05) | (v < 0.06) | (v > high - 0.06)
        return _mixed(is_bar, frame * max(outside, 0.4), out)

    return paint


def curtain(rng: np.random.Generator) -> Paint:
    """Hanging folds."""
    colour, pitch, phase = random_colour(rng, 0.08, 0.75, 0.6), rng.uniform(0.06, 0.16), rng.uniform(0, 6)
    return lambda u, v: np.asarray(
        colour * (0.72 + 0.28 * np.sin(u / pitch * 6.28 + 0.2 * np.sin(3 * v) + phase))[:, None], np.float32
    )


def ribs(rng: np.random.Generator) -> Paint:
    """The front of a radiator."""
    colour, pitch = np.full(3, rng.uniform(0.5, 0.9), np.float32), rng.uniform(0.05, 0.1)
    return lambda u, v: np.asarray(colour * np.where(u / pitch % 1 < 0.25, 0.7, 1.0)[:, None], np.float32)


def picture(rng: np.random.Generator, wide: float, high: float) -> Paint:
    """Something framed: a blurred scene, a poster of shapes or a notice board."""
    first, second, rim = (random_colour(rng, 0.04, 0.85, 0.7) for _ in range(3))
    shapes, border = _noise(rng, int(rng.integers(2, 6)), max(wide, high)), rng.uniform(0.015, 0.05)
    hard = rng.random() < 0.5

    def paint(u: FloatArray, v: FloatArray) -> FloatArray:
        share = shapes(u, v) - 0.5
        share = (share > 0.5).astype(np.float32) if hard else np.clip((share - 0.3) * 2.5, 0, 1)
        out = first * share + second * (1 - share)
        edge = (u < border) | (v < border) | (u > wide - border) | (v > high - border)
        return _mixed(edge, rim, np.asarray(out, np.float32))

    return paint
