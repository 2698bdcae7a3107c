"""Losses against the truth: which terms are on when."""

from pathlib import Path

import numpy as np
import torch

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from training.clip_list import ClipAnnotation
from training.clips import ClipBatch, ClipSource, FrameTruth, make_batch
from training.losses import JointPlaces
from training.truth import TruthWeights, joint_places, truth_losses

NETWORK = NetworkSizes(16, (4, 4, 8, 8), (1, 1, 2, 1), 1, 2, 3)


def batch(has_truth: bool) -> tuple[ClipBatch, ClipSource]:
    """One clip of 12 frames, with or without the truth of its frames."""
    truth = FrameTruth(np.array([0] * 4 + [1] * 8), np.full((12, 3, 2), 0.4, np.float32)) if has_truth else None
    source = ClipSource(
        ClipAnnotation(Path("a.avi"), ("A",), "s", "train"), np.zeros((12, 16, 16, 3), np.uint8), (1,), truth
    )
    return make_batch([source], frame_size=16, frames_per_step=2, rng=np.random.default_rng(0)), source


def terms(has_truth: bool, progress: float) -> dict[str, float]:
    """The loss terms of that clip by name."""
    clip, source = batch(has_truth)
    places = joint_places(8, [source])
    with torch.no_grad():
        output = LRINet(NETWORK)(clip.frames)
        return {k: float(v) for k, v in truth_losses(output, clip, places, TruthWeights(), progress).items()}


def test_frame_truth_comes_first_and_ctc_after() -> None:
    """With exact truth, CTC waits for its share of the run; joints fade out towards the end."""
    early, late, end = terms(True, 0.0), terms(True, 0.5), terms(True, 1.0)

    assert set(early) == {"frame", "joints"}
    assert set(late) == {"frame", "joints", "ctc"}
    assert early["joints"] > 0.0
    assert end["joints"] == 0.0


def test_without_frame_truth_ctc_is_on_from_the_start() -> None:
    """Real corpora know glosses only."""
    found = terms(False, 0.0)

    assert set(found) == {"ctc"}
    assert found["ctc"] > 0.0


def test_joint_places_need_the_same_joints_everywhere() -> None:
    """The head exists only where every clip knows the same number of joints."""
    assert isinstance(joint_places(8, [batch(True)[1]]), JointPlaces)
    assert not isinstance(joint_places(8, [batch(False)[1]]), JointPlaces)
