"""Several processes, on one machine or many, that train one network together (ours, on torch.distributed alone).

torchrun --nproc-per-node 2 -m training teacher --corpus my-clips --out runs/teacher

Each process takes its share of every batch (batches.py); norms take the statistics of all shares (pooled_norm.py) and
gradients are added up. So the weights are those that one process would find, and a run may be resumed by another number
of processes. DistributedDataParallel is not used: it means gradients over processes, whatever each of them was given,
and a mean of means is not the mean of a batch whose clips differ in length and in what is known of them.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed, nn

from models.errors import BadInputError
from training.batches import Share

_CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Team:
    """The processes of a run as one of them sees them: its number, how many there are, and the device it computes on.

    Every method but the properties must be called by all of them, in the same order.
    """

    rank: int = 0
    size: int = 1
    device: torch.device = _CPU

    @property
    def is_first(self) -> bool:
        """Whether this process writes checkpoints, logs and progress."""
        return self.rank == 0

    @property
    def share(self) -> Share:
        """Its share of every batch."""
        return Share(self.rank, self.size)

    def gathered(self, values: Tensor) -> Tensor:
        """(N,) of each -> (size, N) for all."""
        if self.size == 1:
            return values[None]
        rows = [torch.empty_like(values) for _ in range(self.size)]
        distributed.all_gather(rows, values)
        return torch.stack(rows)  # (size, N)

    def summed(self, values: Tensor) -> Tensor:
        """(N,) of each -> (N,), their sum."""
        total = values.clone()
        if self.size > 1:
            distributed.all_reduce(total)
        return total

    def copy_from_first(self, modules: Iterable[nn.Module]) -> None:
        """Give every process the first one's weights and statistics."""
        if self.size == 1:
            return
        for value in [value for module in modules for value in module.state_dict().values()]:
            plain = value.detach().contiguous()
            distributed.broadcast(plain, 0)
            value.detach().copy_(plain)

    def add_gradients(self, parameters: Sequence[nn.Parameter]) -> None:
        """Replace every gradient by the sum over processes; what no process has a gradient for keeps none."""
        if self.size == 1:
            return
        here = [torch.zeros_like(value) if value.grad is None else value.grad for value in parameters]
        has_any = torch.tensor([float(value.grad is not None) for value in parameters], device=self.device)
        flat = torch.cat([*(gradient.flatten() for gradient in here), has_any])
        distributed.all_reduce(flat)
        pieces = flat.split([value.numel() for value in parameters] + [len(parameters)])
        for value, gradient, piece, is_there in zip(parameters, here, pieces, pieces[-1].tolist(), strict=False):
            value.grad = gradient.copy_(piece.view(gradient.shape)) if is_there else None

    def check_equal(self, number: int, what: str) -> None:
        """Refuse to begin where the processes do not see the same.

        Raises:
            BadInputError: the numbers differ; the sentence says `what` they are.
        """
        numbers = self.gathered(torch.tensor([number], device=self.device)).flatten().tolist()
        if len(set(numbers)) > 1:
            listed = ", ".join(map(str, numbers))
            raise BadInputError(f"The {self.size} processes of this run find different {what}: {listed}.")


ALONE = Team()


@contextmanager
def joined_team(device: str = "") -> Iterator[Team]:
    """Join the processes that torchrun started, or work alone where it did not; left again at the end.

    Args:
        device: as `pick_device` takes it.

    Raises:
        BadInputError: there is no such device here.
    """
    rank, size, local_rank = (int(os.environ.get(name, fallback)) for name, fallback in _TORCHRUN)
    chosen = pick_device(device, local_rank)
    if chosen.type == "cuda":
        torch.cuda.set_device(chosen)
    if size == 1:
        yield Team(device=chosen)
        return
    distributed.init_process_group("nccl" if chosen.type == "cuda" else "gloo", rank=rank, world_size=size)
    try:
        yield Team(rank, size, chosen)
    finally:
        distributed.destroy_process_group()


_TORCHRUN = (("RANK", "0"), ("WORLD_SIZE", "1"), ("LOCAL_RANK", "0"))


def pick_device(name: str = "", local_rank: int = 0) -> torch.device:
    """A device by torch's name for it; none: the GPU with this process's number on its machine, else the CPU.

    Raises:
        BadInputError: torch knows no such device, or this machine has none.
    """
    count = torch.cuda.device_count()
    if not name:
        name = f"cuda:{local_rank}" if count else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise BadInputError(f"expected a device such as cpu, cuda or cuda:1, got '{name}'.") from error
    if device.type == "cuda" and device.index is None:
        device = torch.device("cuda", local_rank)
    if device.type not in ("cpu", "cuda") or (device.type == "cuda" and (device.index or 0) >= count):
        raise BadInputError(f"this machine has no device '{device}' to train on: {count} GPUs are usable here.")
    return device
