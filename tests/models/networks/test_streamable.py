"""Teacher and LRINet: shapes as published, and a clip streamed in any pieces equals the clip at once."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes, StreamableNetwork
from models.networks.teacher import Teacher, teacher_18, teacher_34


def build(kind: str, frames_per_step: int, temporal_blocks: int = 1) -> StreamableNetwork:
    """A small network with norms that have a past, so that a wrong path would show."""
    torch.manual_seed(1)
    sizes = NetworkSizes(24, (4, 6, 9, 12), (1, 1, 3, 2), temporal_blocks, frames_per_step, 5)
    network = LRINet(sizes) if kind == "lrinet" else Teacher(sizes, stem_stride=2)
    for name, value in network.state_dict().items():
        if name.endswith("running_mean"):
            value.uniform_(-0.3, 0.3)
        elif name.endswith("running_var"):
            value.uniform_(0.5, 2.0)
    return network.eval()


def stream(network: StreamableNetwork, clip: torch.Tensor, pieces: list[int]) -> torch.Tensor:
    """(T, S, S, 3) -> (T/k, V): padded once, fed in pieces (in steps), warm-up dropped."""
    context, k = network.context_frames, network.frames_per_step
    fed = torch.cat([clip[:1].expand(context, -1, -1, -1), clip, clip[-1:].expand(context, -1, -1, -1)])
    state, out = network.start_state(), []
    for piece in fed.split([k * count for count in pieces]):
        log_probs, _, *state = network.step(piece, *state)
        out.append(log_probs)
    return torch.cat(out)[2 * context // k :]


@pytest.mark.parametrize("kind", ["lrinet", "teacher"])
@pytest.mark.parametrize("frames_per_step", [2, 4])
@pytest.mark.parametrize("temporal_blocks", [1, 2])
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_streamed_equals_whole(kind: str, frames_per_step: int, temporal_blocks: int, data: st.DataObject) -> None:
    """Log-probs of a clip fed in any pieces differ from those of the clip at once by rounding only."""
    network = build(kind, frames_per_step, temporal_blocks)
    clip_steps = data.draw(st.integers(1, 6))
    total = clip_steps + 2 * network.context_frames // frames_per_step
    pieces: list[int] = []
    while sum(pieces) < total:
        pieces.append(data.draw(st.integers(1, total - sum(pieces))))
    clip = torch.randint(0, 256, (clip_steps * frames_per_step, 24, 24, 3), dtype=torch.uint8)

    with torch.no_grad():
        whole = torch.log_softmax(network(clip[None]).logits[0], -1)
        streamed = stream(network, clip, pieces)

    assert streamed.shape == (clip_steps, 5)
    torch.testing.assert_close(streamed, whole, atol=1e-5, rtol=0)


def test_context_is_exactly_how_far_a_step_sees() -> None:
    """A step changes with the frame `context_frames` before its first, and not with the one before that."""
    network = build("lrinet", 2)
    clip = torch.zeros(60, 24, 24, 3, dtype=torch.uint8)
    reach = network.context_frames

    def step_15(changed: int) -> torch.Tensor:
        other = clip.clone()
        other[changed] = torch.randint(100, 256, (24, 24, 3), dtype=torch.uint8)
        with torch.no_grad():
            return network(other[None]).logits[0, 15]

    with torch.no_grad():
        untouched = network(clip[None]).logits[0, 15]
    assert torch.equal(step_15(30 - reach - 1), untouched)
    assert torch.equal(step_15(31 + reach + 1), untouched)
    assert not torch.equal(step_15(30 - reach), untouched)
    assert not torch.equal(step_15(31 + reach), untouched)


def test_a_batch_gives_what_its_clips_give() -> None:
    """Clips of a batch do not influence each other in evaluation mode."""
    network = build("teacher", 4)
    clips = torch.randint(0, 256, (2, 8, 24, 24, 3), dtype=torch.uint8)

    with torch.no_grad():
        together = network(clips)
        alone = network(clips[1:])

    torch.testing.assert_close(together.logits[1:], alone.logits, atol=1e-5, rtol=0)
    torch.testing.assert_close(together.feature_map[1:], alone.feature_map, atol=1e-4, rtol=0)


def test_published_sizes() -> None:
    """The 34-layer teacher has 21.3 M parameters; its look-ahead is 20 frames, the 18-layer one's 10."""
    sizes = {18: teacher_18(224, 4, 9), 34: teacher_34(224, 4, 9)}
    millions = {depth: sum(p.numel() for p in network.parameters()) / 1e6 for depth, network in sizes.items()}

    assert millions[34] == pytest.approx(21.3, abs=0.1)
    assert millions[18] == pytest.approx(11.2, abs=0.1)
    assert (sizes[18].context_frames, sizes[34].context_frames) == (10, 20)


def test_the_student_keeps_the_teachers_scale() -> None:
    """LRINet at 56 pixels and teachers at 112 and 224 end on maps of 7x7 (2303.06820: same spatial scale)."""
    widths, blocks = (4, 4, 6, 6), (1, 1, 2, 1)
    networks = [
        LRINet(NetworkSizes(56, widths, blocks, 1, 2, 4)),
        Teacher(NetworkSizes(112, widths, blocks, 1, 2, 4), stem_stride=2),
        Teacher(NetworkSizes(224, widths, blocks, 1, 2, 4), stem_stride=4),
    ]
    for network in networks:
        size = network.frame_size
        with torch.no_grad():
            output = network.eval()(torch.zeros(1, 4, size, size, 3, dtype=torch.uint8))
        assert output.feature_map.shape == (1, 2, 6, 7, 7)
        assert output.frame_map.shape == (1, 4, 6, 14, 14)
        assert [level.shape for level in output.level_logits] == [(1, 4, 4)]


def test_impossible_sizes_are_refused() -> None:
    """Frames per step other than 2 or 4, or no plain block left in stage 3, are mistakes said in a sentence."""
    with pytest.raises(ValueError, match="frames_per_step must be 2 or 4, not 3"):
        NetworkSizes(56, (4, 4, 4, 4), (1, 1, 2, 1), 1, 3, 4)
    with pytest.raises(ValueError, match="temporal_blocks must be from 1 to 1, not 2"):
        NetworkSizes(56, (4, 4, 4, 4), (1, 1, 2, 1), 2, 2, 4)
