"""Clips that stay on the disk until a batch needs them: the large corpora are larger than any memory (ours)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from training.clip_frames import clip_frame_count, clip_frame_rate, read_frames
from training.clip_list import ClipAnnotation

MEMORY_BYTES = 4 * 2**30
"""Decoded clips that take more than this stay on the disk (ours); PHOENIX-2014 at 12.5 frames a second takes 60 GB."""


@dataclass(frozen=True, slots=True)
class StoredImages:
    """T frames of a clip on the disk; `np.asarray` reads them, uint8 (T, H, W, 3), and keeps nothing."""

    annotation: ClipAnnotation
    indices: NDArray[np.int64]  # (T,) which of the clip's own frames

    def __len__(self) -> int:
        return len(self.indices)

    def __array__(self, dtype: DTypeLike = None, copy: bool | None = None) -> NDArray[np.uint8]:
        wanted = set(self.indices.tolist())
        last, frames = int(self.indices[-1]), {}
        for number, frame in enumerate(read_frames(self.annotation)):
            if number in wanted:
                frames[number] = frame.image
            if number == last:
                break
        newest = max(frames)  # a file may state more frames than it holds: the last one then stands for those
        return np.stack([frames.get(index, frames[newest]) for index in self.indices.tolist()])  # (T, H, W, 3)


def due_indices(times_s: NDArray[np.float64], frame_rate: float) -> NDArray[np.int64]:
    """Which frames show a clip at `frame_rate`: each due time takes the last frame before it; times begin at 0."""
    due = np.arange(int(times_s[-1] * frame_rate + 1e-6) + 1) / frame_rate
    return np.clip(np.searchsorted(times_s, due + 1e-6, side="right") - 1, 0, len(times_s) - 1).astype(np.int64)


def store_images(annotation: ClipAnnotation, frame_rate: float) -> StoredImages:
    """The frames of a clip at `frame_rate`, none of them kept; a file is taken to have the length that it states.

    Raises:
        UnreadableVideoError: there is no such clip.
    """
    count = clip_frame_count(annotation) or sum(1 for _ in read_frames(annotation))
    return StoredImages(annotation, due_indices(np.arange(count) / clip_frame_rate(annotation), frame_rate))


def fits_in_memory(stored: Sequence[StoredImages], limit_bytes: int) -> bool:
    """Whether all these frames, taken to be as large as the very first, fit."""
    if not stored:
        return True
    first = next(read_frames(stored[0].annotation)).image
    return sum(map(len, stored)) * first.nbytes <= limit_bytes
