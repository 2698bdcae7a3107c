"""Why a camera does not open. OpenCV does not say; on Linux the device files do."""

from __future__ import annotations

import errno
import os
import re
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.camera_state import CameraState

if sys.platform == "linux":
    from fcntl import ioctl
else:

    def ioctl(handle: int, request: int, argument: bytes) -> bytes:
        """Never called: other systems have no such device files."""
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


__all__ = ["CameraCheck", "DeviceCalls"]

# From the kernel's videodev2.h: _IOR('V', 0, struct v4l2_capability), _IOWR('V', 8, struct v4l2_requestbuffers).
QUERY_CAPABILITIES, REQUEST_BUFFERS = 0x80685600, 0xC0145608
CAPABILITIES_SIZE, CAPABILITIES_AT, DEVICE_CAPABILITIES_AT = 104, 84, 88  # bytes
CAN_CAPTURE, HAS_DEVICE_CAPABILITIES = 0x1, 0x80000000
NO_BUFFERS = struct.pack("=III8x", 0, 1, 1)  # none of them, of the kind of a capture, mapped
GONE = (errno.ENOENT, errno.ENODEV, errno.ENXIO)


@dataclass(frozen=True, slots=True)
class DeviceCalls:
    """The system calls by which a device file is asked."""

    open: Callable[[str, int], int] = os.open
    ioctl: Callable[[int, int, bytes], bytes] = ioctl
    close: Callable[[int], None] = os.close


class CameraCheck:
    """Looks at the cameras of this computer without taking one. May block as long as a driver does.

    Args:
        folder: Where the device files are; None on a system that has none such.
    """

    def __init__(
        self, folder: Path | None = Path("/dev") if sys.platform == "linux" else None, calls: DeviceCalls | None = None
    ) -> None:
        self._folder = folder
        self._calls = calls or DeviceCalls()

    def first(self) -> int:
        """The number of the first camera; 0 where none is found, so that opening it says what is the matter.

        One camera has several device files, and a camera that was pulled out and put back may get a new number.
        """
        for number in self._numbers():
            try:
                handle = self._open(number)
            except OSError as error:
                if error.errno not in GONE:
                    return number  # denied or busy: that is what the person must hear
                continue
            try:
                if self._can_capture(handle):
                    return number
            finally:
                self._calls.close(handle)
        return 0

    def why_closed(self, number: int) -> CameraState:
        """Why that camera could not be opened: NONE, DENIED or BUSY; REFUSED where the system does not tell."""
        if self._folder is None:
            return CameraState.REFUSED
        try:
            handle = self._open(number)
        except PermissionError:
            return CameraState.DENIED
        except OSError as error:
            if error.errno in GONE:
                return CameraState.NONE
            return CameraState.BUSY if error.errno == errno.EBUSY else CameraState.REFUSED
        try:
            return CameraState.BUSY if self._is_taken(handle) else CameraState.REFUSED
        finally:
            self._calls.close(handle)

    def _numbers(self) -> list[int]:
        if self._folder is None or not self._folder.is_dir():
            return []
        names = (re.fullmatch(r"video(\d+)", path.name) for path in self._folder.iterdir())
        return sorted(int(name[1]) for name in names if name)

    def _open(self, number: int) -> int:
        return self._calls.open(f"{self._folder}/video{number}", os.O_RDWR | getattr(os, "O_NONBLOCK", 0))

    def _can_capture(self, handle: int) -> bool:
        try:
            answer = self._calls.ioctl(handle, QUERY_CAPABILITIES, bytes(CAPABILITIES_SIZE))
        except OSError:
            return False
        (capabilities,) = struct.unpack_from("=I", answer, CAPABILITIES_AT)
        if capabilities & HAS_DEVICE_CAPABILITIES:  # of this file, not of the whole device
            (capabilities,) = struct.unpack_from("=I", answer, DEVICE_CAPABILITIES_AT)
        return bool(capabilities & CAN_CAPTURE)

    def _is_taken(self, handle: int) -> bool:
        """Several programs may open a camera, but only one may have its pictures: the others are told when they ask."""
        try:
            self._calls.ioctl(handle, REQUEST_BUFFERS, NO_BUFFERS)
        except OSError as error:
            return error.errno == errno.EBUSY
        return False
