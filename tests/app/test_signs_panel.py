"""The side panel."""

import pytest
from PySide6.QtWidgets import QLabel, QListWidget
from pytestqt.qtbot import QtBot

from app.captions import CaptionState
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


def lines(panel: SignsPanel) -> list[str]:
    """The sentences in its list."""
    entries = panel.findChild(QListWidget)
    return [entries.item(row).text() for row in range(entries.count())]


def test_the_known_signs_are_named(panel: SignsPanel) -> None:
    """Who signs sees which signs can be recognised at all."""
    assert "YES   NO   THANK-YOU" in labels(panel)


def test_a_long_list_is_cut_and_counted(qtbot: QtBot) -> None:
    """Of a thousand signs the first are named and the others counted."""
    widget = SignsPanel(make_card(tuple(f"SIGN-{number}" for number in range(LISTED_SIGNS + 7))))
    qtbot.addWidget(widget)

    assert f"SIGN-{LISTED_SIGNS - 1}   and 7 more" in labels(widget)


def test_finished_sentences_are_kept(panel: SignsPanel) -> None:
    """Each sentence that ends is appended once; after a reset the list is empty again."""
    panel.show_captions(CaptionState((("YES",),), committed_count=1))
    panel.show_captions(CaptionState((("YES",),), committed=("NO",), committed_count=2))
    panel.show_captions(CaptionState((("YES",), ("NO", "NO")), committed_count=3))
    assert lines(panel) == ["YES", "NO NO"]

    panel.show_captions(CaptionState())
    panel.show_captions(CaptionState((("NO",),), committed_count=1))
    assert lines(panel) == ["NO"]


def test_the_list_is_as_long_as_the_captions_kept(panel: SignsPanel) -> None:
    """Sentences that the captions have forgotten leave the list too."""
    panel.show_captions(CaptionState((("YES",), ("NO",)), committed_count=2))
    panel.show_captions(CaptionState((("NO",), ("YES", "YES")), forgotten_count=1, committed_count=4))

    assert lines(panel) == ["NO", "YES YES"]
