"""Place, direction and movement of the hands: as the notation says, and as the camera sees them."""

from dataclasses import replace

import numpy as np
import pytest

from training.signers.anchors import map_body
from training.signers.body import sample_body
from training.signers.framing import sample_camera, widen
from training.signers.hand_truth import PLACE_NAMES, hand_directions, place_id
from training.signers.hands import measure_hand
from training.signers.motion import SigningStyle, plan_motion
from training.signers.postures import Gesture, Place, Posture
from training.signers.timeline import SigningSpace, TimelineWriter, to_world
from training.signers.trajectory import follow_keys, place_keys

STILL = replace(SigningStyle(), turn_jitter=0.0, laxness=0.0, smoothing_s=0.01)
CHEST = Posture("B", Place("chest"), "palm", fingers=(-1, 0.3, 0), palm=(0, 0, -1), hold_s=0.4)
CHIN = Posture("5", Place("chin"), "tips", fingers=(0, 1, 0), palm=(-1, 0, 0), hold_s=0.4)


@pytest.mark.parametrize("posture", [CHEST, CHIN])
def test_place_and_direction_are_those_of_the_notation(posture: Posture) -> None:
    """A hand that holds a posture is at its place, fingers and palm as written down; before it is at rest."""
    body, rng = sample_body(np.random.default_rng(0)), np.random.default_rng(0)
    space, hand = SigningSpace(map_body(body), body.shoulder_width_m, 1.0, 0.0), measure_hand(body, "R")
    writer = TimelineWriter(space, STILL, rng)
    writer.rest(0.4)
    writer.sign(Gesture((posture,)), 0)
    writer.rest(0.4)
    span, keys = writer.timeline.spans[0], writer.timeline.dominant
    times = np.arange(0, writer.timeline.duration_s, 0.04)
    path = follow_keys(
        hand, keys, place_keys(hand, keys, space, STILL, rng, None), space, STILL, times, np.zeros((len(times), 3))
    )
    held = int(np.searchsorted(times, (span.start_s + span.end_s) / 2))

    assert PLACE_NAMES[path.place[held]] == posture.place.anchor
    assert path.place[0] == place_id(keys[0].posture.place.anchor)
    skin = np.zeros((len(times), len(body.topology.bone_names), 3, 4))
    skin[:, body.topology.bone("wrist.R"), :, :3] = path.rotation
    found = hand_directions(body, ["R"], skin)
    written = np.stack([to_world(posture.fingers, "R"), to_world(posture.palm, "R")])
    written /= np.linalg.norm(written, axis=1, keepdims=True)
    np.testing.assert_allclose(found[held, 0], written, atol=0.05)
    np.testing.assert_allclose(np.linalg.norm(found, axis=-1), 1, atol=1e-4)


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
