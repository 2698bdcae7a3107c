"""The compiled loops of the rasteriser: skinning, projection, z-buffer, light and shading.

They use strict floating point (no fast-math), so the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IndexArray = NDArray[np.int32]

_KEY_WRAP = 0.25
"""How far the key light reaches around the edge of a body, 0 (hard) to 1."""
_SHADOW_BIAS = 0.012
_LEVEL = 1e-3
_SLACK = 0.01
"""Pixels by which the part of a row that a triangle may cover is taken too long: rounding must not lose any."""
_BEYOND = 1e9
"""Pixels from the corner of the picture that lie beyond every picture."""
_SHADOWED_KEY = 0.25
"""Share of the key light that still reaches a shadowed point, as light scattered by the room would."""


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    return numba.njit(cache=True, error_model="numpy")(function)  # type: ignore[no-any-return]


def _inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiled into its callers: a call for every pixel would count the references to its arrays.

    One that calls another with an array would count them all the same.
    """
    return numba.njit(cache=True, error_model="numpy", inline="always")(function)  # type: ignore[no-any-return]


@_compiled
def skin_vertices(
    positions: FloatArray,
    normals: FloatArray,
    bone_indices: IndexArray,
    bone_weights: FloatArray,
    skin: FloatArray,
    out_positions: FloatArray,
    out_normals: FloatArray,
) -> None:
    """Linear blend skinning: `skin` (J, 3, 4) maps rest positions of every bone to the world."""
    blend = np.empty((3, 4), np.float32)
    for v in range(positions.shape[0]):
        for i in range(3):
            for j in range(4):
                blend[i, j] = 0.0
        for k in range(4):
            weight = bone_weights[v, k]
            if weight < 1e-3:
                continue
            bone = bone_indices[v, k]
            for i in range(3):
                for j in range(4):
                    blend[i, j] += weight * skin[bone, i, j]
        x, y, z = positions[v, 0], positions[v, 1], positions[v, 2]
        a, b, c = normals[v, 0], normals[v, 1], normals[v, 2]
        for i in range(3):
            out_positions[v, i] = blend[i, 0] * x + blend[i, 1] * y + blend[i, 2] * z + blend[i, 3]
            out_normals[v, i] = blend[i, 0] * a + blend[i, 1] * b + blend[i, 2] * c


@_compiled
def project_vertices(positions: FloatArray, projection: FloatArray, size: np.float32, out: FloatArray) -> None:
    """World points (V, 3) to (V, 3): pixel x, pixel y (down), depth (-1 near to 1 far)."""
    m = projection
    half = np.float32(0.5)
    one = np.float32(1.0)
    for v in range(positions.shape[0]):
        x, y, z = positions[v, 0], positions[v, 1], positions[v, 2]
        inverse = one / (m[3, 0] * x + m[3, 1] * y + m[3, 2] * z + m[3, 3])
        across = (m[0, 0] * x + m[0, 1] * y + m[0, 2] * z + m[0, 3]) * inverse
        up = (m[1, 0] * x + m[1, 1] * y + m[1, 2] * z + m[1, 3]) * inverse
        out[v, 0] = (across * half + half) * size
        out[v, 1] = (half - up * half) * size
        out[v, 2] = (m[2, 0] * x + m[2, 1] * y + m[2, 2] * z + m[2, 3]) * inverse


@_inlined
def _row_ends(across: float, down: float, rest: float, area: float) -> tuple[float, float, float, float]:
    """The part of a row at y where across * x + down * y + rest has the sign of the area, or nearly: from the first
    number plus the second times y to the third plus the fourth times y. Of a (nearly) level line all of the row."""
    if abs(across) < _LEVEL:
        return -_BEYOND, 0.0, _BEYOND, 0.0
    crossing, slope = -rest / across, -down / across
    if (across > 0) == (area > 0):
        return crossing - _SLACK, slope, _BEYOND, 0.0
    return -_BEYOND, 0.0, crossing + _SLACK, slope


