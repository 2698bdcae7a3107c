"""`glosscast-train score`: two files in, the counts of sclite out, and everything that is odd named."""

import json
from pathlib import Path

import pytest

from training.__main__ import main
from training.score_files import ScoreConfig, score, score_files

LONG = "0.0 1.79769e+308"
# Published hypotheses are not ours to ship; where they lie beside the project, they are scored.
SHARED = Path(__file__).parents[2].parent / "shared" / "scoring"

Counts = tuple[int, int, int]


def write_files(folder: Path, references: dict[str, str], hypotheses: dict[str, str]) -> tuple[Path, Path]:
    """Two files of sentences by segment, signed by anna and ben in turn."""
    stm, ctm = folder / "a.stm", folder / "a.ctm"
    segments = enumerate(references.items())
    stm.write_text("".join(f"{name} 1 {('anna', 'ben')[i % 2]} {LONG} {text}\n" for i, (name, text) in segments))
    ctm.write_text(
        "".join(
            f"{name} 1 {i / 100:.2f} {(i + 1) / 100:.2f} {gloss}\n"
            for name, text in hypotheses.items()
            for i, gloss in enumerate(text.split())
        )
    )
    return stm, ctm


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Five segments: one right, one cleaned to right, one wrong, one missing, one of which nothing is left."""
    references = {"a": "YES NO", "b": "NORD", "c": "HELP ME NOW", "d": "A B", "e": "C D E"}
    return write_files(tmp_path, references, {"b": "loc-NORD", "e": "__PU__", "a": "YES NO", "c": "HELP YOU"})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published pairs are not here")
@pytest.mark.parametrize(
    ("stm", "ctm", "cleaned", "uncleaned_percent"),
    [("dev.stm", "a.dev.ctm", (712, 590, 168), 32.51), ("test.stm", "b.test.ctm", (692, 514, 133), 27.23)],
)
def test_published_files_score_as_with_sclite(stm: str, ctm: str, cleaned: Counts, uncleaned_percent: float) -> None:
    """To the last error after the official clean-up, and at the known rate without it."""
    counts = score_files(SHARED / stm, SHARED / ctm, "phoenix14").counts
    assert (counts.substitutions, counts.deletions, counts.insertions) == cleaned
    assert round(100 * score_files(SHARED / stm, SHARED / ctm, "none").counts.wer, 2) == uncleaned_percent


def test_missing_and_empty_hypotheses_are_errors_and_named(files: tuple[Path, Path]) -> None:
    """After the clean-up each counts as one wrong gloss and deletions; without it nothing output is deletions alone."""
    found = score_files(*files, "phoenix14")
    counts = found.counts
    assert (counts.substitutions, counts.deletions, counts.insertions, counts.reference_count) == (3, 4, 0, 11)
    assert found.without_hypothesis == ("d", "e")
    assert "2 segments without a hypothesis, counted as errors: d, e." in found.notes()
    plain = score_files(*files, "none")
    assert (plain.counts.substitutions, plain.counts.deletions, plain.counts.insertions) == (3, 5, 0)
    assert plain.without_hypothesis == ("d",)


def test_an_empty_file_is_an_empty_hypothesis(files: tuple[Path, Path]) -> None:
    """Every segment is then missing, and every gloss an error."""
    files[1].write_text(";; nothing was recognised\n")
    found = score_files(*files, "phoenix14")
    assert found.counts.errors == found.counts.reference_count == 11
    assert len(found.without_hypothesis) == 5


def test_unknown_segments_are_named_and_not_counted(files: tuple[Path, Path]) -> None:
    """A segment that no reference has changes no figure, but is said."""
    before = score_files(*files, "phoenix14").counts
    with files[1].open("a") as ctm:
        ctm.writelines(f"other{i} 1 0.00 0.01 YES\n" for i in range(7))
    found = score_files(*files, "phoenix14")
    assert found.counts == before
    assert found.unknown_segments == tuple(f"other{i}" for i in range(7))
    assert any(note.startswith("7 segments only in the hypothesis") and "2 more" in note for note in found.notes())


def test_times_out_of_order_are_named(tmp_path: Path) -> None:
    """What sorting as text does to times of ten seconds and more is said, not hidden."""
    stm, ctm = write_files(tmp_path, {"a": "YES NO"}, {})
    ctm.write_text("a 1 9.5 0.1 YES\na 1 10.5 0.1 NO\n")
    found = score_files(stm, ctm, "phoenix14")
    assert found.segments[0].hypothesis == ("NO", "YES")
    assert found.unordered_segments == ("a",)
    assert score_files(stm, ctm, "none").unordered_segments == ()


def test_the_line_the_tables_the_json_and_the_listing(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It prints a line, signers and glosses, or one JSON object of the same; notes go to the standard error."""
    listing = tmp_path / "listing.txt"
    score(ScoreConfig(*files, "phoenix14", listing=listing))
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert lines[0] == (
        "WER 63.64 % (3 substitutions, 4 deletions, 0 insertions, 11 glosses signed, 5 segments); "
        "hypothesis cleaned by the rules of phoenix14."
    )
    assert [line.split()[0] for line in lines[1:5] if line] == ["signer", "anna", "ben"]
    assert "without a hypothesis" in printed.err
    assert listing.read_text(encoding="utf-8").count("reference") == 5

    score(ScoreConfig(*files, "phoenix14", json=True))
    content = json.loads(capsys.readouterr().out)
    assert {name: content[name] for name in ("words", "substitutions", "deletions", "insertions", "wer")} == {
        "words": 11, "substitutions": 3, "deletions": 4, "insertions": 0, "wer": 7 / 11,
    }  # fmt: skip
    assert content["without_hypothesis"] == ["d", "e"]
    assert [(row["signer"], row["words"]) for row in content["signers"]] == [("anna", 8), ("ben", 3)]


def test_the_command_takes_two_files_and_refuses_in_one_sentence(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Files stand without a flag; a missing or broken one and files of different corpora end with 2."""
    stm, ctm = map(str, files)
    assert main(["score", "--corpus", "phoenix14", stm, ctm, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["words"] == 11
    files[1].with_name("other.ctm").write_text("x 1 0 1 YES\n")
    files[1].with_name("broken.ctm").write_text("a 1 0.0 0.1 YES\na 1 0.0\n")
    for hypothesis, part in (
        ("nothing.ctm", "nothing.ctm: cannot be read (No such file or directory)"),
        ("broken.ctm", "broken.ctm line 2: expected"),
        ("other.ctm", "other.ctm: has no segment of"),
    ):
        assert main(["score", stm, str(files[1].with_name(hypothesis))]) == 2
        captured = capsys.readouterr()
        assert part in captured.err
        assert len(captured.err.splitlines()) == 1
        assert not captured.out
