"""The files of one synthetic clip: a Motion JPEG `.avi` and an `.npz` with the truth of its frames."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.video import RgbImage
from training.signers.clip import SyntheticClip
from training.signers.hand_truth import PLACE_NAMES
from training.signers.handshapes import HANDSHAPE_NAMES
from training.signers.skeleton import TRUTH_JOINTS


def truth_arrays(clip: SyntheticClip) -> dict[str, NDArray[Any]]:
    """What is known of the clip, by the names under which its file holds it."""
    return {
        "gloss_index": clip.gloss_index,
        "joints_2d": clip.joints_2d,
        "joint_names": np.array(TRUTH_JOINTS),
        "handshape": clip.handshape,
        "handshape_names": np.array(HANDSHAPE_NAMES),
        "place": clip.place,
        "place_names": np.array(PLACE_NAMES),
        "direction": clip.direction,
        "movement": clip.movement,
        "glosses": np.array(clip.glosses, dtype=np.str_),
        "signer": np.array(clip.signer),
        "scene": np.array(clip.scene),
        "choices": np.array(json.dumps(clip.choices, allow_nan=False)),
    }


def write_truth(path: Path, clip: SyntheticClip) -> None:
    """Arrays of numbers and text only, so that nothing is ever unpickled."""
    np.savez_compressed(path, **truth_arrays(clip))


@contextmanager
def renamed_when_done(path: Path) -> Iterator[Path]:
    """A temporary name beside `path`, with the same ending, that takes its place when the block ends well."""
    partial = path.with_name(f"{path.stem}.partial{path.suffix}")
    yield partial
    os.replace(partial, path)


def write_picture(path: Path, picture: RgbImage) -> None:
    """Writes a picture (H, W, 3) whole or not at all.

    Raises:
        BadInputError: its name does not end as a picture's, or it cannot be written.
    """
    with renamed_when_done(path) as partial:
        try:
            quality = [cv2.IMWRITE_JPEG_QUALITY, 85] if path.suffix == ".jpg" else []
            written = cv2.imwrite(str(partial), picture[..., ::-1], quality)
        except cv2.error as error:
            raise BadInputError(f"{path}: expected a name that ends in .png or .jpg.") from error
        if not written:
            raise BadInputError(f"{path}: cannot be written.")
