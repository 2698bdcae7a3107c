"""Reading video files: the frames, their times, and one sentence for what is no video."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import UnreadableVideoError
from models.video import read_video, timed_frames, video_frame_rate


def write_video(path: Path, frame_count: int, frame_rate: float = 25.0, height: int = 48, width: int = 64) -> None:
    """Write a Motion-JPEG file whose frames grow brighter, red above and blue below."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), frame_rate, (width, height))
    assert writer.isOpened()
    for index in range(frame_count):
        picture = np.zeros((height, width, 3), dtype=np.uint8)  # BGR
        picture[: height // 2, :, 2] = 100 + 5 * index
        picture[height // 2 :, :, 0] = 100 + 5 * index
        writer.write(picture)
    writer.release()


def test_frames_come_in_order_in_rgb(tmp_path: Path) -> None:
    """Every frame is read, red stays red, and the size is the file's."""
    write_video(tmp_path / "clip.avi", 10)
    frames = list(read_video(tmp_path / "clip.avi"))
    assert len(frames) == 10
    for index, frame in enumerate(frames):
        assert frame.image.shape == (48, 64, 3)
        assert frame.image.dtype == np.uint8
        np.testing.assert_allclose(frame.image[5, 30], (100 + 5 * index, 0, 0), atol=12)
        np.testing.assert_allclose(frame.image[40, 30], (0, 0, 100 + 5 * index), atol=12)


@pytest.mark.parametrize("frame_rate", [10.0, 12.5, 25.0, 30.0])
def test_times_follow_the_frame_rate(tmp_path: Path, frame_rate: float) -> None:
    """The first frame is at 0 s, and each later one a frame's time after the one before."""
    write_video(tmp_path / "clip.avi", 8, frame_rate)
    times = [frame.time_s for frame in read_video(tmp_path / "clip.avi")]
    np.testing.assert_allclose(times, np.arange(8) / frame_rate, atol=1e-3)
    assert video_frame_rate(tmp_path / "clip.avi") == pytest.approx(frame_rate, rel=1e-3)


@pytest.mark.parametrize("stamps_ms", [[0.0, 0.0, 0.0, 0.0], [0.0, -5.0, 10.0, 20.0], [0.0, float("nan"), 80.0, 120.0]])
def test_unusable_timestamps_give_way_to_the_frame_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stamps_ms: list[float]
) -> None:
    """Where the container's times stand still, go back or are no numbers, frames are counted at the stated rate."""
    (tmp_path / "clip.avi").write_bytes(b"not read")

    class Capture:
        def __init__(self, *_: object) -> None:
            self.index = -1

        def isOpened(self) -> bool:  # noqa: N802
            return True

        def read(self) -> tuple[bool, np.ndarray | None]:
            self.index += 1
            return (True, np.zeros((4, 4, 3), np.uint8)) if self.index < len(stamps_ms) else (False, None)

        def get(self, name: int) -> float:
            return 25.0 if name == cv2.CAP_PROP_FPS else stamps_ms[self.index]

        def release(self) -> None:
            pass

    monkeypatch.setattr(cv2, "VideoCapture", Capture)
    times = [frame.time_s for frame in read_video(tmp_path / "clip.avi")]
    np.testing.assert_allclose(times, np.arange(4) / 25, atol=1e-9)


def test_portrait_and_uncommon_sizes_are_read_as_they_are(tmp_path: Path) -> None:
    """Whatever the size, it comes out as it is in the file."""
    write_video(tmp_path / "clip.avi", 2, height=70, width=38)
    assert next(read_video(tmp_path / "clip.avi")).image.shape == (70, 38, 3)


def make_unreadable(folder: Path) -> dict[str, Path]:
    """The files that are no videos, by what they are."""
    paths = {name: folder / f"{name}.mp4" for name in ("missing", "empty", "text", "folder", "number 000001")}
    paths["empty"].write_bytes(b"")
    paths["text"].write_text("This is no video.\n" * 100)
    paths["folder"].mkdir()
    paths["number 000001"].write_bytes(bytes(range(256)) * 40)
    return paths


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "folder", "number 000001"])
def test_what_is_no_video_is_refused(tmp_path: Path, kind: str) -> None:
    """No file, an empty one, text or noise in a file named .mp4, a folder: each one sentence that names the file."""
    path = make_unreadable(tmp_path)[kind]
    for read in (lambda: next(read_video(path)), lambda: video_frame_rate(path)):
        with pytest.raises(UnreadableVideoError) as caught:
            read()
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_video_without_frames_is_refused(tmp_path: Path) -> None:
    """A container cut off before its first frame is no clip."""
    write_video(tmp_path / "whole.avi", 10)
    (tmp_path / "cut.avi").write_bytes((tmp_path / "whole.avi").read_bytes()[:600])
    with pytest.raises(UnreadableVideoError, match=r"cut\.avi"):
        list(read_video(tmp_path / "cut.avi"))


def test_opencv_says_nothing_beside_our_sentence(tmp_path: Path) -> None:
    """A file that is no video leaves no library's message on the error output, in a process of its own."""
    paths = make_unreadable(tmp_path)
    code = (
        "import sys; from models.video import read_video; from models.errors import UnreadableVideoError\n"
        "for path in sys.argv[1:]:\n"
        "    try: list(read_video(path))\n"
        "    except UnreadableVideoError: print('refused')\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, paths.values())], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["refused"] * len(paths)
    assert done.stderr == ""


def test_importing_video_leaves_no_qt_paths_of_opencv() -> None:
    """OpenCV's own Qt plugin path would keep our window from starting, so it is gone after the import."""
    code = (
        "import os, models.video\n"
        "print([name for name in ('QT_QPA_PLATFORM_PLUGIN_PATH', 'QT_QPA_FONTDIR') if name in os.environ])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_pictures_at_an_even_rate_are_timed() -> None:
    """From 0 on, one after another, by the rate alone."""
    pictures = [np.full((2, 2, 3), value, np.uint8) for value in (1, 2, 3)]

    timed = list(timed_frames(pictures, 12.5))

    assert [frame.time_s for frame in timed] == [0.0, 0.08, 0.16]
    assert [int(frame.image[0, 0, 0]) for frame in timed] == [1, 2, 3]
