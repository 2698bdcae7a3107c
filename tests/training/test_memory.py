"""The memory estimate: counted by hand where that can be done, and near what a pass over the whole batch takes."""

import pytest
import torch
from torch import Tensor

from tests.training.test_batches import dataset
from tests.training.test_gradients import network_of
from training.batches import ClipBatch, Share
from training.memory import MemoryEstimate, estimate_memory, peak_bytes
from training.truth import TruthWeights, truth_losses


def test_what_is_alive_at_once_counts() -> None:
    """Three arrays of a MiB are made and two live together at most; one made before, and a view, do not count."""
    before = torch.zeros(2**18)

    def run() -> None:
        first = before + 1
        second = first * 2
        assert second[1:].sum() > 0
        del first
        assert float((second + before)[0]) == 2.0

    assert peak_bytes(run) == pytest.approx(2 * 2**20, abs=100)


@pytest.mark.parametrize("recomputes", [False, True])
def test_a_pass_over_the_whole_batch_takes_what_was_estimated(recomputes: bool) -> None:
    """Scaled up from two short pieces of one clip, within 15 % of what the four clips take; and nothing is changed."""
    network = network_of(is_training=True)
    network.recomputes = recomputes
    batch = dataset(Share(), nothing_share=0.0)[2]
    optimizer = torch.optim.AdamW(network.parameters())
    state = {name: value.clone() for name, value in network.state_dict().items()}

    def run_pass(piece: ClipBatch) -> Tensor:
        terms = truth_losses(network(piece.frames), piece, torch.nn.Identity(), TruthWeights(), 0.0)
        total = torch.stack(list(terms.values())).sum()
        total.backward()
        return total

    parameters = list(network.parameters())
    estimate = estimate_memory(run_pass, batch, parameters, network.buffers(), optimizer, 2, parts=1)

    weights = 4 * sum(value.numel() for value in parameters)
    assert estimate.optimizer == 2 * weights
    assert (estimate.clip_count, estimate.frame_count) == (4, batch.frames.shape[1])
    assert all(torch.equal(value, state[name]) for name, value in network.state_dict().items())
    assert all(value.grad is None for value in parameters)
    assert estimate.largest_pass == pytest.approx(peak_bytes(lambda: run_pass(batch)), rel=0.15)


def test_too_little_memory_is_said_before_the_first_step() -> None:
    """The sentence names what is needed and free; the warning comes only where it does not fit."""
    estimate = MemoryEstimate(2**30, 2**20, 3 * 2**30, 2 * 2**30, 8, 100)

    assert "about 4.0 GiB: 1.0 GiB taken" in estimate.sentence()
    assert "8 x 100 frames; 2.0 GiB free" in estimate.sentence()
    warning = estimate.warning()
    assert warning is not None
    assert "--fit.parts" in warning
    assert MemoryEstimate(2**30, 2**20, 2**30, 2 * 2**30, 8, 100).warning() is None
    assert MemoryEstimate(2**30, 2**20, 2**30, 2 * 2**30, 8, 100, overhead=2.0).warning() is not None
