"""Somebody else in the room: behind and beside the signer, partly out of the picture, moving a little."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from training.signers.body import load_topology
from training.signers.cast import SIGNER_COUNTS, Split, signer
from training.signers.framing import Camera, FloatMatrix, lowest_visible
from training.signers.hands import Side
from training.signers.looks import sample_outfit
from training.signers.mesh import body_regions, dress
from training.signers.motion import SignedMotion, plan_motion
from training.signers.props import hold
from training.signers.rasterizer import Lighting, RenderMesh
from training.signers.rotations import rotation_about
from training.signers.silence import SilenceKind, sample_silence

_SHARE = 0.08
_KINDS: tuple[SilenceKind, ...] = ("still", "still", "restless", "busy")
_LOWEST_BODY_M = -0.66
"""Where the body must be cut by the picture's lower edge: below the hips it has no legs."""


@dataclass(frozen=True, slots=True, eq=False)
class Bystander:
    """A second person. `turn` (3, 3) and `place` (3,) take the body's axes to the world's."""

    name: str
    mesh: RenderMesh
    motion: SignedMotion
    turn: FloatMatrix
    place: FloatMatrix
    blur: float
    """Standard deviation of the defocus, in picture heights."""

    def view(self, camera: Camera) -> Camera:
        """The camera in the axes of this body."""
        to_world = np.eye(4)
        to_world[:3, :3], to_world[:3, 3] = self.turn, self.place
        view_projection = np.einsum("ij,jk->ik", camera.view_projection, to_world)
        return Camera(view_projection, np.einsum("ji,j->i", self.turn, camera.eye - self.place))

    def lighting(self, lighting: Lighting) -> Lighting:
        """The signer's light in the axes of this body."""
        return replace(
            lighting,
            key_direction=np.einsum("ji,j->i", self.turn, lighting.key_direction).astype(np.float32),
            fill_direction=np.einsum("ji,j->i", self.turn, lighting.fill_direction).astype(np.float32),
        )


def sample_bystander(
    rng: np.random.Generator,
    split: Split,
    signer_name: str,
    camera: Camera,
    seconds: float,
    frame_rate: float,
    blur: float,
    share: float = _SHARE,
) -> Bystander | None:
    """Somebody of the split other than the signer, in this share of the clips; else None."""
    if rng.random() >= share:
        return None
    number = int(rng.integers(SIGNER_COUNTS[split]))
    if signer(split, number).name == signer_name:
        number = (number + 1) % SIGNER_COUNTS[split]
    person = signer(split, number)
    silence = sample_silence(rng, _KINDS[int(rng.integers(len(_KINDS)))])
    motion = plan_motion(person.body, (), person.style, rng, frame_rate, duration_s=seconds, silence=silence)
    regions = body_regions(load_topology())
    mesh = dress(person.body, regions, person.look, sample_outfit(person.look, rng), rng)
    side: Side = "L" if person.style.left_handed else "R"
    if silence.prop is not None:
        mesh = hold(mesh, person.body, side, silence.prop, rng)
    eyes = (person.body.joint("eye.L") + person.body.joint("eye.R")) / 2
    place = _place_behind(rng, camera, eyes)
    turn = rotation_about(np.array([0.0, 0.0, 1.0]), float(np.clip(rng.normal(0, 0.6), -1.4, 1.4)))
    return Bystander(person.name, mesh, motion, turn, place, blur)


def _place_behind(rng: np.random.Generator, camera: Camera, eyes: FloatMatrix) -> FloatMatrix:
    """Where the hips (3,) are of somebody whose eyes are `eyes` (3,) above them: at a side of the picture."""
    behind_m = float(rng.uniform(0.6, 1.7))
    beside = float(rng.uniform(0.62, 1.05)) * (1 if rng.random() < 0.5 else -1)
    above = float(rng.uniform(-0.05, 0.75))
    at = np.array([0.0, behind_m, eyes[2]])
    at[0] = _solve(camera, 0, at, 0, beside)
    at[2] = _solve(camera, 1, at, 2, above)
    lowest_m = lowest_visible(camera, at)
    return np.array([at[0] - eyes[0], behind_m, min(at[2] - eyes[2], lowest_m - _LOWEST_BODY_M)])


def _solve(camera: Camera, row: int, point: FloatMatrix, axis: int, wanted: float) -> float:
    """The coordinate `axis` at which `point` (3,) is seen at `wanted`, -1 to 1 along this row of the projection."""
    matrix, rest = camera.view_projection, point.copy()
    rest[axis] = 0.0
    line = matrix[row] - wanted * matrix[3]  # zero for all points seen there
    assert math.fabs(line[axis]) > 1e-9, "the camera looks along this axis"
    return float(-(line[:3] @ rest + line[3]) / line[axis])
