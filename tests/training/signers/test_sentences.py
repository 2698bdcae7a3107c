"""What stands between the signs of a sentence."""

from dataclasses import replace

import numpy as np
import pytest

from training.signers.body import sample_body
from training.signers.motion import plan_motion, sample_style


@pytest.mark.parametrize("gloss", ["PLEASE", "SORRY", "YES", "NO"])
def test_a_repeated_sign_has_a_visible_stop(gloss: str) -> None:
    """Between two equal signs at least 0.28 s are unlabelled, and the hand stands nearly still or leaves its place."""
    body = sample_body(np.random.default_rng(0))
    for seed in range(6):
        style = replace(sample_style(np.random.default_rng(seed)), sway=0.0)
        motion = plan_motion(body, [gloss, gloss], style, np.random.default_rng(seed))
        between = np.flatnonzero((motion.gloss_index == -1) & (np.maximum.accumulate(motion.gloss_index) == 0))
        between = between[between < np.flatnonzero(motion.gloss_index == 1)[0]]
        assert len(between) / motion.frame_rate >= 0.28
        wrist = motion.joints[:, body.topology.bone("wrist.L" if style.left_handed else "wrist.R")]
        steps = np.linalg.norm(np.diff(wrist[between], axis=0), axis=1) * motion.frame_rate  # m/s
        went_away = np.linalg.norm(wrist[between] - wrist[between[0]], axis=1).max()
        assert steps.min() < 0.1 or went_away > 0.04
