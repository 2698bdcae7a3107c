"""What a selected gloss might have been instead: three alternatives at most, all seen at once, and any other sign."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.transcript_model import percent
from app.transcript_parts import TranscriptGloss

__all__ = ["TranscriptChoices"]

COLUMNS = 2


class TranscriptChoices(QWidget):
    """Buttons, numbered like the keys that press them; hidden while no gloss is selected."""

    chosen = Signal(str)
    other_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gloss: TranscriptGloss | None = None
        self._question = QLabel()
        self._question.setObjectName("heading")
        self._question.setWordWrap(True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._grid.addWidget(self._question, 0, 0, 1, COLUMNS)
        self._buttons: list[QToolButton] = []
        self._choices: list[str] = []
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What the buttons say."""
        return [button.text() for button in self._buttons]

    def offer(self, gloss: TranscriptGloss | None) -> None:
        """Offer what could stand in a gloss's place; None hides the question."""
        if gloss == self._gloss:
            return
        self._gloss = gloss
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons, self._choices = [], []
        self.setVisible(gloss is not None)
        if gloss is None:
            return
        question = self.tr("Instead of {gloss}, corrected:") if gloss.correction else self.tr("Instead of {gloss}:")
        self._question.setText(question.format(gloss=gloss.gloss))
        for other, share in _others(gloss):
            self._choices.append(other)
            name = (
                self.tr("Back to {gloss}, as recognised") if share is None else self.tr("Correct to {gloss}, {share}")
            )
            figure = "↺" if share is None else percent(share)
            button = self._add(f"{len(self._choices)}  {other}  {figure}", name.format(gloss=other, share=figure))
            button.clicked.connect(lambda _=False, choice=other: self.chosen.emit(choice))
        other_sign = self._add(self.tr("Other sign…"), self.tr("Choose another sign from the whole list"))
        other_sign.clicked.connect(self.other_wanted)

    @Slot(int)
    def choose(self, number: int) -> None:
        """Choose by number, from 1; a number that is not offered does nothing."""
        if 1 <= number <= len(self._choices):
            self.chosen.emit(self._choices[number - 1])

    def _add(self, text: str, description: str) -> QToolButton:
        button = QToolButton()
        button.setText(text.replace("-", "\N{NON-BREAKING HYPHEN}"))
        button.setAccessibleName(description)
        button.setToolTip(description)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A long gloss must not make the panel wider.
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row, column = divmod(len(self._buttons), COLUMNS)
        self._grid.addWidget(button, row + 1, column)
        button.show()  # at once: the layout alone would show it a moment later
        self._buttons.append(button)
        return button


def _others(gloss: TranscriptGloss) -> list[tuple[str, float | None]]:
    """The recognised gloss, without a share, where it was corrected; then the alternatives that do not stand there."""
    recognized = [(gloss.recognized.gloss, None)] if gloss.correction else []
    alternatives = [(one.gloss, one.probability) for one in gloss.recognized.alternatives if one.gloss != gloss.gloss]
    return [*recognized, *alternatives]
