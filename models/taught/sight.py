"""What taught signs are recognised by: the model's features of a step, and a sketch of the map that they come from.

The features know what the model was trained to tell apart. The map before any frame is mixed with its neighbours, which
the graph hands on as its first state, still shows where everything is and what it looks like; a fixed random projection
of it, 64 numbers, tells apart more. A graph whose first state is no map is recognised by its features alone.
"""

from collections import deque
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.card import ModelCard
from models.recognizer import StepOutput

__all__ = ["Sight"]

FloatArray = NDArray[np.float32]

_SKETCH = 64
_CELLS = 7  # a side
_SEED = 0


class Sight:
    """One stream's steps, as taught signs see them; to be shown every call of the graph, of one step each, in order."""

    def __init__(self, card: ModelCard) -> None:
        # A map is of the frames just fed; the features that come with it are of a step A frames earlier.
        self._sketches: deque[FloatArray] = deque(maxlen=card.context_frames // card.frames_per_step + 1)

    def look(self, output: StepOutput) -> FloatArray:
        """Take a call's output of one step and return float32 (C + 64,) of the step that its features are of."""
        maps = output.state[0] if output.state else np.zeros(0, np.float32)
        if maps.ndim != 4 or maps.shape[2] % _CELLS or maps.shape[3] % _CELLS:
            return np.asarray(output.features[0], np.float32)
        high, wide = maps.shape[2] // _CELLS, maps.shape[3] // _CELLS
        together = maps.sum(axis=0)  # (C3, H, W)
        rows = sum((together[:, i::high] for i in range(1, high)), together[:, ::high])
        cells = sum((rows[:, :, i::wide] for i in range(1, wide)), rows[:, :, ::wide]) / (len(maps) * high * wide)
        self._sketches.append(cells.reshape(-1) @ _projection(cells.size))
        return np.asarray(np.concatenate([output.features[0], self._sketches[0]]), np.float32)


@lru_cache(maxsize=2)
def _projection(size: int) -> FloatArray:
    """The same for every model of this size: near is kept near (Johnson and Lindenstrauss 1984)."""
    numbers = np.random.default_rng(_SEED).normal(size=(size, _SKETCH)) / np.sqrt(_SKETCH)
    return np.asarray(numbers, np.float32)
