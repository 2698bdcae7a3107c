"""Rotations as (..., 3, 3) matrices acting on column vectors, and the few ways we make them."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

Array = NDArray[np.float64]


def normalize(vectors: Array) -> Array:
    """The same directions with length one; (..., n)."""
    return vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)


def rotation_about(axis: Array, angle: Array | float) -> Array:
    """Rotation by `angle` (...) radians about the unit `axis` (..., 3), right-handed (Rodrigues' formula)."""
    angle = np.asarray(angle, np.float64)[..., None, None]
    x, y, z = np.moveaxis(np.asarray(axis, np.float64), -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape((*x.shape, 3, 3))
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)


def shortest_arc(start: Array, end: Array) -> Array:
    """Smallest rotation that turns the unit vectors `start` into `end`, (..., 3) each."""
    start, end = np.broadcast_arrays(start, end)
    axis = np.cross(start, end)
    sine = np.linalg.norm(axis, axis=-1)
    return rotation_about(axis / (sine[..., None] + 1e-9), np.arctan2(sine, (start * end).sum(axis=-1)))


def frame_of(first: Array, second: Array) -> Array:
    """Columns: `first`, the part of `second` orthogonal to it, and their cross product; (..., 3, 3)."""
    first = normalize(first)
    second = normalize(second - (second * first).sum(axis=-1, keepdims=True) * first)
    return np.stack([first, second, np.cross(first, second)], axis=-1)


def rotation_from_vector(vectors: Array) -> Array:
    """Rotation about each vector (..., 3) by its length in radians."""
    flat = Rotation.from_rotvec(vectors.reshape(-1, 3)).as_matrix()
    return flat.reshape((*vectors.shape[:-1], 3, 3))


def twist_about(rotations: Array, axis: Array) -> Array:
    """Angle in -pi..pi of the part of each rotation (..., 3, 3) that turns about the unit `axis` (3,)."""
    quaternions = Rotation.from_matrix(rotations.reshape(-1, 3, 3)).as_quat()
    angle = 2 * np.arctan2(quaternions[:, :3] @ axis, quaternions[:, 3])
    return ((angle + np.pi) % (2 * np.pi) - np.pi).reshape(rotations.shape[:-2])


def quaternions_of(rotations: Array) -> Array:
    """Quaternions (K, 4) of a sequence of rotations (K, 3, 3), each on the same side as the one before it."""
    quaternions = Rotation.from_matrix(rotations).as_quat()
    for index in range(1, len(quaternions)):
        if quaternions[index] @ quaternions[index - 1] < 0:
            quaternions[index] *= -1
    return quaternions


def rotations_of(quaternions: Array) -> Array:
    """Rotations (T, 3, 3) of quaternions (T, 4) that need not have length one."""
    return Rotation.from_quat(quaternions).as_matrix()
