"""CE-CSL: its tables, its glosses without remarks, and every fault."""

from pathlib import Path

import pytest

from tests.training.corpora.made import make_ce_csl, write_lines, write_pictures
from training.corpora.ce_csl import plain_gloss, scan


def test_tables_are_read_and_remarks_dropped(tmp_path: Path) -> None:
    """Glosses are parted by strokes; the video lies under split and translator; pictures of it serve as well."""
    reading = scan(make_ce_csl(tmp_path))

    assert reading.faults == []
    assert reading.clips[0].annotation.glosses == ("帮助", "禁止", "7", "10点", "？", "。")
    assert reading.clips[0].annotation.video == tmp_path / "video/train/A/train-00001.mp4"
    assert [clip.annotation.signer for clip in reading.clips] == ["A"] * 3

    pictures = write_pictures(tmp_path / "video/dev/A/dev-00001", 3)
    assert scan(tmp_path).clips[1].annotation.video == pictures


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("（你）给（我）", "给"),
        ("告诉(我)", "告诉"),
        ("喝[左]", "喝"),
        ("英国{英国词汇第1个手势动作}", "英国"),
        ("合适2", "合适"),
        ("2", "2"),
        ("10月3号", "10月3号"),
        ("007", "7"),
        (",", "，"),
        ("（我）", "（我）"),
    ],
)
def test_a_gloss_loses_its_remarks_and_nothing_else(written: str, plain: str) -> None:
    """Brackets and the number of a variant go; numbers stay; what is only a remark stays a gloss."""
    assert plain_gloss(written) == plain


def test_every_fault_is_named(tmp_path: Path) -> None:
    """A line without glosses, with too few cells, without a video; a table that is missing."""
    make_ce_csl(tmp_path)
    file = write_lines(
        tmp_path / "label/train.csv",
        "Number,Translator,Chinese Sentences,Gloss,Note",
        "train-00001,A,x,/,",
        "train-00001,A,x",
        "train-00002,B,x,a/b,",
    )
    (tmp_path / "label/dev.csv").unlink()

    assert [(f.file, f.line, f.kind) for f in scan(tmp_path).faults] == [
        (file, 2, "bad line"),
        (file, 3, "bad line"),
        (file, 4, "missing video"),
        (tmp_path / "label/dev.csv", 0, "missing file"),
    ]
