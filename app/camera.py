"""Where frames come from, a webcam or a video file, and the thread that plays them into a session.

The only place that opens a camera. Nothing here knows Qt: whoever starts the thread passes what it is to call.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from app.camera_check import CameraCheck
from app.camera_state import CameraState
from app.frame_queue import FrameQueue, PreparedFrame, StreamMark
from app.mailbox import Mailbox
from models.errors import GlosscastError
from models.preprocessing import CropRule, SquareCrop, prepare_frame
from models.video import Frame, RgbImage, read_video

if TYPE_CHECKING:
    from cv2.typing import MatLike

__all__ = [
    "CameraLostError",
    "CameraThread",
    "CaptureDevice",
    "FrameSource",
    "NoCameraError",
    "VideoFile",
    "Webcam",
    "open_device",
]

logger = logging.getLogger(__name__)

CAMERA_WIDTH, CAMERA_HEIGHT, CAMERA_FRAME_RATE = 640, 480, 30
FAILED_READS_UNTIL_LOST = 5  # some cameras skip a frame now and then
LOOP_PAUSE_S = 1.5  # between two rounds of the sample clip: the last subtitle can be read, and a new sentence begins
FRAMES_MEASURED = 60  # the frame rate is that of the newest two seconds or so
LARGEST_LAG_S = 0.5  # a file read more slowly than it plays is slowed down instead of chased


class NoCameraError(GlosscastError):
    """A camera cannot be opened, or gives no picture; `state` is why."""

    def __init__(self, sentence: str, state: CameraState = CameraState.NONE) -> None:
        super().__init__(sentence)
        self.state = state


class CameraLostError(GlosscastError):
    """The camera was there and is no more."""


class FrameSource(Protocol):
    """Anything frames can be read from."""

    @property
    def title(self) -> str:
        """What it is called on the screen."""
        ...

    @property
    def is_live(self) -> bool:
        """Whether it shows the person in front of the screen, now: such a picture is mirrored and never waited with."""
        ...

    @property
    def is_looped(self) -> bool:
        """Whether it starts over at its end."""
        ...

    def frames(self) -> Generator[Frame | None, None, None]:
        """Open it and read to its end. Called, advanced and closed by one thread.

        None says that no frame has come for a while: whoever reads may look whether it is still to go on. Raises
        GlosscastError when it cannot be opened or breaks off.
        """
        ...


class CaptureDevice(Protocol):
    """What is used of cv2.VideoCapture, whose names these are."""

    def isOpened(self) -> bool: ...

    def set(self, propId: int, value: float) -> bool: ...

    def read(self) -> tuple[bool, MatLike]: ...

    def release(self) -> None: ...


def open_device(number: int) -> CaptureDevice:
    """A real camera. Blocks as long as its driver does."""
    return cv2.VideoCapture(number)


class VideoFile:
    """A video, read from its first frame each time; `time_s` of its frames counts from there."""

    is_live = False

    def __init__(self, path: Path, *, is_looped: bool = False, title: str | None = None) -> None:
        self.path = path
        self.is_looped = is_looped
        self.title = title or path.name

    def frames(self) -> Generator[Frame, None, None]:
        yield from read_video(self.path)


class Webcam:
    """A camera of this computer; `time_s` of its frames is the monotonic clock when each was taken.

    Args:
        index: Its number; None for the first there is at the moment of opening.
        open_device: Opens the camera with that number.
        check: Says which is the first, and why one did not open.
    """

    is_live = True
    is_looped = False

    def __init__(
        self,
        index: int | None = None,
        *,
        open_device: Callable[[int], CaptureDevice] = open_device,
        check: CameraCheck | None = None,
    ) -> None:
        self._index = index
        self._open_device = open_device
        self._check = check or CameraCheck()
        self.title = f"Camera {index or 0}"

    def frames(self) -> Generator[Frame, None, None]:
        number = self._check.first() if self._index is None else self._index
        self.title = f"Camera {number}"
        has_shown = False
        device = self._open_device(number)
        try:
            if device.isOpened():
                # MJPG first: uncompressed, many cameras give only a few frames a second. What is not granted is no
                # harm, because frames are placed by the time at which they were taken.
                device.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
                device.set(cv2.CAP_PROP_FRAME_WIDTH, CAMERA_WIDTH)
                device.set(cv2.CAP_PROP_FRAME_HEIGHT, CAMERA_HEIGHT)
                device.set(cv2.CAP_PROP_FPS, CAMERA_FRAME_RATE)
                for frame in _read(device):
                    has_shown = True
                    yield frame
            is_open = device.isOpened()
        finally:
            device.release()
        if has_shown:
            raise CameraLostError(f"Camera number {number} stopped sending pictures.")
        reason = self._check.why_closed(number)
        if is_open:
            silent = CameraState.FROZEN if reason is CameraState.REFUSED else reason
            raise NoCameraError(f"Camera number {number} opens but gives no picture.", silent)
        raise NoCameraError(f"Camera number {number} cannot be opened ({reason.name.lower()}).", reason)


def _read(device: CaptureDevice) -> Iterator[Frame]:
    failed_reads = 0
    while failed_reads < FAILED_READS_UNTIL_LOST:
        is_read, image = device.read()
        time_s = time.monotonic()
        if not is_read:
            failed_reads += 1
            continue
        failed_reads = 0
        yield Frame(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8), time_s)


class CameraThread(threading.Thread):
    """Reads a source without pause, so that its newest picture is never old.

    Each frame goes whole into `preview` and prepared into `queue`. A daemon: a driver that hangs in a read cannot keep
    the program from ending.

    Args:
        on_frame: Called when `preview` was empty before.
        on_end: Called once when reading ended by itself: with None at the end of a file, else with the reason.
        crop_rule: Says of each frame what the model is shown of it; must not wait. None for the centre square.
    """

    def __init__(
        self,
        source: FrameSource,
        queue: FrameQueue,
        preview: Mailbox[RgbImage],
        frame_size: int,
        *,
        on_frame: Callable[[], None],
        on_end: Callable[[GlosscastError | None], None],
        crop_rule: CropRule | None = None,
    ) -> None:
        super().__init__(name="camera", daemon=True)
        self._source = source
        self._queue = queue
        self._preview = preview
        self.frame_size = frame_size  # set by any thread, heeded from the next frame on
        self._on_frame = on_frame
        self._on_end = on_end
        self._crop_rule = crop_rule
        self._crop: SquareCrop | None = None
        self._stopping = threading.Event()
        self._captured_at_s: tuple[float, ...] = ()  # replaced, never changed: other threads read it

    @property
    def frame_rate(self) -> float | None:
        """Frames a second over the last two seconds or so, or None before there are two."""
        times_s = self._captured_at_s
        return None if len(times_s) < 2 else (len(times_s) - 1) / max(times_s[-1] - times_s[0], 1e-6)

    @property
    def last_captured_at_s(self) -> float | None:
        """When, on the monotonic clock, the newest frame was taken; None before the first."""
        times_s = self._captured_at_s
        return times_s[-1] if times_s else None

    def stop(self) -> None:
        """Ask the thread to end; it does so before the next frame."""
        self._stopping.set()

    def run(self) -> None:
        ended_by: GlosscastError | None = None
        try:
            self._play()
        except GlosscastError as error:
            ended_by = error
        except Exception as error:
            logger.exception("Reading %s failed.", self._source.title)
            ended_by = GlosscastError(f"Reading {self._source.title} failed: {error}")
        if not self._stopping.is_set():
            self._on_end(ended_by)

    def _play(self) -> None:
        while not self._stopping.is_set():
            self._play_once()
            self._queue.put(StreamMark.END)
            if not self._source.is_looped:
                return
            if not self._source.is_live:
                self._stopping.wait(LOOP_PAUSE_S)

    def _play_once(self) -> None:
        starts_at_s: float | None = None
        self._captured_at_s = ()  # the pause between two rounds is no slow camera
        with closing(self._source.frames()) as frames:
            for frame in frames:
                if self._stopping.is_set():
                    return
                if frame is None:
                    continue
                if starts_at_s is None:
                    starts_at_s = time.monotonic() - frame.time_s
                if not self._source.is_live:
                    starts_at_s = self._wait_until_due(frame, starts_at_s)
                if self._stopping.is_set():
                    return
                self._publish(frame)

    def _wait_until_due(self, frame: Frame, starts_at_s: float) -> float:
        """Wait as the file's own clock wants, and return when, by that clock, it began."""
        waiting_s = starts_at_s + frame.time_s - time.monotonic()
        if waiting_s > 0:
            self._stopping.wait(waiting_s)
        return starts_at_s - waiting_s if waiting_s < -LARGEST_LAG_S else starts_at_s

    def _publish(self, frame: Frame) -> None:
        captured_at_s = frame.time_s if self._source.is_live else time.monotonic()
        self._captured_at_s = (*self._captured_at_s[1 - FRAMES_MEASURED :], captured_at_s)
        if self._preview.put(frame.image):
            self._on_frame()
        earlier, self._crop = self._crop, self._crop_rule(frame) if self._crop_rule else None
        if self._crop != earlier:
            self._queue.put(StreamMark.END)  # no step may see frames of both crops
        prepared = prepare_frame(frame.image, self.frame_size, self._crop)
        self._queue.put(PreparedFrame(prepared, frame.time_s, captured_at_s))
