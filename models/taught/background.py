"""A sample of what is no taught sign: how people rest, drink and talk, as the model sees it.

It belongs to one model file, as taught signs do. Without one, only the other taught signs say what a sign is not.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.taught.arrays import Expected, read_arrays
from models.taught.identity import ModelIdentity

__all__ = ["Background", "read_background"]


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Steps of clips in which no taught sign is signed.

    Attributes:
        features: float32 (n, C), the steps of several clips one after another.
        starts: int32 (clips,), the step that each clip begins with.
    """

    features: NDArray[np.float32]
    starts: NDArray[np.int32]


def read_background(path: Path, model: ModelIdentity) -> Background | None:
    """Read a sample; None where there is no such file, or it is another model's. Raises BadInputError if damaged."""
    if not path.is_file():
        return None
    arrays = read_arrays(
        path,
        {
            "model": Expected(np.uint8, (-1,)),
            "features": Expected(np.float16, (-1, -1)),
            "starts": Expected(np.int32, (-1,)),
        },
    )
    features, starts = arrays["features"].astype(np.float32), arrays["starts"]
    if arrays["model"].tobytes() != model.digest.encode():
        return None
    if features.shape[1] != model.feature_count or not np.isfinite(features).all():
        raise BadInputError(f"{path.name} is damaged: it does not fit the model that it names.")
    if starts[0] != 0 or (np.diff(starts) < 1).any() or starts[-1] >= len(features):
        raise BadInputError(f"{path.name} is damaged: its clips do not add up.")
    return Background(features, starts)
