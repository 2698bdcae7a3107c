"""What is done without signing: hands that stay possible, things that stay in the hand, people who really leave."""

import numpy as np
import pytest

from training.signers.activities import ACTIVITIES
from training.signers.body import sample_body
from training.signers.fidgets import GESTURES
from training.signers.hands import measure_hand
from training.signers.handshapes import handshape_id
from training.signers.idling import random_gesture
from training.signers.motion import SigningStyle, plan_motion
from training.signers.props import hold
from training.signers.raster_loops import skin_vertices
from training.signers.rasterizer import RenderMesh
from training.signers.silence import SILENCE_KINDS, Silence, sample_silence
from training.signers.spells import Spell, sum_spells
from training.signers.staging import plan_clip

HELD = sorted(name for name, activity in ACTIVITIES.items() if activity.prop)


def _bare_mesh() -> RenderMesh:
    corner = np.zeros((1, 3), np.float32)
    return RenderMesh(
        corner, corner, np.zeros((1, 4), np.int32), np.ones((1, 4), np.float32) / 4, np.zeros((1, 3), np.int32),
        corner, np.zeros((1, 2), np.float32), np.zeros((1, 1, 3), np.float32), np.zeros(1, np.bool_),
        np.zeros(1, np.bool_),
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(ACTIVITIES))
def test_an_activity_lasts_moves_and_says_nothing(name: str) -> None:
    """It goes on for as long as asked, the hands move, and no frame of it is labelled."""
    body = sample_body(np.random.default_rng(1))
    motion = plan_motion(
        body, [], SigningStyle(), np.random.default_rng(2), duration_s=5.0, silence=Silence("busy", name)
    )
    assert len(motion.gloss_index) >= 5 * 25
    assert (motion.gloss_index == -1).all()
    wrists = [body.topology.bone(f"wrist.{side}") for side in "LR"]
    assert motion.joints[:, wrists].std(axis=0).max() > (0.0 if "fold" in name else 0.004)


@pytest.mark.parametrize("name", HELD)
def test_a_thing_is_held_from_the_first_frame_to_the_last(name: str) -> None:
    """The hand that holds it never opens into a resting hand."""
    body = sample_body(np.random.default_rng(3))
    motion = plan_motion(
        body, [], SigningStyle(), np.random.default_rng(4), duration_s=6.0, silence=Silence("busy", name)
    )
    assert not (motion.handshape[:, 0] == handshape_id("rest")).any()


def test_a_cup_comes_to_the_mouth() -> None:
    """While somebody drinks, the cup is within 5.5 cm of the middle of the lips at times, and at others a hand away."""
    body = sample_body(np.random.default_rng(0))
    silence = Silence("busy", "drinks from a mug")
    motion = plan_motion(body, [], SigningStyle(), np.random.default_rng(1), duration_s=6.0, silence=silence)
    cup = hold(_bare_mesh(), body, "R", "mug", np.random.default_rng(2))
    placed, normals = np.empty_like(cup.positions), np.empty_like(cup.positions)
    lips = body.vertices[body.topology.lips > 0.5].mean(0)
    head, nearest = body.topology.bone("head"), []
    for skin in motion.skin:
        skin_vertices(cup.positions, cup.normals, cup.bone_indices, cup.bone_weights, skin, placed, normals)
        mouth = skin[head] @ np.append(lips, 1)
        nearest.append(float(np.linalg.norm(placed[1:] - mouth, axis=1).min()))
    assert min(nearest) < 0.055
    assert max(nearest) > 0.18


@pytest.mark.parametrize("kind", ["mug", "glass", "bottle", "phone", "book", "paper", "pen"])
def test_things_fit_the_hand(kind: str) -> None:
    """Every thing is an outline in metres near the hand, and moves with the wrist alone."""
    body = sample_body(np.random.default_rng(5))
    mesh = hold(_bare_mesh(), body, "L", kind, np.random.default_rng(6))
    thing = mesh.positions[1:] - measure_hand(body, "L").wrist
    assert 0.08 < np.ptp(thing, axis=0).max() < 0.45
    assert np.linalg.norm(thing, axis=1).min() < 0.14
    assert (mesh.bone_indices[1:] == body.topology.bone("wrist.L")).all()
    assert mesh.triangles.max() == len(mesh.positions) - 1


def test_every_kind_of_silence_comes_up() -> None:
    """A hundred draws give all kinds and nearly all activities; a kind that is asked for is what comes."""
    drawn = [sample_silence(np.random.default_rng(seed)) for seed in range(150)]
    assert {silence.kind for silence in drawn} == set(SILENCE_KINDS)
    assert len({silence.activity for silence in drawn}) > 10
    assert all(sample_silence(np.random.default_rng(seed), "still").kind == "still" for seed in range(9))


def test_somebody_who_leaves_is_out_of_the_picture_and_does_not_widen_it() -> None:
    """In most such clips the head is outside at some time, and at least half its size while it is inside."""
    out = 0
    for seed in range(12):
        plan = plan_clip(seed, [], frame_size=16, frame_rate=12.5, silence="leaves")
        assert plan.motion is not None
        body_head = plan.motion.joints[:, [_bone("head"), _bone("neck01")]].astype(float)
        heads = np.stack([plan.cameras[0].project(pair) for pair in body_head])  # (T, 2, 2)
        out += bool((np.abs(heads[:, 0] - 0.5) > 0.55).any())
        there = np.abs(heads[:, 0] - 0.5).max(-1) < 0.4
        if there.any():
            assert np.linalg.norm(heads[there, 0] - heads[there, 1], axis=-1).max() > 0.05
    assert out >= 6


def _bone(name: str) -> int:
    return sample_body(np.random.default_rng(0)).topology.bone(name)


def test_short_gestures_stay_short_and_point_at_nobody() -> None:
    """Between signs nothing takes longer than two seconds, and no index finger points at camera or chest."""
    for name, gesture in GESTURES.items():
        seconds = sum(posture.hold_s for posture in gesture.dominant)
        seconds += sum(posture.time_s for posture in gesture.dominant[1:])
        assert seconds < 2.0, name
        ends = [posture for posture in gesture.dominant if posture.handshape == "1" and posture.hold_s > 0]
        assert all(abs(posture.fingers[2]) < 0.5 for posture in ends), name
    gestures = [random_gesture(np.random.default_rng(seed)) for seed in range(60)]
    assert all(posture.handshape != "1" for gesture in gestures for posture in gesture.dominant)


def test_spells_add_up() -> None:
    """Outside its time a spell does nothing, inside it all it says, and two at once add up."""
    times = np.array([0.0, 2.0, 9.0])
    both = [Spell(1.0, 3.0, 0.5, head=(1.0, 0.0, 0.0)), Spell(1.0, 3.0, 0.5, head=(0.5, 0.0, 0.2), shift=(0, 0, 1.0))]
    head, lean, shift = sum_spells(both, times)
    np.testing.assert_allclose(head, [[0, 0, 0], [1.5, 0, 0.2], [0, 0, 0]])
    np.testing.assert_allclose(shift[:, 2], [0, 1, 0])
    assert not lean.any()
