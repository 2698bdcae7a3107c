"""Two processes, one result: the same losses, the same weights, and sentences where they cannot work together."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from torch import nn

from models.errors import BadInputError
from tests.training.fit_once import CONFIG, run
from training.checkpoint import load_checkpoint
from training.parallel import ALONE, Team, pick_device
from training.pooled_norm import NormPool, PooledNorm, _Normalize
from training.runlog import read_log

ROOT = Path(__file__).parents[2]


class _Others(Team):
    """Stands for a team whose other process has sent the rows given, one for each call."""

    __slots__ = ("rows",)

    def __init__(self, rows: Sequence[torch.Tensor]) -> None:
        super().__init__(0, 2)
        object.__setattr__(self, "rows", list(rows))

    def gathered(self, values: torch.Tensor) -> torch.Tensor:
        """Ours and theirs."""
        return torch.stack([values, self.rows.pop(0)])

    def summed(self, values: torch.Tensor) -> torch.Tensor:
        """Ours and theirs."""
        return values + self.rows.pop(0)


def test_two_processes_find_what_one_does(tmp_path: Path) -> None:
    """Started by torchrun: at every step the loss of one process within 1e-4, and in the end its weights and norms.

    The batches hold three clips or four, so that the shares differ, and every kind of truth.
    """
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [*torchrun, "-m", "tests.training.fit_once", str(tmp_path / "two.pt")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    run(tmp_path / "one.pt", CONFIG, ALONE)

    one, two = read_log(tmp_path / "one.jsonl"), read_log(tmp_path / "two.jsonl")
    assert [line["step"] for line in one] == [line["step"] for line in two] == [*range(1, 13), 12]
    for expected, found in zip(one[:-1], two[:-1], strict=True):
        assert found["losses"] == pytest.approx(expected["losses"], abs=1e-4)
    assert {"ctc", "frame", "joints", "hand_movement"} <= set(one[-2]["losses"])  # type: ignore[call-overload]
    assert one[-1]["dev_reference_count"] == two[-1]["dev_reference_count"]
    expected, found = load_checkpoint(tmp_path / "one.pt"), load_checkpoint(tmp_path / "two.pt")
    for name, value in expected.state.items():
        torch.testing.assert_close(found.state[name], value, atol=2e-3, rtol=1e-3)


def test_a_pooled_norm_is_the_norm_of_all_its_clips() -> None:
    """Half a batch with the other half's statistics: output, gradient and running statistics are those of the whole."""
    torch.manual_seed(0)
    x = (3 + torch.randn(6, 4, 3, 3)).requires_grad_()
    norm = nn.BatchNorm2d(4)
    with torch.no_grad():
        norm.weight.uniform_(0.5, 2)
    direction = torch.randn(6, 4, 3, 3)
    expected = norm(x)
    (expected * direction).sum().backward()
    assert x.grad is not None

    here, there = x.detach()[:2].requires_grad_(), x.detach()[2:]
    variance, mean = torch.var_mean(there, (0, 2, 3), correction=0)
    normal = (there - x.detach().mean((0, 2, 3))[:, None, None]) / (
        x.detach().var((0, 2, 3), correction=0) + norm.eps
    ).sqrt()[:, None, None]
    slope = direction[2:]
    sent = torch.cat([(slope * normal).sum((0, 2, 3)), slope.sum((0, 2, 3))])
    fresh = nn.BatchNorm2d(4)
    fresh.load_state_dict(norm.state_dict())
    fresh.reset_running_stats()
    pool = NormPool(_Others([torch.cat([mean, variance * 36, torch.tensor([36.0])]), sent]))
    pooled = PooledNorm(fresh, pool)
    found = pooled(here)
    (found * direction[:2]).sum().backward()

    torch.testing.assert_close(found, expected[:2])
    torch.testing.assert_close(here.grad, x.grad[:2])
    torch.testing.assert_close(pooled.running_mean, norm.running_mean)
    torch.testing.assert_close(pooled.running_var, norm.running_var)
    assert set(pooled.state_dict()) == set(norm.state_dict())


def test_a_spare_clip_counts_for_nothing() -> None:
    """A process that repeats a clip takes the others' statistics, adds none, and learns nothing from it."""
    pool = NormPool(_Others([torch.tensor([2.0, 9 * 4.0, 9.0]), torch.zeros(2)]))
    pool.is_spare = True
    x = torch.randn(1, 1, 3, 3, requires_grad=True)
    y, mean, variance, count = _Normalize.apply(x, torch.ones(1), torch.zeros(1), 0.0, pool)
    (y.sum() * 0).backward()

    assert (float(mean), float(variance), float(count)) == (2.0, 4.0, 9.0)
    torch.testing.assert_close(y, (x - 2) / 2)
    assert x.grad is not None
    assert not x.grad.any()


def test_alone_no_norm_is_replaced() -> None:
    """One process trains with torch's own norms."""
    network = nn.Sequential(nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1))
    NormPool(ALONE).take_over(network)

    assert type(network[1]) is nn.BatchNorm2d


def test_processes_that_see_different_checkpoints_are_refused() -> None:
    """A run folder that is not the same for all would mix two runs."""
    with pytest.raises(BadInputError, match=r"2 processes of this run find different steps done: 0, 40\.$"):
        _Others([torch.tensor([40])]).check_equal(0, "steps done")


def test_devices_are_named_or_found() -> None:
    """Without a GPU everything is trained on the CPU; one that is not there is refused by name."""
    assert pick_device("cpu", 3) == torch.device("cpu")
    for name, said in (("cuda:7", "no device 'cuda:7'"), ("meta", "no device 'meta'"), ("tpu!", "got 'tpu!'")):
        with pytest.raises(BadInputError, match=said):
            pick_device(name)
