"""What a new frame costs, live: several recognisers fed in turns, so that their ratios hold on a busy machine too."""

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.streaming import StreamingRecognizer
from models.video import Clip


@dataclass(frozen=True, slots=True)
class TimedStream:
    """A stream and what it is fed: frames uint8 (T, S, S, 3) at its own rate."""

    stream: StreamingRecognizer
    frames: Clip
    frame_rate: float


def time_streams(
    streams: Mapping[str, TimedStream], *, stride_frames: int, warm_up_frames: int
) -> dict[str, tuple[float, float]]:
    """Median CPU and wall milliseconds a frame of each, over blocks of `stride_frames`, after the warm-up."""
    count = min(len(timed.frames) for timed in streams.values())
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in streams}
    for first in range(0, count - stride_frames + 1, stride_frames):
        for name, timed in streams.items():
            cpu_s, wall_s = time.thread_time(), time.perf_counter()
            for index in range(first, first + stride_frames):
                timed.stream.accept(timed.frames[index], index / timed.frame_rate)
            cpu_s, wall_s = time.thread_time() - cpu_s, time.perf_counter() - wall_s
            if first >= warm_up_frames:
                costs[name].append((1000 * cpu_s / stride_frames, 1000 * wall_s / stride_frames))
    return {
        name: (statistics.median(cpu for cpu, _ in blocks), statistics.median(wall for _, wall in blocks))
        for name, blocks in costs.items()
    }


def noise_frames(frame_count: int, frame_size: int) -> Clip:
    """Frames that no two are alike, uint8 (T, S, S, 3): what they show does not change what they cost."""
    random = np.random.default_rng(0)
    return random.integers(0, 256, (frame_count, frame_size, frame_size, 3), dtype=np.uint8)
