"""`glosscast-train check-data`: 0 for a sound corpus, 2 and every fault for another, as text or as JSON."""

import json
from pathlib import Path

import pytest

from tests.fakes import write_tiny_model
from tests.training.corpora.made import make_ce_csl, make_phoenix14, write_lines
from training.__main__ import main


def test_a_sound_corpus_ends_with_counts_and_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The layout is recognised, what is left out is said, and each count stands beside the published one."""
    make_phoenix14(tmp_path)

    assert main(["check-data", "--corpus", str(tmp_path), "--frames"]) == 0

    out = capsys.readouterr().out
    assert out.startswith("No fault; every frame was opened.")
    assert "tagesschau_default-14 is left out" in out
    row = next(line for line in out.splitlines() if line.startswith("clips, train"))
    assert row.split() == ["clips,", "train", "1", "5672", "differs"]


def test_every_fault_is_printed_and_the_end_is_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Faults of the table, of frames and of the vocabulary come with file and line; the error counts their kinds."""
    make_phoenix14(tmp_path)
    table = write_lines(
        tmp_path / "annotations/manual/dev.corpus.csv",
        "id|folder|signer|annotation",
        "dev-0|dev-0/1/*.png|Signer05|A B C D E F G",
        "dev-1|dev-1/1/*.png|Signer05|REGEN",
    )
    (tmp_path / "features/fullFrame-210x260px/test/test-0/1/01April_heute.avi_pid0_fn000001-0.png").write_bytes(b"x")
    glosses = write_lines(tmp_path / "glosses.txt", *"ABCDEFG", "REGEN", "__OFF__")

    assert main(["check-data", "--corpus", str(tmp_path), "--vocabulary", str(glosses)]) == 2

    captured = capsys.readouterr()
    lines = captured.out.split("\n\n")[0].splitlines()
    assert len(lines) == 4
    assert lines[0].startswith(f"{table} line 3: the video")
    assert "train.corpus.csv line 2: the gloss 'loc-NORD' is not in the vocabulary of 9." in lines[1]
    assert lines[2].startswith(f"{table} line 2: ")
    assert "is too short" in lines[2]
    assert "test.corpus.csv line 2:" in lines[3]
    assert captured.err.strip().endswith(
        "has 4 faults (1 missing video, 1 unknown gloss, 1 too short, 1 unreadable frame)."
    )


def test_json_holds_faults_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A model's vocabulary serves too; what is printed is one JSON object."""
    write_tiny_model(tmp_path / "tiny.onnx")
    make_ce_csl(tmp_path / "c")

    flags = ["--corpus", str(tmp_path / "c"), "--json", "--vocabulary", str(tmp_path / "tiny.onnx")]
    assert main(["check-data", *flags]) == 2

    found = json.loads(capsys.readouterr().out)
    assert found["layout"] == "ce-csl"
    assert {fault["kind"] for fault in found["faults"]} == {"unknown gloss"}
    assert found["faults"][0]["line"] == 2
    assert found["counts"]["clips"] == {"train": 1, "dev": 1, "test": 1}
    assert found["published"]["vocabulary"]["all"] == 3515


@pytest.mark.parametrize(
    ("flags", "part"),
    [
        (["--frame-rate", "0"], "a frame rate above 0"),
        (["--vocabulary", "nothing.txt"], "nothing.txt: cannot be read"),
        (["--layout", "csl-daily"], "split_1.txt"),
    ],
)
def test_what_cannot_be_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: list[str], part: str
) -> None:
    """Settings out of range, a vocabulary that is not there, and a layout that the folder has not."""
    make_phoenix14(tmp_path)

    assert main(["check-data", "--corpus", str(tmp_path), *flags]) == 2
    captured = capsys.readouterr()
    assert part in captured.err + captured.out
