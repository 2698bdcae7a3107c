"""The side panel: which signs the model knows at all, and what has been recognised so far."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QVBoxLayout, QWidget

from app.captions import CaptionState
from models.card import ModelCard

__all__ = ["SignsPanel", "unbroken"]

LISTED_SIGNS = 24  # a longer list is not read on a screen; the count says what is missing
WIDTH, SMALLEST_WIDTH = 340, 200  # pixels


class SignsPanel(QFrame):
    """Two lists, one above the other."""

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(SMALLEST_WIDTH)
        self.setMaximumWidth(WIDTH)
        self._captions = CaptionState()
        signs = QLabel(self._signs_text(card.vocabulary.glosses))
        signs.setObjectName("signs")
        signs.setWordWrap(True)
        self._sentences = QListWidget()
        self._sentences.setAccessibleName(self.tr("Recognised so far"))
        self._sentences.setWordWrap(True)
        self._sentences.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 12)
        layout.setSpacing(8)
        layout.addWidget(self._heading(self.tr("Signs it knows ({language})").format(language=card.sign_language)))
        layout.addWidget(signs)
        layout.addSpacing(12)
        layout.addWidget(self._heading(self.tr("Recognised so far")))
        layout.addWidget(self._sentences, stretch=1)

    def show_captions(self, captions: CaptionState) -> None:
        """Append the sentences that have ended since the last call; after a reset, begin anew."""
        if captions.committed_count < self._captions.committed_count:
            self._sentences.clear()
            self._captions = CaptionState()
        new_count = captions.current_number - self._captions.current_number
        self._captions = captions
        if new_count == 0:
            return
        for sentence in captions.finished[-new_count:]:
            self._sentences.addItem(" ".join(unbroken(gloss) for gloss in sentence))
        while self._sentences.count() > len(captions.finished):
            self._sentences.takeItem(0)
        self._sentences.scrollToBottom()

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName("heading")
        label.setWordWrap(True)
        return label

    def _signs_text(self, glosses: tuple[str, ...]) -> str:
        listed = "   ".join(unbroken(gloss) for gloss in glosses[:LISTED_SIGNS])
        missing_count = len(glosses) - LISTED_SIGNS
        if missing_count > 0:
            listed = self.tr("{listed}   and {count} more").format(listed=listed, count=missing_count)
        return listed


def unbroken(gloss: str) -> str:
    """A row of text must not end in the middle of THANK-YOU."""
    return gloss.replace("-", "\N{NON-BREAKING HYPHEN}")
