"""Dresses a body: takes away what clothes and hair cover or leave out, and paints what is left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from training.signers.body import BODY, EYE, HAIR, SHIRT, BodyTopology, SignerBody
from training.signers.headgear import wear
from training.signers.looks import Outfit, SignerLook
from training.signers.rasterizer import RenderMesh
from training.signers.textures import FloatArray

_HAIR_BOTTOM_M = {"bald": 9.0, "buzz": 9.0, "short": 0.045, "mid": -0.06, "long": -0.17}
"""Height above the eyes of the lower rim of the hair on the mean body; 9 m: none of the hair shell is kept."""
_CAP_RIM_M = 0.06
"""Height above the eyes on the mean body from which a cap presses the hair down."""

_TUBE_SIDES = 24


@dataclass(frozen=True, slots=True)
class BodyRegions:
    """Where each vertex lies on the mean body, the same for every signer.

    `place` (N, 3) is the vertex on the mean body in metres. `face` (N, 3) is measured from between the eyes in
    eye distances: to the left, backwards, up. `arm` (N,) is 0 on the trunk, 1 at the elbow, 2 at the wrist.
    """

    place: FloatArray
    face: FloatArray
    arm: FloatArray
    eye: FloatArray  # (3,) the left eye
    neck_height: float


@cache
def body_regions(topology: BodyTopology) -> BodyRegions:
    """Measures the mean body of `topology`."""
    joint = {name: topology.mean_joints[i] for i, name in enumerate(topology.bone_names)}
    place = np.asarray(topology.mean_vertices, np.float32)
    eye = np.asarray(joint["eye.L"], np.float32)
    face = (place - np.array([0, eye[1], eye[2]], np.float32)) / (2 * eye[0])
    return BodyRegions(place, face.astype(np.float32), topology.arm, eye, float(joint["neck01"][2]))


def dress(
    body: SignerBody, regions: BodyRegions, look: SignerLook, outfit: Outfit, rng: np.random.Generator
) -> RenderMesh:
    """The mesh of `body` with this look and outfit; `rng` draws the speckle of skin and hair."""
    topology = body.topology
    part = np.asarray(topology.part)
    positions = np.asarray(body.vertices, np.float32).copy()
    normals = _vertex_normals(positions, topology.triangles)
    positions[part == SHIRT] += normals[part == SHIRT] * np.float32(outfit.looseness_m)
    triangles = topology.triangles[_kept_triangles(topology, regions, look, outfit)]
    used = np.unique(triangles)
    new_index = np.zeros(len(positions), np.int32)
    new_index[used] = np.arange(len(used), dtype=np.int32)
    triangle_part = part[triangles].min(1)
    albedo = _paint(part, np.asarray(topology.lips, np.float32), regions, look, rng)
    if outfit.headgear == "hood":
        albedo[part == HAIR] = outfit.cloth.mean((0, 1)) * (0.9 + 0.2 * rng.random(((part == HAIR).sum(), 1)))
    lower = _lower_body(positions[(part == SHIRT) & (regions.arm < 0.02)])
    lower_triangles = lower.triangles + len(used)
    count = len(lower.positions)
    of_root = np.full((count, 4), int(np.flatnonzero(topology.parents < 0)[0]))
    mesh = RenderMesh(
        positions=_joined(positions[used], lower.positions),
        normals=_joined(normals[used], lower.normals),
        bone_indices=np.concatenate([topology.bone_indices[used], of_root]).astype(np.int32),
        bone_weights=_joined(topology.bone_weights[used], np.tile(np.array([1, 0, 0, 0]), (count, 1))),
        triangles=np.concatenate([new_index[triangles], lower_triangles]).astype(np.int32),
        albedo=_joined(albedo[used], np.tile(outfit.trousers, (count, 1))),
        texture_uv=_joined(_cloth_coordinates(regions)[used], np.zeros((count, 2))),
        texture=outfit.cloth,
        textured=np.concatenate([triangle_part == SHIRT, np.zeros(len(lower_triangles), np.bool_)]),
        culled=np.concatenate([triangle_part <= EYE, np.zeros(len(lower_triangles), np.bool_)]),
    )
    hairy = look.hair_style not in ("bald", "buzz") and outfit.headgear != "cap"
    return wear(mesh, body, outfit.headgear, hairy, rng)


def _joined(first: FloatArray, second: NDArray[np.generic]) -> FloatArray:
    return np.ascontiguousarray(np.concatenate([first, second]), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _LowerBody:
    positions: FloatArray  # (V, 3)
    normals: FloatArray  # (V, 3)
    triangles: NDArray[np.int32]  # (F, 3)


def _lower_body(trunk: FloatArray) -> _LowerBody:
    """A tube that carries on where the body ends, at the hips; `trunk` (N, 3) are the vertices of the shirt."""
    at_hips = trunk[np.abs(trunk[:, 2]) < 0.04]
    middle_y = (at_hips[:, 1].min() + at_hips[:, 1].max()) / 2
    radius = np.array([np.abs(at_hips[:, 0]).max(), at_hips[:, 1].max() - middle_y])
    angles = np.arange(_TUBE_SIDES) * (2 * np.pi / _TUBE_SIDES)
    circle = np.stack([np.cos(angles), np.sin(angles)], 1)  # (sides, 2)
    rings = [(0.08, 0.85), (-0.01, 0.97), (-0.25, 1.0), (-0.7, 0.95)]  # height in metres, share of the radius
    positions = np.concatenate(
        [np.column_stack([circle * radius * share + [0, middle_y], np.full(_TUBE_SIDES, z)]) for z, share in rings]
    )
    normals = np.tile(np.column_stack([circle / radius, np.zeros(_TUBE_SIDES)]), (len(rings), 1))
    here = np.arange(_TUBE_SIDES)
    beside = (here + 1) % _TUBE_SIDES
    faces = []
    for ring in range(len(rings) - 1):
        upper, lower = ring * _TUBE_SIDES, (ring + 1) * _TUBE_SIDES
        faces += [np.column_stack([upper + here, lower + here, lower + beside])]
        faces += [np.column_stack([upper + here, lower + beside, upper + beside])]
    return _LowerBody(positions.astype(np.float32), normals.astype(np.float32), np.concatenate(faces).astype(np.int32))


def _vertex_normals(positions: FloatArray, triangles: NDArray[np.int32]) -> FloatArray:
    corners = positions[triangles].astype(np.float64)  # (F, 3, 3)
    face_normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros((len(positions), 3))
    for corner in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(triangles[:, corner], face_normals[:, axis], len(positions))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12
    return normals.astype(np.float32)


def _kept_triangles(
    topology: BodyTopology, regions: BodyRegions, look: SignerLook, outfit: Outfit
) -> NDArray[np.bool_]:
    """(F,): shirt within its sleeves and neckline, body outside the shirt, hair of the style, nothing in the mouth."""
    triangles, part = topology.triangles, np.asarray(topology.part)
    triangle_part = part[triangles].min(1)
    place, face, arm = regions.place, regions.face, regions.arm
    beside_neck = 1.3 * np.maximum(0, np.abs(place[:, 0]) - 0.055)
    neck_height = regions.neck_height + outfit.neckline

    at_back = np.where(place[:, 1] > -0.03, 0.03, 0)
    above_collar = (place[:, 2] > neck_height + at_back + beside_neck) & (arm < 0.02)
    keep = ~((triangle_part == SHIRT) & (arm[triangles].max(1) > outfit.sleeve))
    keep &= ~((triangle_part == SHIRT) & above_collar[triangles].any(1))

    in_sleeve = (arm > 0.02) & (arm < outfit.sleeve - 0.12)
    in_shirt = (arm < 0.02) & (place[:, 2] < neck_height - 0.035 + 0.8 * beside_neck)
    covered = (in_sleeve | in_shirt) & (part == BODY)
    keep &= ~((triangle_part == BODY) & covered[triangles].all(1))

    style = "long" if outfit.headgear == "hood" else look.hair_style
    cut = place[:, 2] < regions.eye[2] + _HAIR_BOTTOM_M[style]
    if outfit.headgear == "cap":
        cut |= place[:, 2] > regions.eye[2] + _CAP_RIM_M
    cut |= (face[:, 1] < -0.35) & (np.abs(face[:, 0]) < look.fringe) & (face[:, 2] < 1.15)
    keep &= ~((triangle_part == HAIR) & cut[triangles].any(1))

    in_mouth = (np.abs(face[:, 0]) < 0.45) & (face[:, 1] > 0.12) & (face[:, 1] < 0.8)
    in_mouth &= (face[:, 2] < -0.5) & (face[:, 2] > -1.3) & (part == BODY)
    return keep & ~in_mouth[triangles].all(1)


def _cloth_coordinates(regions: BodyRegions) -> FloatArray:
    """(N, 2) place on the cloth: along the sleeve on the arms, across and down on the trunk."""
    place = regions.place
    on_arm = np.stack([place[:, 1] * 2 + 0.3, regions.arm * 0.35], 1)
    on_trunk = np.stack([place[:, 0] * 1.5 + 0.5, (regions.neck_height - place[:, 2]) * 1.5], 1)
    return np.where(regions.arm[:, None] > 0.05, on_arm, on_trunk).astype(np.float32)


def _paint(
    part: NDArray[np.uint8], lips: FloatArray, regions: BodyRegions, look: SignerLook, rng: np.random.Generator
) -> FloatArray:
    """Linear RGB of every vertex (N, 3)."""
    count = len(part)
    speckle = rng.standard_normal((count, 1), dtype=np.float32)
    shade = rng.random((count, 1), dtype=np.float32)
    colour = np.tile(look.skin, (count, 1)) * (1 + 0.4 * look.freckles * speckle)
    colour = _paint_face(colour, lips, part == BODY, regions.face, look)
    hair = look.hair * (0.7 + 0.6 * shade)
    if look.hair_style != "bald":
        scalp = _scalp(regions.face) & (part == BODY)
        colour[scalp] = hair[scalp]
    strands = part == HAIR
    colour[strands] = hair[strands]
    eyes = part == EYE
    from_pupil = np.hypot(np.abs(regions.place[:, 0]) - regions.eye[0], regions.place[:, 2] - regions.eye[2])
    colour[eyes] = 0.75
    colour[eyes & (from_pupil < 0.17 * 2 * regions.eye[0])] = [0.05, 0.03, 0.02]
    return np.clip(colour, 0.004, 0.95).astype(np.float32)


def _paint_face(
    colour: FloatArray, lips: FloatArray, on_body: NDArray[np.bool_], face: FloatArray, look: SignerLook
) -> FloatArray:
    """Cheeks, lips, brows, eye sockets, beard and glasses over the skin colour (N, 3)."""
    beside, behind, above = np.abs(face[:, 0]), face[:, 1], face[:, 2]
    in_front = on_body & (behind < 0.6) & (above > -2.6)
    cheeks = np.exp(-((beside - 0.75) ** 2 + (above + 0.75) ** 2) / 0.12) * in_front * 0.3
    colour = colour * (1 + cheeks[:, None] * np.array([0.08, -0.2, -0.22]))
    colour = _blend(colour, look.lips, 0.8 * lips)
    from_brow = np.abs(above - 0.42 - 0.10 * np.cos((beside - 0.55) * 3))
    brows = np.clip((0.16 - from_brow) / 0.08, 0, 1) * np.clip((0.5 - np.abs(beside - 0.55)) / 0.12, 0, 1)
    colour = _blend(colour, look.hair, 0.85 * brows * (in_front & (behind < 0.3)))
    from_eye = np.hypot(beside - 0.5, (above - 0.05) * 1.6)
    sockets = np.clip((0.42 - from_eye) / 0.27, 0, 1) * (in_front & (behind < 0.3))
    colour = colour * (1 - 0.25 * sockets)[:, None]
    around_mouth = np.clip((beside + np.maximum(0, -above - 0.9) * 1.4 - 0.6) / 0.4, 0, 1)
    beard = np.clip((-0.75 - above) / 0.5, 0, 1) * around_mouth * (1 - lips)
    colour = _blend(colour, look.hair, look.beard * beard * (on_body & (behind < 1.2) & (above > -2.6)))
    if look.glasses:
        from_rim = np.abs(np.hypot((beside - 0.52) * 0.9, above - 0.02) - 0.40)
        colour[(from_rim < 0.05) & (behind < 0.1) & in_front] = 0.02
    return colour


def _scalp(face: FloatArray) -> NDArray[np.bool_]:
    """(N,): above the hairline, which falls towards the ears and the nape."""
    beside, behind, above = np.abs(face[:, 0]), face[:, 1], face[:, 2]
    hairline = 0.95 - 0.35 * np.clip((beside - 0.5) / 0.7, 0, 1)
    height = above - 0.55 * np.maximum(0, -behind) + 0.9 * np.clip(behind - 0.8, 0, 2)
    return (height > hairline) & (above > -1.9)


def _blend(colour: FloatArray, paint: FloatArray, strength: FloatArray) -> FloatArray:
    return colour * (1 - strength[:, None]) + paint * strength[:, None]
