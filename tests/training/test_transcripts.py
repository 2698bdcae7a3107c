"""Reading and pairing .stm and .ctm files: what sclite would read, and what is refused with file and line."""

from pathlib import Path

import pytest

from models.errors import BadInputError
from training.transcripts import PairedSegment, pair_segments, read_ctm, read_stm

LONG = "0.0 1.79769e+308"


def written(folder: Path, name: str, *lines: str | bytes) -> Path:
    """A file of lines."""
    path = folder / name
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


def paired(folder: Path, stm: list[str], ctm: list[str], empty: str | None = None) -> list[PairedSegment]:
    """Two files, read and paired."""
    segments, glosses = read_stm(written(folder, "a.stm", *stm)), read_ctm(written(folder, "a.ctm", *ctm))
    return pair_segments(segments, glosses, empty)


def test_segments_are_paired_by_name_not_by_order(tmp_path: Path) -> None:
    """Whatever the order of either file, each segment gets its own glosses, in the file's order."""
    stm = [f"b 1 ben {LONG} YES NO", f"a 1 anna {LONG} HELLO"]
    ctm = ["a 1 0.01 0.02 NO", "b 1 0.00 0.01 YES", "a 1 0.00 0.01 YES"]
    assert paired(tmp_path, stm, ctm) == [
        PairedSegment("b", "ben", ("YES", "NO"), ("YES",)),
        PairedSegment("a", "anna", ("HELLO",), ("NO", "YES")),
    ]


def test_a_missing_and_an_empty_hypothesis_are_the_same(tmp_path: Path) -> None:
    """No line, and a line without a gloss, both leave nothing, or what stands for nothing; other channels too."""
    stm = [f"{name} 1 ben {LONG} YES" for name in "abc"]
    ctm = ["b 1 0.00 0.01", "b 1 0.01 0.01 ", "c 2 0.00 0.01 YES"]
    assert [pair.hypothesis for pair in paired(tmp_path, stm, ctm)] == [(), (), ()]
    assert [pair.hypothesis for pair in paired(tmp_path, stm, ctm, "[EMPTY]")] == [("[EMPTY]",)] * 3
    assert [pair.hypothesis for pair in paired(tmp_path, stm, [])] == [(), (), ()]


def test_several_segments_of_a_file_share_its_glosses_by_time(tmp_path: Path) -> None:
    """A gloss belongs where its middle lies; what comes before the first or after the last is not lost."""
    stm = ["a 1 ben 1 2 YES", "a 1 anna 2 3 NO", "a 1 ben 3 4 HELP"]
    ctm = ["a 1 0.1 0.1 ONE", "a 1 1.8 0.2 TWO", "a 1 1.8 0.4 THREE", "a 1 2.5 0.2 FOUR", "a 1 9 1 FIVE"]
    pairs = paired(tmp_path, stm, ctm)
    assert [pair.hypothesis for pair in pairs] == [("ONE", "TWO"), ("THREE", "FOUR"), ("FIVE",)]


def test_a_gloss_on_the_border_goes_where_sclite_puts_it(tmp_path: Path) -> None:
    """sclite reads 5.30 in single precision, which is a little more, and 5.25 as it is: found by comparing with it."""
    ctm = ["a 1 5.20 0.20 ONE"]
    assert [p.hypothesis for p in paired(tmp_path, ["a 1 x 0 5.30 YES", "a 1 x 5.30 9 NO"], ctm)] == [("ONE",), ()]
    ctm = ["a 1 5.00 0.50 ONE"]
    assert [p.hypothesis for p in paired(tmp_path, ["a 1 x 0 5.25 YES", "a 1 x 5.25 9 NO"], ctm)] == [(), ("ONE",)]


def test_case_stars_and_tags_do_not_count(tmp_path: Path) -> None:
    """As sclite compares: capitals or not (ASCII only), a trailing * and all after a ; are no part of a gloss."""
    stm = [f"Seg 1 ben {LONG} <o,f> yes NO* (HELP) * ä x;y"]
    ctm = ["sEG 1 0 1 Yes", "seg 1 0 1 no NA", "seg 1 0 1 Ä 0.9"]
    [pair] = paired(tmp_path, stm, ctm)
    assert pair.reference == ("YES", "NO", "(HELP)", "*", "ä", "X")
    assert pair.hypothesis == ("YES", "NO", "Ä")


