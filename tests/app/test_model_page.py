"""What the model page says."""

from dataclasses import replace

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.model_page import ModelPage
from models.card import MeasuredResult, ModelCard
from tests.fakes import make_card


def page_text(qtbot: QtBot, card: ModelCard) -> str:
    """All that the page says about a card, hyphens as typed."""
    page = ModelPage(card)
    qtbot.addWidget(page)
    return page.text.replace("\N{NON-BREAKING HYPHEN}", "-").replace("\N{NO-BREAK SPACE}", " ")


def test_the_whole_card_is_said(qtbot: QtBot) -> None:
    """Signs, language, data, licence, limits, notice and source: every one, and every gloss of a long list."""
    glosses = tuple(f"SIGN-{number}" for number in range(300))
    card = replace(make_card(glosses), training_data="Nobody <was> filmed & so on.", limits="Not much.")
    text = page_text(qtbot, card)

    assert "300 signs of none: coloured frames" in text
    assert all(gloss in text for gloss in glosses)
    for part in (card.name, card.training_data, card.licence, card.limits, card.notice, card.source_commit):
        assert part in text
    assert "A gloss is a name for a sign, not its meaning in a sentence." in text


def test_no_result_stands_without_its_conditions(qtbot: QtBot) -> None:
    """Each figure has its unit and its conditions in the same row; without any it is said that there are none."""
    results = (
        MeasuredResult("word error rate", 11.632, "%", "200 synthetic clips"),
        MeasuredResult("false glosses, resting", 1.5, "a minute", "10 x 60 s"),
    )
    lines = page_text(qtbot, replace(make_card(), results=results)).split("\n")
    at = lines.index("word error rate")

    assert lines[at : at + 6] == [
        "word error rate", "11.6 %", "200 synthetic clips", "false glosses, resting", "1.5 a minute", "10 x 60 s",
    ]  # fmt: skip
    assert "Nothing has been measured." in page_text(qtbot, make_card())


def test_another_model_is_asked_for(qtbot: QtBot) -> None:
    """One button asks for a file; another, for the shipped model, is there only while it is not in use."""
    page = ModelPage(make_card())
    qtbot.addWidget(page)
    page.show()
    buttons = {button.text(): button for button in page.findChildren(QPushButton)}
    assert [text for text, button in buttons.items() if button.isVisible()] == ["Close", "Open another model…"]
    page.show_card(replace(make_card(("UP",)), name="second"), is_starter=False)
    assert "second" in page.text

    with qtbot.waitSignal(page.other_wanted):
        buttons["Open another model…"].click()
    with qtbot.waitSignal(page.starter_wanted):
        buttons["Back to the model of Glosscast"].click()


def test_taught_signs_are_said_to_be_of_this_computer(qtbot: QtBot) -> None:
    """Apart from the model's own, and which of those they replace."""
    page = ModelPage(make_card(("RED", "GREEN")))
    qtbot.addWidget(page)
    assert "taught" not in page.text

    page.show_taught(("COFFEE", "RED"))

    assert "2 signs taught by you" in page.text
    assert "In the place of the model's own: RED." in page.text
