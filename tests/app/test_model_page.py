"""What the model page says."""

from dataclasses import replace

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
