"""Gradients with little memory: batches in parts, blocks run again, the plain stages' gradient stopped at random."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import torch
from torch import Tensor, nn

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from tests.training.test_batches import BLOCKS, WIDTHS, dataset
from training.batches import ClipBatch, Share
from training.gradients import GradientMaker, stop_gradients
from training.losses import JointPlaces
from training.parallel import ALONE
from training.pooled_norm import NormPool
from training.truth import TruthWeights, truth_losses

Gradients = dict[str, Tensor]


def batch() -> ClipBatch:
    """Four clips."""
    return dataset(Share(), nothing_share=0.0)[2]


def network_of(*, is_training: bool) -> LRINet:
    """The same network every time."""
    torch.manual_seed(0)
    return LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, 3)).train(is_training)


def gradients(network: LRINet, clips: ClipBatch, parts: int = 1) -> tuple[Gradients, dict[str, float]]:
    """The gradient of every weight and the loss terms."""
    torch.manual_seed(1)
    places = JointPlaces(8, 2)

    def losses(part: ClipBatch, progress: float) -> dict[str, Tensor]:
        return truth_losses(network(part.frames, part.learning), part, places, TruthWeights(), progress)

    maker = GradientMaker(losses, [*network.parameters(), *places.parameters()], NormPool(ALONE), parts, False)
    terms = maker(clips, 0.5)
    return {name: value.grad.clone() for name, value in network.named_parameters() if value.grad is not None}, terms


@pytest.mark.parametrize("parts", [2, 3, 9])
def test_parts_of_a_batch_give_the_gradient_of_the_whole(parts: int) -> None:
    """With norms that do not learn, cutting a batch changes nothing but rounding, even into more parts than clips."""
    expected, expected_terms = gradients(network_of(is_training=False), batch())
    found, terms = gradients(network_of(is_training=False), batch(), parts)

    assert terms == pytest.approx(expected_terms, rel=1e-5)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        torch.testing.assert_close(found[name], value, rtol=1e-4, atol=1e-5)


@contextmanager
def kept_bytes(found: list[int]) -> Iterator[None]:
    """Counts what is kept for the backward pass."""

    def keep(value: Tensor) -> Tensor:
        found.append(value.numel() * value.element_size())
        return value

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda value: value):
        yield


def test_blocks_that_run_again_keep_less_and_learn_the_same() -> None:
    """Gradients and running statistics are the same to the bit; what is kept for the backward pass is a fraction."""
    plain, again = network_of(is_training=True), network_of(is_training=True)
    again.recomputes = True
    kept: list[int] = []
    kept_again: list[int] = []
    with kept_bytes(kept):
        expected, _ = gradients(plain, batch())
    with kept_bytes(kept_again):
        found, _ = gradients(again, batch())

    assert all(torch.equal(found[name], value) for name, value in expected.items())
    assert all(torch.equal(value, again.state_dict()[name]) for name, value in plain.state_dict().items())
    norms = [module for module in again.modules() if isinstance(module, nn.BatchNorm2d)]
    assert all(int(norm.num_batches_tracked) == 1 and norm.momentum == 0.1 for norm in norms)
    assert sum(kept_again) < 0.6 * sum(kept)


def test_the_plain_stages_learn_from_the_frames_chosen() -> None:
    """The output is that of all frames, in their order; the gradient is that of the frames chosen, and differs."""
    network = network_of(is_training=False)
    clips = stop_gradients(batch(), 0.5, step=3)
    assert clips.learning is not None
    reached: list[Tensor] = []
    with torch.no_grad():
        expected = network(clips.frames)
    hook = network.stem.register_forward_hook(lambda _, inputs, output: reached.append(output))
    output = network(clips.frames, clips.learning)
    hook.remove()
    output.frame_map.sum().backward()

    torch.testing.assert_close(output.logits, expected.logits)
    torch.testing.assert_close(output.frame_map, expected.frame_map)
    assert [maps.requires_grad for maps in reached] == [True, False]
    assert len(reached[0]) == int(clips.learning.sum())
    some, whole = gradients(network, clips)[0], gradients(network, batch())[0]
    assert not torch.allclose(some["stem.0.weight"], whole["stem.0.weight"])
    torch.testing.assert_close(some["classifier.weight"], whole["classifier.weight"], rtol=1e-3, atol=1e-5)


def test_mixed_precision_stops_no_more_gradients_than_asked() -> None:
    """In bfloat16, where torch keeps cast weights for the whole pass, every kernel still learns from some frames."""
    network = network_of(is_training=True)
    clips = stop_gradients(batch(), 0.5, step=3)
    with torch.autocast("cpu", torch.bfloat16):
        network(clips.frames, clips.learning).frame_map.float().square().sum().backward()

    kernels = [block.conv1.weight for block in network.plain_blocks]
    assert all(kernel.grad is not None and bool(kernel.grad.any()) for kernel in [network.stem[0].weight, *kernels])


def test_the_frames_chosen_depend_on_the_step_alone() -> None:
    """Each clip keeps its share; another step chooses others; a process chooses for its clips what one alone would."""
    whole = stop_gradients(batch(), 0.25, step=8)
    share = stop_gradients(batch().part(range(1, 3)), 0.25, step=8)
    other = stop_gradients(batch(), 0.25, step=9)
    assert whole.learning is not None
    assert share.learning is not None
    assert other.learning is not None

    assert set(whole.learning.sum(1).tolist()) == {round(0.25 * whole.frames.shape[1])}
    assert torch.equal(share.learning, whole.learning[1:3])
    assert not torch.equal(other.learning, whole.learning)
