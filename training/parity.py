"""Proof that two recognisers say the same: log-probs compared over clips of several lengths, whole and in chunks."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.parity_sample import PARITY_TOLERANCE
from models.strategies import Recognizer
from models.video import Clip

TOLERANCE = PARITY_TOLERANCE
"""Natural logarithms; differences from reordered float32 sums are some hundred times smaller (ours)."""
CHUNK_SIZES = (4, 8, 12, 40)
"""Frames fed per call; a whole clip in one call is always compared too."""
_NOISE_LENGTHS = (5, 42, 97)
"""Frames; none a multiple of 4, so that the padding at a clip's end is compared too."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way of running one clip, compared with the network's whole-clip pass.

    `way` is e.g. "file, 8 frames a call"; `largest_difference` is of log-probs, absolute.
    """

    way: str
    frame_count: int
    largest_difference: float


def noise_clips(frame_size: int, seed: int = 0) -> list[Clip]:
    """Seeded noise at three lengths: harder than any picture, and always at hand."""
    random = np.random.default_rng(seed)
    return [random.integers(0, 256, (length, frame_size, frame_size, 3), dtype=np.uint8) for length in _NOISE_LENGTHS]


def compare(network: Recognizer, file: Recognizer, clips: Sequence[Clip]) -> list[Comparison]:
    """Compares network and file, streamed and whole, with the network's whole-clip pass, on every clip."""
    comparisons = []
    for clip in clips:
        expected = network.log_probs(clip)
        for way, found in _ways(network, file, clip):
            difference = _largest_difference(expected, found)
            comparisons.append(Comparison(way, len(clip), difference))
    return comparisons


def stream_log_probs(recognizer: Recognizer, clip: Clip, chunk_size: int | None) -> NDArray[np.float32]:
    """Feeds a clip in chunks, as the contract says: A copies of the first frame, the clip, A of the last.

    Args:
        clip: uint8 (T, S, S, 3), any T >= 1.
        chunk_size: frames per call, a multiple of k; None feeds everything in one call.

    Returns:
        (ceil(T/k), V), the warm-up dropped.
    """
    k, context = recognizer.card.frames_per_step, recognizer.card.context_frames
    step_count = math.ceil(len(clip) / k)
    before = np.repeat(clip[:1], context, axis=0)
    after = np.repeat(clip[-1:], context + step_count * k - len(clip), axis=0)
    padded = np.concatenate([before, clip, after])  # (k * step_count + 2A, S, S, 3)
    state, parts = recognizer.start(), []
    for first in range(0, len(padded), chunk_size or len(padded)):
        output = recognizer.step(padded[first : first + (chunk_size or len(padded))], state)
        parts.append(output.log_probs)
        state = output.state
    return np.concatenate(parts)[2 * context // k :]  # (step_count, V)


def _ways(network: Recognizer, file: Recognizer, clip: Clip) -> Iterator[tuple[str, NDArray[np.float32]]]:
    k = file.card.frames_per_step
    yield "file, whole clip", file.log_probs(clip)
    yield "file, one call", stream_log_probs(file, clip, None)
    for size in sorted({k, *(size for size in CHUNK_SIZES if size % k == 0)}):
        yield f"file, {size} frames a call", stream_log_probs(file, clip, size)
    yield f"network, {k} frames a call", stream_log_probs(network, clip, k)


def _largest_difference(expected: NDArray[np.float32], found: NDArray[np.float32]) -> float:
    """Infinite where shapes differ or a value is no number, so that it can never pass."""
    if expected.shape != found.shape:
        return math.inf
    difference = float(np.max(np.abs(expected.astype(np.float64) - found.astype(np.float64))))
    return difference if math.isfinite(difference) else math.inf
