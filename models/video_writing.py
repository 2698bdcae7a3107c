"""Writes Motion JPEG: clips of synthetic signers, and the tries of taught signs that go into a training."""

import struct
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError

JPEG_QUALITY = 95


def write_video(path: Path, frames: NDArray[np.uint8], frame_rate: float, quality: int = JPEG_QUALITY) -> None:
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
    writer.set(cv2.VIDEOWRITER_PROP_QUALITY, quality)
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
