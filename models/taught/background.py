"""A sample of what is no taught sign: how people rest, drink, talk, and sign the model's own signs, as it sees them.

It belongs to one model file, as taught signs do. Without one, only the other taught signs say what a sign is not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.taught.arrays import Expected, read_arrays
from models.taught.identity import ModelIdentity

__all__ = ["EXPECTED", "Background", "read_background"]

EXPECTED = {
    "model": Expected(np.uint8, (-1,)),
    "smallest": Expected(np.float32, (-1,)),
    "largest": Expected(np.float32, (-1,)),
    "features": Expected(np.uint8, (-1, -1)),
    "lengths": Expected(np.int32, (-1,)),
    "glosses": Expected(np.uint8, (-1,)),
}
"""What a file holds: the digest; what 0 and 255 mean in each feature, (C,); steps, (n, C); the steps of each clip; and
what is signed in each, a line a clip, empty where nothing is."""


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Clips in which no taught sign is signed.

    Attributes:
        clips: float32 (U, C) each.
        glosses: What is signed in each clip, of the model's own signs; mostly nothing.
    """

    clips: tuple[NDArray[np.float32], ...]
    glosses: tuple[frozenset[str], ...]

    def without(self, glosses: Collection[str]) -> list[NDArray[np.float32]]:
        """The clips in which none of these is signed: a taught sign may replace one of the model's."""
        return [clip for clip, signed in zip(self.clips, self.glosses, strict=True) if signed.isdisjoint(glosses)]


def read_background(path: Path, model: ModelIdentity) -> Background | None:
    """Read a sample; None where there is no such file, or it is another model's. Raises BadInputError if damaged."""
    if not path.is_file():
        return None
    arrays = read_arrays(path, EXPECTED)
    if arrays["model"].tobytes() != model.digest.encode():
        return None
    smallest, largest, lengths = arrays["smallest"], arrays["largest"], arrays["lengths"]
    lines = arrays["glosses"].tobytes().decode(errors="replace").split("\n")
    is_whole = (lengths >= 1).all() and lengths.sum(dtype=np.int64) == len(arrays["features"])
    fits = arrays["features"].shape[1] == len(smallest) == len(largest) == model.feature_count
    fits = fits and bool(np.isfinite([smallest, largest]).all())
    if not is_whole or not fits or len(lines) != len(lengths):
        raise BadInputError(f"{path.name} is damaged: its clips do not add up, or do not fit the model it names.")
    features = np.asarray(smallest + arrays["features"] * ((largest - smallest) / 255), np.float32)
    clips = np.split(features, np.cumsum(lengths)[:-1])
    return Background(tuple(clips), tuple(frozenset(line.split()) for line in lines))
