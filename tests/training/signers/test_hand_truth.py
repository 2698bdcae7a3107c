"""Place, direction and movement of the hands: as the notation says, and as the camera sees them."""

from dataclasses import replace

import numpy as np
import pytest

from training.signers.body import sample_body
from training.signers.framing import sample_camera, widen
from training.signers.hand_truth import PLACE_NAMES
from training.signers.lexicon import SIGNS
from training.signers.motion import SigningStyle, plan_motion
from training.signers.timeline import to_world

STILL = replace(SigningStyle(), sway=0.0, nonmanual=0.0, turn_jitter=0.0, variants=0.0)


@pytest.mark.parametrize("gloss", ["THANK-YOU", "PLEASE"])
def test_place_and_direction_are_those_of_the_notation(gloss: str) -> None:
    """For a neutral style the hand arrives at the first posture's place, its fingers and palm as written down."""
    body = sample_body(np.random.default_rng(0))
    motion = plan_motion(body, [gloss], STILL, np.random.default_rng(0))
    start = int(np.flatnonzero(motion.gloss_index == 0)[0])
    posture = SIGNS[gloss].dominant[0]

    assert PLACE_NAMES[motion.place[start, 0]] == posture.place.anchor
    written = np.stack([to_world(posture.fingers, "R"), to_world(posture.palm, "R")])
    written /= np.linalg.norm(written, axis=1, keepdims=True)
    assert (motion.direction[start, 0] * written).sum(-1).min() > 0.9
    np.testing.assert_allclose(np.linalg.norm(motion.direction, axis=-1), 1, atol=1e-4)
    np.testing.assert_allclose((motion.direction[:, :, 0] * motion.direction[:, :, 1]).sum(-1), 0, atol=1e-4)


def test_movement_adds_up_to_the_way() -> None:
    """Summed over time, the wrists' velocities are where they went, in shoulder widths."""
    body = sample_body(np.random.default_rng(1))
    motion = plan_motion(body, ["HELLO"], SigningStyle(), np.random.default_rng(1))
    for hand, side in enumerate(("R", "L")):
        wrist = motion.joints[:, body.topology.bone(f"wrist.{side}")]
        steps = (motion.movement[1:, hand] + motion.movement[:-1, hand]) / (2 * motion.frame_rate)
        way = np.cumsum(steps, axis=0) * body.shoulder_width_m
        np.testing.assert_allclose(way, wrist[1:] - wrist[0], atol=0.02)


@pytest.mark.parametrize("seed", range(6))
def test_the_cameras_axes_are_those_of_its_picture(seed: int) -> None:
    """Along the first axis a point moves right in the picture, along the second up, along the third nearer."""
    camera = sample_camera(np.random.default_rng(seed), np.array([0.0, -0.1, 0.9]), 0.36).shaken(0.01, -0.02)
    camera = widen(camera, np.array([[0.9, 0.0, 0.5], [0.0, 0.0, 1.0]]))
    axes = camera.along_axes(np.eye(3)).T  # (3, 3) the axes in the world
    point = np.array([0.1, -0.3, 0.7])

    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-9)
    right, up = (camera.project(point + 0.01 * axis) - camera.project(point) for axis in axes[:2])
    assert right[0] > 0.001
    assert up[1] < -0.001
    np.testing.assert_allclose([right[1], up[0]], 0, atol=1e-9)
    assert np.linalg.norm(point + 0.01 * axes[2] - camera.eye) < np.linalg.norm(point - camera.eye)
