"""Costs of networks: the published figures, and a count by hand."""

import pytest
import torch

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.networks.teacher import teacher_18, teacher_34
from training.experiment.costs import macs_per_frame, parameter_count


def test_published_widths_cost_what_was_derived_for_them() -> None:
    """Billion multiplications a frame and million parameters of both teachers and the full LRINet, to three digits."""
    lrinet = LRINet(NetworkSizes(56, (32, 64, 128, 256), (2, 2, 2, 2), 1, 4, 2))
    found = [
        (macs_per_frame(network) / 1e9, parameter_count(network) / 1e6)
        for network in (teacher_34(224, 4, 2), teacher_18(224, 4, 2), lrinet)
    ]
    assert found == [
        (pytest.approx(3.342, abs=1e-3), pytest.approx(21.28, abs=0.01)),
        (pytest.approx(1.608, abs=1e-3), pytest.approx(11.18, abs=0.01)),
        (pytest.approx(0.375, abs=1e-3), pytest.approx(2.80, abs=0.01)),
    ]


def test_a_small_network_counted_by_hand() -> None:
    """Every convolution: pixels out x channels out x channels in x taps; stage 4 and the linear layer at half rate."""
    vocabulary = 5
    network = LRINet(NetworkSizes(8, (1, 2, 3, 4), (1, 1, 2, 1), 1, 2, vocabulary))
    at_full_rate = (
        64 * 1 * 3 * 9  # stem, 8x8
        + 2 * 64 * 1 * 1 * 9  # stage 1
        + 16 * (2 * 1 * 9 + 2 * 2 * 9 + 2 * 1)  # stage 2, 4x4, with the shortcut's 1x1
        + 4 * (3 * 2 * 9 + 3 * 3 * 9 + 3 * 2)  # stage 3, 2x2
        + 4 * 2 * 3 * 3 * 9  # its second block
    )
    at_half_rate = 1 * (4 * 3 * 9 + 4 * 4 * 9 + 4 * 3) + vocabulary * 4  # stage 4, 1x1, and the classifier
    assert macs_per_frame(network) == at_full_rate + at_half_rate / 2


def test_counting_changes_nothing() -> None:
    """The network keeps its weights and its mode."""
    network = LRINet(NetworkSizes(8, (1, 2, 3, 4), (1, 1, 2, 1), 1, 2, 3)).train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    macs_per_frame(network)
    assert network.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
