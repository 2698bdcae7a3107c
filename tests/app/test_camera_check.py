"""Why a camera does not open, with device files and answers of the kernel made up."""

import errno
import os
import struct
from pathlib import Path

import pytest

from app.camera_check import (
    CAN_CAPTURE,
    CAPABILITIES_AT,
    CAPABILITIES_SIZE,
    DEVICE_CAPABILITIES_AT,
    HAS_DEVICE_CAPABILITIES,
    QUERY_CAPABILITIES,
    CameraCheck,
    DeviceCalls,
)
from app.camera_state import CameraState


class Kernel:
    """Answers for device files: what opening each raises, what each can do, and whether asking for buffers fails."""

    def __init__(self, *, open_errno: int = 0, buffers_errno: int = 0, captures: tuple[bool, ...] = (True,)) -> None:
        self._open_errno = open_errno
        self._buffers_errno = buffers_errno
        self._captures = captures
        self.open_handles: set[int] = set()

    def open(self, path: str, flags: int) -> int:
        if self._open_errno:
            raise OSError(self._open_errno, os.strerror(self._open_errno))
        handle = int(path[-1])
        if handle >= len(self._captures):
            raise FileNotFoundError(errno.ENOENT, path)
        self.open_handles.add(handle)
        return handle

    def ioctl(self, handle: int, request: int, argument: bytes) -> bytes:
        assert len(argument) == (request >> 16) & 0x3FFF, "the request carries the size of its argument"
        if request == QUERY_CAPABILITIES:
            answer = bytearray(CAPABILITIES_SIZE)
            struct.pack_into("=I", answer, CAPABILITIES_AT, HAS_DEVICE_CAPABILITIES | CAN_CAPTURE)
            struct.pack_into("=I", answer, DEVICE_CAPABILITIES_AT, CAN_CAPTURE if self._captures[handle] else 0)
            return bytes(answer)
        if self._buffers_errno:
            raise OSError(self._buffers_errno, os.strerror(self._buffers_errno))
        return argument

    def check(self, folder: Path) -> CameraCheck:
        """A check that asks this kernel."""
        return CameraCheck(folder, DeviceCalls(self.open, self.ioctl, self.open_handles.remove))


@pytest.mark.parametrize(
    ("kernel", "state"),
    [
        (Kernel(open_errno=errno.ENOENT), CameraState.NONE),
        (Kernel(open_errno=errno.ENODEV), CameraState.NONE),
        (Kernel(open_errno=errno.EACCES), CameraState.DENIED),
        (Kernel(open_errno=errno.EPERM), CameraState.DENIED),
        (Kernel(open_errno=errno.EBUSY), CameraState.BUSY),
        (Kernel(buffers_errno=errno.EBUSY), CameraState.BUSY),
        (Kernel(buffers_errno=errno.EINVAL), CameraState.REFUSED),
        (Kernel(open_errno=errno.EIO), CameraState.REFUSED),
        (Kernel(), CameraState.REFUSED),
    ],
)
def test_the_device_file_says_why(tmp_path: Path, kernel: Kernel, state: CameraState) -> None:
    """No file, no right, taken: each is told from the others; no file stays open."""
    assert kernel.check(tmp_path).why_closed(0) is state
    assert kernel.open_handles == set()


def test_where_there_are_no_device_files_it_does_not_guess() -> None:
    """On other systems the answer is that nobody knows."""
    assert CameraCheck(None).why_closed(0) is CameraState.REFUSED
    assert CameraCheck(None).first() == 0


def test_the_first_camera_is_the_first_that_captures(tmp_path: Path) -> None:
    """A camera's other device files, for its metadata, are passed over, by number and not by name."""
    for number in (0, 1, 2, 10):
        (tmp_path / f"video{number}").touch()
    (tmp_path / "video-index").touch()
    kernel = Kernel(captures=(False, False, True))

    assert kernel.check(tmp_path).first() == 2
    assert kernel.open_handles == set()


def test_a_camera_that_may_not_be_used_is_the_first_all_the_same(tmp_path: Path) -> None:
    """So that opening it says so, instead of that there is none."""
    (tmp_path / "video3").touch()

    assert Kernel(open_errno=errno.EACCES).check(tmp_path).first() == 3


@pytest.mark.parametrize("has_folder", [True, False])
def test_without_any_camera_it_is_number_0(tmp_path: Path, has_folder: bool) -> None:
    """Opening that one then says that there is none."""
    check = CameraCheck(tmp_path if has_folder else tmp_path / "missing")

    assert check.first() == 0
    assert check.why_closed(0) is CameraState.NONE
