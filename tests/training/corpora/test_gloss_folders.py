"""One folder a gloss: who signs is read from names, and the split never depends on machine or order."""

from pathlib import Path

import pytest

from tests.training.corpora.made import make_gloss_folders
from training.corpora.gloss_folders import scan, signers_of


def test_signers_are_kept_apart_and_glosses_have_no_spaces(tmp_path: Path) -> None:
    """Of three signers all clips of one are for test, and none of the others'; what was decided is said."""
    reading = scan(make_gloss_folders(tmp_path))

    assert {clip.annotation.glosses for clip in reading.clips} == {("HELLO",), ("thank-you",)}
    signers: dict[str, set[str]] = {"train": set(), "dev": set(), "test": set()}
    for clip in reading.clips:
        signers[clip.annotation.split].add(clip.annotation.signer)
    assert set.union(*signers.values()) == {"anna", "ben", "carl"}
    assert len(signers["test"]) == 1
    assert not signers["test"] & (signers["train"] | signers["dev"])
    assert reading.notes[0] == "Who signs is read from the names of the files."
    assert "by a rule of ours" in reading.notes[1]


def test_without_signers_single_clips_are_kept(tmp_path: Path) -> None:
    """Names that a camera gave say nothing of people: a clip of each gloss stays for training, and that is said."""
    reading = scan(make_gloss_folders(tmp_path, "MVI_0001", "MVI_0002"))

    assert {clip.annotation.signer for clip in reading.clips} == {""}
    assert sorted(clip.annotation.split for clip in reading.clips) == ["dev", "test", "train", "train"]
    assert {c.annotation.glosses for c in reading.clips if c.annotation.split == "train"} == {
        ("HELLO",),
        ("thank-you",),
    }
    assert "the same people are trained on" in reading.notes[0]


@pytest.mark.parametrize(
    ("names", "signers"),
    [
        (["signer3_a", "Signer12-b"], ["3", "12"]),
        (["01_P03_x", "02_P10_x"], ["3", "10"]),
        (["person-03.hello", "person-4.hello"], ["3", "4"]),
        (["anna_01", "Ben-2"], ["anna", "ben"]),
        (["anna_01", "whatever"], ["", ""]),
        (["IMG_0001", "anna_01"], ["", ""]),
        (["12345", "678"], ["", ""]),
    ],
)
def test_who_signs_is_read_where_every_name_says_it(names: list[str], signers: list[str]) -> None:
    """One pattern must fit all names; a single one that does not leaves all unknown."""
    assert signers_of([Path(f"{name}.mp4") for name in names]) == signers


def test_a_folder_without_videos_is_a_fault(tmp_path: Path) -> None:
    """A gloss that nobody signs is named."""
    (make_gloss_folders(tmp_path) / "YES").mkdir()

    assert [(fault.file, fault.kind) for fault in scan(tmp_path).faults] == [(tmp_path / "YES", "missing video")]
