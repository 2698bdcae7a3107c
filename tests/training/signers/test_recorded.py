"""Recorded signs on synthetic bodies: smooth, in contact, within the limits of the body, mirrored, deterministic."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from training.signers.anchors import map_body
from training.signers.body import SignerBody, sample_body
from training.signers.hands import Side, measure_hand
from training.signers.motion import SignedMotion, plan_motion
from training.signers.postures import Gesture
from training.signers.recorded import FRAME_RATE, Recorded, recorded_gestures, recorded_glosses
from training.signers.skeleton import measure_arm
from training.signers.style import SigningStyle, sample_style
from training.signers.timeline import TimelineWriter

STILL = replace(SigningStyle(), sway=0.0, nonmanual=0.0)
SOME = [(gloss, number) for gloss in recorded_glosses() for number in (0, 7)]


def _play(
    gestures: Sequence[Gesture], seed: int, style: SigningStyle, monkeypatch: pytest.MonkeyPatch
) -> tuple[SignerBody, SignedMotion]:
    """The motion of somebody who signs `gestures` one after the other."""

    def write(writer: TimelineWriter, *_: object) -> None:
        writer.rest(0.3)
        for position, gesture in enumerate(gestures):
            writer.sign(gesture, position)
        writer.rest(0.3)

    monkeypatch.setattr("training.signers.motion.write_sentence", write)
    body = sample_body(np.random.default_rng(seed))
    return body, plan_motion(body, ["SIGN"] * len(gestures), style, np.random.default_rng(seed))


def test_the_signs_of_the_starter_lexicon_are_recorded() -> None:
    """HELLO, THANK-YOU, PLEASE and NO have ten recordings each; a gloss nobody recorded has none."""
    for gloss in ("HELLO", "THANK-YOU", "PLEASE", "NO"):
        assert len(recorded_gestures(gloss)) == 10
    assert recorded_gestures("NO-SUCH-SIGN") == ()


@pytest.mark.parametrize("gloss", recorded_glosses())
def test_recordings_are_whole_and_differ(gloss: str) -> None:
    """Each recording lasts 0.25 to 1.3 s, has unit directions and finite numbers, and no two are alike."""
    starts = set()
    for gesture in recorded_gestures(gloss):
        for first, last in filter(None, (gesture.dominant, gesture.other)):
            path = last.path
            assert isinstance(path, Recorded)
            assert first.path is None
            assert last.time_s == (len(path.wrist) - 1) / FRAME_RATE
            assert 0.25 <= last.time_s <= 1.3
            for directions in (path.fingers, path.palm, path.thumb):
                np.testing.assert_allclose(np.linalg.norm(directions, axis=-1), 1, atol=5e-3)
            assert np.isfinite(path.wrist).all()
            assert np.abs(path.bends).max() < 2.2
        starts.add(gesture.dominant[0].place.offset)
    assert len(starts) == len(recorded_gestures(gloss))


def test_moments_between_the_recorded_ones_lie_on_a_smooth_curve() -> None:
    """At a recorded moment the recorded values come back; half-way they are near the neighbours' mean."""
    path = recorded_gestures("HELLO")[0].dominant[1].path
    assert isinstance(path, Recorded)
    count = len(path.wrist)
    np.testing.assert_allclose(path.at(np.linspace(0, 1, count)).wrist, path.wrist, atol=1e-9)
    halfway = path.at((np.arange(count - 1) + 0.5) / (count - 1)).wrist
    assert np.abs(halfway - (path.wrist[1:] + path.wrist[:-1]) / 2).max() < 0.06


