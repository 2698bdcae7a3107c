"""The signing movement: exact truth, contact, limits of the body, determinism."""

from dataclasses import replace

import numpy as np
import pytest

from models.errors import BadInputError
from training.signers.anchors import map_body
from training.signers.body import SignerBody, load_topology, sample_body
from training.signers.hands import Side, measure_hand, reference_points
from training.signers.handshapes import HANDSHAPE_NAMES
from training.signers.lexicon import cached_lexicon
from training.signers.motion import SignedMotion, SigningStyle, plan_motion, sample_style
from training.signers.rotations import rotation_about, rotation_from_vector, shortest_arc, twist_about
from training.signers.skeleton import LARGEST_FOREARM_TWIST, TRUTH_JOINTS, measure_arm, truth_joint_indices
from training.signers.timeline import SigningSpace, TimelineWriter, is_touched
from training.signers.trajectory import place_keys

SEEDS = (0, 1, 2)
GLOSSES = cached_lexicon().glosses


def _sign(gloss: str, seed: int, style: SigningStyle | None = None) -> tuple[SignerBody, SignedMotion]:
    body = sample_body(np.random.default_rng(seed))
    return body, plan_motion(body, [gloss], style or SigningStyle(), np.random.default_rng(seed))


def test_same_seed_gives_the_same_bytes() -> None:
    """Body, style and motion depend on nothing but their seeds."""
    runs = []
    for _ in range(2):
        body = sample_body(np.random.default_rng(1))
        style = sample_style(np.random.default_rng(2))
        motion = plan_motion(body, ["YES", "HELP"], style, np.random.default_rng(3))
        runs.append((motion.skin.tobytes(), motion.joints.tobytes(), motion.gloss_index.tobytes()))
    assert runs[0] == runs[1]


def test_shapes_and_finite_numbers() -> None:
    """All arrays have the promised shapes and types, and the skin matrices are rigid."""
    body, motion = _sign("GOOD", 4)
    frames, joints = len(motion.gloss_index), len(body.topology.bone_names)
    assert motion.skin.shape == (frames, joints, 3, 4)
    assert motion.joints.shape == (frames, joints, 3)
    assert motion.handshape.shape == (frames, 2)
    assert motion.skin.dtype == motion.joints.dtype == np.float32
    assert motion.gloss_index.dtype == motion.handshape.dtype == np.int16
    assert np.isfinite(motion.skin).all()
    turned = motion.skin[..., :3]
    np.testing.assert_allclose(
        turned @ np.swapaxes(turned, -1, -2), np.broadcast_to(np.eye(3), turned.shape), atol=1e-4
    )


@pytest.mark.parametrize("gloss", GLOSSES)
def test_every_sign_is_labelled_for_a_sensible_time(gloss: str) -> None:
    """The core of a sign is one run of frames lasting 0.3 to 2.5 s, for many styles."""
    body = sample_body(np.random.default_rng(0))
    for seed in range(3):
        motion = plan_motion(body, [gloss], sample_style(np.random.default_rng(seed)), np.random.default_rng(seed))
        labelled = np.flatnonzero(motion.gloss_index == 0)
        assert (np.diff(labelled) == 1).all()
        assert 0.3 <= len(labelled) / motion.frame_rate <= 2.5
        assert motion.gloss_index[0] == motion.gloss_index[-1] == -1


def test_a_sign_signed_twice_has_two_spans() -> None:
    """Between two like signs at least one frame is unlabelled, also at half the frame rate."""
    body = sample_body(np.random.default_rng(3))
    for seed in range(12):
        for frame_rate in (25.0, 12.5):
            style = sample_style(np.random.default_rng(seed))
            motion = plan_motion(body, ["GOOD", "GOOD", "YES"], style, np.random.default_rng(seed), frame_rate)
            changes = motion.gloss_index[np.flatnonzero(np.diff(motion.gloss_index, prepend=-1))]
            assert changes.tolist() == [0, -1, 1, -1, 2, -1]


