"""Bodies of synthetic signers: one mesh, and random people drawn from the linear basis in body.npz.

World axes: x to the signer's left, y backwards (the signer looks along -y), z up; metres; the hips are the origin.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

BODY, EYE, SHIRT, HAIR = range(4)
BodyKind = Literal["woman", "man", "girl", "boy"]
_KINDS: tuple[BodyKind, ...] = get_args(BodyKind)
_KIND_SHARES = (5 / 12, 5 / 12, 1 / 12, 1 / 12)
_WAIST_M = 0.12  # above the hips
_GIRTH_STRETCH = 1.7  # a Gaussian has too few thin and heavy people (ours)
LARGEST_DEVIATION = 2.0  # coefficients are clipped here, so that no body is a caricature
ASSET = Path(__file__).with_name("body.npz")


@dataclass(frozen=True, slots=True, eq=False)
class BodyTopology:
    """What all bodies share: triangles, parts, skin weights and the skeleton's names. N vertices, J joints."""

    triangles: NDArray[np.int32]  # (F, 3)
    part: NDArray[np.uint8]  # (N,) BODY, EYE, SHIRT or HAIR
    bone_indices: NDArray[np.int32]  # (N, 4)
    bone_weights: NDArray[np.float32]  # (N, 4), each row sums to 1
    lips: NDArray[np.float32]  # (N,) 0..1
    arm: NDArray[np.float32]  # (N,) 0 shoulder, 1 elbow, 2 wrist, more on the hand; 0 off the arms
    mean_vertices: NDArray[np.float32]  # (N, 3) the average person
    mean_joints: NDArray[np.float32]  # (J, 3)
    bone_names: tuple[str, ...]  # J names; "wrist.L" is on the signer's left; "finger2-tip.L" ends the index finger
    parents: NDArray[np.int32]  # (J,) always smaller than the bone's own index; -1 for the root

    def bone(self, name: str) -> int:
        """Index of the joint called `name`."""
        return self.bone_names.index(name)


@dataclass(frozen=True, slots=True, eq=False)
class SignerBody:
    """One person in rest pose: arms hanging, slightly bent forward."""

    vertices: NDArray[np.float32]  # (N, 3)
    joints: NDArray[np.float32]  # (J, 3)
    topology: BodyTopology
    shoulder_width_m: float  # between the shoulder joints, the unit of length in the lexicon
    kind: BodyKind = "woman"

    def joint(self, name: str) -> NDArray[np.float64]:
        """Rest position of the joint called `name`, (3,)."""
        return self.joints[self.topology.bone(name)].astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _BodyBasis:
    mean: NDArray[np.float32]  # (D,) vertices then joints, flattened
    basis: NDArray[np.float32]  # (R, D) directions of unit deviation
    coefficient_mean: NDArray[np.float32]  # (4, R): women, men, girls, boys
    coefficient_factor: NDArray[np.float32]  # (4, R, R) Cholesky factors
    coefficient_range: NDArray[np.float32]  # (2, R) smallest and largest that were baked


@cache
def _load_asset() -> tuple[BodyTopology, _BodyBasis]:
    with np.load(ASSET, allow_pickle=False) as asset:
        basis = _BodyBasis(
            asset["mean"],
            asset["basis"].astype(np.float32),
            asset["coefficient_mean"],
            asset["coefficient_factor"],
            asset["coefficient_range"],
        )
        vertex_count = len(asset["part"])
        mean = asset["mean"].reshape(-1, 3)
        topology = BodyTopology(
            triangles=asset["triangles"].astype(np.int32),
            part=asset["part"],
            bone_indices=asset["bone_indices"].astype(np.int32),
            bone_weights=asset["bone_weights"].astype(np.float32),
            lips=asset["lips"].astype(np.float32),
            arm=asset["arm"].astype(np.float32),
            mean_vertices=mean[:vertex_count],
            mean_joints=mean[vertex_count:],
            bone_names=tuple(str(name) for name in asset["bone_names"]),
            parents=asset["parents"].astype(np.int32),
        )
    return topology, basis


def load_topology() -> BodyTopology:
    """The mesh and skeleton that every body shares (read once)."""
    return _load_asset()[0]


def body_from_coefficients(coefficients: NDArray[np.float32], kind: BodyKind = "woman") -> SignerBody:
    """The body with the given basis coefficients, (R,); all zero is the average person."""
    topology, basis = _load_asset()
    # einsum, not a BLAS product: the same bytes whatever the number of threads.
    points = (basis.mean + np.einsum("r,rd->d", coefficients, basis.basis)).reshape(-1, 3)  # (N + J, 3)
    vertices, joints = points[: len(topology.part)], points[len(topology.part) :]
    left, right = joints[topology.bone("upperarm01.L")], joints[topology.bone("upperarm01.R")]
    return SignerBody(vertices, joints, topology, float(abs(left[0] - right[0])), kind)


@cache
def _heavier() -> NDArray[np.float64]:
    """For each kind of person, the direction (4, R) of unit deviation in which the waist grows fastest."""
    topology, basis = _load_asset()
    waist = np.abs(topology.mean_vertices[:, 2] - _WAIST_M) < 0.03
    waist &= (topology.part == BODY) & (topology.arm == 0)
    # Half the depth of the waist is how far its front moves forward against its back.
    count = len(topology.part)
    backward = basis.basis.reshape(len(basis.basis), -1, 3)[:, :count][:, waist, 1]  # (R, W)
    is_front = topology.mean_vertices[waist, 1] < np.median(topology.mean_vertices[waist, 1])
    growth = backward[:, ~is_front].mean(1, dtype=np.float64) - backward[:, is_front].mean(1, dtype=np.float64)
    direction = np.einsum("gij,i->gj", basis.coefficient_factor.astype(np.float64), growth)
    return np.asarray(direction / np.linalg.norm(direction, axis=1, keepdims=True))


def sample_body(rng: np.random.Generator) -> SignerBody:
    """A random person, thin to heavy, one in six a child, within the range of the bodies that were baked."""
    _, basis = _load_asset()
    group = int(rng.choice(4, p=_KIND_SHARES))
    deviation = np.clip(rng.standard_normal(basis.basis.shape[0]), -LARGEST_DEVIATION, LARGEST_DEVIATION)
    heavier = _heavier()[group]
    deviation = deviation + (_GIRTH_STRETCH - 1) * (heavier @ deviation) * heavier
    coefficients = basis.coefficient_mean[group] + np.einsum("ij,j->i", basis.coefficient_factor[group], deviation)
    return body_from_coefficients(np.clip(coefficients, *basis.coefficient_range).astype(np.float32), _KINDS[group])