def test_comments_empty_lines_and_other_line_ends_are_read_over(tmp_path: Path) -> None:
    """;; begins a comment; Windows line ends, a byte order mark and a foreign encoding break nothing."""
    stm = written(
        tmp_path, "a.stm", b"\xef\xbb\xbf;; comment", "", f"a 1 ben {LONG} YES\r", f"b 1 ben {LONG}", b";; \xff", ""
    )
    ctm = written(tmp_path, "a.ctm", ";; comment", "   ", "a 1 0 1 YES\r", b"b 1 0 1 \xc4", b"b 1 0 1 \xd6")
    pairs = pair_segments(read_stm(stm), read_ctm(ctm))
    assert [(pair.reference, len(set(pair.hypothesis))) for pair in pairs] == [(("YES",), 1), ((), 2)]


def test_segments_marked_to_be_left_out_are_left_out(tmp_path: Path) -> None:
    """sclite's mark leaves a segment and its glosses out of the score."""
    stm = ["a 1 ben 0 1 IGNORE_TIME_SEGMENT_IN_SCORING", "a 1 ben 1 2 YES"]
    assert [pair.hypothesis for pair in paired(tmp_path, stm, ["a 1 0 1 NO", "a 1 1 1 YES"])] == [("YES",)]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("a 1 ben 0.0", r"a\.stm line 2: expected file, channel, signer, start, end and glosses, found 'a 1 ben 0.0'"),
        ("a 1 ben zero 1 YES", r"a\.stm line 2: the start must be a number, and is 'zero'"),
        ("a 1 ben 0 nan YES", r"a\.stm line 2: the end must be a number, and is 'nan'"),
        ("a 1 ben 2 1 YES", r"a\.stm line 2: the segment ends at 1 s, before its start at 2 s"),
        ("a 1 ben 0 1 YES { A / B }", r"a\.stm line 2: '{' begins an alternation"),
    ],
)
def test_broken_references_are_refused(tmp_path: Path, line: str, part: str) -> None:
    """A line that is no segment is named with file and line."""
    with pytest.raises(BadInputError, match=part):
        read_stm(written(tmp_path, "a.stm", f"a 1 ben {LONG} YES", line))


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("a 1 0.0", r"a\.ctm line 2: expected file, channel, start, duration and a gloss, found 'a 1 0.0'"),
        ("a 1 YES 0.1 YES", r"a\.ctm line 2: the start must be a number, and is 'YES'"),
        ("a 1 0.0 YES", r"a\.ctm line 2: the duration must be a number, and is 'YES'"),
        ("a 1 0.0 0.1 YES NO", r"a\.ctm line 2: the confidence, after its one gloss, must be a number, and is 'NO'"),
        ("a 1 0.0 0.1 <ALT_BEGIN>", r"a\.ctm line 2: '<ALT_BEGIN>' begins an alternation"),
    ],
)
def test_broken_hypotheses_are_refused(tmp_path: Path, line: str, part: str) -> None:
    """A line that is no timed gloss is named with file and line."""
    with pytest.raises(BadInputError, match=part):
        read_ctm(written(tmp_path, "a.ctm", "a 1 0.0 0.1 YES", line))


def test_files_without_a_reference_are_refused(tmp_path: Path) -> None:
    """No file, a folder, no segment and no gloss at all are one sentence each."""
    for path in (tmp_path / "nothing.stm", tmp_path):
        with pytest.raises(BadInputError, match=r"cannot be read"):
            read_stm(path)
        with pytest.raises(BadInputError, match=r"cannot be read"):
            read_ctm(path)
    for lines in (["", ";; nothing"], [f"a 1 ben {LONG}"]):
        with pytest.raises(BadInputError, match=r"a\.stm: holds no reference"):
            read_stm(written(tmp_path, "a.stm", *lines))
