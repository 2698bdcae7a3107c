"""Somebody else in the room stands behind the signer, moves without signing, and never is the truth."""

import numpy as np

from training.signers.bystander import sample_bystander
from training.signers.filming import film
from training.signers.frame_truth import frame_truth
from training.signers.framing import sample_camera
from training.signers.staging import plan_clip

EYES = np.array([0.0, -0.13, 0.73])


def test_bystanders_come_in_some_clips() -> None:
    """About one clip in twelve has one, never the signer, and an empty room has none."""
    plans = [plan_clip(seed, ["YES"], frame_size=16, frame_rate=12.5) for seed in range(60)]
    with_one = [plan for plan in plans if plan.bystander is not None]
    assert 1 <= len(with_one) <= 15
    assert all(plan.bystander.name != plan.signer_name for plan in with_one if plan.bystander)
    empty = plan_clip(with_one[0].seed, [], frame_size=16, frame_rate=12.5, empty_room=True)
    assert empty.bystander is None


def test_a_bystander_is_behind_beside_and_has_no_lower_end() -> None:
    """The head is off the middle and farther away than the signer's, and the body leaves the picture below."""
    for seed in range(12):
        camera = sample_camera(np.random.default_rng(seed), EYES, 0.36)
        somebody = sample_bystander(np.random.default_rng(seed), "train", "", camera, 1.0, 12.5, 0.01, share=1.0)
        assert somebody is not None
        view, joints = somebody.view(camera), somebody.motion.joints[0]
        topology_head = joints[:, 2].argmax()
        assert somebody.place[1] > 0.5
        assert abs(view.project(joints[topology_head])[0] - 0.5) > 0.2
        assert view.project(np.array([0.0, 0.0, -0.68]))[1] > 0.97


def test_the_signer_is_drawn_before_the_bystander() -> None:
    """The truth is that of the signer alone, and the picture differs only where the signer is not."""
    seed = next(
        seed for seed in range(80) if plan_clip(seed, ["NO"], frame_size=16, frame_rate=5.0).bystander is not None
    )
    plan = plan_clip(seed, ["NO"], frame_size=48, frame_rate=5.0, severity=0.0)
    assert frame_truth(plan).joints_2d.shape[1] == 16
    first = next(iter(film(plan)))
    assert first.shape == (48, 48, 3)
