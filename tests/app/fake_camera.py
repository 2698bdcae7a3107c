"""A camera that does all that cameras do, behind the interfaces by which the app knows one: no device, no waiting."""

import errno
import os
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.camera import Webcam
from app.camera_check import (
    CAN_CAPTURE,
    CAPABILITIES_AT,
    CAPABILITIES_SIZE,
    QUERY_CAPABILITIES,
    CameraCheck,
    DeviceCalls,
)

FRAME_INTERVAL_S = 0.002


class FakeClock:
    """Seconds that grow when a test says so."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def grey_picture(number: int) -> NDArray[np.uint8]:
    """What a camera shows unless a test says otherwise: BGR, no two in a row alike."""
    return np.full((48, 64, 3), number % 256, np.uint8)


class FakeCamera:
    """The camera itself, its cable and its driver. A test changes what is the matter with it at any time.

    Args:
        folder: An empty one, for its device file.
    """

    def __init__(self, folder: Path, *, is_plugged: bool = True) -> None:
        self._folder = folder
        self.opens = threading.Event()  # while cleared, opening it does not return
        self.answers = threading.Event()  # while cleared, reading it does not return
        self.releases = threading.Event()  # while cleared, giving it back does not return
        self.is_busy = self.is_denied = self.is_frozen = self.is_blind = False
        self.picture: Callable[[int], NDArray[np.uint8]] = grey_picture  # from the number of a read
        self.tells_why = True  # as Linux does; other systems do not
        self.open_count = 0  # tries
        self.read_count = 0
        self.holder: FakeDevice | None = None
        self.is_hanging = False  # a read does not return
        self.set_free()
        if is_plugged:
            self.plug()

    @property
    def is_on(self) -> bool:
        """Whether this process has it: its light is on."""
        return self.holder is not None

    @property
    def is_plugged(self) -> bool:
        return self._file.exists()

    @property
    def _file(self) -> Path:
        return self._folder / "video0"

    def plug(self) -> None:
        """Put the cable in."""
        self._file.touch()

    def unplug(self) -> None:
        """Pull the cable out."""
        self._file.unlink(missing_ok=True)

    def set_free(self) -> None:
        """Let go of every thread that hangs in the driver."""
        for event in (self.opens, self.answers, self.releases):
            event.set()

    def webcam(self) -> Webcam:
        """The app's own source, on this camera."""
        calls = DeviceCalls(open=self._open_file, ioctl=self._ask)
        return Webcam(open_device=self.open, check=CameraCheck(self._folder if self.tells_why else None, calls))

    def open(self, number: int) -> "FakeDevice":
        """What cv2.VideoCapture does."""
        self.open_count += 1
        self.opens.wait()
        return FakeDevice(self)

    def _open_file(self, path: str, flags: int) -> int:
        if self.is_denied:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return os.open(path, flags)

    def _ask(self, handle: int, request: int, argument: bytes) -> bytes:
        if request == QUERY_CAPABILITIES:
            answer = bytearray(CAPABILITIES_SIZE)
            struct.pack_into("=I", answer, CAPABILITIES_AT, CAN_CAPTURE)
            return bytes(answer)
        if self.is_busy or self.is_on:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        return argument


class FakeDevice:
    """What cv2.VideoCapture returns."""

    def __init__(self, camera: FakeCamera) -> None:
        self._camera = camera
        self._shutter = threading.Event()  # never set: its time-out is the camera's pace
        self._count = 0
        is_free = camera.is_plugged and not camera.is_busy and not camera.is_denied and not camera.is_on
        if is_free:
            camera.holder = self

    def isOpened(self) -> bool:
        return self._camera.holder is self

    def set(self, propId: int, value: float) -> bool:
        return False

    def read(self) -> tuple[bool, NDArray[np.uint8]]:
        self._shutter.wait(FRAME_INTERVAL_S)
        if not self._camera.answers.is_set():
            self._camera.is_hanging = True
            self._camera.answers.wait()
        self._camera.read_count += 1
        self._count += not self._camera.is_frozen
        return self._camera.is_plugged and not self._camera.is_blind, self._camera.picture(self._count)

    def release(self) -> None:
        if self._camera.holder is self:
            self._camera.releases.wait()
            self._camera.holder = None
