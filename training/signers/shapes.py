"""Simple solids (boxes, turned profiles, tubes) that are hung on one bone of a body: things held or worn. Ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.signers.rasterizer import RenderMesh
from training.signers.textures import FloatArray

_SIDES = 14
"""Corners of a round thing: enough at 224 pixels, where a cup is 30 pixels wide."""
_BOX_FACES = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
_BOX_NORMALS = np.array([[-1, 0, 0], [1, 0, 0], [0, -1, 0], [0, 1, 0], [0, 0, -1], [0, 0, 1]])


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """A painted triangle mesh in metres. V vertices, F triangles; `colour` is linear RGB."""

    positions: FloatArray  # (V, 3)
    normals: FloatArray  # (V, 3)
    triangles: NDArray[np.int32]  # (F, 3)
    colour: FloatArray  # (V, 3)

    def placed(self, axes: NDArray[np.floating], origin: NDArray[np.floating]) -> Solid:
        """The solid with its x, y and z along the columns of `axes` (3, 3), moved to `origin` (3,)."""
        turn = np.asarray(axes, np.float32).T
        moved = np.einsum("vi,ij->vj", self.positions, turn) + np.asarray(origin, np.float32)
        return replace(self, positions=moved, normals=np.einsum("vi,ij->vj", self.normals, turn))


def box(size_m: Sequence[float], colour: FloatArray, front: FloatArray | None = None) -> Solid:
    """A box around the origin; `front` paints the side toward positive z."""
    corners = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)]) * size_m
    positions = corners[_BOX_FACES].reshape(-1, 3)  # (24, 3)
    faces = np.arange(24).reshape(6, 4)
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    colours = np.tile(colour, (24, 1))
    if front is not None:
        colours[20:] = front
    return _solid(positions, np.repeat(_BOX_NORMALS, 4, axis=0), triangles, colours)


def turned(profile: Sequence[tuple[float, float]], colours: Sequence[FloatArray]) -> Solid:
    """A profile of (radius, height) in metres turned about the z axis; one colour a point of the profile."""
    rows = np.array(profile)
    angles = np.arange(_SIDES) * (2 * np.pi / _SIDES)
    circle = np.stack([np.cos(angles), np.sin(angles)], 1)  # (sides, 2)
    around = rows[:, None, :1] * circle  # (rows, sides, 2)
    positions = np.concatenate([around, np.broadcast_to(rows[:, None, 1:], (*around.shape[:2], 1))], -1)
    slope = np.gradient(rows, axis=0)  # (rows, 2)
    outward = np.stack([slope[:, 1], -slope[:, 0]], 1) / (np.linalg.norm(slope, axis=1, keepdims=True) + 1e-9)
    normals = np.concatenate(
        [outward[:, None, :1] * circle, np.broadcast_to(outward[:, None, 1:], (*around.shape[:2], 1))], -1
    )
    return _solid(
        positions.reshape(-1, 3), normals.reshape(-1, 3), _grid(len(rows), _SIDES),
        np.repeat(np.array(colours), _SIDES, axis=0),
    )  # fmt: skip


def tube(path: NDArray[np.floating], radius_m: float, colour: FloatArray) -> Solid:
    """A round bar along the points of `path` (P, 3), open at its ends."""
    points = np.asarray(path, np.float64)
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    aside = np.cross(along, [0.31, 0.87, 0.38])  # any direction that a path is unlikely to take
    aside /= np.linalg.norm(aside, axis=1, keepdims=True) + 1e-9
    above = np.cross(along, aside)
    angles = np.arange(6) * (np.pi / 3)
    normals = np.cos(angles)[None, :, None] * aside[:, None] + np.sin(angles)[None, :, None] * above[:, None]
    positions = points[:, None] + radius_m * normals  # (P, 6, 3)
    colours = np.tile(colour, (positions.shape[0] * 6, 1))
    return _solid(positions.reshape(-1, 3), normals.reshape(-1, 3), _grid(len(points), 6), colours)


def joined(solids: Sequence[Solid]) -> Solid:
    """Several solids as one."""
    starts = np.cumsum([0, *(len(solid.positions) for solid in solids[:-1])])
    return Solid(
        np.concatenate([solid.positions for solid in solids]),
        np.concatenate([solid.normals for solid in solids]),
        np.concatenate([solid.triangles + np.int32(start) for solid, start in zip(solids, starts, strict=True)]),
        np.concatenate([solid.colour for solid in solids]),
    )


def hang(mesh: RenderMesh, solid: Solid, bone: int) -> RenderMesh:
    """The mesh with the solid added, in rest pose, moving with one bone alone."""
    count, faces, first = len(solid.positions), len(solid.triangles), len(mesh.positions)
    plain = np.zeros(faces, np.bool_)
    return replace(
        mesh,
        positions=np.concatenate([mesh.positions, solid.positions]),
        normals=np.concatenate([mesh.normals, solid.normals]),
        bone_indices=np.concatenate([mesh.bone_indices, np.full((count, 4), bone, np.int32)]),
        bone_weights=np.concatenate([mesh.bone_weights, np.tile(np.array([1, 0, 0, 0], np.float32), (count, 1))]),
        triangles=np.concatenate([mesh.triangles, solid.triangles + np.int32(first)]),
        albedo=np.concatenate([mesh.albedo, solid.colour]),
        texture_uv=np.concatenate([mesh.texture_uv, np.zeros((count, 2), np.float32)]),
        textured=np.concatenate([mesh.textured, plain]),
        culled=np.concatenate([mesh.culled, plain]),
    )


def _grid(rows: int, sides: int) -> NDArray[np.int64]:
    """Triangles between neighbouring rings of `sides` vertices each."""
    here = np.arange(sides)
    beside = (here + 1) % sides
    faces = []
    for row in range(rows - 1):
        lower, upper = row * sides, (row + 1) * sides
        faces += [np.stack([lower + here, lower + beside, upper + beside], 1)]
        faces += [np.stack([lower + here, upper + beside, upper + here], 1)]
    return np.concatenate(faces)


def _solid(
    positions: NDArray[np.floating],
    normals: NDArray[np.floating],
    triangles: NDArray[np.integer],
    colour: NDArray[np.floating],
) -> Solid:
    return Solid(
        np.ascontiguousarray(positions, np.float32),
        np.ascontiguousarray(normals, np.float32),
        np.ascontiguousarray(triangles, np.int32),
        np.ascontiguousarray(colour, np.float32),
    )
