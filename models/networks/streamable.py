"""The body that teacher and student share: a stem, four stages, ResBlockT late, and heads on several time scales.

It runs a batch of whole clips (`forward`, for training) or one clip piece by piece (`step`, which is what is exported);
both give the same log-probs, because every temporal layer is valid and a clip is padded once, by repeating its first
and last frames (ours, design note "exact streaming").
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn

from .recomputing import run_again
from .temporal import BLOCK_REACH, BlockState, ResBlock, ResBlockT, extend_frames, halve_time


@dataclass(frozen=True, slots=True)
class NetworkSizes:
    """Everything that fixes the shape of a network.

    Attributes:
        frame_size: S, side of the square input in pixels.
        widths: channels of the four stages.
        blocks: residual blocks of the four stages; all of stage 4 are ResBlockT.
        temporal_blocks: how many of the last blocks of stage 3 are ResBlockT (2211.03387: 4 of 6, or 1 of 2).
        frames_per_step: k; 4 pools time by 2 after stages 3 and 4 (2211.03387), 2 only after stage 3 (ours).
        vocabulary_size: V, blank included.
    """

    frame_size: int
    widths: tuple[int, int, int, int]
    blocks: tuple[int, int, int, int]
    temporal_blocks: int
    frames_per_step: int
    vocabulary_size: int

    def __post_init__(self) -> None:
        if self.frames_per_step not in (2, 4):
            raise ValueError(f"frames_per_step must be 2 or 4, not {self.frames_per_step}")
        if not 1 <= self.temporal_blocks < self.blocks[2]:
            raise ValueError(f"temporal_blocks must be from 1 to {self.blocks[2] - 1}, not {self.temporal_blocks}")


class NetworkOutput(NamedTuple):
    """What a whole-clip pass gives. U = T/k steps; every tensor's time axis is aligned with the clip's first frame.

    Attributes:
        logits: (B, U, V), the output level.
        features: (B, U, C), pooled, behind the logits.
        feature_map: (B, T/2, C, H, W), the frame-level features before pooling: what CRKD distils.
        level_logits: the extra levels of multi-level CTC: (B, T, V), and (B, T/2, V) where k is 4.
        frame_map: (B, T, C3, H3, W3), the last map before any frame is mixed with its neighbours.
    """

    logits: Tensor
    features: Tensor
    feature_map: Tensor
    level_logits: tuple[Tensor, ...]
    frame_map: Tensor


class StreamableNetwork(nn.Module):
    """A stem, stages frame by frame, then ResBlockT blocks across frames, global average pool and linear heads."""

    def __init__(self, sizes: NetworkSizes, stem: nn.Module, stem_stride: int) -> None:
        super().__init__()
        self.sizes = sizes
        self.recomputes = False
        """While learning: keep only what goes into a block, and run it again for its gradient. Same weights after."""
        self._are_early_stages_held = False
        self.stem = stem
        plain, late, last, map_size = [], [], [], sizes.frame_size // stem_stride
        in_channels = sizes.widths[0]
        for stage, (width, count) in enumerate(zip(sizes.widths, sizes.blocks, strict=True)):
            for index in range(count):
                stride = 2 if stage > 0 and index == 0 else 1
                if stage == 3:
                    last.append(ResBlockT(in_channels, width, stride=stride, map_size=map_size))
                elif stage == 2 and index >= count - sizes.temporal_blocks:
                    late.append(ResBlockT(in_channels, width, stride=stride, map_size=map_size))
                else:
                    plain.append(ResBlock(in_channels, width, stride=stride))
                map_size, in_channels = (map_size + stride - 1) // stride, width
        self.plain_blocks = nn.Sequential(*plain)
        self.late_blocks = nn.ModuleList(late)
        self.last_blocks = nn.ModuleList(last)
        self.frame_classifier = nn.Linear(sizes.widths[2], sizes.vocabulary_size)
        self.half_classifier = nn.Linear(sizes.widths[2], sizes.vocabulary_size) if sizes.frames_per_step == 4 else None
        self.classifier = nn.Linear(sizes.widths[3], sizes.vocabulary_size)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    @property
    def frame_size(self) -> int:
        """S in pixels."""
        return self.sizes.frame_size

    @property
    def frames_per_step(self) -> int:
        """k."""
        return self.sizes.frames_per_step

    @property
    def context_frames(self) -> int:
        """A: frames a step depends on before its own first and after its own last frame."""
        return BLOCK_REACH * len(self.late_blocks) + 2 * BLOCK_REACH * len(self.last_blocks)

    def hold_early_stages(self) -> None:
        """Let what sees one frame at a time learn no more, for good: neither weights nor statistics of norms (ours)."""
        self._are_early_stages_held = True
        for module in (self.stem, self.plain_blocks):
            module.requires_grad_(False)
            module.eval()

    def train(self, mode: bool = True) -> Self:
        """As of any module; stages that are held stay in evaluation mode."""
        super().train(mode)
        if self._are_early_stages_held:
            self.stem.eval()
            self.plain_blocks.eval()
        return self

    def forward(self, frames: Tensor, learning: Tensor | None = None) -> NetworkOutput:
        """Whole clips, padded here by repeating their first and last frames.

        Args:
            frames: uint8 (B, T, S, S, 3), RGB, T a multiple of k.
            learning: bool (B, T), the frames that the plain stages learn from (2211.03387, random gradient stop; some
                but not all); None: from all. The others pass these stages apart, with norms of their own, as the
                authors' code has it, and without taking memory for a gradient.
        """
        batch_size = frames.shape[0]
        flat = frames.flatten(0, 1)
        if learning is None or not torch.is_grad_enabled():
            frame_map = self._frame_map(flat)
        else:
            frame_map = self._partly_learning(flat, learning.flatten())
        # Repeated frames have equal maps, so they are repeated here and not sent through the costly early stages.
        x = extend_frames(frame_map, batch_size, self.context_frames)
        for block in self.late_blocks:
            x = self._run(block, x, batch_size)
        x = halve_time(x)
        half_map = x.unflatten(0, (batch_size, -1))[:, self._half_margin : x.shape[0] // batch_size - self._half_margin]
        for block in self.last_blocks:
            x = self._run(block, x, batch_size)
        feature_map = x.unflatten(0, (batch_size, -1))  # (B, T/2, C, H, W)
        x = halve_time(x) if self.frames_per_step == 4 else x
        features = x.mean((2, 3)).unflatten(0, (batch_size, -1))  # (B, U, C)
        frame_map = frame_map.unflatten(0, (batch_size, -1))  # (B, T, C3, H3, W3)
        levels = [self.frame_classifier(frame_map.mean((3, 4)))]
        if self.half_classifier is not None:
            levels.append(self.half_classifier(half_map.mean((3, 4))))
        return NetworkOutput(self.classifier(features), features, feature_map, tuple(levels), frame_map)

    def step(self, frames: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """The next T frames of one clip; the exported graph.

        Args:
            frames: uint8 (T, S, S, 3), T a multiple of k.
            state: what the previous call returned last, or `start_state()`.

        Returns:
            log_probs (T/k, V), features (T/k, C), then the next state. After `start_state()` and `context_frames`
            copies of the first frame, the first 2 * context_frames / k steps are to be dropped.
        """
        x = self._frame_map(frames)
        next_state: list[Tensor] = []
        blocks = [*self.late_blocks, *self.last_blocks]
        for index, block in enumerate(blocks):
            if index == len(self.late_blocks):
                x = halve_time(x)
            x, block_state = block.step(x, BlockState(*state[3 * index : 3 * index + 3]))
            next_state.extend(block_state)
        x = halve_time(x) if self.frames_per_step == 4 else x
        features = x.mean((2, 3))  # (T/k, C)
        return (torch.log_softmax(self.classifier(features), -1), features, *next_state)

    def start_state(self) -> tuple[Tensor, ...]:
        """Zeros, three tensors for every ResBlockT."""
        blocks = [*self.late_blocks, *self.last_blocks]
        return tuple(torch.zeros(shape) for block in blocks for shape in block.state_shapes)

    @property
    def _half_margin(self) -> int:
        return BLOCK_REACH * len(self.last_blocks)

    def _frame_map(self, frames: Tensor) -> Tensor:
        """(N, S, S, 3) uint8 -> (N, C3, H3, W3); scaling to -1..1 is part of the graph."""
        x = frames.permute(0, 3, 1, 2).float() / 127.5 - 1.0  # (N, 3, S, S), channels last in memory
        x = self._run(self.stem, x)
        for block in self.plain_blocks:
            x = self._run(block, x)
        return x

    def _partly_learning(self, frames: Tensor, learning: Tensor) -> Tensor:
        """As `_frame_map`, with a gradient for the frames where `learning` (N,) is true alone."""
        learned = self._frame_map(frames[learning])  # first: autocast would keep weights cast without a gradient
        with torch.no_grad():
            stopped = self._frame_map(frames[~learning])
        maps = torch.cat([learned, stopped])  # (N, C3, H3, W3), in another order
        places = torch.cat([learning.nonzero(), (~learning).nonzero()]).flatten().argsort()
        return maps[places].contiguous(memory_format=torch.channels_last)

    def _run(self, block: nn.Module, x: Tensor, *arguments: int) -> Tensor:
        is_again = self.recomputes and self.training and torch.is_grad_enabled()
        return run_again(block, x, *arguments) if is_again else block(x, *arguments)
