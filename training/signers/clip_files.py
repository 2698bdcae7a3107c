"""The files of one synthetic clip: a Motion JPEG `.avi` and an `.npz` with the truth of its frames."""

from __future__ import annotations

import json
import os
import struct
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

_JPEG_QUALITY = 95


def write_video(path: Path, frames: NDArray[np.uint8], frame_rate: float) -> None:
    """Writes frames (T, H, W, 3) RGB as Motion JPEG into an `.avi`, the same bytes every time.

    Raises:
        BadInputError: the file cannot be written.
    """
    height, width = frames.shape[1:3]
    writer = cv2.VideoWriter(
        str(path), cv2.CAP_OPENCV_MJPEG, cv2.VideoWriter.fourcc(*"MJPG"), round(frame_rate), (width, height)
    )
    if not writer.isOpened():
        raise BadInputError(f"{path}: cannot be written.")
    writer.set(cv2.VIDEOWRITER_PROP_QUALITY, _JPEG_QUALITY)
    for frame in frames:
        writer.write(np.ascontiguousarray(frame[..., ::-1]))
    writer.release()
    _set_frame_rate(path, frame_rate)


def _set_frame_rate(path: Path, frame_rate: float) -> None:
    """Puts the exact rate into the headers of an `.avi`: OpenCV's writer rounds it to whole frames a second.

    AVI RIFF layout: `avih` starts with the microseconds a frame; `strh` holds scale and rate at its bytes 20 and 24,
    frames a second being rate / scale. Both names are followed by four bytes of length.
    """
    with path.open("r+b") as file:
        head = file.read(4096)
        file.seek(head.index(b"avih") + 8)
        file.write(struct.pack("<I", round(1e6 / frame_rate)))
        file.seek(head.index(b"strh") + 8 + 20)
        file.write(struct.pack("<II", 1000, round(1000 * frame_rate)))


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
