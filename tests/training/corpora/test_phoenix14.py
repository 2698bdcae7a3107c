"""RWTH-PHOENIX-Weather 2014: glosses, signers and pictures of both sets, and every fault of their tables."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.training.corpora.made import make_phoenix14, write_lines
from training.clip_list import CorpusReading
from training.corpora.phoenix14 import scan_multisigner, scan_signer_independent


@pytest.mark.parametrize(("variant", "scan"), [("", scan_multisigner), (".SI5", scan_signer_independent)])
def test_both_sets_are_read(tmp_path: Path, variant: str, scan: Callable[[Path], CorpusReading]) -> None:
    """Every split's line becomes a clip of pictures at 25 frames a second, its glosses as written."""
    clips = [clip.annotation for clip in scan(make_phoenix14(tmp_path, variant)).clips]

    assert [(clip.split, clip.signer, clip.glosses) for clip in clips] == [
        ("train", "Signer01", ("loc-NORD", "REGEN")),
        ("dev", "Signer05", ("REGEN",)),
        ("test", "Signer05", ("REGEN", "__OFF__")),
    ]
    assert clips[0].video == tmp_path / "features/fullFrame-210x260px/train/train-0/1"
    assert clips[0].frame_rate == 25


def test_a_resized_copy_serves_where_the_original_is_not(tmp_path: Path) -> None:
    """Public code resizes all pictures into a sibling folder; that alone is enough."""
    make_phoenix14(tmp_path)
    (tmp_path / "features/fullFrame-210x260px").rename(tmp_path / "features/fullFrame-256x256px")

    assert scan_multisigner(tmp_path).faults == []


def test_every_fault_of_the_table_is_named(tmp_path: Path) -> None:
    """No glosses, too few cells, a clip listed twice, no pictures, no table: each with file and line."""
    make_phoenix14(tmp_path)
    file = write_lines(
        tmp_path / "annotations/manual/train.corpus.csv",
        "id|folder|signer|annotation",
        "train-0|train-0/1/*.png|Signer01| ",
        "train-0|train-0/1/*.png|Signer01",
        "train-0|train-0/1/*.png|Signer01|A",
        "train-0|train-0/1/*.png|Signer01|B",
        "train-9|train-9/1/*.png|Signer01|B",
    )
    dev = tmp_path / "annotations/manual/dev.corpus.csv"
    dev.unlink()
    test = write_lines(tmp_path / "annotations/manual/test.corpus.csv", "id|folder|annotation")

    faults = scan_multisigner(tmp_path).faults

    assert [(fault.file, fault.line, fault.kind) for fault in faults] == [
        (file, 2, "bad line"),
        (file, 3, "bad line"),
        (file, 5, "bad line"),
        (file, 6, "missing video"),
        (dev, 0, "missing file"),
        (test, 1, "bad line"),
    ]
    assert "already on line 4" in faults[2].sentence
    assert "'signer' is missing" in faults[-1].sentence
