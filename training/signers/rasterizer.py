"""Draws a skinned, lit and textured triangle mesh into a square float picture, on one CPU core.

Light is linear RGB. World axes: x to the signer's left, y backwards, z up, in metres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.signers.raster_loops import (
    fill_depth,
    light_vertices,
    mark_seen,
    project_vertices,
    shade_pixels,
    skin_vertices,
)

FloatArray = NDArray[np.float32]

_FAR = np.float32(9.0)
"""Deeper than anything that is drawn."""


@dataclass(frozen=True, slots=True)
class RenderMesh:
    """A mesh ready to be drawn. V vertices, F triangles, four bones a vertex.

    `albedo` (V, 3) is linear RGB; triangles with `textured` take `texture` (H, W, 3) at `texture_uv` instead.
    `culled` triangles are drawn only when they face the camera.
    """

    positions: FloatArray  # (V, 3)
    normals: FloatArray  # (V, 3)
    bone_indices: NDArray[np.int32]  # (V, 4)
    bone_weights: FloatArray  # (V, 4)
    triangles: NDArray[np.int32]  # (F, 3)
    albedo: FloatArray  # (V, 3)
    texture_uv: FloatArray  # (V, 2)
    texture: FloatArray  # (H, W, 3)
    textured: NDArray[np.bool_]  # (F,)
    culled: NDArray[np.bool_]  # (F,)


@dataclass(frozen=True, slots=True)
class Lighting:
    """A key light that casts a shadow, a fill light, and a sky-to-ground gradient; directions point to the light."""

    key_direction: FloatArray  # (3,)
    key_colour: FloatArray  # (3,)
    fill_direction: FloatArray  # (3,)
    fill_colour: FloatArray  # (3,)
    sky_colour: FloatArray  # (3,)
    ground_colour: FloatArray  # (3,)
    shadow_projection: FloatArray  # (4, 4), orthographic, from the key light


class Rasterizer:
    """Draws one mesh again and again in new poses, reusing its buffers.

    `picture_size` is the side of the picture in pixels (supersampled, the caller shrinks it); a `shadow_size` of 0
    leaves shadows out.
    """

    def __init__(self, mesh: RenderMesh, picture_size: int, shadow_size: int = 160) -> None:
        vertex_count = len(mesh.positions)
        self._mesh = mesh
        self._picture_size = picture_size
        self._shadow_size = shadow_size
        self._positions = np.empty((vertex_count, 3), np.float32)
        self._normals = np.empty((vertex_count, 3), np.float32)
        self._screen = np.empty((vertex_count, 3), np.float32)
        self._seen = np.empty(vertex_count, np.bool_)
        # Per vertex, what is interpolated over a triangle: ambient and fill light (3), share of the key light (1),
        # place in the shadow map (3), albedo (3), place on the cloth (2). One row is one memory access.
        self._varying = np.empty((vertex_count, 12), np.float32)
        self._varying[:, 7:10] = mesh.albedo
        self._varying[:, 10:12] = mesh.texture_uv
        self._shadow_screen = np.zeros((vertex_count, 3), np.float32)
        self._depth = np.empty((picture_size, picture_size), np.float32)
        self._owner = np.empty((picture_size, picture_size), np.int32)
        side = max(shadow_size, 2)
        self._shadow_depth = np.full((side, side), _FAR, np.float32)
        self._shadow_owner = np.empty((side, side), np.int32)
        self._uncut = np.zeros(len(mesh.triangles), np.bool_)

    def draw(
        self,
        skin: FloatArray,
        view_projection: FloatArray,
        eye: FloatArray,
        lighting: Lighting,
        out: FloatArray,
        share: float = 1.0,
        keep_shadow: bool = False,
    ) -> None:
        """Adds `share` of the mesh posed by `skin` (J, 3, 4) to `out` (S, S, 4).

        `keep_shadow` reuses the last shadow map: the sub-frames of one exposure differ too little to need their own.
        """
        mesh = self._mesh
        skin_vertices(
            mesh.positions, mesh.normals, mesh.bone_indices, mesh.bone_weights, skin, self._positions, self._normals
        )
        if self._shadow_size:
            self._draw_shadow(lighting, keep_shadow)
        project_vertices(self._positions, view_projection, np.float32(self._picture_size), self._screen)
        self._depth.fill(_FAR)
        self._owner.fill(-1)
        fill_depth(self._screen, mesh.triangles, mesh.culled, self._depth, self._owner)
        mark_seen(self._owner, mesh.triangles, self._seen)
        light_vertices(
            self._seen, self._positions, self._normals, self._shadow_screen, eye,
            lighting.key_direction, lighting.fill_direction, lighting.fill_colour,
            lighting.sky_colour, lighting.ground_colour, self._varying,
        )  # fmt: skip
        shade_pixels(
            self._screen, mesh.triangles, self._owner, self._varying, mesh.texture, mesh.textured,
            lighting.key_colour, self._shadow_depth, np.float32(share), out,
        )  # fmt: skip

    def _draw_shadow(self, lighting: Lighting, keep: bool) -> None:
        project_vertices(
            self._positions, lighting.shadow_projection, np.float32(self._shadow_size), self._shadow_screen
        )
        if not keep:
            self._shadow_depth.fill(_FAR)
            fill_depth(self._shadow_screen, self._mesh.triangles, self._uncut, self._shadow_depth, self._shadow_owner)
