"""Errors by signer and by gloss, as tables and as a listing, from hand-made clips."""

from pathlib import Path

import pytest

from models.errors import BadInputError
from training.breakdown import (
    format_counts,
    format_table,
    gloss_scores,
    gloss_table,
    signer_scores,
    signer_table,
    write_listing,
)
from training.metrics import ErrorCounts
from training.transcripts import PairedSegment

CLIPS = (
    PairedSegment("a", "ben", ("HELLO", "YES", "NO"), ("HELLO", "NO", "NO")),
    PairedSegment("b", "anna", ("YES",), ()),
    PairedSegment("c", "ben", (), ("YES",)),
    PairedSegment("d", "ben", ("HELLO", "HELP"), ("HELLO", "PLEASE", "HELP")),
)


def test_signers_have_a_row_each() -> None:
    """Signers come by name, each with the sum over their clips."""
    assert [(row.signer, row.clip_count, row.counts) for row in signer_scores(CLIPS)] == [
        ("anna", 1, ErrorCounts(0, 1, 0, 1)),
        ("ben", 3, ErrorCounts(1, 0, 2, 5)),
    ]


def test_every_gloss_has_its_row() -> None:
    """Signed, right, substituted, deleted and inserted add up, and the commonest confusion is named."""
    rows = {row.gloss: row for row in gloss_scores(CLIPS)}
    assert list(rows) == ["HELLO", "HELP", "NO", "PLEASE", "YES"]
    yes = rows["YES"]
    assert (yes.reference_count, yes.right, yes.substituted, yes.deleted, yes.inserted) == (2, 0, 1, 1, 1)
    assert yes.most_often_taken_for == "NO (1)"
    assert (rows["HELLO"].right, rows["PLEASE"].reference_count, rows["PLEASE"].inserted) == (2, 0, 1)
    for row in rows.values():
        assert row.right + row.substituted + row.deleted == row.reference_count


def test_the_commonest_confusion_is_the_first_by_name_among_equals() -> None:
    """Equal numbers do not make a table depend on the order of the clips."""
    clips = [PairedSegment(name, "ben", ("YES",), (name,)) for name in ("NO", "HELP", "NO", "HELP")]
    assert {row.most_often_taken_for for row in gloss_scores(clips) if row.gloss == "YES"} == {"HELP (2)"}


def test_tables_are_in_columns() -> None:
    """A header and a line per row; rates have the decimals asked for, and none where nothing was signed."""
    silent = PairedSegment("e", "carl", (), ("YES",))
    lines = [line.split() for line in signer_table(signer_scores([*CLIPS, silent]), ".2f").splitlines()]
    assert lines[0] == ["signer", "clips", "signed", "substituted", "deleted", "inserted", "WER"]
    assert lines[1:] == [
        ["anna", "1", "1", "0", "1", "0", "100.00", "%"],
        ["ben", "3", "5", "1", "0", "2", "60.00", "%"],
        ["carl", "1", "0", "0", "0", "1", "unknown"],
    ]
    assert gloss_table(gloss_scores(CLIPS)).splitlines()[1].split() == ["HELLO", "2", "2", "0", "0", "0"]
    assert format_table([("a", "1", "x"), ("bb", "22", "")]) == "a    1  x\nbb  22"
    assert format_counts(ErrorCounts(1, 0, 2, 8), "2 clips").startswith("WER 37.5 % (1 substitutions, 0 deletions")


def test_the_listing_puts_both_rows_under_each_other(tmp_path: Path) -> None:
    """Each clip has its counts, its two rows of glosses in columns, and a letter under each error."""
    write_listing(tmp_path / "new" / "listing.txt", CLIPS)
    text = (tmp_path / "new" / "listing.txt").read_text(encoding="utf-8")
    assert text.split("\n\n")[3].splitlines() == [
        "d, ben: 0 substitutions, 0 deletions, 1 insertions, 2 glosses signed",
        "  reference   HELLO  ******  HELP",
        "  hypothesis  HELLO  PLEASE  HELP",
        "  error              I",
    ]
    assert [clip.splitlines()[3].split()[1:] for clip in text.split("\n\n")] == [["S"], ["D"], ["I"], ["I"]]
    assert "  reference   YES\n  hypothesis  ***\n" in text
    with pytest.raises(BadInputError, match=r"cannot be written"):
        write_listing(tmp_path, CLIPS)
