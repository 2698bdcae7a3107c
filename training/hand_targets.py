"""Shape, place, direction and movement of both hands as training sees them: read, resampled, augmented, batched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.augmentation import Augmentation

NOT_KNOWN = -1
"""Number of a shape or place that is not known; unknown directions and movements are NaN."""


class HandTargets(NamedTuple):
    """What is known of the dominant and the other hand in B clips of T frames.

    Attributes:
        shapes: (B, T, 2) numbers among the corpus's sorted hand shapes, or NOT_KNOWN.
        places: (B, T, 2) the same among its sorted places.
        directions: (B, T, 2, 2, 3) of fingers and palm: unit vectors to the right, up and towards the camera, or NaN.
        movements: (B, T, 2, 3) along the same axes in shoulder widths a second, or NaN.
    """

    shapes: Tensor
    places: Tensor
    directions: Tensor
    movements: Tensor


@dataclass(frozen=True, slots=True)
class HandTruth:
    """The same of one clip of T frames, and how many shapes and places its corpus tells apart."""

    shapes: NDArray[np.int64]  # (T, 2)
    places: NDArray[np.int64]  # (T, 2)
    directions: NDArray[np.float32]  # (T, 2, 2, 3)
    movements: NDArray[np.float32]  # (T, 2, 3)
    shape_count: int
    place_count: int

    def augmented(self, change: Augmentation) -> HandTruth:
        """(T', ...) of the frames that are kept; a flip mirrors what points right, the dominant hand stays dominant.

        A clip that is played faster shows faster movements.
        """
        mirror = np.array([-1 if change.is_flipped else 1, 1, 1], np.float32)
        chosen = change.frame_indices
        return HandTruth(
            self.shapes[chosen],
            self.places[chosen],
            self.directions[chosen] * mirror,
            self.movements[chosen] * mirror * np.float32(change.speed),
            self.shape_count,
            self.place_count,
        )


def nothing_known(frame_count: int) -> HandTruth:
    """The truth of a clip without any."""
    numbers = np.full((frame_count, 2), NOT_KNOWN)
    directions = np.full((frame_count, 2, 2, 3), np.nan, np.float32)
    return HandTruth(numbers, numbers, directions, directions[:, :, 0], 0, 0)


def read_hands(arrays: Mapping[str, NDArray[Any]], frame_indices: NDArray[np.int64]) -> HandTruth | None:
    """The hands among the arrays of a clip's truth, at the frames chosen; None in corpora made before they were."""
    if "movement" not in arrays:
        return None
    return HandTruth(
        shapes=_by_sorted_name(arrays["handshape"], arrays["handshape_names"])[frame_indices],
        places=_by_sorted_name(arrays["place"], arrays["place_names"])[frame_indices],
        directions=arrays["direction"].astype(np.float32)[frame_indices],
        movements=arrays["movement"].astype(np.float32)[frame_indices],
        shape_count=len(arrays["handshape_names"]),
        place_count=len(arrays["place_names"]),
    )


def _by_sorted_name(numbers: NDArray[Any], names: NDArray[Any]) -> NDArray[np.int64]:
    """Numbers among sorted names, so that corpora which list the same names in another order agree."""
    ranks = np.append(np.argsort(np.argsort(names)), NOT_KNOWN)  # -1 takes the last
    return ranks[numbers]


def batch_hands(hands: Sequence[HandTruth], length: int) -> HandTargets:
    """Stacks clips of at most `length` frames; nothing is known of the padding."""
    clips = [(hand, nothing_known(length - len(hand.shapes))) for hand in hands]

    def stacked(name: str) -> Tensor:
        return torch.from_numpy(np.stack([np.concatenate([getattr(part, name) for part in clip]) for clip in clips]))

    return HandTargets(stacked("shapes"), stacked("places"), stacked("directions"), stacked("movements"))
