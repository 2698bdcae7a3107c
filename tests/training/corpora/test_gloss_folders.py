"""One folder a gloss: who signs is read from names, and the split never depends on machine or order."""

from pathlib import Path

import pytest

from tests.training.corpora.made import make_gloss_folders
from training.corpora.gloss_folders import scan, signers_of, split_signers


def test_signers_are_kept_apart_and_glosses_have_no_spaces(tmp_path: Path) -> None:
    """Three signers: one each for train, dev and test, with all their clips; what was decided is said."""
    reading = scan(make_gloss_folders(tmp_path))

    assert {clip.annotation.glosses for clip in reading.clips} == {("HELLO",), ("thank-you",)}
    splits = {(clip.annotation.signer, clip.annotation.split) for clip in reading.clips}
    assert {signer for signer, _ in splits} == {"anna", "ben", "carl"}
    assert {split for _, split in splits} == {"train", "dev", "test"}
    assert len(splits) == 3
    assert "split by a rule of ours" in reading.notes[0]


def test_without_signers_every_clip_is_for_training(tmp_path: Path) -> None:
    """Names that a camera gave say nothing of people, and that is said."""
    reading = scan(make_gloss_folders(tmp_path, "MVI_0001", "MVI_0002"))

    assert {(clip.annotation.signer, clip.annotation.split) for clip in reading.clips} == {("", "train")}
    assert "every clip is a training clip" in reading.notes[0]


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


def test_the_split_is_a_function_of_the_signers_alone() -> None:
    """The same people are kept on every machine, in whatever order they come; a fifth each of ten."""
    signers = [f"s{number}" for number in range(10)]
    split = split_signers(signers)

    assert split == split_signers(signers[::-1])
    assert sorted(split.values()).count("dev") == sorted(split.values()).count("test") == 2
    assert [s for s in signers if split[s] != "train"] == ["s3", "s5", "s7", "s8"]


def test_a_folder_without_videos_is_a_fault(tmp_path: Path) -> None:
    """A gloss that nobody signs is named."""
    (make_gloss_folders(tmp_path) / "YES").mkdir()

    assert [(fault.file, fault.kind) for fault in scan(tmp_path).faults] == [(tmp_path / "YES", "missing video")]