@_compiled
def fill_depth(
    screen: FloatArray, triangles: IndexArray, culled: NDArray[np.bool_], depth: FloatArray, owner: IndexArray
) -> None:
    """Z-buffer pass: `depth` (S, S) keeps the nearest depth, `owner` (S, S) its triangle. Both must be cleared.

    Triangles that reach out of the depths -1 to 1 are left out.
    """
    size = depth.shape[0]
    for t in range(triangles.shape[0]):
        # Unsigned: what cannot be negative is not checked for counting from the end.
        a, b, c = np.uint32(triangles[t, 0]), np.uint32(triangles[t, 1]), np.uint32(triangles[t, 2])
        x0, y0, x1, y1 = screen[a, 0], screen[a, 1], screen[b, 0], screen[b, 1]
        x2, y2 = screen[c, 0], screen[c, 1]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if (culled[t] and area >= 0) or abs(area) < 1e-9:
            continue
        z0, z1, z2 = screen[a, 2], screen[b, 2], screen[c, 2]
        if min(z0, z1, z2) < -1 or max(z0, z1, z2) > 1:  # at or behind the camera: the projection turns inside out
            continue
        left = max(int(np.ceil(min(x0, x1, x2) - 0.5)), 0)
        right = min(int(np.floor(max(x0, x1, x2) - 0.5)), size - 1)
        top = max(int(np.ceil(min(y0, y1, y2) - 0.5)), 0)
        bottom = min(int(np.floor(max(y0, y1, y2) - 0.5)), size - 1)
        if left > right or top > bottom:
            continue
        inverse = 1.0 / area
        # The three weights, times the area, as across * x + down * y + rest.
        rest0, rest1 = x1 * 1.0 * y2 - x2 * 1.0 * y1, x2 * 1.0 * y0 - x0 * 1.0 * y2
        low0, lower0, high0, higher0 = _row_ends(y1 - y2, x2 - x1, rest0, area)
        low1, lower1, high1, higher1 = _row_ends(y2 - y0, x0 - x2, rest1, area)
        low2, lower2, high2, higher2 = _row_ends(y0 - y1, x1 - x0, area - rest0 - rest1, area)
        for y in range(top, bottom + 1):
            py = y + 0.5
            # All of them for every row: which one ends a row is hard to guess, and a wrong guess costs more.
            low = max(max(low0 + lower0 * py, low1 + lower1 * py), max(low2 + lower2 * py, left + 0.5))
            high = min(min(high0 + higher0 * py, high1 + higher1 * py), min(high2 + higher2 * py, right + 0.5))
            first, last = max(int(np.ceil(low - 0.5)), left), min(int(np.floor(high - 0.5)), right)
            row = np.uint32(y)
            for x in range(first, last + 1):
                column, px = np.uint32(x), x + 0.5
                w0 = ((x1 - px) * (y2 - py) - (x2 - px) * (y1 - py)) * inverse
                w1 = ((x2 - px) * (y0 - py) - (x0 - px) * (y2 - py)) * inverse
                w2 = 1.0 - w0 - w1
                z = w0 * z0 + w1 * z1 + w2 * z2
                if (
                    (w0 >= 0) & (w1 >= 0) & (w2 >= 0) & (z < depth[row, column])
                ):  # one branch: which pixels is hard to guess
                    depth[row, column] = z
                    owner[row, column] = t


@_compiled
def mark_seen(owner: IndexArray, triangles: IndexArray, seen: NDArray[np.bool_]) -> None:
    """Sets `seen` (V,) to whether a vertex is a corner of a triangle that owns a pixel of `owner` (S, S)."""
    seen[:] = False
    last = np.int32(-1)
    for y in range(owner.shape[0]):
        for x in range(owner.shape[1]):
            t = owner[y, x]
            if t >= 0 and t != last:  # neighbours mostly belong to one triangle
                last = t
                seen[triangles[t, 0]] = seen[triangles[t, 1]] = seen[triangles[t, 2]] = True


@_compiled
def light_vertices(
    seen: NDArray[np.bool_],
    positions: FloatArray,
    normals: FloatArray,
    shadow_screen: FloatArray,
    eye: FloatArray,
    key: FloatArray,
    fill: FloatArray,
    fill_colour: FloatArray,
    sky: FloatArray,
    ground: FloatArray,
    out: FloatArray,
) -> None:
    """Into (V, 7), where `seen`: ambient plus fill light as RGB, how squarely the key light falls on the vertex, and
    where it is in the shadow map."""
    for v in range(positions.shape[0]):
        if not seen[v]:
            continue
        a, b, c = normals[v, 0], normals[v, 1], normals[v, 2]
        scale = 1.0 / np.sqrt(a * a + b * b + c * c + 1e-12)
        towards = a * (eye[0] - positions[v, 0]) + b * (eye[1] - positions[v, 1]) + c * (eye[2] - positions[v, 2])
        if towards < 0:  # the inside of a sleeve is lit like its outside
            scale = -scale
        a, b, c = a * scale, b * scale, c * scale
        key_part = (a * key[0] + b * key[1] + c * key[2] + _KEY_WRAP) / (1.0 + _KEY_WRAP)
        fill_part = max(a * fill[0] + b * fill[1] + c * fill[2], 0.0)
        height = c * 0.5 + 0.5
        for k in range(3):
            out[v, k] = ground[k] + (sky[k] - ground[k]) * height + fill_colour[k] * fill_part
        out[v, 3] = max(key_part, 0.0)
        out[v, 4], out[v, 5], out[v, 6] = shadow_screen[v, 0], shadow_screen[v, 1], shadow_screen[v, 2]


