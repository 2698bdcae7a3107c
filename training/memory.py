"""What a run will need in memory, before it begins: weights and optimiser counted, one pass measured and scaled up.

Two short pieces of the first batch go through the real losses, forward and backward, and what is alive at any moment is
counted; so recomputed blocks, stopped gradients, mixed precision and a teacher beside the student all show. What an
operation takes for itself while it runs is not seen, nor are the gaps between what was freed; on the CPU a measured
factor stands for both.
"""

import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import psutil
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from training.batches import ClipBatch

_MEASURED_STEPS = 8
"""Output steps of the longer of the two pieces measured."""
_CPU_OVERHEAD = 1.65
"""What the process grows by in a pass, in units of what its tensors take: 1.45 to 1.85 measured, of a teacher's step on
200 to 600 frames, as it is, with blocks recomputed, and with half of the gradients stopped (ours)."""


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """Bytes of one process on its device, and what a pass over `clip_count` clips of `frame_count` frames adds."""

    in_use: int
    """Already taken: the program, clips in memory, the weights, and the optimiser of a resumed run."""
    optimizer: int
    """What the optimiser will take besides."""
    largest_pass: int
    """Tensors at the worst moment of a pass, gradients included."""
    free: int
    """Free on the device before all that."""
    clip_count: int
    frame_count: int
    overhead: float = 1.0
    """What a pass takes of the device, in units of what its tensors take."""

    @property
    def needed(self) -> int:
        """What is to come."""
        return self.optimizer + self._pass

    @property
    def _pass(self) -> int:
        return int(self.overhead * self.largest_pass)

    def sentence(self) -> str:
        """For the person who starts the run."""
        return (
            f"memory: about {_size(self.in_use + self.needed)}: {_size(self.in_use)} taken, "
            f"{_size(self.optimizer)} for the optimiser, {_size(self._pass)} for a pass over "
            f"{self.clip_count} x {self.frame_count} frames; {_size(self.free)} free"
        )

    def warning(self) -> str | None:
        """What to do where it will not fit."""
        if self.needed <= self.free:
            return None
        return (
            f"this run will need about {_size(self.needed)} more, and {_size(self.free)} are free: --fit.parts cuts a "
            "batch, --fit.recompute and --fit.gradient-share keep less of it, --fit.batch-frames makes it smaller"
        )


def estimate_memory(
    run_pass: Callable[[ClipBatch], object],
    batch: ClipBatch,
    parameters: Sequence[nn.Parameter],
    buffers: Iterable[Tensor],
    optimizer: torch.optim.Optimizer,
    frames_per_step: int,
    parts: int,
) -> MemoryEstimate:
    """Measure two short pieces of a batch and scale them to the whole; nothing that a run depends on is changed.

    Args:
        run_pass: forward and backward on a batch, leaving gradients.
        batch: the first of the run, or this process's share of it.
        buffers: the statistics that a pass changes; they are put back.
        parts: passes into which each batch is cut.
    """
    device = parameters[0].device
    kept = [(buffer, buffer.clone()) for buffer in buffers]
    clip = batch.part(range(1))
    longest = min(batch.frames.shape[1], _MEASURED_STEPS * frames_per_step)
    lengths = sorted({max(1, longest // (2 * frames_per_step)) * frames_per_step, longest})
    peaks = []
    for length in lengths:
        peaks.append(peak_bytes(partial(run_pass, clip.shortened(length))))
        for parameter in parameters:
            parameter.grad = None
    for buffer, value in kept:
        buffer.copy_(value)
    gradients = _byte_count(parameters)
    clip_count, frame_count = -(-len(batch.names) // parts), batch.frames.shape[1]
    # A pass over T frames of a clip takes some bytes a frame, and some for the frames repeated at its ends.
    per_frame = (peaks[-1] - peaks[0]) / max(1, lengths[-1] - lengths[0])
    per_clip = max(0.0, peaks[-1] - gradients - per_frame * lengths[-1])
    largest_pass = gradients + int(clip_count * (per_clip + per_frame * frame_count))
    state = [value for values in optimizer.state.values() for value in values.values() if isinstance(value, Tensor)]
    missing = max(0, 2 * gradients - _byte_count(state))  # AdamW: two numbers a weight
    in_use, free = _taken_and_free(device)
    overhead = _CPU_OVERHEAD if device.type == "cpu" else 1.0
    return MemoryEstimate(in_use, missing, largest_pass, free, clip_count, frame_count, overhead)


def peak_bytes(run: Callable[[], object]) -> int:
    """The most that tensors made while `run` runs take at any moment; those that were there before do not count."""
    live = _LiveTensors()
    with live:
        run()
    return live.peak


class _LiveTensors(TorchDispatchMode):
    """Counts the bytes of all tensors that operations return for as long as they live."""

    def __init__(self) -> None:
        super().__init__()
        self.peak = 0
        self._now = 0
        self._known: set[int] = set()

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: Sequence[type], args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        for value in tree_leaves((args, kwargs)):
            self._meet(value, is_new=False)
        result = func(*args, **(kwargs or {}))
        for value in tree_leaves(result):
            self._meet(value, is_new=True)
        return result

    def _meet(self, value: object, *, is_new: bool) -> None:
        if not isinstance(value, Tensor):
            return
        storage = value.untyped_storage()
        address = storage._cdata
        if address in self._known:
            return
        size = storage.nbytes() if is_new else 0
        self._known.add(address)
        weakref.finalize(storage, self._forget, address, size).atexit = False
        self._now += size
        self.peak = max(self.peak, self._now)

    def _forget(self, address: int, size: int) -> None:
        self._known.discard(address)
        self._now -= size


def _taken_and_free(device: torch.device) -> tuple[int, int]:
    if device.type == "cuda":
        return torch.cuda.memory_reserved(device), torch.cuda.mem_get_info(device)[0]
    return psutil.Process().memory_info().rss, psutil.virtual_memory().available


def _byte_count(tensors: Iterable[Tensor]) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def _size(count: int) -> str:
    return f"{count / 2**30:.1f} GiB" if count >= 2**30 else f"{count / 2**20:.0f} MiB"
