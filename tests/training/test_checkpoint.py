"""Checkpoints: what comes back is what was saved, and a wrong one is refused with a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from models.errors import BadInputError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes, StreamableNetwork
from models.networks.teacher import Teacher
from models.vocabulary import GlossVocabulary
from training.checkpoint import load_checkpoint, save_checkpoint

VOCABULARY = GlossVocabulary(("HELLO", "YES"))


def train_a_little(network: nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> None:
    """Some optimiser steps on random numbers from torch's own generator."""
    for _ in range(steps):
        optimizer.zero_grad()
        network(torch.randn(4, 3)).square().mean().backward()
        optimizer.step()


def saved(folder: Path, **changes: Any) -> tuple[Path, nn.Module, torch.optim.Optimizer]:
    """A checkpoint of a small network after two steps."""
    torch.manual_seed(1)
    network = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.01)
    train_a_little(network, optimizer, 2)
    path = folder / "run" / "teacher.pt"
    keywords: dict[str, Any] = {
        "network": network,
        "optimizer": optimizer,
        "step": 2,
        "config": {"seed": 7, "out": Path("somewhere")},
        "vocabulary": VOCABULARY,
        "extra": {"best_wer": 0.5, "mean": torch.ones(2)},
    }
    save_checkpoint(path, **(keywords | changes))
    return path, network, optimizer


def test_a_resumed_run_equals_an_uninterrupted_one(tmp_path: Path) -> None:
    """Network, optimiser and random numbers come back, so that going on gives the same weights."""
    path, network, optimizer = saved(tmp_path)
    train_a_little(network, optimizer, 3)
    torch.manual_seed(99)
    other = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    other_optimizer = torch.optim.AdamW(other.parameters(), lr=0.5)
    checkpoint = load_checkpoint(path)
    checkpoint.restore_network(other, VOCABULARY)
    checkpoint.restore_optimizer(other_optimizer)
    train_a_little(other, other_optimizer, 3)
    for name, value in network.state_dict().items():
        assert torch.equal(value, other.state_dict()[name]), name


def test_fields_come_back(tmp_path: Path) -> None:
    """Step, configuration, vocabulary and the caller's extras come back; the configuration lies beside."""
    path, _, _ = saved(tmp_path)
    checkpoint = load_checkpoint(path)
    assert checkpoint.step == 2
    assert checkpoint.vocabulary == VOCABULARY
    assert checkpoint.config == {"seed": 7, "out": "somewhere"}
    assert checkpoint.extra["best_wer"] == 0.5
    assert torch.equal(checkpoint.extra["mean"], torch.ones(2))
    assert json.loads((path.parent / "teacher.config.json").read_text(encoding="utf-8")) == checkpoint.config
    assert sorted(file.name for file in path.parent.iterdir()) == ["teacher.config.json", "teacher.pt"]


def test_a_failed_save_leaves_the_old_checkpoint(tmp_path: Path) -> None:
    """Saving is whole or not at all."""
    path, _, _ = saved(tmp_path)
    before = path.read_bytes()
    with pytest.raises(Exception, match=r"pickle|serialize|lambda"):
        saved(tmp_path, extra={"cannot": lambda: None})
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["teacher.config.json", "teacher.pt"]


def test_another_vocabulary_or_size_is_refused(tmp_path: Path) -> None:
    """A checkpoint of other glosses or other sizes gives a sentence and leaves the network alone."""
    checkpoint = load_checkpoint(saved(tmp_path)[0])
    wider = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 5))
    before = {name: value.clone() for name, value in wider.state_dict().items()}
    with pytest.raises(BadInputError, match=r"of another size .*expected \(5, 4\), found \(2, 4\)"):
        checkpoint.restore_network(wider)
    assert all(torch.equal(value, wider.state_dict()[name]) for name, value in before.items())
    with pytest.raises(BadInputError, match="does not have"):
        checkpoint.restore_network(nn.Sequential(nn.Linear(3, 4)))
    with pytest.raises(BadInputError, match=r"2 glosses .HELLO YES., but 1 glosses .NO."):
        checkpoint.restore_network(wider, GlossVocabulary(("NO",)))


def test_files_that_are_no_checkpoint_are_refused(tmp_path: Path) -> None:
    """Missing, truncated, foreign and code-carrying files each give one sentence."""
    path, _, _ = saved(tmp_path)
    with pytest.raises(BadInputError, match="no such checkpoint"):
        load_checkpoint(tmp_path / "nothing.pt")
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(BadInputError, match="no checkpoint of glosscast-train, or is damaged"):
        load_checkpoint(path)
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(BadInputError, match="no checkpoint"):
        load_checkpoint(path)
    torch.save({"state": {}}, path)
    with pytest.raises(BadInputError, match="format version 1"):
        load_checkpoint(path)
    torch.save({"format_version": 1, "state": {}, "step": "two"}, path)
    with pytest.raises(BadInputError, match="'step'"):
        load_checkpoint(path)
    torch.save(nn.Linear(1, 1), path)
    with pytest.raises(BadInputError, match="no checkpoint"):
        load_checkpoint(path)


def test_a_checkpoint_without_optimizer_cannot_be_resumed(tmp_path: Path) -> None:
    """Final weights are saved without the optimiser; resuming from them is refused."""
    path, _, optimizer = saved(tmp_path, optimizer=None)
    with pytest.raises(BadInputError, match="holds no optimiser"):
        load_checkpoint(path).restore_optimizer(optimizer)


@pytest.mark.parametrize(
    "network",
    [
        LRINet(NetworkSizes(16, (4, 4, 8, 8), (1, 1, 2, 1), 1, 2, 3)),
        LRINet(NetworkSizes(32, (4, 4, 8, 8), (1, 1, 2, 1), 1, 4, 3), stem_stride=2),
        Teacher(NetworkSizes(32, (4, 4, 8, 8), (1, 1, 2, 1), 1, 4, 3), stem_stride=2),
        Teacher(NetworkSizes(64, (4, 4, 8, 8), (1, 1, 2, 1), 1, 4, 3)),
    ],
)
def test_a_network_is_rebuilt_from_its_file_alone(tmp_path: Path, network: StreamableNetwork) -> None:
    """Kind, stem and sizes travel with the weights, so the rebuilt network gives the same log-probs."""
    path = saved(tmp_path, network=network, optimizer=None)[0]
    rebuilt = load_checkpoint(path).build_network()
    assert type(rebuilt) is type(network)
    assert not rebuilt.training
    frames = torch.randint(0, 255, (8, network.frame_size, network.frame_size, 3), dtype=torch.uint8)
    network.eval()
    with torch.no_grad():
        assert torch.equal(
            rebuilt.step(frames, *rebuilt.start_state())[0], network.step(frames, *network.start_state())[0]
        )


def test_a_foreign_network_cannot_be_rebuilt(tmp_path: Path) -> None:
    """A checkpoint of some other module says so instead of guessing."""
    with pytest.raises(BadInputError, match="holds no LRINet"):
        load_checkpoint(saved(tmp_path)[0]).build_network()
