"""Arms that reach a wrist target (two-bone inverse kinematics) and the step from bone rotations to skin matrices."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from training.signers.anchors import BodyMap
from training.signers.body import BodyTopology, SignerBody
from training.signers.hands import Side
from training.signers.rotations import (
    Array,
    frame_of,
    normalize,
    rotation_about,
    rotation_from_vector,
    shortest_arc,
    twist_about,
)

LARGEST_WRIST_BEND = np.radians(80)
LARGEST_FOREARM_TWIST = np.radians(115)
_COMFORTABLE_TWIST = 1.3  # radians either way from the rest pose
_SWIVELS = np.radians(np.arange(-40, 91, 10))
_ELBOW_SMOOTHING_S = 0.12
_HEAD_SHARE = {"neck01": 0.3, "neck02": 0.5, "neck03": 0.7, "head": 1.0}
_FOREARM_RADIUS_M = 0.035

TRUTH_JOINTS: tuple[str, ...] = (
    "head", "neck01",
    "upperarm01.L", "lowerarm01.L", "wrist.L",
    "finger1-tip.L", "finger2-tip.L", "finger3-tip.L", "finger5-tip.L",
    "upperarm01.R", "lowerarm01.R", "wrist.R",
    "finger1-tip.R", "finger2-tip.R", "finger3-tip.R", "finger5-tip.R",
)  # fmt: skip


def truth_joint_indices(topology: BodyTopology) -> list[int]:
    """Indices of TRUTH_JOINTS among the joints of `topology`."""
    return [topology.bone(name) for name in TRUTH_JOINTS]


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """Rest geometry of one arm."""

    side: Side
    outward: float  # sign of x toward the arm's own side
    clavicle: Array  # joint positions, (3,)
    shoulder: Array
    upper: Array  # unit directions, (3,)
    lower: Array
    upper_length: float
    lower_length: float


@dataclass(frozen=True, slots=True, eq=False)
class ArmPose:
    """A solved arm over T frames."""

    rotations: dict[str, Array]  # bone name to global rotation, (T, 3, 3)
    elbow: Array  # (T, 3)
    wrist: Array  # (T, 3) equals the target where the target can be reached
    wrist_bend: Array  # (T,) radians between forearm and hand
    forearm_twist: Array  # (T,) radians from the rest pose


@dataclass(frozen=True, slots=True, eq=False)
class _Swivelled:
    elbow: Array  # (..., 3)
    upper: Array  # (..., 3, 3)
    lower: Array  # (..., 3, 3)
    twist: Array  # (...)
    bend: Array  # (...)


def measure_arm(body: SignerBody, side: Side) -> Arm:
    """The arm of `body` on `side`."""
    clavicle, shoulder, elbow, wrist = (
        body.joint(f"{bone}.{side}") for bone in ("clavicle", "upperarm01", "lowerarm01", "wrist")
    )
    return Arm(
        side=side,
        outward=1.0 if side == "L" else -1.0,
        clavicle=clavicle,
        shoulder=shoulder,
        upper=normalize(elbow - shoulder),
        lower=normalize(wrist - elbow),
        upper_length=float(np.linalg.norm(elbow - shoulder)),
        lower_length=float(np.linalg.norm(wrist - elbow)),
    )


def solve_arm(arm: Arm, wrist: Array, hand: Array, body_map: BodyMap, frame_rate: float) -> ArmPose:
    """Bone rotations that bring the wrist to `wrist` (T, 3) with the hand turned by `hand` (T, 3, 3).

    The elbow may swing about the line from shoulder to wrist; it goes where the wrist bends and the forearm twists
    least and the forearm stays out of the trunk (ours). A target out of reach is approached along the same line, and
    a hand bent beyond LARGEST_WRIST_BEND is turned back to it.
    """
    clavicle = _clavicle_rotation(arm, wrist)
    shoulder = arm.clavicle + np.einsum("tij,j->ti", clavicle, arm.shoulder - arm.clavicle)
    reach = arm.upper_length + arm.lower_length
    nearest = abs(arm.upper_length - arm.lower_length) + 0.1
    distance = np.clip(np.linalg.norm(wrist - shoulder, axis=1), nearest, reach * 0.995)
    line = normalize(wrist - shoulder)
    reached = shoulder + line * distance[:, None]

    every = _swivel(arm, shoulder, reached, line, distance, hand, _SWIVELS[:, None])
    cost = _swivel_cost(every, reached, body_map)  # (P, T)
    weight = np.exp(-3 * (cost - cost.min(axis=0)))
    angle = (weight * _SWIVELS[:, None]).sum(axis=0) / weight.sum(axis=0)
    angle = gaussian_filter1d(angle, _ELBOW_SMOOTHING_S * frame_rate, mode="nearest")

    chosen = _swivel(arm, shoulder, reached, line, distance, hand, angle)
    hand, bend = _limit_bend(arm, chosen, hand)
    rotations = _arm_rotations(arm, clavicle, chosen, hand)
    return ArmPose(rotations, chosen.elbow, reached, bend, chosen.twist)


def _clavicle_rotation(arm: Arm, wrist: Array) -> Array:
    """The shoulder girdle follows the hand a little: up, forward and inward; (T, 3, 3)."""
    relative = (wrist - arm.shoulder) / (arm.upper_length + arm.lower_length)
    raised = np.clip(0.08 + 0.40 * np.clip(relative[:, 2], -0.6, 0.9), 0, 0.45)
    forward = np.clip(-relative[:, 1] - 0.45, 0, 0.5) * 0.35
    inward = np.clip(-arm.outward * relative[:, 0], 0, 0.8) * 0.25
    across, upright = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    count = (len(wrist), 3)
    return rotation_about(np.broadcast_to(across, count), -arm.outward * raised) @ rotation_about(
        np.broadcast_to(upright, count), -arm.outward * (forward + inward)
    )


def _swivel(
    arm: Arm, shoulder: Array, wrist: Array, line: Array, distance: Array, hand: Array, angle: Array
) -> _Swivelled:
    """The arm with its elbow turned by `angle` (..., T) about the line; 0 is down and slightly out and back."""
    cosine = (arm.upper_length**2 + distance**2 - arm.lower_length**2) / (2 * arm.upper_length * distance)
    cosine = np.clip(cosine, -1, 1)
    down = np.array([arm.outward * 0.55, 0.28, -1.0])
    first = normalize(down - (line @ down)[:, None] * line)
    second = np.cross(line, first) * arm.outward  # a positive angle lifts the elbow outward
    toward = first * np.cos(angle)[..., None] + second * np.sin(angle)[..., None]
    elbow = shoulder + (line * cosine[:, None] + toward * np.sqrt(1 - cosine**2)[:, None]) * arm.upper_length
    upper, lower = normalize(elbow - shoulder), normalize(wrist - elbow)
    hinge = normalize(np.cross(upper, lower))
    rest_hinge = np.cross(arm.upper, arm.lower)
    upper_turn = frame_of(upper, hinge) @ frame_of(arm.upper, rest_hinge).T
    lower_turn = frame_of(lower, hinge) @ frame_of(arm.lower, rest_hinge).T
    relative = np.swapaxes(lower_turn, -1, -2) @ hand
    bend = np.arccos(np.clip(relative @ arm.lower @ arm.lower, -1, 1))
    return _Swivelled(elbow, upper_turn, lower_turn, twist_about(relative, arm.lower), bend)


def _swivel_cost(every: _Swivelled, wrist: Array, body_map: BodyMap) -> Array:
    """Discomfort of every candidate elbow, (P, T)."""
    along = np.array([0.15, 0.45, 0.7])[:, None, None, None]
    points = every.elbow + along * (wrist - every.elbow)  # (3, P, T, 3)
    sunk = body_map.depth_inside(points, _FOREARM_RADIUS_M).max(axis=0)
    strain = np.maximum(np.abs(every.twist) - _COMFORTABLE_TWIST, 0)
    lifted = _SWIVELS[:, None] / 0.7
    return (every.bend / 0.7) ** 2 + 4.8 * strain**2 + 0.35 * lifted**2 + 12 * np.minimum(sunk, 0.12) / 0.12


def _limit_bend(arm: Arm, pose: _Swivelled, hand: Array) -> tuple[Array, Array]:
    """The hand's rotation turned back to the largest wrist bend where it exceeds it, and the bend that is left."""
    excess = np.maximum(pose.bend - LARGEST_WRIST_BEND, 0)
    axis = normalize(np.cross(pose.lower @ arm.lower, hand @ arm.lower))
    return rotation_about(axis, -excess) @ hand, pose.bend - excess


