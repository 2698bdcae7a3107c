"""The frames of a clip: from a video or from pictures, in their order, with their times."""

from pathlib import Path

import pytest

from models.errors import UnreadableVideoError
from tests.training.corpora.made import write_pictures, write_video
from training.clip_frames import clip_frame_count, clip_frame_rate, picture_files, read_frames
from training.clip_list import ClipAnnotation


def clip(video: Path, frame_rate: float | None = None) -> ClipAnnotation:
    """A clip of that file or folder."""
    return ClipAnnotation(video, ("A",), "anna", "train", frame_rate=frame_rate)


def test_pictures_come_by_number_with_the_times_of_their_corpus(tmp_path: Path) -> None:
    """2.png is before 10.png; other files in the folder are none of the frames; 30 a second give 1/30 s."""
    folder = write_pictures(tmp_path / "a", 12, "{}.png")
    (folder / "notes.txt").write_text("x")
    (folder / ".hidden.png").write_text("x")
    frames = list(read_frames(clip(folder, 30.0)))

    assert [int(frame.image[0, 0, 0]) for frame in frames] == [5 * number for number in range(1, 13)]
    assert [frame.time_s for frame in frames] == [number / 30 for number in range(12)]
    assert (clip_frame_count(clip(folder)), clip_frame_rate(clip(folder)), clip_frame_rate(clip(folder, 30))) == (
        12,
        25,
        30,
    )


def test_a_video_keeps_its_own_times(tmp_path: Path) -> None:
    """What the corpus says of pictures does not touch a file."""
    video = write_video(tmp_path / "a.avi", 10)

    assert [frame.time_s for frame in read_frames(clip(video, 30.0))][:3] == pytest.approx([0, 0.04, 0.08])
    assert (clip_frame_count(clip(video)), clip_frame_rate(clip(video, 30))) == (10, 25)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """An empty folder, a picture that is none, and one of another size."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableVideoError, match="empty holds no picture"):
        picture_files(tmp_path / "empty")

    folder = write_pictures(tmp_path / "a", 2)
    write_pictures(tmp_path / "b", 1, width=9)
    (tmp_path / "b/images0001.png").replace(folder / "images0003.png")
    with pytest.raises(UnreadableVideoError, match=r"images0003.png has 9 x 26 pixels; the first frame has 21 x 26"):
        list(read_frames(clip(folder)))
    (folder / "images0002.png").write_bytes(b"")
    with pytest.raises(UnreadableVideoError, match=r"images0002.png is no picture"):
        list(read_frames(clip(folder)))
