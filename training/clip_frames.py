"""The frames of a clip, whether it is a video file or a folder with one picture a frame, as most corpora come."""

import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from models.errors import UnreadableVideoError
from models.video import FALLBACK_FRAME_RATE, Frame, RgbImage, read_video, video_frame_count, video_frame_rate
from training.clip_list import ClipAnnotation

_PICTURES = frozenset({".png", ".jpg", ".jpeg"})
_NUMBER = re.compile(r"(\d+)")


def read_frames(annotation: ClipAnnotation) -> Iterator[Frame]:
    """Yield the frames of a clip as they come, the first at 0 s.

    Raises:
        UnreadableVideoError: there is no such clip, it holds no frame, or one cannot be read or has another size.
            Raised at that frame.
    """
    if not annotation.video.is_dir():
        yield from read_video(annotation.video)
        return
    shape: tuple[int, ...] = ()
    rate = clip_frame_rate(annotation)
    for number, file in enumerate(picture_files(annotation.video)):
        image = read_picture(file)
        shape = shape or image.shape
        if image.shape != shape:
            raise UnreadableVideoError(
                f"{file} has {image.shape[1]} x {image.shape[0]} pixels; the first frame has {shape[1]} x {shape[0]}."
            )
        yield Frame(image, number / rate)


def clip_frame_rate(annotation: ClipAnnotation) -> float:
    """Frames a second: a file's own, or what the corpus says of its pictures (25 where it says nothing)."""
    if annotation.video.is_dir():
        return annotation.frame_rate or FALLBACK_FRAME_RATE
    return video_frame_rate(annotation.video)


def clip_frame_count(annotation: ClipAnnotation) -> int:
    """Frames of a clip, without decoding it: a folder's pictures, or what a file states, 0 where it states nothing."""
    if annotation.video.is_dir():
        return len(picture_files(annotation.video))
    return video_frame_count(annotation.video)


def picture_files(folder: Path) -> list[Path]:
    """The pictures of a folder by the numbers in their names, so that 2.png comes before 10.png.

    Raises:
        UnreadableVideoError: there is none.
    """
    files = [file for file in folder.iterdir() if file.suffix.lower() in _PICTURES and not file.name.startswith(".")]
    if not files:
        raise UnreadableVideoError(f"{folder} holds no picture; expected one .png or .jpg for every frame.")
    return sorted(files, key=lambda file: [int(p) if p.isdecimal() else p for p in _NUMBER.split(file.name)])


def read_picture(file: Path) -> RgbImage:
    """One picture, uint8 (H, W, 3).

    Raises:
        UnreadableVideoError: it cannot be opened, is no picture, or is cut off.
    """
    try:
        data = np.fromfile(file, np.uint8)
    except OSError as error:
        raise UnreadableVideoError(f"{file} cannot be opened ({error.strerror}).") from error
    bgr = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if bgr is None:
        raise UnreadableVideoError(f"{file} is no picture that can be read, or is cut off.")
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