def _arm_rotations(arm: Arm, clavicle: Array, pose: _Swivelled, hand: Array) -> dict[str, Array]:
    """Global rotations (T, 3, 3) of the arm's seven bones, twists spread over the doubled bones."""
    swing = shortest_arc(np.broadcast_to(arm.upper, pose.elbow.shape), pose.upper @ arm.upper)
    upper_twist = twist_about(np.swapaxes(swing, 1, 2) @ pose.upper, arm.upper)
    upper_axis = np.broadcast_to(arm.upper, pose.elbow.shape)
    lower_axis = np.broadcast_to(arm.lower, pose.elbow.shape)
    by_bone = {
        "clavicle": clavicle,
        "shoulder01": clavicle,
        "upperarm01": swing @ rotation_about(upper_axis, 0.5 * upper_twist),
        "upperarm02": swing @ rotation_about(upper_axis, 0.9 * upper_twist),
        "lowerarm01": pose.lower @ rotation_about(lower_axis, 0.35 * pose.twist),
        "lowerarm02": pose.lower @ rotation_about(lower_axis, 0.85 * pose.twist),
        "wrist": hand,
    }
    return {f"{bone}.{arm.side}": rotation for bone, rotation in by_bone.items()}


def pose_skeleton(
    body: SignerBody, rotations: dict[str, Array], head: Array, lean: Array, shift: Array
) -> tuple[Array, Array]:
    """Skin matrices (T, J, 3, 4) and joint places (T, J, 3).

    Args:
        body: The body in rest pose.
        rotations: Global rotation of some bones by name, (T, 3, 3); the others follow their parent.
        head: Rotation vector of the head, (T, 3), spread over the neck.
        lean: Rotation vector of everything about the hips, (T, 3).
        shift: Displacement of everything in metres, (T, 3).
    """
    topology, rest = body.topology, body.joints.astype(np.float64)
    count = len(head)
    turned = np.zeros((count, len(rest), 3, 3))
    placed = np.zeros((count, len(rest), 3))
    for bone, (name, parent) in enumerate(zip(topology.bone_names, topology.parents, strict=True)):
        if parent < 0:
            turned[:, bone], placed[:, bone] = np.eye(3), rest[bone]
            continue
        if name in rotations:
            turned[:, bone] = rotations[name]
        elif name in _HEAD_SHARE:
            turned[:, bone] = rotation_from_vector(head * _HEAD_SHARE[name])
        else:
            turned[:, bone] = turned[:, parent]
        placed[:, bone] = placed[:, parent] + turned[:, parent] @ (rest[bone] - rest[parent])
    leaning = rotation_from_vector(lean)[:, None]  # (T, 1, 3, 3)
    turned = leaning @ turned
    placed = (leaning @ placed[..., None])[..., 0] + shift[:, None]  # the hips are the origin
    offset = placed - (turned @ rest[..., None])[..., 0]
    return np.concatenate([turned, offset[..., None]], axis=-1), placed
