"""Asked before the first sign: what may be kept of somebody's signing. Each kind can be withdrawn at any time."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.plain_controls import SwitchBox
from app.teach_consent import Consent
from app.teach_parts import button, button_row, heading, sentence

__all__ = ["ConsentStep"]


class ConsentStep(QWidget):
    """Three switches, a sentence each; nothing is in force before the person agrees."""

    agreed = Signal(object)  # Consent
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._features = SwitchBox(self.tr("Keep what the model makes of my signing"))
        self._clips = SwitchBox(self.tr("Keep the small pictures too"))
        self._export = SwitchBox(self.tr("Let me export the pictures"))
        self._change = sentence("", self.tr("What changes"), "warning")
        self._agree = button(self.tr("Agree"), self.tr("Agree to what is switched on"))
        back = button(self.tr("Back"), self.tr("Back to the list, and change nothing"))
        back.clicked.connect(self.left)
        self._agree.clicked.connect(self._tell)
        self._before = Consent()
        for switch in (self._features, self._clips, self._export):
            switch.toggled.connect(self._show_change)
        self._build(back)

    def _build(self, back: QPushButton) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.addWidget(heading(self.tr("What may be kept on this computer?")))
        layout.addWidget(sentence(self.tr("Nothing of it ever leaves this computer by itself."), kind="notice"))
        for switch, told in (
            (
                self._features,
                self.tr(
                    "Rows of numbers, no picture: with them your signs are known the next time as well; without them "
                    "they are forgotten when Glosscast ends."
                ),
            ),
            (
                self._clips,
                self.tr(
                    "You can be recognised in them: with them another model can learn your signs by itself, without "
                    "them you teach them again."
                ),
            ),
            (
                self._export,
                self.tr("Whoever gets such an export sees you: only you start one, and choose where it goes."),
            ),
        ):
            layout.addSpacing(8)
            layout.addWidget(switch)
            layout.addWidget(_indented(told))
        layout.addStretch(1)
        layout.addWidget(self._change)
        layout.addLayout(button_row(back, right=(self._agree,)))

    def ask(self, consent: Consent) -> None:
        """Show what is in force; what cannot be allowed without another is off."""
        self._before = consent
        self._features.setChecked(consent.keeps_features)
        self._clips.setChecked(consent.keeps_clips)
        self._export.setChecked(consent.exports_clips)
        self._show_change()
        self._agree.setFocus()

    @property
    def answer(self) -> Consent:
        """What is switched on."""
        keeps_features = self._features.isChecked()
        keeps_clips = keeps_features and self._clips.isChecked()
        return Consent(True, keeps_features, keeps_clips, keeps_clips and self._export.isChecked())

    @Slot()
    def _show_change(self) -> None:
        self._clips.setEnabled(self._features.isChecked())
        self._export.setEnabled(self._features.isChecked() and self._clips.isChecked())
        told = ""
        if self._before.was_asked and self._before.keeps_features and not self.answer.keeps_features:
            told = self.tr("The files of all your signs will be deleted; they are known until Glosscast ends.")
        elif self._before.keeps_clips and not self.answer.keeps_clips:
            told = self.tr("The pictures will be deleted from the files of all your signs.")
        self._change.setText(told)

    @Slot()
    def _tell(self) -> None:
        self.agreed.emit(self.answer)


def _indented(text: str) -> QWidget:
    label = sentence(text, kind="notice")
    label.setContentsMargins(34, 0, 0, 0)
    return label
