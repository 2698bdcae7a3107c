"""Batch norm whose statistics are those of all processes' shares, so that two compute what one would (ours).

torch's own SyncBatchNorm refuses to work on the CPU: what a test there promises would not be what runs on GPUs. This
one is the same arithmetic everywhere, and knows of processes that hold a spare clip, which counts for nothing.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd import Function

from training.parallel import Team


class NormPool:
    """The norms of a run; `is_spare` says, before each pass, whether this process's clips count for nothing."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.is_spare = False

    def take_over(self, module: nn.Module) -> None:
        """Replace every batch norm inside a module, in place, weights and statistics kept; alone, nothing changes."""
        if self.team.size == 1:
            return
        for name, child in module.named_children():
            if isinstance(child, nn.BatchNorm2d):
                setattr(module, name, PooledNorm(child, self))
            else:
                self.take_over(child)


class PooledNorm(nn.BatchNorm2d):
    """A batch norm that learns from the statistics of all processes; while evaluating, an ordinary one."""

    def __init__(self, norm: nn.BatchNorm2d, pool: NormPool) -> None:
        super().__init__(norm.num_features, norm.eps, norm.momentum)
        self._pool = pool
        self.weight, self.bias = norm.weight, norm.bias
        self.running_mean, self.running_var = norm.running_mean, norm.running_var
        self.num_batches_tracked = norm.num_batches_tracked
        self.train(norm.training)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> the same shape."""
        if not self.training:
            return super().forward(x)
        y, mean, variance, count = _Normalize.apply(x, self.weight, self.bias, self.eps, self._pool)
        if self.track_running_stats:
            self._count(mean, variance * count / (count - 1))
        return y

    @torch.no_grad()
    def _count(self, mean: Tensor, variance: Tensor) -> None:
        assert self.running_mean is not None
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        self.num_batches_tracked.add_(1)
        share = 1 / int(self.num_batches_tracked) if self.momentum is None else self.momentum
        self.running_mean.lerp_(mean, share)
        self.running_var.lerp_(variance, share)


class _Normalize(Function):
    """(x, weight, bias, eps, pool) -> y, and the pooled mean (C,), variance (C,) and count (1,) behind it."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, eps: float, pool: NormPool
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        values, channels = x.float(), x.shape[1]
        counted = 0.0 if pool.is_spare else float(x.numel() // channels)
        variance, mean = torch.var_mean(values, (0, 2, 3), correction=0)  # (C,)
        here = torch.cat([mean, variance * counted, mean.new_tensor([counted])])
        means, squares, counts = pool.team.gathered(here).split([channels, channels, 1], 1)  # (processes, C or 1)
        count = counts.sum(0)  # (1,)
        mean = (counts * means).sum(0) / count
        # Squares about the common mean, from those about each process's own: no difference of large numbers.
        variance = (squares + counts * (means - mean).square()).sum(0) / count
        scale = torch.rsqrt(variance + eps)
        y = (values - _wide(mean)) * _wide(scale * weight) + _wide(bias)
        ctx.save_for_backward(x, weight, mean, scale, count)
        ctx.pool, ctx.is_spare = pool, pool.is_spare
        ctx.mark_non_differentiable(mean, variance, count)
        return y.to(x.dtype), mean, variance, count

    @staticmethod
    def backward(ctx: Any, dy: Tensor, *_: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        x, weight, mean, scale, count = ctx.saved_tensors
        normal, slope = (x.float() - _wide(mean)) * _wide(scale), dy.float()
        weight_slope, bias_slope = (slope * normal).sum((0, 2, 3)), slope.sum((0, 2, 3))  # (C,), of this process alone
        total, total_bias = ctx.pool.team.summed(torch.cat([weight_slope, bias_slope])).split(len(mean))
        dx = _wide(weight * scale) * (slope - _wide(total_bias / count) - normal * _wide(total / count))
        if ctx.is_spare:
            dx = torch.zeros_like(dx)  # it is in no statistic
        return dx.to(x.dtype), weight_slope, bias_slope, None, None


def _wide(values: Tensor) -> Tensor:
    return values[:, None, None]  # (C, 1, 1)