def _key_contacts(seed: int, gloss: str) -> list[tuple[float, str, np.ndarray]]:
    """Time, point and place of every touching posture of the dominant hand, from the lexicon."""
    body, style = sample_body(np.random.default_rng(seed)), SigningStyle()
    space = SigningSpace(map_body(body), body.shoulder_width_m, 1.0, 0.0)
    writer = TimelineWriter(space, style, np.random.default_rng(seed))
    writer.rest(0.4)
    writer.sign(cached_lexicon().forms(gloss)[0], 0)
    other = place_keys(measure_hand(body, "L"), writer.timeline.other, space, style, np.random.default_rng(0), None)
    contacts = []
    for key in writer.timeline.dominant[2:]:
        place = key.posture.place
        if is_touched(place):
            at = other.points[place.other_point][key.partner] if key.partner >= 0 else space.locate(place, "R")
            contacts.append((key.time_s, key.posture.point, at))
    return contacts


@pytest.mark.parametrize("gloss", ["THANK-YOU", "HELLO", "GOOD", "PLEASE", "SORRY", "HELP"])
@pytest.mark.parametrize("seed", SEEDS)
def test_hand_touches_what_the_lexicon_says(gloss: str, seed: int) -> None:
    """For a neutral style the reference point is at its place when the sign begins and holds: 1.5 cm sideways."""
    body = sample_body(np.random.default_rng(seed))
    motion = plan_motion(body, [gloss], replace(SigningStyle(), sway=0.0, nonmanual=0.0), np.random.default_rng(seed))
    start = int(np.flatnonzero(motion.gloss_index == 0)[0])
    contacts = _key_contacts(seed, gloss)
    first_time = contacts[0][0]
    for time_s, point, place in contacts:
        frame = start + round((time_s - first_time) * motion.frame_rate)
        frame = min(frame, int(np.flatnonzero(motion.gloss_index == 0)[-1]))
        away = np.array([_point_at(body, motion, near, point) - place for near in (frame - 1, frame, frame + 1)])
        nearest = away[np.linalg.norm(away, axis=1).argmin()]
        assert np.hypot(nearest[0], nearest[2]) < 0.015, (point, nearest)
        assert -0.04 < nearest[1] < 0.015, (point, nearest)  # the hand lies on the body, not in it


def _point_at(body: SignerBody, motion: SignedMotion, frame: int, point: str) -> np.ndarray:
    """Where a reference point of the right hand is, from the joints alone."""
    hand = measure_hand(body, "R")
    chain = [[body.topology.bone(f"finger{f}-{part}.R") for part in ("1", "2", "3", "tip")] for f in range(1, 6)]
    wrist = body.topology.bone("wrist.R")
    turned = motion.skin[frame, wrist, :, :3].astype(np.float64)
    joints = (motion.joints[frame][np.array(chain)] - motion.joints[frame, wrist]) @ turned  # (5, 4, 3) rest axes
    offset = reference_points(hand, joints[None].astype(np.float64))[point][0]
    return motion.joints[frame, wrist] + turned @ offset


