"""RWTH-PHOENIX-Weather 2014 T: its table, whose German text may hold anything, and where its pictures lie."""

from pathlib import Path

from tests.training.corpora.made import make_phoenix14t, write_lines, write_pictures
from training.corpora.phoenix14t import scan


def test_the_table_is_read_and_pictures_lie_in_the_folder_of_the_name(tmp_path: Path) -> None:
    """A quotation mark in the text opens nothing; the folder 1 that the table promises need not exist."""
    reading = scan(make_phoenix14t(tmp_path))

    assert reading.faults == []
    assert [clip.annotation.glosses for clip in reading.clips] == [("DRUCK", "TIEF")] * 3
    assert reading.clips[0].annotation.video == tmp_path / "features/fullFrame-210x260px/train/train-0"


def test_the_promised_folder_is_used_where_it_exists(tmp_path: Path) -> None:
    """Where pictures do lie in the folder 1, they are taken from there."""
    make_phoenix14t(tmp_path)
    inner = write_pictures(tmp_path / "features/fullFrame-210x260px/dev/dev-0/1", 3)

    assert scan(tmp_path).clips[1].annotation.video == inner


def test_a_line_without_glosses_is_named(tmp_path: Path) -> None:
    """An empty column orth is a fault with file and line."""
    make_phoenix14t(tmp_path)
    file = tmp_path / "annotations/manual/PHOENIX-2014-T.dev.corpus.csv"
    write_lines(file, "name|video|start|end|speaker|orth|translation", "dev-0|dev-0/1/*.png|-1|-1|Signer08||text")

    assert [(f.file, f.line, f.kind) for f in scan(tmp_path).faults] == [(file, 2, "bad line")]
