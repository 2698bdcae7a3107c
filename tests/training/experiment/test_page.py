"""The page: every row and claim is on it, nothing is loaded from elsewhere, text is text."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.training.experiment.made_up import figures
from training.experiment.claims import Results, judge
from training.experiment.page import COLUMNS, RunNotes, table, write_page
from training.experiment.rows import Key, Row, plan

NOTES = RunNotes(
    command="glosscast-train report --size smallest",
    size="smallest",
    corpus="made up <b>, split test",
    training="Trained for a while.",
    is_synthetic=True,
    processor="a processor",
    seeds=2,
    costs_ms={"a": 3.0, "a int8": 2.0, "e": 1.0, "e int8": 0.5},
)
RESULTS: Results = {
    "a": [figures([1, 2], macs=2e9), figures([1, 0], seed=1, macs=2e9)],
    "e": [figures([2, 2]), figures([2, 4], seed=1)],
}


@pytest.fixture(scope="module")
def rows() -> Mapping[Key, Row]:
    """The rows of the smallest size."""
    return plan("smallest").rows


def test_a_row_of_the_table(rows: Mapping[Key, Row]) -> None:
    """Errors of both seeds together, the lowest and the highest rate beside them, costs, and no delay where none is."""
    first = table(rows, RESULTS, NOTES)[0]
    assert len(first) == len(COLUMNS)
    assert first[:5] == ["a", "teacher at 64 pixels", "10.0 (5.0-15.0)", "0 / 4 / 0", "10.0"]
    assert first[5:7] == ["10.0", "10.0"]
    assert first[7] == "2.0000"
    assert first[11:] == ["3.00", "2.00", "0.80", "-"]


def test_the_page_stands_alone(tmp_path: Path, rows: Mapping[Key, Row]) -> None:
    """One file with two plots; every claim is on it; nothing is fetched; what is no markup is shown as it is."""
    path = tmp_path / "new" / "report.html"
    write_page(path, rows, RESULTS, NOTES)
    text = path.read_text(encoding="utf-8")
    assert text.count("<svg") == 2
    assert all(claim.reason[:20] in text for claim in judge(RESULTS))
    assert not re.search(r"<(script|link|img|iframe)|@import|url\(http", text)
    assert "made up &lt;b&gt;" in text
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]


def test_the_same_figures_give_the_same_page(tmp_path: Path, rows: Mapping[Key, Row]) -> None:
    """Byte for byte, plots included: a page in git changes only with its figures."""
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    for page in pages:
        write_page(page, rows, RESULTS, NOTES)
    assert pages[0].read_bytes() == pages[1].read_bytes()
