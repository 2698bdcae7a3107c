"""A picture of the clips that were not recognised: what the model saw of each, at its own resolution."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.isolated import Answer
from training.signers.clip_files import write_picture

_TILE = 96  # pixels: so large a frame of the model is drawn, each of its pixels a square
_LINE = 24
_INK, _PAPER = (40, 40, 40), 255


def write_failure_sheet(path: Path, failures: Sequence[Answer]) -> None:
    """Writes one row a clip: what was signed, by whom, what was said instead, and moments of it.

    Raises:
        BadInputError: the name does not end as a picture's, or the file cannot be written.
    """
    rows = [_row(answer) for answer in failures] or [_text("Every clip was recognised.", 12 * _TILE)]
    width = max(row.shape[1] for row in rows)
    padded = [np.pad(row, ((0, 6), (0, width - row.shape[1]), (0, 0)), constant_values=_PAPER) for row in rows]
    picture = np.concatenate(padded)  # (H, W, 3)
    write_picture(path, picture)


def _row(answer: Answer) -> NDArray[np.uint8]:
    tiles = [cv2.resize(frame, (_TILE, _TILE), interpolation=cv2.INTER_NEAREST) for frame in answer.moments]
    strip = np.concatenate(tiles, axis=1)  # (_TILE, N * _TILE, 3)
    said = " ".join(answer.glosses) or "nothing"
    text = f"{answer.signed} by {answer.clip.signer}: {said}   ({answer.clip.video.name})"
    return np.concatenate([_text(text, strip.shape[1]), strip])


def _text(text: str, width: int) -> NDArray[np.uint8]:
    line = np.full((_LINE, width, 3), _PAPER, np.uint8)
    cv2.putText(line, text, (4, _LINE - 7), cv2.FONT_HERSHEY_SIMPLEX, 0.5, _INK, 1, cv2.LINE_AA)
    return line
