"""What is wrong with frames and glosses is named clip by clip, and counts are those of the clips."""

from pathlib import Path

import pytest

from tests.training.corpora.made import make_phoenix14, write_pictures, write_video
from training.clip_list import ClipAnnotation, ListedClip
from training.corpora.checking import (
    StepNeeds,
    all_frame_faults,
    comparison,
    count_clips,
    frame_faults,
    vocabulary_faults,
)
from training.corpora.phoenix14 import scan_multisigner
from training.corpora.published import PublishedCounts

PAPER = StepNeeds(25.0, 4)


def listed(video: Path, *glosses: str, frame_count: int | None = None) -> ListedClip:
    """A clip of line 7 of a list, of pictures at 25 frames a second."""
    annotation = ClipAnnotation(video, glosses, "anna", "train", frame_rate=25.0)
    return ListedClip(video.name, annotation, video.parent / "list.csv", 7, frame_count)


def test_steps_are_those_of_training() -> None:
    """A clip is resampled by time, then cut into steps, the last of which may be filled up."""
    assert [PAPER.steps(count, 25.0) for count in (1, 4, 5, 24)] == [1, 1, 2, 6]
    assert PAPER.steps(61, 30.0) == 13
    assert StepNeeds(12.5, 2).steps(24, 25.0) == 6


@pytest.mark.parametrize("every_frame", [False, True])
def test_a_sound_clip_has_no_fault(tmp_path: Path, every_frame: bool) -> None:
    """Pictures and videos that are long enough, of the stated length, pass both ways of looking."""
    pictures = write_pictures(tmp_path / "a", 12)
    video = write_video(tmp_path / "b.avi", 12)

    assert frame_faults(listed(pictures, "A", "B", "C", frame_count=12), PAPER, every_frame) == []
    assert frame_faults(listed(video, "A", "B", "C", frame_count=12), PAPER, every_frame) == []


def test_a_clip_too_short_for_its_glosses_is_named(tmp_path: Path) -> None:
    """Equal glosses in a row need a blank between them, as CTC does."""
    pictures = write_pictures(tmp_path / "a", 12)  # three steps

    assert frame_faults(listed(pictures, "A", "B", "A"), PAPER, False) == []
    (fault,) = frame_faults(listed(pictures, "A", "A", "B"), PAPER, False)
    assert (fault.kind, fault.line) == ("too short", 7)
    assert "12 frames make 3 steps" in fault.sentence


def test_another_length_than_the_corpus_says_is_named(tmp_path: Path) -> None:
    """Where the annotation states a length, it is compared."""
    (fault,) = frame_faults(listed(write_pictures(tmp_path / "a", 12), "A", frame_count=13), PAPER, False)
    assert fault.kind == "frame count"
    assert "has 12 frames, the corpus says 13" in fault.sentence


def test_unreadable_first_frames_are_found_quickly_and_all_others_on_request(tmp_path: Path) -> None:
    """The first frame is always opened; with every frame, each one that is cut off or of another size is named."""
    pictures = write_pictures(tmp_path / "a", 12)
    for number in (3, 10):
        file = pictures / f"images{number:04d}.png"
        file.write_bytes(file.read_bytes()[:40])
    write_pictures(tmp_path / "wide", 12, width=30)
    (tmp_path / "wide/images0005.png").replace(pictures / "images0005.png")

    assert frame_faults(listed(pictures, "A"), PAPER, False) == []
    faults = frame_faults(listed(pictures, "A"), PAPER, True)
    assert [fault.kind for fault in faults] == ["unreadable frame"] * 3
    assert ["0003" in faults[0].sentence, "0005" in faults[1].sentence, "0010" in faults[2].sentence] == [True] * 3

    (pictures / "images0001.png").write_bytes(b"")
    assert [fault.kind for fault in frame_faults(listed(pictures, "A"), PAPER, False)] == ["unreadable frame"]


def test_empty_folders_and_files_that_are_no_video_are_named(tmp_path: Path) -> None:
    """A folder without a picture, a text that is called a video, and a video that ends early."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.mp4").write_text("no video")
    video = write_video(tmp_path / "cut.avi", 40)
    video.write_bytes(video.read_bytes()[: video.stat().st_size // 2])

    for clip in (tmp_path / "empty", tmp_path / "text.mp4"):
        assert [fault.kind for fault in frame_faults(listed(clip, "A"), PAPER, False)] == ["unreadable frame"]
    assert "unreadable frame" in [fault.kind for fault in frame_faults(listed(video, "A"), PAPER, True)]
    assert frame_faults(listed(tmp_path / "nothing", "A"), PAPER, True) == []  # the reader of the list says so


def test_glosses_outside_a_vocabulary_are_named_once_a_clip(tmp_path: Path) -> None:
    """Without a vocabulary there is none to be outside of."""
    clips = [listed(tmp_path / "a", "A", "B", "B"), listed(tmp_path / "b", "A")]

    assert [fault.sentence for fault in vocabulary_faults(clips, frozenset({"A"}))] == [
        "the gloss 'B' is not in the vocabulary of 1."
    ]
    assert list(vocabulary_faults(clips, frozenset())) == []


def test_several_clips_at_a_time_are_reported_in_order(tmp_path: Path) -> None:
    """The order of faults is that of the clips, however many are opened at once."""
    clips = [listed(write_pictures(tmp_path / f"{n}", 1), *"AB"[: 1 + n % 2]) for n in range(6)]

    found = list(all_frame_faults(clips, PAPER, False, 3))

    assert [len(faults) for faults in found] == [0, 1, 0, 1, 0, 1]


def test_counts_stand_beside_the_published_ones(tmp_path: Path) -> None:
    """Clips, glosses and vocabulary of every split, glosses that training never shows, and signers."""
    counts = count_clips(scan_multisigner(make_phoenix14(tmp_path)).clips)
    rows = {what: (found, expected) for what, found, expected in comparison(counts, PublishedCounts({"dev": 540}))}

    assert rows["clips, dev"] == (1, 540)
    assert rows["glosses signed, train"] == (2, None)
    assert rows["different glosses, all"] == (3, None)
    assert rows["glosses of test not in train"] == (1, None)
    assert rows["signers"] == (2, None)
