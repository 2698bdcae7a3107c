"""The experiment as one command, at its smallest: three rows, a page, and no work done twice."""

import json
from pathlib import Path

import pytest

from models.recognizer import GlossRecognizer
from training.__main__ import main

ROWS = ["a", "b", "f"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run: the teacher, which the two others need, LRINet alone, and the ordinary stem."""
    folder = tmp_path_factory.mktemp("report") / "run"
    assert command(folder) == 0
    return folder


def command(folder: Path, *more: str) -> int:
    """Give the command; its exit code."""
    return main(["report", "--size", "smallest", "--out", str(folder), "--rows", "b", "f", *more])


def test_every_row_is_measured(run: Path) -> None:
    """Both files of each row open in the app's recogniser; the JSON holds their figures, and no path."""
    text = (run / "report.json").read_text(encoding="utf-8")
    rows = json.loads(text)["rows"]
    assert list(rows) == ROWS
    for key, row in rows.items():
        files = [run / "rows" / f"{key}-0" / name for name in ("model.onnx", "model.int8.onnx")]
        assert all(GlossRecognizer(file).card.results or file.name == "model.onnx" for file in files)
        (figures,) = row["seeds"]
        assert [figures["bytes"], figures["int8_bytes"]] == [file.stat().st_size for file in files]
        assert sum(figures["clip_words"]) == figures["test"]["words"] > 0
        assert sum(figures["clip_errors"]) == figures["test"]["wer"] * figures["test"]["words"]
        assert figures["live"]["words"] == figures["int8"]["words"] == figures["test"]["words"]
        assert row["cpu_ms"] > 0
        assert row["int8_cpu_ms"] > 0
    assert rows["a"]["seeds"][0]["macs"] > rows["b"]["seeds"][0]["macs"] > rows["f"]["seeds"][0]["macs"]
    assert str(run.parent) not in text


def test_what_is_finished_is_not_done_again(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Given again, the command trains and exports nothing, writes the page where it is wanted, and prints JSON."""
    before = {path: path.stat().st_mtime_ns for path in (run / "rows").rglob("*") if path.is_file()}
    page = tmp_path / "docs" / "report.html"
    capsys.readouterr()
    assert command(run, "--page", str(page), "--json") == 0
    assert {path: path.stat().st_mtime_ns for path in (run / "rows").rglob("*") if path.is_file()} == before
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    text = page.read_text(encoding="utf-8")
    assert "</html>" in text
    assert "alike in all clips: bystanders" in text
    assert "Trained on 6 clips: the teacher for 2 steps, every other row for 2, of about 64 frames each." in text


def test_the_teacher_is_asked_once(run: Path) -> None:
    """What it says of every batch is kept beside it, for all rows that it teaches."""
    kept = {path.name.split("-")[0] for path in (run / "rows" / "a-0" / "outputs").rglob("*.pt")}
    assert kept == {"0000000", "0000001"}


def test_rows_of_other_settings_are_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other steps in the same folder: one sentence, exit code 2, nothing overwritten."""
    before = (run / "rows" / "a-0" / "figures.json").read_bytes()
    assert command(run, "--teacher-steps", "3") == 2
    assert "was measured with other settings" in capsys.readouterr().err
    assert (run / "rows" / "a-0" / "figures.json").read_bytes() == before
