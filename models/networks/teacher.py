"""The high-resolution teacher: a ResNet with TSCM late (arXiv 2211.03387, TimeRestNet), of 18 or 34 layers."""

from torch import nn

from .streamable import NetworkSizes, StreamableNetwork

BLOCKS_18 = (2, 2, 2, 2)
BLOCKS_34 = (3, 4, 6, 3)
TEMPORAL_BLOCKS_18 = 1
TEMPORAL_BLOCKS_34 = 4
FULL_WIDTHS = (64, 128, 256, 512)


class Teacher(StreamableNetwork):
    """A 7x7 stem of stride 2, with a max-pool of 2 where `stem_stride` is 4 (frames of 224 pixels, as published).

    With `stem_stride` 2, frames of 112 pixels end on the same 7x7 map (ours: what a CPU can train in an hour).
    """

    def __init__(self, sizes: NetworkSizes, *, stem_stride: int = 4) -> None:
        if stem_stride not in (2, 4):
            raise ValueError(f"stem_stride must be 2 or 4, not {stem_stride}")
        layers: list[nn.Module] = [
            nn.Conv2d(3, sizes.widths[0], 7, 2, 3, bias=False),
            nn.BatchNorm2d(sizes.widths[0]),
            nn.ReLU(),
        ]
        if stem_stride == 4:
            layers.append(nn.MaxPool2d(3, 2, 1))
        super().__init__(sizes, nn.Sequential(*layers), stem_stride)


def teacher_18(frame_size: int, frames_per_step: int, vocabulary_size: int) -> Teacher:
    """The ResNet-18 form at published widths: 1.6 GMAC a frame at 224 pixels."""
    sizes = NetworkSizes(frame_size, FULL_WIDTHS, BLOCKS_18, TEMPORAL_BLOCKS_18, frames_per_step, vocabulary_size)
    return Teacher(sizes)


def teacher_34(frame_size: int, frames_per_step: int, vocabulary_size: int) -> Teacher:
    """The ResNet-34 form at published widths: 3.3 GMAC a frame at 224 pixels."""
    sizes = NetworkSizes(frame_size, FULL_WIDTHS, BLOCKS_34, TEMPORAL_BLOCKS_34, frames_per_step, vocabulary_size)
    return Teacher(sizes)
