"""The name of a sign, its gloss: checked while it is typed, one sentence where it is not good."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.teach_parts import button, button_row, heading, sentence
from models.errors import BadInputError
from models.taught.sign import check_gloss

__all__ = ["NameStep"]

LONGEST_TYPED = 60  # characters; what is too long is said so, not cut off


class NameStep(QWidget):
    """Asks for a gloss, of a new sign or in the place of another's."""

    named = Signal(str, str)  # the gloss; the one that it replaces, empty for a new sign
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vocabulary: tuple[str, ...] = ()
        self._taken: tuple[str, ...] = ()
        self._old = ""
        self._title = heading()
        self._field = QLineEdit()
        self._field.setObjectName("gloss")
        self._field.setMaxLength(LONGEST_TYPED)
        self._field.setAccessibleName(self.tr("Name of the sign"))
        self._field.setPlaceholderText(self.tr("COFFEE"))
        self._note = sentence("", self.tr("About this name"))
        self._note.setMinimumHeight(66)  # three lines: nothing moves when a sentence comes
        self._next = button(self.tr("Next: show it"), self.tr("Go on to showing the sign"))
        back = button(self.tr("Back"), self.tr("Back to the list of signs"))
        back.clicked.connect(self.left)
        self._next.clicked.connect(self._tell)
        self._field.textChanged.connect(self._show_check)
        # Queued: the page gets the same Enter after the field, and would press with it what the next step begins with.
        self._field.returnPressed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(
            sentence(
                self.tr("A gloss is a name for a sign, written in capitals: COFFEE, MY-NAME, BUS-STOP."), kind="notice"
            )
        )
        layout.addWidget(self._field)
        layout.addWidget(self._note)
        layout.addStretch(1)
        layout.addLayout(button_row(back, right=(self._next,)))

    @property
    def note(self) -> str:
        """What is said about the name that stands there."""
        return self._note.text()

    def ask(self, vocabulary: tuple[str, ...], taken: tuple[str, ...], old: str = "") -> None:
        """Ask for a name.

        Args:
            vocabulary: Of the model, which a taught sign may replace.
            taken: The glosses taught already.
            old: The name that is to be changed; empty for a new sign.
        """
        self._vocabulary, self._taken, self._old = vocabulary, taken, old
        title = self.tr("Another name for {gloss}").format(gloss=old) if old else self.tr("What is the sign called?")
        self._title.setText(title)
        self._next.setText(self.tr("Rename") if old else self.tr("Next: show it"))
        self._next.setAccessibleName(self.tr("Give it this name") if old else self.tr("Go on to showing the sign"))
        self._next.setToolTip(self._next.accessibleName())
        self._field.setText(old)
        self._field.selectAll()
        self._show_check()
        self._field.setFocus()

    @property
    def _gloss(self) -> str:
        """The name as it would be. Raises BadInputError with one sentence."""
        gloss = check_gloss(self._field.text())
        if gloss in self._taken and gloss != self._old:
            raise BadInputError(
                self.tr("You have taught {gloss} already: choose another name, or add tries to it in the list.").format(
                    gloss=gloss
                )
            )
        return gloss

    @Slot()
    def _show_check(self) -> None:
        told, kind = "", "notice"
        try:
            gloss = self._gloss
        except BadInputError as error:
            is_good = False
            if self._field.text().strip():
                told, kind = str(error), "warning"
        else:
            is_good = True
            if gloss in self._vocabulary:
                told = self.tr("The model knows {gloss} already: your form of it replaces the model's.")
                told = told.format(gloss=gloss)
            elif gloss != self._field.text():
                told = self.tr("It will be written {gloss}.").format(gloss=gloss)
        self._next.setEnabled(is_good)
        self._note.setText(told)
        self._note.setObjectName(kind)
        self._note.style().polish(self._note)

    @Slot()
    def _tell(self) -> None:
        if not self._next.isEnabled():
            return
        self.named.emit(self._gloss, self._old)
