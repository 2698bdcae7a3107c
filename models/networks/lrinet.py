"""LRINet, the low-resolution student of CRKD (arXiv 2303.06820).

The abstract fixes the idea: the student's frame-level features are *born* at the teacher's spatial scale. How is a
reconstruction (ours): the stem does not shrink a 56-pixel frame, so the four stages give maps of 56, 28, 14 and 7, the
same as an ordinary ResNet at 224; thinner stages pay for it.
"""

from torch import nn

from .streamable import NetworkSizes, StreamableNetwork


class LRINet(StreamableNetwork):
    """The student: a 3x3 stem of stride 1 (or 2, for frames of 112 pixels) without pooling."""

    def __init__(self, sizes: NetworkSizes, *, stem_stride: int = 1) -> None:
        stem = nn.Sequential(
            nn.Conv2d(3, sizes.widths[0], 3, stem_stride, 1, bias=False),
            nn.BatchNorm2d(sizes.widths[0]),
            nn.ReLU(),
        )
        super().__init__(sizes, stem, stem_stride)
