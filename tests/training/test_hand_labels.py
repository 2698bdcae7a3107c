"""The head for what hands do: it learns, minds what is not known, and is there only where it is asked for."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.vocabulary import GlossVocabulary
from training.augmentation import NO_AUGMENTATION
from training.checkpoint import load_checkpoint
from training.clip_list import ClipAnnotation
from training.clips import BatchDataset, ClipBatch, ClipSource, FrameTruth, make_batch
from training.fitting import FitConfig, Trained, fit
from training.hand_labels import HandLabels
from training.hand_targets import HandTruth
from training.truth import TruthWeights, hand_labels, joint_places, truth_losses

SIZES = NetworkSizes(16, (4, 8, 16, 16), (1, 1, 2, 1), 1, 2, 2)
ASKED = TruthWeights(hands=1.0)


def moving_source(seed: int, has_hands: bool = True) -> ClipSource:
    """Two coloured spots on grey: red is one hand, blue the other; brightness says the shape, height the place."""
    rng = np.random.default_rng(seed)
    count = 12
    images = np.full((count, 16, 16, 3), 60, np.uint8)
    numbers = rng.integers(0, 2, (count // 4, 2)).repeat(4, axis=0)  # (T, 2)
    shapes = rng.integers(0, 2, (count // 4, 2)).repeat(4, axis=0)
    movements, directions = np.zeros((count, 2, 3), np.float32), np.zeros((count, 2, 2, 3), np.float32)
    for hand, channel in enumerate((0, 2)):
        for frame in range(count):
            top, left = 2 + 8 * int(numbers[frame, hand]), 1 + 8 * hand
            images[frame, top : top + 5, left : left + 5, channel] = 150 + 100 * int(shapes[frame, hand])
        upward = 1 - 2.0 * shapes[:, hand]
        directions[:, hand, :, 1] = upward[:, None]
        movements[:, hand, 1] = 2 * np.gradient(-numbers[:, hand].astype(float))
    hands = HandTruth(shapes, numbers, directions, movements, 2, 2)
    truth = FrameTruth(np.ones(count, np.int64), np.full((count, 2, 2), 0.5, np.float32), hands if has_hands else None)
    return ClipSource(ClipAnnotation(Path(f"{seed}.avi"), ("A",), "s", "train"), images, (1,), truth)


def batch_of(sources: list[ClipSource]) -> ClipBatch:
    """All of them in one batch."""
    return make_batch(sources, frame_size=16, frames_per_step=2, rng=np.random.default_rng(0))


def test_the_head_learns_what_hands_do() -> None:
    """Sixty steps on eight little clips bring each of the four losses below a tenth of where it began."""
    sources = [moving_source(seed) for seed in range(8)]
    batch, network = batch_of(sources), LRINet(SIZES)
    head = hand_labels(SIZES, sources, ASKED)
    assert isinstance(head, HandLabels)
    optimizer = torch.optim.AdamW([*network.parameters(), *head.parameters()], 5e-3)
    history: list[dict[str, float]] = []
    for _ in range(60):
        losses = head(network(batch.frames), batch.hands)
        history.append({name: float(value.detach()) for name, value in losses.items()})
        optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        optimizer.step()

    assert history[0].keys() == {"hand_shape", "hand_place", "hand_direction", "hand_movement"}
    assert history[0]["hand_shape"] == pytest.approx(np.log(2), abs=0.4)
    assert {name: value for name, value in history[-1].items() if value > 0.1 * history[0][name]} == {}


def test_what_is_not_known_is_not_asked_for() -> None:
    """A batch without truth of hands costs nothing and gives finite gradients; half of it known, only that counts."""
    sources = [moving_source(0), moving_source(1, has_hands=False)]
    network, head = LRINet(SIZES).eval(), HandLabels(16, 16, 2, 2)
    with torch.no_grad():
        alone = head(network(batch_of(sources[:1]).frames), batch_of(sources[:1]).hands)
        both = head(network(batch_of(sources).frames), batch_of(sources).hands)
    nothing = head(network(batch_of(sources[1:]).frames), batch_of(sources[1:]).hands)
    torch.stack(list(nothing.values())).sum().backward()

    assert {name: float(value.detach()) for name, value in nothing.items()} == dict.fromkeys(nothing, 0.0)
    assert all(parameter.grad is None or bool(parameter.grad.isfinite().all()) for parameter in head.parameters())
    for name, value in alone.items():
        assert float(both[name]) == pytest.approx(float(value), abs=1e-5)


def test_a_frame_of_an_empty_room_among_others_spoils_no_gradient() -> None:
    """NaN in the truth never reaches the weights."""
    batch, network, head = batch_of([moving_source(0)]), LRINet(SIZES), HandLabels(16, 16, 2, 2)
    batch.hands.directions[0, 3] = torch.nan
    batch.hands.movements[0, 3] = torch.nan

    torch.stack(list(head(network(batch.frames), batch.hands).values())).sum().backward()

    gradients = [p.grad for module in (network, head) for p in module.parameters() if p.grad is not None]
    assert gradients
    assert all(bool(gradient.isfinite().all()) for gradient in gradients)


def test_by_default_there_is_no_head_and_no_number_changes() -> None:
    """Without its weight, or where the corpus knows no hands, the losses are those of before."""
    known, unknown = moving_source(0), moving_source(0, has_hands=False)
    assert not isinstance(hand_labels(SIZES, [known], TruthWeights()), HandLabels)
    assert not isinstance(hand_labels(SIZES, [unknown], ASKED), HandLabels)
    network, places = LRINet(SIZES).eval(), joint_places(16, [known])

    def terms(source: ClipSource, weights: TruthWeights) -> dict[str, Tensor]:
        batch, hands = batch_of([source]), hand_labels(SIZES, [source], weights)
        with torch.no_grad():
            return truth_losses(network(batch.frames), batch, places, weights, 0.5, hands)

    before = terms(unknown, TruthWeights())
    assert terms(known, TruthWeights()) == before
    asked = terms(known, ASKED)
    assert {name: asked[name] for name in before} == before
    assert asked.keys() - before.keys() == {"hand_shape", "hand_place", "hand_direction", "hand_movement"}


def test_a_run_with_the_head_resumes_and_its_network_has_none(tmp_path: Path) -> None:
    """Stopped and started again it ends on the same weights; the checkpoint's network is one without the head."""
    sources = [moving_source(seed) for seed in range(4)]

    def run(path: Path, last: float = 1.0) -> Trained:
        torch.manual_seed(0)
        network, head = LRINet(SIZES), hand_labels(SIZES, sources, ASKED)
        heads = nn.ModuleDict({"places": nn.Identity(), "hands": head})
        trained = Trained(network, heads, GlossVocabulary(("A",)))
        dataset = BatchDataset(
            sources, frame_size=16, frames_per_step=2, batch_frames=36, augmentation=NO_AUGMENTATION,
            nothing_share=0.0, seed=0, length=8,
        )  # fmt: skip

        def losses(batch: ClipBatch, progress: float) -> dict[str, Tensor]:
            if progress >= last:
                raise KeyboardInterrupt
            return truth_losses(network(batch.frames), batch, nn.Identity(), ASKED, progress, head)

        config = FitConfig(steps=8, log_every=4, evaluate_every=4, norm_batches=0, bfloat16=False, threads=1)
        fit(trained, dataset, [], losses, config, path, {})
        return trained

    whole = run(tmp_path / "whole.pt")
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "stopped.pt", last=0.6)
    resumed = run(tmp_path / "stopped.pt")

    for name, value in whole.heads.state_dict().items():
        assert torch.equal(resumed.heads.state_dict()[name], value), name
    checkpoint = load_checkpoint(tmp_path / "whole.pt")
    assert checkpoint.state.keys() == LRINet(SIZES).state_dict().keys()
    assert '"hand_shape"' in (tmp_path / "whole.jsonl").read_text()
