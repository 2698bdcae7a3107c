"""The side panel."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.signs_panel import LISTED_SIGNS, SignsPanel
from tests.fakes import make_card


@pytest.fixture
def panel(qtbot: QtBot) -> SignsPanel:
    """A panel for three signs."""
    widget = SignsPanel(make_card(("YES", "NO", "THANK-YOU")))
    qtbot.addWidget(widget)
    return widget


def labels(panel: SignsPanel) -> str:
    """All that its labels say, hyphens as typed."""
    text = " ".join(label.text() for label in panel.findChildren(QLabel))
    return text.replace("\N{NON-BREAKING HYPHEN}", "-")


def test_the_known_signs_are_named(panel: SignsPanel) -> None:
    """Who signs sees which signs can be recognised at all."""
    assert "YES   NO   THANK-YOU" in labels(panel)


def test_a_long_list_is_cut_and_counted(qtbot: QtBot) -> None:
    """Of a thousand signs the first are named and the others counted."""
    widget = SignsPanel(make_card(tuple(f"SIGN-{number}" for number in range(LISTED_SIGNS + 7))))
    qtbot.addWidget(widget)

    assert f"SIGN-{LISTED_SIGNS - 1}   and 7 more" in labels(widget)


def test_taught_signs_are_listed_apart(panel: SignsPanel) -> None:
    """Under a heading of their own, which is there only while there are any."""
    assert "Taught by you" not in [label.text() for label in panel.findChildren(QLabel) if not label.isHidden()]

    panel.show_taught(("COFFEE", "MY-NAME"))

    assert "Taught by you COFFEE   MY-NAME" in labels(panel)
    assert all(not label.isHidden() for label in panel.findChildren(QLabel))
