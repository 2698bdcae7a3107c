"""Sources of frames and the thread that reads them."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app import camera
from app.camera import CameraLostError, CameraThread, FrameSource, NoCameraError, VideoFile, Webcam
from app.frame_queue import FrameQueue, PreparedFrame, StreamMark
from app.mailbox import Mailbox
from models.errors import GlosscastError, UnreadableVideoError
from models.preprocessing import CropRule, SquareCrop, prepare_frame
from models.video import RgbImage, read_video
from tests.app.conftest import ListSource, coloured_frames

FRAME_SIZE = 8
LIMIT_S = 60.0  # for a busy machine; each wait ends as soon as it can


class Watched:
    """A camera thread with everything it gives."""

    def __init__(self, source: FrameSource, capacity: int = 1000, crop_rule: CropRule | None = None) -> None:
        self.queue = FrameQueue(capacity)
        self.preview: Mailbox[RgbImage] = Mailbox()
        self.ended = threading.Event()
        self.end: list[GlosscastError | None] = []
        self.thread = CameraThread(
            source, self.queue, self.preview, FRAME_SIZE, on_frame=lambda: None, on_end=self._note_end,
            crop_rule=crop_rule,
        )  # fmt: skip
        self.thread.start()

    def _note_end(self, error: GlosscastError | None) -> None:
        self.end.append(error)
        self.ended.set()

    def read_to_end(self) -> list[PreparedFrame]:
        """The frames up to the mark of the end."""
        frames = []
        while isinstance(item := self.queue.get(), PreparedFrame):
            frames.append(item)
        assert item is StreamMark.END
        return frames


class FakeDevice:
    """What cv2.VideoCapture gives for a camera: some pictures, then none."""

    def __init__(self, picture_count: int, *, is_open: bool = True) -> None:
        self._left = picture_count
        self._is_open = is_open
        self.is_released = False

    def isOpened(self) -> bool:
        return self._is_open

    def set(self, setting: int, value: float) -> bool:
        return False

    def read(self) -> tuple[bool, NDArray[np.uint8] | None]:
        self._left -= 1
        return (True, np.full((48, 64, 3), (255, 0, 0), np.uint8)) if self._left >= 0 else (False, None)

    def release(self) -> None:
        self.is_released = True


def test_a_file_is_read_whole_and_prepared_for_the_model(red_green_video: Path) -> None:
    """Every frame of the file arrives, with its own time, cropped and resized by the project's one function."""
    watched = Watched(VideoFile(red_green_video))
    frames = watched.read_to_end()
    expected = list(read_video(red_green_video))

    assert [frame.time_s for frame in frames] == [frame.time_s for frame in expected]
    for frame, whole in zip(frames, expected, strict=True):
        assert np.array_equal(frame.image, prepare_frame(whole.image, FRAME_SIZE))
    assert watched.ended.wait(LIMIT_S)
    assert watched.end == [None]


def test_a_rule_says_what_the_model_is_shown() -> None:
    """Each frame is cut as the rule says; where the square changes, what was signed before is finished first."""
    frames = coloured_frames([("RED", 0.08), ("GREEN", 0.08)])
    crop = SquareCrop(3, 4, 20)
    watched = Watched(ListSource(frames), crop_rule=lambda frame: crop if frame.time_s >= 0.08 else None)
    centred, followed = watched.read_to_end(), watched.read_to_end()

    assert [frame.time_s for frame in centred + followed] == [frame.time_s for frame in frames]
    assert all(np.array_equal(frame.image, prepare_frame(frames[0].image, FRAME_SIZE)) for frame in centred)
    assert all(np.array_equal(frame.image, prepare_frame(frames[2].image, FRAME_SIZE, crop)) for frame in followed)


def test_a_file_is_paced_by_its_own_times(red_green_video: Path) -> None:
    """A file takes as long as it lasts, at least, as a camera would."""
    started_s = time.monotonic()
    frames = Watched(VideoFile(red_green_video)).read_to_end()
    took_s = time.monotonic() - started_s

    assert took_s >= frames[-1].time_s


def test_the_sample_starts_over(monkeypatch: pytest.MonkeyPatch, red_green_video: Path) -> None:
    """A looped file ends and begins again, from its first frame, until it is stopped."""
    monkeypatch.setattr(camera, "LOOP_PAUSE_S", 0.0)
    watched = Watched(VideoFile(red_green_video, is_looped=True))
    first, second = watched.read_to_end(), watched.read_to_end()
    watched.thread.stop()
    watched.thread.join(LIMIT_S)

    assert [frame.time_s for frame in first] == [frame.time_s for frame in second]
    assert not watched.thread.is_alive()
    assert watched.end == []


