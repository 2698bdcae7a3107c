"""What is true of a hand in every frame besides its shape: where it is, how it is turned, how fast it moves."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.signers.anchors import ANCHORS
from training.signers.body import SignerBody
from training.signers.hands import Side, measure_hand
from training.signers.postures import OTHER_HAND
from training.signers.rotations import Array

PLACE_NAMES: tuple[str, ...] = (*sorted(ANCHORS), OTHER_HAND)


def place_id(anchor: str) -> int:
    """Position of an anchor's name, or of OTHER_HAND, in PLACE_NAMES, the number used in the frame truth."""
    return PLACE_NAMES.index(anchor)


def hand_directions(body: SignerBody, sides: Sequence[Side], skin: Array) -> NDArray[np.float32]:
    """Where straight fingers would point and where the palm faces, unit vectors along the world axes.

    Args:
        body: Whose hands.
        sides: Which hands, N of them.
        skin: Rest pose to world, (T, J, 3, 4).

    Returns:
        (T, N, 2, 3): fingers, then palm.
    """
    turned = [
        skin[:, body.topology.bone(f"wrist.{side}"), :, :3] @ measure_hand(body, side).axes[:, [0, 2]]  # (T, 3, 2)
        for side in sides
    ]
    return np.stack(turned, axis=1).swapaxes(-1, -2).astype(np.float32)  # (T, N, 2, 3)


def wrist_velocities(body: SignerBody, sides: Sequence[Side], joints: Array, frame_rate: float) -> NDArray[np.float32]:
    """Velocities of the wrists along the world axes in shoulder widths a second, (T, N, 3), from `joints` (T, J, 3)."""
    wrists = joints[:, [body.topology.bone(f"wrist.{side}") for side in sides]]  # (T, N, 3)
    return (np.gradient(wrists, axis=0) * (frame_rate / body.shoulder_width_m)).astype(np.float32)