@_inlined
def _lit_share(across: np.float32, down: np.float32, z_light: np.float32, shadow_depth: FloatArray) -> np.float32:
    """Share 0..1 of the four nearest shadow-map cells that see the key light from a point of shadow space."""
    size = shadow_depth.shape[0]
    column, row = int(across), int(down)
    if column < 0 or row < 0 or column >= size - 1 or row >= size - 1:
        return np.float32(1.0)
    fx, fy = across - np.float32(column), down - np.float32(row)
    one, lit = np.float32(1.0), np.float32(0.0)
    if z_light <= shadow_depth[row, column]:
        lit += (one - fx) * (one - fy)
    if z_light <= shadow_depth[row, column + 1]:
        lit += fx * (one - fy)
    if z_light <= shadow_depth[row + 1, column]:
        lit += (one - fx) * fy
    if z_light <= shadow_depth[row + 1, column + 1]:
        lit += fx * fy
    return lit


@_inlined
def _wrapped(place: float, side: int) -> int:
    """The cell 0 to `side` - 1 of a cloth that repeats. Most places lie in its first repeat, and division is slow."""
    cell = int(place)
    return cell if 0 <= cell < side else cell % side


@_compiled
def shade_pixels(
    screen: FloatArray,
    triangles: IndexArray,
    owner: IndexArray,
    varying: FloatArray,
    texture: FloatArray,
    textured: NDArray[np.bool_],
    key_colour: FloatArray,
    shadow_depth: FloatArray,
    share: np.float32,
    out: FloatArray,
) -> None:
    """Adds `share` of the shaded picture to `out` (S, S, 4): premultiplied linear RGB and coverage.

    `varying` (V, 12) holds what is interpolated over a triangle: see `Rasterizer`.
    """
    v = varying
    texture_height, texture_width = texture.shape[0], texture.shape[1]
    half, one, reached = np.float32(0.5), np.float32(1.0), np.float32(_SHADOWED_KEY)
    last = np.int32(-1)
    a = b = c = np.uint32(0)
    x0 = y0 = x1 = y1 = x2 = y2 = inverse = np.float32(0.0)
    is_textured = False
    key_red, key_green, key_blue = key_colour[0], key_colour[1], key_colour[2]
    for y in range(owner.shape[0]):
        for x in range(owner.shape[1]):
            t = owner[y, x]
            if t < 0:
                continue
            if t != last:  # neighbours mostly belong to one triangle
                last, is_textured = t, textured[t]
                a, b, c = np.uint32(triangles[t, 0]), np.uint32(triangles[t, 1]), np.uint32(triangles[t, 2])
                x0, y0, x1, y1 = screen[a, 0], screen[a, 1], screen[b, 0], screen[b, 1]
                x2, y2 = screen[c, 0], screen[c, 1]
                inverse = one / ((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
            px, py = np.float32(x) + half, np.float32(y) + half
            w0 = ((x1 - px) * (y2 - py) - (x2 - px) * (y1 - py)) * inverse
            w1 = ((x2 - px) * (y0 - py) - (x0 - px) * (y2 - py)) * inverse
            w2 = one - w0 - w1
            key = w0 * v[a, 3] + w1 * v[b, 3] + w2 * v[c, 3]
            if key > 0:
                across = w0 * v[a, 4] + w1 * v[b, 4] + w2 * v[c, 4] - half
                down = w0 * v[a, 5] + w1 * v[b, 5] + w2 * v[c, 5] - half
                z_light = w0 * v[a, 6] + w1 * v[b, 6] + w2 * v[c, 6] - np.float32(_SHADOW_BIAS)
                key *= reached + (one - reached) * _lit_share(across, down, z_light, shadow_depth)
            if is_textured:
                column = _wrapped((w0 * v[a, 10] + w1 * v[b, 10] + w2 * v[c, 10]) * texture_width, texture_width)
                row = _wrapped((w0 * v[a, 11] + w1 * v[b, 11] + w2 * v[c, 11]) * texture_height, texture_height)
                red, green, blue = texture[row, column, 0], texture[row, column, 1], texture[row, column, 2]
            else:
                red = w0 * v[a, 7] + w1 * v[b, 7] + w2 * v[c, 7]
                green = w0 * v[a, 8] + w1 * v[b, 8] + w2 * v[c, 8]
                blue = w0 * v[a, 9] + w1 * v[b, 9] + w2 * v[c, 9]
            out[y, x, 0] += red * (w0 * v[a, 0] + w1 * v[b, 0] + w2 * v[c, 0] + key_red * key) * share
            out[y, x, 1] += green * (w0 * v[a, 1] + w1 * v[b, 1] + w2 * v[c, 1] + key_green * key) * share
            out[y, x, 2] += blue * (w0 * v[a, 2] + w1 * v[b, 2] + w2 * v[c, 2] + key_blue * key) * share
            out[y, x, 3] += share
