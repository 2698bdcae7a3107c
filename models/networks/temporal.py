"""Residual blocks with and without the temporal superposition crossover module (TSCM, arXiv 2211.03387).

Frames travel as (B*T, C, H, W), so that a plain 2-D convolution serves every frame; functions that look across frames
are told the batch size. Temporal operations are "valid": they shorten a clip and invent nothing at its edges (ours;
the paper replicates inside every layer, which cannot be streamed exactly).
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

BLOCK_REACH = 2
"""Time steps a ResBlockT needs on either side: one for each of its two crossings."""


class BlockState(NamedTuple):
    """What a ResBlockT remembers between calls: the last two time steps of three of its own signals."""

    past_input: Tensor
    past_middle: Tensor
    past_shortcut: Tensor


def cross_frames(x: Tensor, batch_size: int) -> Tensor:
    """TSCM in valid form (2211.03387, module definition): a third of the channels each from t-1, t and t+1.

    The paper interleaves donors channel by channel; here each donor gives one contiguous third, which is the same
    family of networks up to a relabelling of channels and several times faster on a CPU (ours).

    Args:
        x: (B*T, C, H, W), T >= 3.
        batch_size: B.

    Returns:
        (B*(T-2), C, H, W).
    """
    channel_count = x.shape[1]
    first, second = (channel_count + 2) // 3, (channel_count + 2) // 3 + (channel_count + 1) // 3
    if batch_size == 1:
        return torch.cat([x[:-2, :first], x[1:-1, first:second], x[2:, second:]], 1)  # (T-2, C, H, W)
    clips = x.permute(0, 2, 3, 1).unflatten(0, (batch_size, -1))  # (B, T, H, W, C)
    crossed = torch.cat([clips[:, :-2, ..., :first], clips[:, 1:-1, ..., first:second], clips[:, 2:, ..., second:]], -1)
    return crossed.flatten(0, 1).permute(0, 3, 1, 2)  # (B*(T-2), C, H, W)


def trim_frames(x: Tensor, batch_size: int, count: int) -> Tensor:
    """Drop `count` time steps at each end: (B*T, ...) -> (B*(T-2*count), ...)."""
    clips = x.unflatten(0, (batch_size, -1))  # (B, T, ...)
    return clips[:, count : clips.shape[1] - count].flatten(0, 1)  # (B*(T-2*count), ...)


def extend_frames(x: Tensor, batch_size: int, count: int) -> Tensor:
    """Repeat the first and the last time step `count` times: (B*T, C, H, W) -> (B*(T+2*count), C, H, W)."""
    clips = x.unflatten(0, (batch_size, -1))  # (B, T, C, H, W)
    before = clips[:, :1].expand(-1, count, -1, -1, -1)
    after = clips[:, -1:].expand(-1, count, -1, -1, -1)
    extended = torch.cat([before, clips, after], 1).flatten(0, 1)  # (B*(T+2*count), C, H, W)
    return extended.contiguous(memory_format=torch.channels_last) if batch_size > 1 else extended


def halve_time(x: Tensor) -> Tensor:
    """Max-pool over pairs of time steps; T must be even: (B*T, ...) -> (B*T/2, ...)."""
    return torch.maximum(x[0::2], x[1::2])


class ResBlock(nn.Module):
    """The ordinary basic residual block of a ResNet, one frame at a time."""

    def __init__(self, in_channels: int, out_channels: int, *, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(out_channels)
        self.shortcut = _shortcut(in_channels, out_channels, stride)

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) -> (N, out_channels, H/stride, W/stride)."""
        middle = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(middle)) + self.shortcut(x))


class ResBlockT(nn.Module):
    """ResBlock with TSCM before each of its two convolutions; the shortcut takes the uncrossed input (2211.03387)."""

    def __init__(self, in_channels: int, out_channels: int, *, stride: int, map_size: int) -> None:
        """`map_size` is the side of the square input map, needed only for the shape of the streaming state."""
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(out_channels)
        self.shortcut = _shortcut(in_channels, out_channels, stride)
        small = (map_size + stride - 1) // stride
        out_shape = (BLOCK_REACH, out_channels, small, small)
        self.state_shapes = ((BLOCK_REACH, in_channels, map_size, map_size), out_shape, out_shape)

    def forward(self, x: Tensor, batch_size: int) -> Tensor:
        """Whole clips: (B*T, in_channels, H, W) -> (B*(T-4), out_channels, H/stride, W/stride)."""
        middle = self._middle(cross_frames(x, batch_size))
        residual = self.norm2(self.conv2(cross_frames(middle, batch_size)))
        return torch.relu(residual + self.shortcut(trim_frames(x, batch_size, BLOCK_REACH)))

    def step(self, x: Tensor, state: BlockState) -> tuple[Tensor, BlockState]:
        """One clip, piece by piece: (T, in_channels, H, W) -> (T, out_channels, H/stride, W/stride), two steps late."""
        x_all = torch.cat([state.past_input, x])  # (T+2, ...)
        middle_all = torch.cat([state.past_middle, self._middle(cross_frames(x_all, 1))])  # (T+2, ...)
        shortcut_all = torch.cat([state.past_shortcut, self.shortcut(x)])  # (T+2, ...)
        out = torch.relu(self.norm2(self.conv2(cross_frames(middle_all, 1))) + shortcut_all[:-BLOCK_REACH])
        return out, BlockState(x_all[-BLOCK_REACH:], middle_all[-BLOCK_REACH:], shortcut_all[-BLOCK_REACH:])

    def _middle(self, crossed: Tensor) -> Tensor:
        return torch.relu(self.norm1(self.conv1(crossed)))


class _Pointwise(nn.Conv2d):
    """A 1x1 convolution that thins the map out before it convolves: the same numbers as `stride` in the convolution.

    With the stride left to it, torch 2.13 writes past its memory in the backward pass of few channels, channels last,
    on a processor without AVX-512 (seen with 4 channels: the process aborts, or worse, goes on).
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__(in_channels, out_channels, 1, bias=False)
        self._every = stride

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) -> (N, out_channels, H/stride, W/stride)."""
        return super().forward(x[:, :, :: self._every, :: self._every] if self._every > 1 else x)


def _shortcut(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    if stride == 1 and in_channels == out_channels:
        return nn.Identity()
    return nn.Sequential(_Pointwise(in_channels, out_channels, stride), nn.BatchNorm2d(out_channels))
