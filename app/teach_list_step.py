"""The signs that somebody has taught: how many tries, how often used, and what can be done with each."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.signs_panel import unbroken
from app.teach_parts import button, heading, sentence

__all__ = ["SignRow", "SignsStep"]


@dataclass(frozen=True, slots=True)
class SignRow:
    """A sign of the list.

    Args:
        detail: Its tries, its use, or what is the matter with it.
        is_usable: Whether the model in use was taught it.
        can_renew: Whether the model in use can learn it from kept clips.
        try_count: How many tries it has.
    """

    gloss: str
    detail: str
    is_usable: bool = True
    can_renew: bool = False
    try_count: int = 0


class SignsStep(QWidget):
    """Asks for what the person wants done; a sign is only deleted after a second press."""

    new_wanted = Signal()
    add_wanted = Signal(str)
    rename_wanted = Signal(str)
    deleted = Signal(str)
    renew_wanted = Signal(str)
    export_wanted = Signal()
    import_wanted = Signal()
    consent_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, SignRow] = {}
        self._asked = ""  # the sign that would be deleted
        self._list = QListWidget()
        self._list.setObjectName("own")
        self._list.setAccessibleName(self.tr("Your signs"))
        self._list.setWordWrap(True)
        self._list.currentItemChanged.connect(self._show_choice)
        self._empty = sentence("", self.tr("About your signs"), "hint")
        self._note = sentence("", self.tr("Message about your signs"), "warning")
        self._make_buttons()
        self._build()

    def _make_buttons(self) -> None:
        self._new = button(self.tr("Teach a new sign"), self.tr("Teach my sign: a new one"), "Ctrl+N")
        self._add = button(self.tr("Add tries"), self.tr("Show this sign some more times"))
        self._rename = button(self.tr("Rename"), self.tr("Teach my sign: another name"), "F2")
        self._delete = button(self.tr("Delete"), self.tr("Teach my sign: delete it for good"), "Del")
        self._renew = button(
            self.tr("Learn from clips"), self.tr("Let the model in use learn it from the kept pictures")
        )
        self._export = button(self.tr("Export…"), self.tr("Copy your signs to a folder"))
        self._import = button(self.tr("Import…"), self.tr("Take in signs from files"))
        self._consent = button(self.tr("What is kept…"), self.tr("What may be kept of your signing"))
        self._close = button(self.tr("Close"), self.tr("Close Teach my sign"))
        self._sure = button(self.tr("Delete for good"), self.tr("Yes, delete the sign for good"))
        self._keep = button(self.tr("Keep it"), self.tr("No, keep the sign"))
        for one, signal in (
            (self._new, self.new_wanted),
            (self._export, self.export_wanted),
            (self._import, self.import_wanted),
            (self._consent, self.consent_wanted),
            (self._close, self.left),
        ):
            one.clicked.connect(signal)
        for one, act in (
            (self._add, self._want_add),
            (self._rename, self._want_rename),
            (self._renew, self._want_renew),
            (self._delete, self._ask),
            (self._sure, self._delete_asked),
            (self._keep, self._ask_no_more),
        ):
            one.clicked.connect(act)

    def _build(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        for one in (self._new, self._add, self._rename, self._delete, self._renew):
            side.addWidget(one)
        side.addStretch(1)
        for one in (self._import, self._export, self._consent, self._close):
            side.addWidget(one)
        left = QVBoxLayout()
        left.addWidget(self._empty, alignment=Qt.AlignmentFlag.AlignTop)
        left.addWidget(self._list, stretch=1)
        left.addWidget(self._note)
        asked = QHBoxLayout()
        asked.addWidget(self._sure)
        asked.addWidget(self._keep)
        asked.addStretch(1)
        left.addLayout(asked)
        left.addStretch(0)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left, stretch=1)
        row.addLayout(side)
        whole = QVBoxLayout(self)
        whole.addWidget(heading(self.tr("Your signs")))
        whole.addLayout(row, stretch=1)

    @property
    def note(self) -> str:
        """What is said under the list."""
        return self._note.text()

    @property
    def texts(self) -> list[str]:
        """What each row of the list says."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    @property
    def chosen(self) -> SignRow | None:
        """The sign that is selected."""
        row = self._list.currentRow()
        return None if row < 0 else self._rows.get(self._list.item(row).data(Qt.ItemDataRole.UserRole))

    def show_rows(self, rows: list[SignRow]) -> None:
        """Show these signs; the one that was selected stays so, and what was said or asked."""
        selected = self.chosen
        self._rows = {row.gloss: row for row in rows}
        self._list.blockSignals(True)  # for a moment nothing is selected, which is no answer to what was asked
        self._list.clear()
        for row in rows:
            item = QListWidgetItem(f"{unbroken(row.gloss)}\n{row.detail}")
            item.setData(Qt.ItemDataRole.UserRole, row.gloss)
            self._list.addItem(item)
            if selected and selected.gloss == row.gloss:
                self._list.setCurrentItem(item)
        if rows and self._list.currentRow() < 0:
            self._list.setCurrentRow(0)
        self._list.blockSignals(False)
        self._empty.setVisible(not rows)
        self._list.setVisible(bool(rows))
        self._empty.setText(
            self.tr(
                "Nothing taught yet. Show a sign of your own three to ten times, a name sign or one of your work, and "
                "it is written like any other, on this computer only."
            )
        )
        self._export.setEnabled(bool(rows))
        self._show_choice()

    def choose(self, gloss: str) -> None:
        """Select a sign."""
        for row in range(self._list.count()):
            if self._list.item(row).data(Qt.ItemDataRole.UserRole) == gloss:
                self._list.setCurrentRow(row)

    def take_focus(self) -> None:
        """The keyboard goes to what is most likely wanted."""
        (self._list if self._rows else self._new).setFocus()

    def say(self, note: str) -> None:
        """Say something under the list."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._show_choice()

    def forget_question(self) -> None:
        """Nothing is asked any more."""
        self._asked = ""

    @Slot()
    def _show_choice(self) -> None:
        row = self.chosen
        if self._asked and (row is None or row.gloss != self._asked):
            self._asked = ""
            self._note.clear()
        self._add.setEnabled(row is not None and row.is_usable)
        for one in (self._rename, self._delete):
            one.setEnabled(row is not None)
        self._renew.setVisible(any(one.can_renew for one in self._rows.values()))
        self._renew.setEnabled(row is not None and row.can_renew)
        for one in (self._sure, self._keep):
            one.setVisible(bool(self._asked))

    @Slot()
    def _ask(self) -> None:
        row = self.chosen
        if row is None:
            return
        self._asked = row.gloss
        told = self.tr("Delete {gloss} and its {count} tries for good?")
        self.say(told.format(gloss=row.gloss, count=row.try_count))
        self._keep.setFocus()

    @Slot()
    def _delete_asked(self) -> None:
        gloss, self._asked = self._asked, ""
        self.say("")
        if gloss:
            self.deleted.emit(gloss)
        self.take_focus()

    @Slot()
    def _ask_no_more(self) -> None:
        self._asked = ""
        self.say("")
        self.take_focus()

    @Slot()
    def _want_add(self) -> None:
        if self.chosen:
            self.add_wanted.emit(self.chosen.gloss)

    @Slot()
    def _want_rename(self) -> None:
        if self.chosen:
            self.rename_wanted.emit(self.chosen.gloss)

    @Slot()
    def _want_renew(self) -> None:
        if self.chosen:
            self.renew_wanted.emit(self.chosen.gloss)