def test_the_preview_holds_the_newest_frame() -> None:
    """The preview gets the whole picture, not the model's."""
    frames = coloured_frames([("RED", 0.2), ("BLUE", 0.04)], time.monotonic())
    watched = Watched(ListSource(frames))
    watched.read_to_end()

    shown = watched.preview.take()
    assert shown is not None
    assert np.array_equal(shown, frames[-1].image)


def test_a_slow_recogniser_costs_frames_not_memory() -> None:
    """When nobody empties the queue the camera goes on, and the queue stays as long as it may."""
    watched = Watched(ListSource(coloured_frames([("RED", 2.0)])), capacity=5)
    assert watched.ended.wait(LIMIT_S)

    assert watched.queue.dropped_count == 45
    assert len(watched.read_to_end()) == 5


def test_a_broken_file_is_reported(tmp_path: Path) -> None:
    """The thread ends with the sentence of the error instead of a traceback."""
    watched = Watched(VideoFile(tmp_path / "missing.avi"))
    assert watched.ended.wait(LIMIT_S)

    assert isinstance(watched.end[0], UnreadableVideoError)
    assert "missing.avi" in str(watched.end[0])


def test_an_unforeseen_error_is_logged_and_reported(caplog: pytest.LogCaptureFixture) -> None:
    """A mistake of ours in the thread reaches the log with its trace, and the person as one sentence."""

    class Broken(ListSource):
        def frames(self):  # type: ignore[no-untyped-def]
            raise RuntimeError("a cable burnt")

    watched = Watched(Broken())
    assert watched.ended.wait(LIMIT_S)

    assert str(watched.end[0]) == "Reading Stand-in failed: a cable burnt"
    assert caplog.records[0].exc_info is not None


def test_stopping_closes_the_source() -> None:
    """A stopped thread ends before its next frame, frees the camera, and does not report an end."""
    source = ListSource(coloured_frames([("RED", 60.0)]), is_live=False)
    watched = Watched(source)
    watched.queue.get()
    watched.thread.stop()
    watched.thread.join(2)

    assert not watched.thread.is_alive()
    assert source.closed.is_set()
    assert watched.end == []


@pytest.mark.parametrize(
    ("device", "error_type", "frame_count"),
    [
        (FakeDevice(0, is_open=False), NoCameraError, 0),
        (FakeDevice(0), NoCameraError, 0),
        (FakeDevice(3), CameraLostError, 3),
    ],
    ids=["no camera", "no picture", "pulled out"],
)
def test_a_webcam_tells_missing_from_lost(
    monkeypatch: pytest.MonkeyPatch, device: FakeDevice, error_type: type[GlosscastError], frame_count: int
) -> None:
    """A camera that never gave a picture is no camera; one that stops is lost; either way it is released."""
    opener: Callable[[int], FakeDevice] = lambda index: device  # noqa: E731
    monkeypatch.setattr(cv2, "VideoCapture", opener)
    frames = []

    with pytest.raises(error_type, match="amera number 1"):
        frames.extend(Webcam(1).frames())
    assert device.is_released
    assert len(frames) == frame_count or frame_count == 0


def test_a_webcam_gives_rgb_frames_with_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames are RGB though OpenCV's are BGR, and carry the monotonic clock."""
    monkeypatch.setattr(cv2, "VideoCapture", lambda index: FakeDevice(2))
    before_s = time.monotonic()
    stream = Webcam(0).frames()
    first, second = next(stream), next(stream)
    stream.close()

    assert tuple(first.image[0, 0]) == (0, 0, 255)
    assert before_s <= first.time_s <= second.time_s <= time.monotonic()


def test_the_frame_rate_is_that_of_the_source() -> None:
    """Measured from the frames' own times; unknown before there are two."""
    watched = Watched(ListSource(coloured_frames([("RED", 1.0)], first_time_s=100.0)))
    assert watched.ended.wait(LIMIT_S)

    assert watched.thread.frame_rate == pytest.approx(25.0)
    assert watched.thread.last_captured_at_s == pytest.approx(100.96)
    nothing = Watched(ListSource())
    assert nothing.ended.wait(LIMIT_S)
    assert nothing.thread.frame_rate is None
