"""Pictures with their time, and the reading of video files; cameras are opened in `app/camera.py` only."""

import math
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Both are read by OpenCV when its libraries start: without them a file that is no video fills stderr with noise
# beside our one sentence.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import UnreadableVideoError

# WORKAROUND https://github.com/opencv/opencv-python/issues/736: the wheel points Qt at plugins and fonts of its own,
# with which our window could not start.
for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    os.environ.pop(_name, None)

RgbImage = NDArray[np.uint8]
"""One picture, uint8 (H, W, 3), RGB."""

Clip = NDArray[np.uint8]
"""Consecutive low-resolution frames, uint8 (T, S, S, 3), RGB, cropped and resized, not normalised."""

FALLBACK_FRAME_RATE = 25.0
"""Frames per second assumed where a file states none that is usable (ours)."""

_HIGHEST_FRAME_RATE = 1000.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture and when it was taken, in seconds on its source's own clock (a file's starts at 0)."""

    image: RgbImage
    time_s: float


def timed_frames(pictures: Iterable[RgbImage], frame_rate: float) -> Iterator[Frame]:
    """Pictures that were taken one after another at an even rate, each with its time, from 0."""
    return (Frame(picture, number / frame_rate) for number, picture in enumerate(pictures))


def use_one_thread() -> None:
    """Keep OpenCV on one thread: its pool competes with the recogniser. Each command calls this once."""
    cv2.setNumThreads(1)


def read_video(path: Path | str) -> Iterator[Frame]:
    """Yield the frames of a video file as they come, whatever their size; the first is at 0 s.

    Time is the container's; where its timestamps do not increase, it goes on by one frame at the stated frame rate.

    Raises:
        UnreadableVideoError: there is no such file, it is no video, or it holds no frame. Raised at the first frame.
    """
    with _opened(Path(path)) as capture:
        period_s = 1.0 / _stated_frame_rate(capture)
        first_stamp_s = time_s = 0.0
        has_usable_stamps = True
        index = 0
        while True:
            is_read, bgr = capture.read()
            if not is_read:
                break
            stamp_s = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            if index == 0:
                first_stamp_s = stamp_s
            else:
                elapsed_s = stamp_s - first_stamp_s
                has_usable_stamps = has_usable_stamps and math.isfinite(elapsed_s) and elapsed_s > time_s
                time_s = elapsed_s if has_usable_stamps else time_s + period_s
            yield Frame(np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8), time_s)
            index += 1
    if index == 0:
        raise UnreadableVideoError(f"{path} is a video file, but no frame could be read from it.")


def video_frame_rate(path: Path | str) -> float:
    """Return a file's stated frames per second (25 where it states none); raise as `read_video` does."""
    with _opened(Path(path)) as capture:
        return _stated_frame_rate(capture)


def video_frame_count(path: Path | str) -> int:
    """Return how many frames a file states, 0 where it states none; raise as `read_video` does."""
    with _opened(Path(path)) as capture:
        frame_count = float(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        return int(frame_count) if 0 < frame_count < math.inf else 0


def _stated_frame_rate(capture: cv2.VideoCapture) -> float:
    frame_rate = float(capture.get(cv2.CAP_PROP_FPS))
    return frame_rate if 0 < frame_rate <= _HIGHEST_FRAME_RATE else FALLBACK_FRAME_RATE


@contextmanager
def _opened(path: Path) -> Iterator[cv2.VideoCapture]:
    """Open a local file with FFmpeg alone: the other back ends would take its name for a pattern or an address."""
    if not path.exists():
        raise UnreadableVideoError(f"{path} does not exist; expected a video file.")
    if not path.is_file():
        raise UnreadableVideoError(f"{path} is not a file; expected a video file.")
    if path.stat().st_size == 0:
        raise UnreadableVideoError(f"{path} is empty (0 bytes); expected a video file.")
    try:
        capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    except cv2.error as error:
        raise UnreadableVideoError(f"{path} is not a video file that can be read.") from error
    try:
        if not capture.isOpened():
            raise UnreadableVideoError(f"{path} is not a video file that can be read.")
        yield capture
    finally:
        capture.release()
