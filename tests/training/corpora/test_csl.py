"""CSL: both splits, words or characters as glosses, and every fault."""

from pathlib import Path

from tests.training.corpora.made import make_csl, write_lines, write_video
from training.corpora.csl import scan_split_1, scan_split_2


def test_split_1_tests_other_signers_and_split_2_other_sentences(tmp_path: Path) -> None:
    """P41 on are tested in split I, the sentences 94 to 99 in split II; videos and folders of pictures both serve."""
    make_csl(tmp_path)
    first, second = scan_split_1(tmp_path), scan_split_2(tmp_path)

    assert first.faults == second.faults == []
    assert {(clip.annotation.signer, clip.annotation.split) for clip in first.clips} == {
        ("P01", "train"),
        ("P41", "test"),
    }
    assert {(clip.name[:6], clip.annotation.split) for clip in second.clips} == {
        ("000000", "train"),
        ("000094", "test"),
    }
    assert first.clips[0].annotation.glosses == ("他", "的", "同学")
    assert any("000094 to 000099" in note for note in second.notes)


def test_the_sentences_of_split_2_can_be_named(tmp_path: Path) -> None:
    """split_2.txt decides which sentences are tested, and a line that is no number is a fault."""
    file = write_lines(make_csl(tmp_path) / "split_2.txt", "000000", "nought")
    reading = scan_split_2(tmp_path)

    assert {(clip.name[:6], clip.annotation.split) for clip in reading.clips} == {
        ("000000", "test"),
        ("000094", "train"),
    }
    assert [(fault.file, fault.line, fault.kind) for fault in reading.faults] == [(file, 2, "unknown split")]


def test_without_words_apart_every_character_is_a_gloss(tmp_path: Path) -> None:
    """That is said, because the published vocabulary counts words."""
    reading = scan_split_1(make_csl(tmp_path, "\ufeff000000 他的同学", "000094 我推荐他"))

    assert reading.clips[0].annotation.glosses == ("他", "的", "同", "学")
    assert "every character is taken for a gloss" in reading.notes[0]


def test_every_fault_is_named(tmp_path: Path) -> None:
    """A line that is no sentence, one there twice, a sentence without videos, a strange name, a folder unknown."""
    file = make_csl(tmp_path, "000000 他 的", "0001 x y", "000000 他", "000001 我 去") / "corpus.txt"
    strange = write_video(tmp_path / "color/000000/film.avi", 2)

    faults = {(fault.file, fault.line, fault.kind) for fault in scan_split_1(tmp_path).faults}

    assert faults == {
        (file, 2, "bad line"),
        (file, 3, "bad line"),
        (file, 4, "missing video"),
        (strange, 0, "bad line"),
        (tmp_path / "color/000094", 0, "bad line"),
    }
