"""The side panel: which signs the model knows at all, and which it was taught."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from models.card import ModelCard

__all__ = ["SignsPanel", "unbroken"]

LISTED_SIGNS = 24  # a longer list is not read on a screen; the count says what is missing
WIDTH, SMALLEST_WIDTH = 400, 200  # pixels


class SignsPanel(QFrame):
    """The signs by their glosses."""

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(SMALLEST_WIDTH)
        self.setMaximumWidth(WIDTH)
        self._heading = QLabel()
        self._heading.setObjectName("heading")
        self._signs = QLabel()
        self._signs.setObjectName("signs")
        self._taught_heading = QLabel(self.tr("Taught by you"))
        self._taught_heading.setObjectName("heading")
        self._taught = QLabel()
        self._taught.setObjectName("taught")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 12)
        layout.setSpacing(8)
        for label in (self._heading, self._signs, self._taught_heading, self._taught):
            label.setWordWrap(True)
            layout.addWidget(label)
        self.show_card(card)
        self.show_taught(())

    def show_card(self, card: ModelCard) -> None:
        """Show the signs of this model."""
        self._heading.setText(self.tr("Signs it knows: {language}").format(language=card.sign_language))
        self._signs.setText(self._signs_text(card.vocabulary.glosses))

    def show_taught(self, glosses: tuple[str, ...]) -> None:
        """Show the signs that somebody taught besides."""
        self._taught.setText(self._signs_text(glosses))
        for label in (self._taught_heading, self._taught):
            label.setVisible(bool(glosses))

    def _signs_text(self, glosses: tuple[str, ...]) -> str:
        listed = "   ".join(unbroken(gloss) for gloss in glosses[:LISTED_SIGNS])
        missing_count = len(glosses) - LISTED_SIGNS
        if missing_count > 0:
            listed = self.tr("{listed}   and {count} more").format(listed=listed, count=missing_count)
        return listed


def unbroken(gloss: str) -> str:
    """A row of text must not end in the middle of THANK-YOU."""
    return gloss.replace("-", "\N{NON-BREAKING HYPHEN}")
