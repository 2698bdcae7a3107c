"""Places on one body that signs refer to, and a map of its front that keeps hands out of the trunk and face."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter

from training.signers.body import BODY, BodyTopology, SignerBody
from training.signers.hands import Side
from training.signers.rotations import Array

# Mean-body places as (outward, up) in units of the distance between the eyes, from the point between the eyes.
_FACE_PLACES = {
    "forehead": (0.0, 0.85),
    "eyes": (0.0, 0.0),
    "nose": (0.0, -0.65),
    "mouth": (0.0, -1.15),
    "chin": (0.0, -1.62),
    "eye": (0.5, 0.0),
    "cheek": (0.72, -0.95),
    "temple": (1.0, 0.50),
}
# The same on the trunk in shoulder widths from the middle between the shoulder joints.
_TRUNK_PLACES = {
    "neck": (0.0, 0.22),
    "collar": (0.22, 0.02),
    "chest": (0.0, -0.30),
    "neutral": (0.0, -0.42),
    "heart": (0.22, -0.36),
    "belly": (0.0, -0.95),
    "waist": (0.30, -1.05),
}
_MIDDLE = frozenset(name for name, (outward, _) in (_FACE_PLACES | _TRUNK_PLACES).items() if outward == 0)
HEAD_ANCHORS = frozenset(_FACE_PLACES) | {"ear", "crown", "nape"}
ANCHORS = HEAD_ANCHORS | frozenset(_TRUNK_PLACES) | {"shoulder", "elbow-rest"}
LIFTED_ANCHORS = frozenset({"neutral"})  # places in front of the trunk that a close camera moves up

_CELL_M = 0.012
_COLUMNS, _ROWS = 60, 110
_NOWHERE = 9.0


@dataclass(frozen=True, slots=True, eq=False)
class BodyMap:
    """Anchors of one body and the y of its front surface on a grid of x and z."""

    anchors: dict[tuple[str, Side], Array]  # (3,) each; "R" is the one on the signer's right
    front: Array  # (_ROWS, _COLUMNS), _NOWHERE where there is no body
    lowest_z: float
    head_pivot: Array  # (3,) about which the head turns

    def depth_inside(self, points: Array, margin_m: Array | float) -> Array:
        """How far each point (..., 3) must move forward to be `margin_m` in front of the body; 0 if it is."""
        column = ((points[..., 0] / _CELL_M) + _COLUMNS / 2).astype(int)
        row = ((points[..., 2] - self.lowest_z) / _CELL_M).astype(int)
        inside = (column >= 0) & (row >= 0) & (column < _COLUMNS) & (row < _ROWS)
        surface = self.front[row.clip(0, _ROWS - 1), column.clip(0, _COLUMNS - 1)]
        blocked = inside & (surface < _NOWHERE / 2)
        return np.where(blocked, np.clip(points[..., 1] + margin_m - surface, 0, 0.25), 0.0)


def map_body(body: SignerBody) -> BodyMap:
    """Measures anchors and front surface of `body`."""
    lowest_z = -0.10
    return BodyMap(_find_anchors(body), _front_surface(body, lowest_z), lowest_z, body.joint("neck02"))


def _find_anchors(body: SignerBody) -> dict[tuple[str, Side], Array]:
    anchors: dict[tuple[str, Side], Array] = {}
    sides: tuple[tuple[Side, float], ...] = (("L", 1.0), ("R", -1.0))
    for side, sign in sides:
        for name, vertex in _anchor_vertices(body.topology, sign).items():
            anchors[name, side] = body.vertices[vertex].astype(np.float64)
            if name in _MIDDLE:
                anchors[name, side][0] = 0.0
        shoulder = body.joint(f"upperarm01.{side}")
        anchors["shoulder", side] = anchors["collar", side] + [0.6 * (shoulder[0] - anchors["collar", side][0]), 0, 0]
        anchors["elbow-rest", side] = body.joint(f"upperarm01.{side}") - [0, 0, 0.62 * body.shoulder_width_m]
    return anchors


@cache
def _anchor_vertices(topology: BodyTopology, sign: float) -> dict[str, int]:
    """For every place on the surface, the vertex that stands for it on every body."""
    joints, vertices = topology.mean_joints, topology.mean_vertices
    eye = joints[topology.bone("eye.L")]
    eyes = np.array([0, eye[1], eye[2]])
    left, right = joints[topology.bone("upperarm01.L")], joints[topology.bone("upperarm01.R")]
    shoulders, width = (left + right) / 2, left[0] - right[0]
    is_trunk = (topology.part == BODY) & (topology.arm == 0)
    found: dict[str, int] = {}
    for places, origin, unit in ((_FACE_PLACES, eyes, 2 * eye[0]), (_TRUNK_PLACES, shoulders, width)):
        for name, (outward, up) in places.items():
            x, z = origin[0] + sign * outward * unit, origin[2] + up * unit
            away = np.hypot(vertices[:, 0] - x, vertices[:, 2] - z)
            near = np.flatnonzero(is_trunk & (away < np.sort(away[is_trunk])[3] + 0.009))
            found[name] = int(near[vertices[near, 1].argmin()])
    beside = vertices[:, 0] * sign * is_trunk
    for name, back, up in (("ear", 1.35, -0.35), ("crown", 1.3, 2.6), ("nape", 2.4, -1.5)):
        target = np.array([0, eyes[1] + back * 2 * eye[0], eyes[2] + up * 2 * eye[0]])
        away = np.hypot(*(vertices - target)[:, 1:].T)
        near = np.flatnonzero(is_trunk & (away < away[is_trunk].min() + 0.012))
        found[name] = int(near[beside[near].argmax()])
    return found


@cache
def _surface_samples(topology: BodyTopology) -> tuple[NDArray[np.int64], Array]:
    """Corners (M, 3) and weights (S, 3) of the points that sample the trunk's and head's triangles."""
    on_trunk = (topology.part == BODY) & (topology.arm == 0)
    corners = topology.triangles[on_trunk[topology.triangles].all(axis=1)].astype(np.int64)
    a, b, c = np.moveaxis(topology.mean_vertices[corners], 1, 0)
    normal = np.cross(b - a, c - a)
    corners = corners[normal[:, 1] < 0.3 * np.linalg.norm(normal, axis=1)]  # a back is never in front
    steps = 3
    weights = [(i, j, steps - i - j) for i in range(steps + 1) for j in range(steps + 1 - i)]
    return corners, np.array(weights) / steps


def _front_surface(body: SignerBody, lowest_z: float) -> Array:
    corners, weights = _surface_samples(body.topology)
    points = np.einsum("sk,mkc->smc", weights, body.vertices[corners].astype(np.float64)).reshape(-1, 3)
    near = np.abs(points[:, 0]) < 0.62 * body.shoulder_width_m
    points = points[near]
    column = (points[:, 0] / _CELL_M + _COLUMNS / 2).astype(int).clip(0, _COLUMNS - 1)
    row = ((points[:, 2] - lowest_z) / _CELL_M).astype(int).clip(0, _ROWS - 1)
    front = np.full((_ROWS, _COLUMNS), _NOWHERE)
    np.minimum.at(front, (row, column), points[:, 1])
    return minimum_filter(front, size=3)
