"""TSCM and the residual blocks: what goes where, and that step by step equals the whole clip."""

import pytest
import torch

from models.networks.temporal import (
    BlockState,
    ResBlock,
    ResBlockT,
    cross_frames,
    extend_frames,
    halve_time,
    trim_frames,
)


def numbered_frames(batch_size: int, frame_count: int, channels: int) -> torch.Tensor:
    """(B*T, C, 2, 2) whose every value tells its clip and frame: 100 * b + t."""
    values = torch.arange(batch_size)[:, None] * 100.0 + torch.arange(frame_count)[None]  # (B, T)
    return values.flatten()[:, None, None, None].expand(-1, channels, 2, 2).contiguous()  # (B*T, C, 2, 2)


@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("channels", [3, 6, 8, 64])
def test_each_third_of_the_channels_comes_from_its_own_frame(batch_size: int, channels: int) -> None:
    """Channels of frame t are from t-1, t and t+1 in three contiguous parts whose sizes differ by at most one."""
    crossed = cross_frames(numbered_frames(batch_size, 5, channels), batch_size).unflatten(0, (batch_size, 3))

    for b in range(batch_size):
        for t in (1, 2, 3):
            offsets = (crossed[b, t - 1, :, 0, 0] - 100 * b - t).tolist()
            counts = [offsets.count(offset) for offset in (-1, 0, 1)]
            assert offsets == sorted(offsets)
            assert sum(counts) == channels
            assert max(counts) - min(counts) <= 1


def test_crossing_has_no_parameters_and_passes_the_gradient_of_used_channels_only() -> None:
    """TSCM is a choice of channels: every output's gradient goes to exactly one input."""
    x = torch.zeros(5, 6, 1, 1, requires_grad=True)

    cross_frames(x, 1).sum().backward()

    assert x.grad is not None
    assert x.grad[:, :, 0, 0].sum() == 3 * 6
    assert x.grad[0, 2:].sum() == 0
    assert x.grad[4, :4].sum() == 0


def test_batches_do_not_mix_clips() -> None:
    """Crossing, trimming and extending a batch gives what each of its clips gives alone."""
    clips = torch.randn(3, 7, 6, 4, 4)
    for function in (
        lambda x, b: cross_frames(x, b),
        lambda x, b: trim_frames(x, b, 2),
        lambda x, b: extend_frames(x, b, 3),
    ):
        together = function(clips.flatten(0, 1), 3).unflatten(0, (3, -1))
        for clip, expected in zip(clips, together, strict=True):
            torch.testing.assert_close(function(clip, 1), expected)


def test_extending_repeats_first_and_last_frames() -> None:
    """The padding of a clip is its own first and last frame."""
    extended = extend_frames(numbered_frames(1, 3, 1), 1, 2)[:, 0, 0, 0]

    assert extended.tolist() == [0, 0, 0, 1, 2, 2, 2]


def test_halving_time_keeps_the_larger_of_each_pair() -> None:
    """Time is pooled by maximum over neighbouring pairs."""
    assert halve_time(torch.tensor([1.0, 5.0, 4.0, 2.0])).tolist() == [5.0, 4.0]


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("chunks", [[10], [2, 2, 2, 2, 2], [1] * 10, [7, 3]])
def test_a_block_fed_in_pieces_gives_what_it_gives_at_once(stride: int, chunks: list[int]) -> None:
    """After the two frames of reach on either side are fed, streamed equals whole, whatever the pieces."""
    torch.manual_seed(0)
    block = ResBlockT(6, 9, stride=stride, map_size=5).eval()
    x = torch.randn(10, 6, 5, 5)

    state = BlockState(*(torch.zeros(shape) for shape in block.state_shapes))
    pieces = []
    for piece in x.split(chunks):
        out, state = block.step(piece, state)
        pieces.append(out)

    torch.testing.assert_close(torch.cat(pieces)[4:], block(x, 1))


def test_a_plain_block_treats_every_frame_alone() -> None:
    """A ResBlock never looks at a neighbour."""
    torch.manual_seed(0)
    block = ResBlock(3, 4, stride=2).eval()
    x = torch.randn(4, 3, 6, 6)

    torch.testing.assert_close(block(x)[2:3], block(x[2:3]))


def test_a_shortcut_thins_the_map_as_a_strided_convolution_does() -> None:
    """Thinning first gives what a stride in the convolution gives, odd sizes included; the weights keep their names."""
    torch.manual_seed(0)
    shortcut = ResBlock(4, 6, stride=2).shortcut.eval()
    strided = torch.nn.Sequential(torch.nn.Conv2d(4, 6, 1, 2, bias=False), torch.nn.BatchNorm2d(6)).eval()
    strided.load_state_dict(shortcut.state_dict())

    for side in (7, 8):
        x = torch.randn(3, 4, side, side)
        torch.testing.assert_close(shortcut(x), strided(x))