@pytest.mark.parametrize("gloss", GLOSSES)
@pytest.mark.parametrize("seed", [1])
def test_wrist_and_forearm_stay_within_limits(gloss: str, seed: int) -> None:
    """No sign bends a wrist by more than 80 degrees, twists a forearm beyond its range or overstretches an arm."""
    body, motion = _sign(gloss, seed)
    topology = body.topology
    side: Side
    for side in ("L", "R"):
        arm = measure_arm(body, side)
        lower = motion.skin[:, topology.bone(f"lowerarm02.{side}"), :, :3]
        hand = motion.skin[:, topology.bone(f"wrist.{side}"), :, :3]
        bend = np.degrees(np.arccos(np.clip(((lower @ arm.lower) * (hand @ arm.lower)).sum(axis=1), -1, 1)))
        assert bend.max() < 81
        twist = twist_about(np.swapaxes(lower, 1, 2) @ hand, arm.lower)  # the last part of the twist, 15 %
        assert np.abs(twist).max() / 0.15 < LARGEST_FOREARM_TWIST + 0.3
        wrist = motion.joints[:, topology.bone(f"wrist.{side}")]
        elbow = motion.joints[:, topology.bone(f"lowerarm01.{side}")]
        np.testing.assert_allclose(np.linalg.norm(wrist - elbow, axis=1), arm.lower_length, atol=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_hands_stay_out_of_the_trunk(seed: int) -> None:
    """No fingertip, knuckle or wrist is deeper than 2 cm inside the body's front, for any style."""
    body = sample_body(np.random.default_rng(seed))
    style = replace(sample_style(np.random.default_rng(seed)), sway=0.0, nonmanual=0.0)
    motion = plan_motion(body, ["PLEASE", "SORRY", "GOOD", "THANK-YOU", "HELP"], style, np.random.default_rng(seed))
    names = [f"{bone}.{side}" for side in "LR" for bone in ("wrist", "finger3-1", "finger2-tip", "finger5-tip")]
    points = motion.joints[:, [body.topology.bone(name) for name in names]].astype(np.float64)
    assert map_body(body).depth_inside(points, 0.0).max() < 0.02


def test_left_handed_signers_mirror_right_handed_ones() -> None:
    """With no random deviation the left-handed motion is the mirror image of the right-handed one."""
    body = sample_body(np.random.default_rng(0))
    both = [
        plan_motion(body, ["HELP", "HELLO"], SigningStyle(left_handed=left), np.random.default_rng(1))
        for left in (False, True)
    ]
    right_tip, left_tip = body.topology.bone("finger2-tip.R"), body.topology.bone("finger2-tip.L")
    np.testing.assert_array_equal(both[0].gloss_index, both[1].gloss_index)
    np.testing.assert_allclose(both[0].joints[:, right_tip] * [-1, 1, 1], both[1].joints[:, left_tip], atol=0.02)


def test_close_camera_lifts_the_signing() -> None:
    """With the picture's lower edge at the chest, HELP is performed higher than without."""
    body = sample_body(np.random.default_rng(0))
    wrist = body.topology.bone("wrist.R")
    heights = []
    for lowest in (None, 0.30):
        motion = plan_motion(body, ["HELP"], SigningStyle(), np.random.default_rng(0), lowest_visible_m=lowest)
        heights.append(motion.joints[motion.gloss_index == 0, wrist, 2].min())
    assert heights[1] > heights[0] + 0.05


def test_nothing_is_labelled_without_glosses() -> None:
    """An idle person lasts as long as asked, has no labelled frame, and moves."""
    body = sample_body(np.random.default_rng(0))
    style = sample_style(np.random.default_rng(0))
    motion = plan_motion(body, [], style, np.random.default_rng(0), duration_s=8.0)
    assert len(motion.gloss_index) >= 8 * 25
    assert (motion.gloss_index == -1).all()
    assert motion.joints.std(axis=0).max() > 0.01


def test_half_the_frame_rate_is_the_same_motion() -> None:
    """A plan at 12.5 frames a second has half the frames and the same order of signs."""
    body = sample_body(np.random.default_rng(0))
    fast, slow = (
        plan_motion(body, ["YES", "NO"], SigningStyle(), np.random.default_rng(0), rate) for rate in (25.0, 12.5)
    )
    assert abs(len(fast.gloss_index) - 2 * len(slow.gloss_index)) <= 2
    assert set(slow.gloss_index) == {-1, 0, 1}


def test_handshape_truth_names_the_sign() -> None:
    """In the middle of SORRY the dominant hand is an A, in the middle of PLEASE a B."""
    for gloss, shape in (("SORRY", "A"), ("PLEASE", "B")):
        _, motion = _sign(gloss, 0)
        labelled = np.flatnonzero(motion.gloss_index == 0)
        assert HANDSHAPE_NAMES[motion.handshape[labelled[len(labelled) // 2], 0]] == shape


def test_unknown_sign_is_named() -> None:
    """A gloss that is not in the lexicon is refused in one sentence that names it."""
    with pytest.raises(BadInputError, match="'BANANA'"):
        _sign("BANANA", 0)


def test_truth_joints_exist() -> None:
    """Every joint of the truth is a joint of the body, none twice."""
    assert len(set(truth_joint_indices(load_topology()))) == len(TRUTH_JOINTS)


def test_rotation_algebra() -> None:
    """Axis-angle, shortest arc and twist agree with each other."""
    rng = np.random.default_rng(0)
    axis = rng.normal(size=3)
    axis /= np.linalg.norm(axis)
    turn = rotation_about(axis, 0.7)
    np.testing.assert_allclose(turn, rotation_from_vector(axis * 0.7), atol=1e-9)
    assert twist_about(turn, axis) == pytest.approx(0.7)
    start, end = (vector / np.linalg.norm(vector) for vector in rng.normal(size=(2, 3)))
    np.testing.assert_allclose(shortest_arc(start, end) @ start, end, atol=1e-6)
