"""A room in true perspective: one ray a pixel against walls, floor, ceiling and boxes. Ours; no pictures are loaded.

Room axes: x to the right, y away from the camera, z up; metres; the camera stands above the origin. A paint gives the
linear RGB (N, 3) of points (u, v) in metres from the lower left corner of a face.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.signers.textures import FloatArray

Paint = Callable[[FloatArray, FloatArray], FloatArray]
Wall = Literal["back", "left", "right"]

_FROM_M = np.float32(20.0)
"""Added to the places on walls and floor, so that patterns meet no negative numbers."""
_CREASE_M = 0.35
"""How far the darkness of a corner reaches."""


@dataclass(frozen=True, slots=True)
class RoomSize:
    """Inner faces of the room: `left` is negative, `back` the distance to the wall opposite the camera."""

    left: float
    right: float
    back: float
    height: float


class RoomPicture:
    """A picture (S, S, 3) of a room, to which boxes are added; the nearest thing shows."""

    def __init__(
        self, size: int, room: RoomSize, *, eye_m: float, turn: float, tilt: float, half_field: float,
        shade: Sequence[float], crop: tuple[int, int, int] | None = None,
    ) -> None:  # fmt: skip
        """`turn` and `tilt` of the camera in radians, `half_field` as a tangent, `shade` (3,) by a face's axis.

        `crop`, top, left and side in pixels, is the part of the picture that is wanted; by default all of it.
        """
        top, left, side = crop or (0, 0, size)
        self.room, self.size, self.pixels_a_metre = room, side, size / (2 * half_field)
        self._eye_m, self._shade = eye_m, tuple(shade)
        steps = ((np.arange(size, dtype=np.float32) + 0.5) / np.float32(size) * 2 - 1) * np.float32(half_field)
        across, up = np.meshgrid(steps[left : left + side], -steps[top : top + side])
        forward, upward = np.cos(tilt) - up * np.sin(tilt), np.sin(tilt) + up * np.cos(tilt)
        turned = np.cos(turn) * across + np.sin(turn) * forward
        away = np.cos(turn) * forward - np.sin(turn) * across
        rays = np.stack([turned, away, upward], -1).astype(np.float32)
        self._rays = np.where(np.abs(rays) < 1e-5, np.float32(1e-5), rays)  # (S, S, 3)
        self._to_pixels = _inverse_of_rays(rays)
        self.picture = np.zeros((side, side, 3), np.float32)
        self.depth = np.full((side, side), 1e9, np.float32)

    def paint_shell(self, walls: Paint, floor: Paint, ceiling: Paint) -> None:
        """The room itself, darker in its corners."""
        room, rays = self.room, self._rays
        far = np.array([room.right, room.back, room.height - self._eye_m], np.float32)
        near = np.array([room.left, -1.0, -self._eye_m], np.float32)
        reach = np.where(rays > 0, far, near) / rays  # (S, S, 3) along the ray to each pair of faces
        axis = reach.argmin(-1)
        depth = reach.min(-1)
        hit = rays * depth[..., None] + np.array([0, 0, self._eye_m], np.float32)
        inside = np.stack(
            [np.minimum(hit[..., 0] - room.left, room.right - hit[..., 0]), room.back - hit[..., 1],
             np.minimum(hit[..., 2], room.height - hit[..., 2])], -1,
        )  # fmt: skip
        inside[np.arange(self.size)[:, None], np.arange(self.size), axis] = 9.0
        crease = 1 - 0.35 * np.exp(-np.maximum(inside.min(-1), 0) / _CREASE_M)
        for faces, paint, first, second in (
            (axis == 0, walls, 1, 2), (axis == 1, walls, 0, 2),
            ((axis == 2) & (rays[..., 2] < 0), floor, 0, 1), ((axis == 2) & (rays[..., 2] > 0), ceiling, 0, 1),
        ):  # fmt: skip
            colour = paint(hit[faces][:, first] + _FROM_M, hit[faces][:, second] + _FROM_M * np.float32(second == 1))
            shade = np.where(axis[faces] == 2, 1.0, np.take(self._shade, axis[faces]))
            self.picture[faces] = colour * (shade * crease[faces])[:, None]
        self.depth = depth.astype(np.float32)

    def add_box(
        self, low: Sequence[float], high: Sequence[float], side: Paint, front: Paint | None = None,
        top: Paint | None = None, front_axis: int = 1,
    ) -> None:  # fmt: skip
        """A box between two corners; `front` paints the faces across `front_axis`, `top` the upper one."""
        part = self._seen(low, high)
        if part is None:
            return
        rows, columns = part
        rays, eye = self._rays[rows, columns], np.array([0, 0, self._eye_m], np.float32)
        first = (np.asarray(low, np.float32) - eye) / rays
        second = (np.asarray(high, np.float32) - eye) / rays
        enters, leaves = np.minimum(first, second), np.maximum(first, second)
        near, axis = enters.max(-1), enters.argmax(-1)
        hits = (near < leaves.min(-1)) & (near > 0.05) & (near < self.depth[rows, columns])
        if not hits.any():
            return
        place = rays[hits] * near[hits][:, None] + eye - np.asarray(low, np.float32)  # (N, 3)
        colours = np.empty_like(place)
        for which, (across, up) in enumerate(((1, 2), (0, 2), (0, 1))):
            on_face = axis[hits] == which
            paint = top if which == 2 else front if which == front_axis else side
            if on_face.any():
                colours[on_face] = (paint or side)(place[on_face, across], place[on_face, up])
                colours[on_face] *= np.float32(self._shade[which])
        self.picture[rows, columns][hits] = colours
        self.depth[rows, columns][hits] = near[hits]
        if low[2] < 0.2:
            self._shadow_floor(low, high)

    def against(
        self, wall: Wall, along: tuple[float, float], away: tuple[float, float], heights: tuple[float, float],
        side: Paint, front: Paint | None = None, top: Paint | None = None,
    ) -> None:  # fmt: skip
        """A box by a wall: from where to where along it, how far off it, how high; `front` faces the room."""
        room = self.room
        if wall == "back":
            low, high, axis = (along[0], room.back - away[1]), (along[1], room.back - away[0]), 1
        elif wall == "left":
            low, high, axis = (room.left + away[0], along[0]), (room.left + away[1], along[1]), 0
        else:
            low, high, axis = (room.right - away[1], along[0]), (room.right - away[0], along[1]), 0
        self.add_box((*low, heights[0]), (*high, heights[1]), side, front, top, axis)

    def wall_point(self, wall: Wall, along: float, away: float, height: float) -> NDArray[np.float64]:
        """A place (3,) by a wall: how far along it, how far off it, how high."""
        if wall == "back":
            return np.array([along, self.room.back - away, height])
        return np.array([self.room.left + away if wall == "left" else self.room.right - away, along, height])

    def points(self) -> FloatArray:
        """What every pixel shows, (S, S, 3) in the room's axes."""
        return self._rays * self.depth[..., None] + np.array([0, 0, self._eye_m], np.float32)

    def project(self, point: Sequence[float] | NDArray[np.floating]) -> tuple[float, float, float]:
        """Row and column in pixels and the distance along the ray of a point of the room."""
        x, y, z = float(point[0]), float(point[1]), float(point[2]) - self._eye_m
        solved = self._to_pixels[:, 0] * x + self._to_pixels[:, 1] * y + self._to_pixels[:, 2] * z  # (3,)
        distance = solved[0] if abs(solved[0]) > 1e-6 else 1e-6
        return float(solved[1] / distance), float(solved[2] / distance), float(distance)

    def _seen(self, low: Sequence[float], high: Sequence[float]) -> tuple[slice, slice] | None:
        """Rows and columns that hold the box; the whole picture where a corner is behind the camera."""
        corners = [
            self.project((x, y, z)) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])
        ]
        if min(corner[2] for corner in corners) < 0.05:
            return (slice(0, self.size), slice(0, self.size)) if max(corner[2] for corner in corners) > 0.05 else None
        rows, columns = [corner[0] for corner in corners], [corner[1] for corner in corners]
        top, bottom = max(0, int(min(rows)) - 1), min(self.size, int(max(rows)) + 2)
        left, right = max(0, int(min(columns)) - 1), min(self.size, int(max(columns)) + 2)
        return (slice(top, bottom), slice(left, right)) if top < bottom and left < right else None

    def _shadow_floor(self, low: Sequence[float], high: Sequence[float]) -> None:
        """Darkens the floor around a thing that stands on it."""
        reach = 0.4
        part = self._seen((low[0] - reach, low[1] - reach, 0.0), (high[0] + reach, high[1] + reach, 0.01))
        if part is None:
            return
        hit = self._rays[part] * self.depth[part][..., None]
        on_floor = np.abs(hit[..., 2] + self._eye_m) < 0.004
        off_x = np.maximum(np.maximum(low[0] - hit[..., 0], hit[..., 0] - high[0]), 0)
        off_y = np.maximum(np.maximum(low[1] - hit[..., 1], hit[..., 1] - high[1]), 0)
        dark = 1 - 0.45 * np.exp(-np.hypot(off_x, off_y) / 0.13) * on_floor
        self.picture[part] *= dark[..., None].astype(np.float32)


def _inverse_of_rays(rays: FloatArray) -> NDArray[np.float64]:
    """(3, 3): takes a place from the eye to its distance along the ray, and to row and column times that distance."""
    last = len(rays) - 1
    # The rays are linear in rows and columns. Cross products, not LAPACK: small, and the same bytes everywhere.
    origin = rays[0, 0].astype(np.float64)
    right, down = (rays[0, last] - origin) / last, (rays[last, 0] - origin) / last
    rows = np.stack([np.cross(down, right), np.cross(right, origin), np.cross(origin, down)])
    return np.asarray(rows / (origin @ rows[0]))


def plain(colour: FloatArray) -> Paint:
    """One colour everywhere."""
    return lambda u, v: np.broadcast_to(np.asarray(colour, np.float32), (len(u), 3))


def light_pool(picture: RoomPicture, centre: NDArray[np.floating], strength: float, reach_m: float) -> None:
    """Brightens what is near a lamp at `centre` (3,)."""
    hit = picture.points() - np.asarray(centre, np.float32)
    near = np.exp(-(hit**2).sum(-1) / np.float32(reach_m**2))
    picture.picture *= (1 + np.float32(strength) * near)[..., None]
