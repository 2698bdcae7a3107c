"""Caps and headsets: simple solids fitted to one head, moving with it. Ours."""

from __future__ import annotations

from typing import Literal

import numpy as np

from training.signers.body import BODY, HAIR, SignerBody
from training.signers.rasterizer import RenderMesh
from training.signers.shapes import Solid, box, hang, joined, tube, turned
from training.signers.textures import FloatArray, random_colour

Headgear = Literal["none", "cap", "headset", "hood"]

_GAP_M = 0.006


def wear(mesh: RenderMesh, body: SignerBody, kind: Headgear, hairy: bool, rng: np.random.Generator) -> RenderMesh:
    """The mesh with a random cap or headset on; a hood is made of hair and cloth where the body is dressed."""
    if kind not in ("cap", "headset"):
        return mesh
    eyes = (body.joint("eye.L") + body.joint("eye.R")) / 2
    low, high = _skull(body, eyes, hairy)
    solid = _cap(low, high, eyes, rng) if kind == "cap" else _headset(body, low, high, eyes, rng)
    return hang(mesh, solid, body.topology.bone("head"))


def _skull(body: SignerBody, eyes: np.ndarray, hairy: bool) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest corner (3,) of the head above the brows, with the hair if there is any."""
    part = np.asarray(body.topology.part)
    above = (body.vertices[:, 2] > eyes[2] + 0.05) & (part != HAIR if not hairy else part >= 0)
    above &= (part == BODY) | (part == HAIR)
    points = body.vertices[above].astype(np.float64)
    return points.min(0), points.max(0)


def _cap(low: np.ndarray, high: np.ndarray, eyes: np.ndarray, rng: np.random.Generator) -> Solid:
    cloth, shade = random_colour(rng, 0.02, 0.7, 0.8), random_colour(rng, 0.02, 0.7, 0.8)
    rim_m = eyes[2] + rng.uniform(0.045, 0.065)
    centre = np.array([0.0, (low[1] + high[1]) / 2, rim_m])
    radii = np.array([(high[0] - low[0]) / 2, (high[1] - low[1]) / 2, high[2] - rim_m]) + _GAP_M
    angles = np.linspace(0, np.pi / 2, 8)
    dome = turned([(float(np.cos(a)), float(np.sin(a))) for a in angles], [cloth] * 8)
    dome = dome.placed(np.diag(radii), centre)
    if rng.random() < 0.3:  # a woollen hat has a rim and no peak
        rim = turned([(1.02, -0.18), (1.06, -0.1), (1.06, 0.08), (1.02, 0.12)], [shade] * 4)
        return joined([dome, rim.placed(np.diag(radii), centre)])
    across = np.linspace(-1, 1, 9)
    edge = np.stack([across * radii[0] * 0.8, -np.sqrt(1 - (across * 0.8) ** 2) * radii[1], 0 * across], 1)
    peak_m, drop = rng.uniform(0.05, 0.075), rng.uniform(0.1, 0.5)
    front = edge + np.stack([0 * across, -peak_m * (1 - 0.5 * across**2), -peak_m * drop * np.ones(9)], 1)
    forward = 1 if rng.random() < 0.85 else -1  # or worn back to front
    points = np.concatenate([edge, front]) * [1, forward, 1] + centre
    here = np.arange(8)
    triangles = np.concatenate([np.stack([here, here + 1, here + 10], 1), np.stack([here, here + 10, here + 9], 1)])
    normals = np.tile(np.array([0, 0.2, 1.0]), (18, 1))
    peak = Solid(points.astype(np.float32), normals.astype(np.float32), triangles.astype(np.int32), _tiled(shade, 18))
    return joined([dome, peak])


def _headset(body: SignerBody, low: np.ndarray, high: np.ndarray, eyes: np.ndarray, rng: np.random.Generator) -> Solid:
    dark, cushion = random_colour(rng, 0.01, 0.25, 0.3), random_colour(rng, 0.01, 0.3, 0.5)
    ear = np.array([0.0, eyes[1] + 0.085, eyes[2] - 0.022])
    wide = (high[0] - low[0]) / 2 + 0.012
    angles = np.linspace(-0.05, np.pi + 0.05, 15)
    height_m = high[2] + 0.008 - ear[2]
    band = np.stack([wide * np.cos(angles), 0.015 * np.sin(angles), height_m * np.sin(angles)], 1) + ear
    parts = [tube(band, 0.007, dark), tube(band + np.array([0, 0.012, 0]), 0.007, dark)]
    radius = rng.uniform(0.026, 0.042)
    for side in (-1.0, 1.0):
        cup = turned(
            [(0.0, -0.012), (radius, -0.012), (radius, 0.008), (radius * 0.7, 0.014), (0.0, 0.014)],
            [cushion, cushion, dark, dark, dark],
        )
        axes = np.array([[0.0, 0.0, side], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
        parts.append(cup.placed(axes, ear + np.array([side * (wide - 0.004), 0, 0])))
    if rng.random() < 0.6:
        mouth = np.array([0.03, eyes[1] - 0.045, eyes[2] - 0.085])
        start = ear + np.array([wide, 0, -0.01])
        share = np.linspace(0, 1, 6)[:, None]
        boom = start * (1 - share) + mouth * share + np.sin(share * np.pi) * [0.03, -0.02, -0.005]
        parts += [tube(boom, 0.003, dark), box((0.02, 0.012, 0.012), dark).placed(np.eye(3), mouth)]
    return joined(parts)


def _tiled(colour: FloatArray, count: int) -> FloatArray:
    return np.tile(np.asarray(colour, np.float32), (count, 1))
