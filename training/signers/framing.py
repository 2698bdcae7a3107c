"""The webcam's place and lens: a random view of the signer, widened or shifted until the signing is in the picture.

Camera axes follow OpenGL: the camera looks along -z, x right, y up; pictures have y down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.signers.textures import FloatArray

FloatMatrix = NDArray[np.float64]

_NEAR_M, _FAR_M = 0.05, 10.0
_NEAREST_M = 0.7
"""Least distance of a webcam: nearer, a hand stretched forward would fill the picture and push the signer out of it."""
_MARGIN = 0.95
"""Half the side of the square, in half pictures, that must hold what has to be seen."""


@dataclass(frozen=True, slots=True)
class Camera:
    """`view_projection` (4, 4) takes world points to -1..1; `eye` (3,) is where the camera stands, in metres."""

    view_projection: FloatMatrix
    eye: FloatMatrix

    def shaken(self, right: float, up: float) -> Camera:
        """The same camera with its picture moved, in half pictures."""
        moved = self.view_projection.copy()
        moved[0] += right * moved[3]
        moved[1] += up * moved[3]
        return Camera(moved, self.eye)

    def project(self, points: NDArray[np.floating]) -> FloatMatrix:
        """World points (..., 3) to picture units (..., 2): 0 to 1 from left to right and from top to bottom."""
        across_up = _project(self.view_projection, np.asarray(points, np.float64))
        return np.stack([across_up[..., 0] * 0.5 + 0.5, 0.5 - across_up[..., 1] * 0.5], -1)

    def along_axes(self, vectors: NDArray[np.floating]) -> FloatMatrix:
        """World vectors (..., 3) along the camera's axes (..., 3): right, up, towards the camera."""
        forward = self.view_projection[3, :3]
        across_up = self.view_projection[:2, :3]
        across_up = across_up - (across_up * forward).sum(-1, keepdims=True) * forward  # a shifted picture has depth
        across_up = across_up / np.sqrt((across_up**2).sum(-1, keepdims=True))
        axes = np.concatenate([across_up, -forward[None]])  # (3, 3)
        return np.asarray(np.einsum("...j,ij->...i", np.asarray(vectors, np.float64), axes))


def look_at(eye: FloatMatrix, target: FloatMatrix, up: FloatMatrix) -> FloatMatrix:
    """World to camera (4, 4)."""
    forward = target - eye
    forward = forward / np.linalg.norm(forward)
    right = np.cross(forward, up)
    right = right / np.linalg.norm(right)
    matrix = np.eye(4)
    matrix[0, :3], matrix[1, :3], matrix[2, :3] = right, np.cross(right, forward), -forward
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix


def perspective(field_rad: float, near_m: float = _NEAR_M, far_m: float = _FAR_M) -> FloatMatrix:
    """Camera to clip space (4, 4) for a square picture with this field of view."""
    focal = 1 / math.tan(field_rad / 2)
    depth = (far_m + near_m) / (far_m - near_m)
    offset = 2 * far_m * near_m / (far_m - near_m)
    return np.array([[focal, 0, 0, 0], [0, focal, 0, 0], [0, 0, -depth, -offset], [0, 0, -1.0, 0]])


def orthographic(half_side_m: float, near_m: float, far_m: float) -> FloatMatrix:
    """Camera to clip space (4, 4) without perspective."""
    scale = 1 / half_side_m
    depth = 2 / (far_m - near_m)
    offset = (far_m + near_m) / (far_m - near_m)
    return np.array([[scale, 0, 0, 0], [0, scale, 0, 0], [0, 0, -depth, -offset], [0, 0, 0, 1.0]])


def sample_camera(rng: np.random.Generator, eye_level: FloatMatrix, shoulder_width_m: float) -> Camera:
    """A webcam before the signer whose eyes meet at `eye_level` (3,).

    Framing runs from head and shoulders to the waist, the person off centre, the camera turned and tilted a little.
    """
    field_rad = math.radians(rng.uniform(34, 58))
    half_height = shoulder_width_m * rng.uniform(0.8, 1.3)
    distance = max(half_height / math.tan(field_rad / 2), _NEAREST_M)
    field_rad = 2 * math.atan(half_height / distance)
    beside = rng.normal(0, 0.16) * half_height
    below = 0.13 - half_height + rng.uniform(-0.02, 0.14)
    centre = np.array([eye_level[0] + beside, eye_level[1] + 0.03, eye_level[2] + below])
    azimuth, elevation = rng.normal(0, 0.16), rng.normal(-0.02, 0.12)
    flat = math.cos(elevation)
    away = np.array([math.sin(azimuth) * flat, -math.cos(azimuth) * flat, math.sin(elevation)])
    eye = centre + distance * away
    roll = rng.normal(0, 0.03)
    view = look_at(eye, centre, np.array([math.sin(roll), 0, math.cos(roll)]))
    return Camera(perspective(field_rad) @ view, eye)


def lowest_visible(camera: Camera, before: FloatMatrix) -> float:
    """World height in metres of the lower edge of the picture, straight below or above the point `before` (3,)."""
    matrix, at_zero = camera.view_projection, np.array([before[0], before[1], 0.0])
    # The lower edge is where up / depth = -1; both are linear in the height.
    rest = (matrix[1, :3] + matrix[3, :3]) @ at_zero + matrix[1, 3] + matrix[3, 3]
    return float(-rest / (matrix[1, 2] + matrix[3, 2]))


def widen(camera: Camera, points: NDArray[np.floating]) -> Camera:
    """The camera with its picture scaled down and shifted by as little as brings every point (P, 3) into it.

    That is a crop of the sensor: the camera itself stays where it is.
    """
    if not len(points):
        return camera
    fitted = camera.view_projection.copy()
    across_up = _project(fitted, np.asarray(points, np.float64))
    low, high = across_up.min(0), across_up.max(0)
    scale = min(1.0, 2 * _MARGIN / max(float((high - low).max()), 1e-9))
    for axis in (0, 1):
        shift = max(0.0, -_MARGIN - scale * low[axis]) - max(0.0, scale * high[axis] - _MARGIN)
        fitted[axis] = scale * fitted[axis] + shift * fitted[3]
    return Camera(fitted, camera.eye)


def _project(matrix: FloatMatrix, points: FloatMatrix) -> FloatMatrix:
    # einsum, not a BLAS product: the same bytes whatever the number of threads.
    homogeneous = np.einsum("...j,ij->...i", points, matrix[:, :3]) + matrix[:, 3]
    return np.asarray(homogeneous[..., :2] / homogeneous[..., 3:])


def as_float32(matrix: FloatMatrix) -> FloatArray:
    """The matrix in the rasteriser's precision."""
    return np.ascontiguousarray(matrix, np.float32)