@pytest.mark.parametrize(("gloss", "number"), SOME)
def test_wrist_and_trunk_keep_their_limits(gloss: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No wrist bends by more than 80 degrees, no hand is deeper than 2 cm inside the body, nothing jumps."""
    style = replace(sample_style(np.random.default_rng(number)), sway=0.0, nonmanual=0.0)
    body, motion = _play([recorded_gestures(gloss)[number]], number, style, monkeypatch)
    topology = body.topology
    side: Side
    for side in ("L", "R"):
        lower = motion.skin[:, topology.bone(f"lowerarm02.{side}"), :, :3]
        hand = motion.skin[:, topology.bone(f"wrist.{side}"), :, :3]
        rest = measure_arm(body, side).lower
        bend = np.degrees(np.arccos(np.clip(((lower @ rest) * (hand @ rest)).sum(axis=1), -1, 1)))
        assert bend.max() < 81
    names = [f"{bone}.{side}" for side in "LR" for bone in ("wrist", "finger3-1", "finger2-tip", "finger5-tip")]
    points = motion.joints[:, [topology.bone(name) for name in names]].astype(np.float64)
    assert map_body(body).depth_inside(points, 0.0).max() < 0.02
    assert np.linalg.norm(np.diff(points, axis=0), axis=-1).max() * motion.frame_rate < 6.5  # m/s


@pytest.mark.parametrize("number", range(0, 10, 3))
def test_thank_you_starts_at_the_chin(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On other bodies than the recorder's the fingertips still start within 7 cm of the chin and end far below it."""
    body, motion = _play([recorded_gestures("THANK-YOU")[number]], number, STILL, monkeypatch)
    signed = np.flatnonzero(motion.gloss_index == 0)
    chin = map_body(body).anchors["chin", "R"]
    tips = [body.topology.bone(f"finger{finger}-tip.R") for finger in (2, 3)]
    tip = motion.joints[signed][:, tips].mean(axis=1)
    assert np.linalg.norm((tip[0] - chin)[[0, 2]]) < 0.07
    assert chin[2] - tip[-1, 2] > 0.1


def test_no_closes_its_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Index and middle finger come down on the thumb, and the truth says open, then closed."""
    body, motion = _play([recorded_gestures("NO")[2]], 0, STILL, monkeypatch)
    signed = np.flatnonzero(motion.gloss_index == 0)
    index, thumb = (motion.joints[signed][:, body.topology.bone(f"finger{finger}-tip.R")] for finger in (2, 1))
    gap = np.linalg.norm(index - thumb, axis=1)
    assert gap[-1] < 0.5 * gap[0]
    assert motion.handshape[signed[0], 0] != motion.handshape[signed[-1], 0]


def test_left_handed_signers_mirror_recordings(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no random deviation the left-handed motion is the mirror image of the right-handed one."""
    gestures = [recorded_gestures(gloss)[1] for gloss in ("HELLO", "THANK-YOU", "NO")]
    body, right = _play(gestures, 1, STILL, monkeypatch)
    _, left = _play(gestures, 1, replace(STILL, left_handed=True), monkeypatch)
    for bone in ("wrist", "finger1-tip", "finger2-tip", "finger5-tip"):
        mirrored = left.joints[:, body.topology.bone(f"{bone}.L")] * [-1, 1, 1]
        np.testing.assert_allclose(right.joints[:, body.topology.bone(f"{bone}.R")], mirrored, atol=0.02)


def test_speed_shortens_a_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody twice as fast plays it in half the time, and the same seed gives the same bytes."""
    gesture = recorded_gestures("PLEASE")[0]
    counts = []
    for speed in (0.8, 1.6):
        _, motion = _play([gesture], 0, replace(STILL, speed=speed), monkeypatch)
        _, again = _play([gesture], 0, replace(STILL, speed=speed), monkeypatch)
        assert motion.skin.tobytes() == again.skin.tobytes()
        counts.append(int((motion.gloss_index == 0).sum()))
    assert counts[0] == pytest.approx(2 * counts[1], abs=2)


def test_the_hand_points_where_the_recorder_did(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a recorded HELLO the fingers point as recorded, to 12 degrees."""
    gesture = recorded_gestures("HELLO")[3]
    body, motion = _play([gesture], 2, STILL, monkeypatch)
    signed = np.flatnonzero(motion.gloss_index == 0)
    path = gesture.dominant[1].path
    assert isinstance(path, Recorded)
    hand = measure_hand(body, "R")
    turned = motion.skin[signed, body.topology.bone("wrist.R"), :, :3]
    played = turned @ hand.axes[:, 0] * [-1, -1, 1]  # outward, forward, up
    recorded = path.fingers[:, [0, 2, 1]]
    apart = np.degrees(np.arccos(np.clip(played @ recorded.T, -1, 1))).min(axis=0)
    assert np.median(apart) < 12
