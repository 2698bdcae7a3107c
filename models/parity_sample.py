"""What a model said of a few frames when it was exported: may travel inside the .onnx file, to be compared elsewhere.

It is JSON under the metadata key `glosscast.parity`. A file without it is as good as before.
"""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import UnusableModelError
from models.video import Clip

PARITY_KEY = "glosscast.parity"
PARITY_TOLERANCE = 1e-4
"""Of log-probs, as between network and file at export; other processors differ by far less (ours)."""
LARGEST_FRAME_COUNT = 1000
_DECIMALS = 6
_MULTIPLIER, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(40)  # Weyl's sequence by the golden ratio


@dataclass(frozen=True, slots=True, eq=False)
class ParitySample:
    """Noise by its seed and length, and log-probs, float32 (U, V), that `GlossRecognizer.log_probs` must give of it."""

    seed: int
    frame_count: int
    log_probs: NDArray[np.float32]

    def difference(self, found: NDArray[np.float32]) -> float:
        """The largest, absolute; infinite where shapes differ or a value is no number."""
        if found.shape != self.log_probs.shape:
            return float("inf")
        difference = float(np.abs(found.astype(np.float64) - self.log_probs).max())
        return difference if np.isfinite(difference) else float("inf")

    def to_json(self) -> str:
        """The text that `from_json` reads."""
        rows = [[round(float(value), _DECIMALS) for value in row] for row in self.log_probs]
        return json.dumps({"seed": self.seed, "frame_count": self.frame_count, "log_probs": rows})

    @classmethod
    def from_json(cls, text: str) -> "ParitySample":
        """Read a sample; raise UnusableModelError if it is none."""
        try:
            fields: dict[str, Any] = json.loads(text)
            seed, frame_count = fields["seed"], fields["frame_count"]
            log_probs = np.array(fields["log_probs"], dtype=np.float32)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise UnusableModelError("Its parity sample cannot be read.") from error
        is_sound = type(seed) is int and 0 <= seed < 2**32 and type(frame_count) is int and log_probs.ndim == 2
        if not is_sound or not 1 <= frame_count <= LARGEST_FRAME_COUNT:
            raise UnusableModelError("Its parity sample has no sound seed, number of frames or log-probs.")
        return cls(seed, frame_count, log_probs)


def sample_frames(seed: int, frame_count: int, frame_size: int) -> Clip:
    """Noise that is the same in every version of every library: uint8 (T, S, S, 3)."""
    count = frame_count * frame_size * frame_size * 3
    numbers = np.arange(count, dtype=np.uint64) + np.uint64(seed) * np.uint64(2**31)
    mixed = (numbers + np.uint64(1)) * _MULTIPLIER
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MULTIPLIER
    return (mixed >> _SHIFT).astype(np.uint8).reshape(frame_count, frame_size, frame_size, 3)
