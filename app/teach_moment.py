"""When somebody who shows a sign has finished: the hands moved, and then they rest. Pictures in, an answer out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from app.frame_queue import PreparedFrame

__all__ = ["has_finished"]

# All ours.
SHORTEST_S = 1.0
REST_S = 0.8  # so long nothing moves: longer than a sign is held
STILL_SHARE = 0.25  # of the largest movement seen; what is below is noise of the camera
SMALLEST_MOVEMENT = 1.5  # of 255, a pixel's mean change: below it nobody has moved yet
SMOOTHED_FRAMES = 3


def has_finished(frames: Sequence[PreparedFrame]) -> bool:
    """Whether these frames, the first taken when signing might begin, hold a whole sign already."""
    if not frames:
        return False
    duration_s = frames[-1].time_s - frames[0].time_s
    if duration_s < SHORTEST_S or len(frames) <= SMOOTHED_FRAMES:
        return False
    movement = _movement(frames)
    if movement.max() < SMALLEST_MOVEMENT:
        return False
    rests_from_s = frames[-1].time_s - REST_S
    last = np.array([frame.time_s > rests_from_s for frame in frames[1:]])
    has_moved_before = movement[~last].max(initial=0.0) >= SMALLEST_MOVEMENT
    return bool(has_moved_before and (movement[last] < STILL_SHARE * movement.max()).all())


def _movement(frames: Sequence[PreparedFrame]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How much each frame differs from the one before, of 255, over three frames: float64 (T - 1,)."""
    pictures = [frame.image.astype(np.int16) for frame in frames]
    changes = np.array([np.abs(new - old).mean() for old, new in itertools.pairwise(pictures)])
    kernel = np.full(SMOOTHED_FRAMES, 1 / SMOOTHED_FRAMES)
    return np.convolve(changes, kernel, mode="same")
