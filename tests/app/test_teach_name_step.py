"""The name of a sign: what is said about it while it is typed."""

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.teach_name_step import NameStep


@pytest.fixture
def step(qtbot: QtBot) -> NameStep:
    """For a model that knows PLEASE, taught COFFEE already."""
    one = NameStep()
    qtbot.addWidget(one)
    one.ask(("PLEASE",), ("COFFEE",))
    return one


def typed(step: NameStep, text: str) -> list[tuple[str, str]]:
    """What is named when Enter is pressed after this text."""
    named: list[tuple[str, str]] = []
    step.named.connect(lambda gloss, old: named.append((gloss, old)))
    field = step.findChild(QLineEdit)
    field.setText(text)
    step._tell()
    return named


def test_a_name_is_written_as_a_gloss(step: NameStep) -> None:
    """And that is said before."""
    assert typed(step, "bus stop") == [("BUS-STOP", "")]
    assert step.note == "It will be written BUS-STOP."


def test_a_name_of_the_model_is_replaced(step: NameStep) -> None:
    """My form of PLEASE: allowed, and said."""
    assert typed(step, "PLEASE") == [("PLEASE", "")]
    assert "your form of it replaces the model's" in step.note


@pytest.mark.parametrize(
    ("text", "words"), [("COFFEE", "already"), ("a..b", "letters and digits"), ("A" * 40, "at most"), ("", "")]
)
def test_what_is_no_name_cannot_be_chosen(step: NameStep, text: str, words: str) -> None:
    """One sentence says why; an empty field needs none."""
    assert typed(step, text) == []
    assert words in step.note


def test_a_sign_may_keep_its_name(step: NameStep) -> None:
    """Renaming begins with the name that it has."""
    step.ask(("PLEASE",), ("COFFEE",), "COFFEE")

    assert typed(step, "tea") == [("TEA", "COFFEE")]
    assert typed(step, "COFFEE") == [("COFFEE", "COFFEE")]
