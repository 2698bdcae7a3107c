"""The gradient of a whole batch, however it is made: by one process or several, at once or in parts."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from training.batches import ClipBatch, Share
from training.pooled_norm import NormPool

Losses = Callable[[ClipBatch, float], Mapping[str, Tensor]]
"""(batch, progress 0..1) -> named loss terms, already weighted; their sum is minimised. Those of the parts of a batch
add up to those of the whole (losses.py)."""
_STOP_STREAM = 2211_03387
"""Keeps the random numbers of the gradient stop apart from all others."""


@dataclass(frozen=True, slots=True)
class GradientMaker:
    """How a batch becomes a gradient.

    Attributes:
        parts: passes over about equal parts of a batch instead of one over all of it; each has norms of its own.
        is_bfloat16: convolutions in bfloat16, weights and losses in float32.
    """

    losses: Losses
    parameters: Sequence[nn.Parameter]
    pool: NormPool
    parts: int
    is_bfloat16: bool

    def __call__(self, batch: ClipBatch, progress: float) -> dict[str, float]:
        """Leave every parameter the gradient of the whole batch, of which this process has its share.

        Returns:
            the loss terms of the whole batch.
        """
        team = self.pool.team
        for parameter in self.parameters:
            parameter.grad = None
        found = [self._one_pass(part, progress) for part in self._cut(batch)]
        names = list(found[0])
        values = torch.stack([torch.stack([terms[name] for name in names]) for terms in found]).sum(0)
        team.add_gradients(self.parameters)
        return dict(zip(names, team.summed(values).tolist(), strict=True))

    def _cut(self, batch: ClipBatch) -> list[ClipBatch]:
        """The parts of this process: as many as every other one has, for norms wait for each other."""
        largest_share = math.ceil(len(batch.all_clips.names) / self.pool.team.size)
        count = min(self.parts, largest_share)
        if count == 1:
            return [batch]
        return [batch.part(Share(number, count).rows(len(batch.names))) for number in range(count)]

    def _one_pass(self, part: ClipBatch, progress: float) -> dict[str, Tensor]:
        team = self.pool.team
        self.pool.is_spare = part.is_spare
        with torch.autocast(team.device.type, torch.bfloat16, enabled=self.is_bfloat16):
            terms = self.losses(part.to(team.device), progress)
        counts_for = 0.0 if part.is_spare else 1.0
        (torch.stack(list(terms.values())).sum() * counts_for).backward()
        self.pool.is_spare = False
        return {name: value.detach().float() * counts_for for name, value in terms.items()}


def has_native_bfloat16(device: torch.device | None = None) -> bool:
    """Whether a device, by default this processor, computes in bfloat16 itself.

    Where it does not, torch imitates it: 7 to 10 times slower than float32 (measured on an AVX2 processor).
    """
    if device is not None and device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    able = torch.cpu.get_capabilities()
    return any(able.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))


def stop_gradients(batch: ClipBatch, share: float, step: int) -> ClipBatch:
    """Random gradient stop (2211.03387): the plain stages learn from a random share of the frames, new at every step.

    The authors draw from all frames of a batch; here each clip keeps its share (ours), so that every process and every
    part of a batch needs as much memory. It depends on the step alone, so a resumed run draws the same.
    """
    frame_count = batch.frames.shape[1]
    count = min(max(1, round(share * frame_count)), frame_count - 1)
    rng = np.random.default_rng([_STOP_STREAM, step])
    orders = rng.random((len(batch.all_clips.names), frame_count)).argsort(1)  # (B, T), each row 0 to T-1 shuffled
    learning = torch.from_numpy(orders < count)  # (B, T)
    return replace(batch, learning=learning[batch.first : batch.first + len(batch.names)])
