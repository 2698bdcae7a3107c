"""Geometry of one hand of a body: finger rotations from a hand shape, and where its reference points then are."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from training.signers.body import BodyTopology, SignerBody
from training.signers.rotations import Array, normalize, rotation_about, shortest_arc

Side = Literal["L", "R"]
HALF_THICKNESS_M = 0.016  # from the bones to the skin of palm or back

# Places on the hand that a sign puts somewhere.
POINTS = (
    "wrist", "palm", "back", "heel", "knuckles", "index", "middle", "little", "thumb", "tips", "pinch", "edge",
    "fist-palm", "fist-bottom",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """One hand in rest pose; directions and offsets along the world axes."""

    side: Side
    wrist: Array  # (3,)
    axes: Array  # (3, 3) columns: along the fingers, toward the thumb, out of the palm
    knuckles: Array  # (5, 3) first joints of thumb to little finger, from the wrist
    directions: Array  # (5, 3, 3) of each finger's three bones
    lengths: Array  # (5, 3)

    @property
    def outward(self) -> float:
        """Sign of x toward the hand's own side: 1 on the left, -1 on the right."""
        return 1.0 if self.side == "L" else -1.0


def measure_hand(body: SignerBody, side: Side) -> Hand:
    """The hand of `body` on `side`, from its finger joints in rest pose."""
    topology = body.topology
    chain = np.stack([body.joints[_finger_bones(topology, side, finger)] for finger in range(1, 6)]).astype(np.float64)
    bones = np.diff(chain, axis=1)  # (5, 3, 3)
    wrist = body.joint(f"wrist.{side}")
    along = normalize(chain[2, 0] - wrist)
    thumbward = chain[1, 0] - chain[4, 0]
    thumbward = normalize(thumbward - (thumbward @ along) * along)
    palm = np.cross(thumbward, along) if side == "R" else np.cross(along, thumbward)
    return Hand(
        side=side,
        wrist=wrist,
        axes=np.stack([along, thumbward, palm], axis=-1),
        knuckles=chain[:, 0] - wrist,
        directions=normalize(bones),
        lengths=np.linalg.norm(bones, axis=-1),
    )


@cache
def _finger_bones(topology: BodyTopology, side: Side, finger: int) -> list[int]:
    """Indices of the finger's three bones and its tip; 1 is the thumb."""
    return [topology.bone(f"finger{finger}-{part}.{side}") for part in ("1", "2", "3", "tip")]


def finger_bone_names(side: Side) -> list[str]:
    """Names of the 15 finger bones in the order of `finger_rotations`."""
    return [f"finger{finger}-{part}.{side}" for finger in range(1, 6) for part in (1, 2, 3)]


def finger_rotations(hand: Hand, fingers: Array, thumb: Array) -> Array:
    """Rotation of every finger bone relative to the hand, (T, 5, 3, 3, 3).

    Args:
        hand: The hand in rest pose; its relaxed bend is taken out, so that zero angles mean a straight finger.
        fingers: Angles in radians, (T, 4, 4), as in `handshapes.Finger`.
        thumb: Unit directions of the thumb's bones in the hand's axes, (T, 3, 3).
    """
    along, thumbward, palm = hand.axes.T
    spread_axis, bend_axis = np.cross(along, thumbward), np.cross(along, palm)
    rest = hand.directions[1:]  # (4, 3, 3)
    rest_spread = np.arctan2(rest @ thumbward, rest @ along)  # (4, 3)
    undo_spread = rotation_about(np.broadcast_to(spread_axis, rest.shape), -rest_spread)
    aligned = np.einsum("fbij,fbj->fbi", undo_spread, rest)
    rest_bend = np.arctan2(aligned @ palm, aligned @ along)

    bend = np.cumsum(fingers[..., :3], axis=-1)  # (T, 4, 3)
    spread = fingers[..., 3] * np.cos(np.clip(bend[..., 0], 0, 1.4))  # a bent knuckle cannot spread
    count = len(fingers)
    turn_spread = rotation_about(np.broadcast_to(spread_axis, (count, 4, 3)), spread)[:, :, None]
    turn_bend = rotation_about(np.broadcast_to(bend_axis, (count, 4, 3, 3)), bend - rest_bend)
    rotations = np.empty((count, 5, 3, 3, 3))
    rotations[:, 1:] = turn_spread @ turn_bend @ undo_spread

    turned = np.broadcast_to(np.eye(3), (count, 3, 3))
    for bone in range(3):
        target = normalize(thumb[:, bone]) @ hand.axes.T
        turned = shortest_arc(normalize(turned @ hand.directions[0, bone]), target) @ turned
        rotations[:, 0, bone] = turned
    return rotations


def finger_joints(hand: Hand, rotations: Array) -> Array:
    """First joint, two further joints and tip of every finger from the wrist in the hand's rest axes, (T, 5, 4, 3)."""
    bones = np.einsum("tfbij,fbj->tfbi", rotations, hand.directions * hand.lengths[..., None])
    start = np.broadcast_to(hand.knuckles[:, None], (len(rotations), 5, 1, 3))
    return np.concatenate([start, start + np.cumsum(bones, axis=2)], axis=2)


def reference_points(hand: Hand, joints: Array) -> dict[str, Array]:
    """Every place of POINTS from the wrist in the hand's rest axes, (T, 3) each, given `finger_joints`."""
    palm = hand.axes[:, 2] * HALF_THICKNESS_M
    centre = 0.72 * joints[:, [1, 2, 4], 0].mean(axis=1)
    tips = joints[:, :, 3]
    points = {
        "wrist": np.zeros_like(centre),
        "palm": centre + palm,
        "back": centre - palm,
        "heel": 0.25 * centre + 1.2 * palm,
        "knuckles": joints[:, 2, 0],
        "index": tips[:, 1],
        "middle": tips[:, 2],
        "little": tips[:, 4],
        "thumb": tips[:, 0],
        "tips": (tips[:, 1] + tips[:, 2]) / 2,
        "pinch": (tips[:, 0] + tips[:, 1]) / 2,
        # the side of the little finger, with which a flat hand chops
        "edge": 0.8 * joints[:, 4, 0] - 0.014 * hand.axes[:, 1],
        # the palm side of a fist: the folded fingers' middle bones
        "fist-palm": (joints[:, 1:4, 1] + joints[:, 1:4, 2]).mean(axis=1) / 2 + 0.5 * palm,
        # the little-finger edge of a fist, on which it stands
        "fist-bottom": 0.75 * joints[:, 4, 0] - 0.014 * hand.axes[:, 1] + 0.8 * palm,
    }
    assert tuple(sorted(points)) == tuple(sorted(POINTS))
    return points
