"""What a network costs: multiplications and parameters of the graph that is exported, bytes of its files."""

import copy

import torch
from torch.utils.flop_counter import FlopCounterMode

from models.networks.streamable import StreamableNetwork

_STEPS = 4


def macs_per_frame(network: StreamableNetwork) -> float:
    """Multiply-accumulates for a new frame, streamed: convolutions and the linear layer, by torch's own count."""
    count = _STEPS * network.frames_per_step
    shapes = copy.deepcopy(network).to("meta").eval()  # a network without numbers: counting computes nothing
    with torch.device("meta"), torch.no_grad(), FlopCounterMode(display=False) as counter:
        frames = torch.zeros((count, network.frame_size, network.frame_size, 3), dtype=torch.uint8)
        shapes.step(frames, *shapes.start_state())
    return counter.get_total_flops() / 2 / count


def parameter_count(network: StreamableNetwork) -> int:
    """Parameters of what is exported: without the heads of the extra levels, which only training reads."""
    left_out = {"frame_classifier", "half_classifier"}
    return sum(value.numel() for name, value in network.named_parameters() if name.partition(".")[0] not in left_out)
