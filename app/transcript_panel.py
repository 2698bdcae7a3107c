"""The transcript beside the picture: read again, undone, corrected, copied, saved; by mouse or by keyboard alone."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QInputDialog, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app.camera import FrameSource
from app.captions import CaptionState
from app.signs_panel import WIDTH
from app.transcript import Transcript
from app.transcript_choices import TranscriptChoices
from app.transcript_model import TranscriptModel
from app.transcript_parts import group_by_sentence
from app.transcript_saving import TranscriptSaving
from app.transcript_table import TranscriptTable
from models.card import ModelCard

__all__ = ["TranscriptPanel"]

NOTE_STAYS_MS = 8000

# By the palette's roles, so that it follows whatever theme is set.
_STYLE_SHEET = """
QTableView { background: transparent; border: 2px solid transparent; font-size: 18px;
    selection-background-color: palette(highlight); selection-color: palette(highlighted-text); }
QTableView:focus { border-color: palette(link); }
QToolButton { background: palette(button); color: palette(button-text); border: 1px solid palette(highlight);
    border-radius: 6px; padding: 6px 4px; font-size: 15px; }
QToolButton:hover { border-color: palette(placeholder-text); }
QToolButton:pressed, QToolButton:checked { background: palette(highlight); }
QToolButton:focus { border: 2px solid palette(link); padding: 5px 3px; }
QToolButton:disabled { color: palette(placeholder-text); }
QToolButton::menu-indicator { image: none; }
QLabel#note { color: palette(link); font-size: 15px; }
"""


class TranscriptPanel(QFrame):
    """Shows a `Transcript`, which it keeps, and lets the signer change it."""

    edited = Signal()  # the signer changed what had been recognised
    message_given = Signal(str)  # a sentence for the person, while the panel itself is not to be seen

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setStyleSheet(_STYLE_SHEET)
        self.setMaximumWidth(WIDTH)
        self._card = card
        self.transcript = Transcript(card.vocabulary)
        self.transcript.use_model(card)
        self._shown_version = self.transcript.version
        self._model = TranscriptModel(self.transcript, self)
        self._table = TranscriptTable(self._model)
        self._choices = TranscriptChoices()
        self._saving = TranscriptSaving(self.transcript, card, self)
        self._files = QToolButton()
        self._note = QLabel()
        self._note.setObjectName("note")
        self._note.setWordWrap(True)
        self._note.setAccessibleName(self.tr("Message about the transcript"))
        self._note_timer = QTimer(self)
        self._note_timer.setSingleShot(True)
        self._note_timer.setInterval(NOTE_STAYS_MS)
        self._note_timer.timeout.connect(self._note.clear)
        self._undo = self._action(self.tr("Undo"), self.tr("Take back the last sign"), "Ctrl+Z", self.undo)
        self._copy = self._action(self.tr("Copy"), self.tr("Copy what is selected, or everything"), "Ctrl+C", self.copy)
        self._clear = self._action(
            self.tr("Clear"), self.tr("Clear the transcript; files already written stay"), "Ctrl+Del", self.clear
        )
        self._correct = self._action(self.tr("Correct"), self.tr("Correct the last sign"), "Ctrl+E", self.correct_last)
        self._build()
        self._connect()
        self._show_state()
        self._show_live("")

    @property
    def window_actions(self) -> list[QAction]:
        """To be added to the window, so that their keys also work while the panel is hidden."""
        return [self._undo, self._copy, self._clear, self._correct, self._saving.save, self._saving.write_live]

    @property
    def note(self) -> str:
        """The sentence about what was last done."""
        return self._note.text()

    # ── What the window tells ─────────────────────────────────────────────────────────────────────────────────────────

    def begin(self, source: FrameSource) -> None:
        """Another source is watched from now on."""
        is_kind = {"is_live": source.is_live, "is_sample": source.is_looped and not source.is_live}
        path = self._saving.live_path
        if path and self.transcript.source and not self.transcript.goes_on(source.title, **is_kind):
            self._saving.finish()
            self._say(self.tr("{name} is complete: another source is watched now.").format(name=path.name))
        origin_s = time.monotonic() if source.is_live else 0.0  # a camera's clock counts from nowhere in particular
        is_new = bool(self.transcript.sections) and not self.transcript.goes_on(source.title, **is_kind)
        self.transcript.begin(source.title, **is_kind, origin_s=origin_s)
        if is_new and self.transcript.sections and not path:
            self._say(self.tr("What stands here is kept; {name} follows, timed anew.").format(name=source.title))
        self._refresh()

    def use_model(self, card: ModelCard) -> None:
        """Another model recognises from now on; what stands here is that of the one before, and stays."""
        if card == self._card:
            return
        path = self._saving.live_path
        if path:
            self._saving.finish()
            self._say(self.tr("{name} is complete: another model is used now.").format(name=path.name))
        self._card = card
        self.transcript.use_model(card)
        self._refresh()

    @Slot(object)
    def show_taught(self, glosses: tuple[str, ...]) -> None:
        """These signs may be corrected to besides the model's own."""
        self.transcript.taught = glosses

    def take(self, captions: CaptionState) -> CaptionState:
        """Append what is new; returns the state as the signer wants it shown."""
        self.transcript.take(captions)
        self._refresh()
        return self.transcript.applied(captions)

    def finish(self) -> None:
        """The window closes: write what is still open."""
        self._saving.finish()

    # ── What the signer does ──────────────────────────────────────────────────────────────────────────────────────────

    @Slot()
    def undo(self) -> None:
        """Take back the last gloss."""
        gloss = self.transcript.undo()
        if gloss:
            self._edit(self.tr("{gloss} was taken back.").format(gloss=gloss.gloss))

    @Slot()
    def clear(self) -> None:
        """Forget everything."""
        self.transcript.clear()
        self._edit("")

    @Slot()
    def copy(self) -> None:
        """Put the selected glosses, or all of them, on the clipboard, a sentence a line."""
        rows = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        glosses = [self._model.gloss(row) for row in rows] or list(self.transcript.glosses)
        if glosses:
            QGuiApplication.clipboard().setText("\n".join(one.text for one in group_by_sentence(glosses)))
            self._say(self.tr("Signs copied: {count}").format(count=len(glosses)))

    @Slot()
    def correct_last(self) -> None:
        """Select the newest gloss, so that its alternatives are offered."""
        self._table.selectRow(self._model.rowCount() - 1)
        self._table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str)
    def correct(self, gloss: str) -> None:
        """Put a gloss in the place of the one selected."""
        row = self._table.selected_row
        if row is not None:
            self.transcript.correct(self._model.number(row), gloss)
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)  # the button that had it goes
            self._edit("")

    @Slot()
    def choose_other(self) -> None:
        """Offer all signs of the model for the one selected."""
        row = self._table.selected_row
        if row is None:
            return
        number, old = self._model.number(row), self._model.gloss(row).gloss
        known = sorted({*self.transcript.choices(number - self.transcript.forgotten_count), old})
        title, question = self.tr("Correct the transcript"), self.tr("Which sign was it?")
        gloss, is_chosen = QInputDialog.getItem(self, title, question, known, known.index(old), editable=False)
        if is_chosen and number >= self.transcript.forgotten_count:  # it may have been forgotten meanwhile
            self.transcript.correct(number, gloss)
            self._edit("")

    # ── Inside ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _edit(self, sentence: str) -> None:
        self._refresh()
        self._say(sentence)
        self.edited.emit()

    def _refresh(self) -> None:
        version = self.transcript.version
        if version == self._shown_version:
            return
        self._shown_version = version
        self._table.follow(self._model.refresh)
        self._saving.update()
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        has_glosses = self._model.rowCount() > 0
        for action in (self._undo, self._copy, self._clear, self._correct, self._saving.save):
            action.setEnabled(has_glosses)
        row = self._table.selected_row
        self._choices.offer(None if row is None else self._model.gloss(row))

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._note.setText(sentence)
        self._note_timer.start()
        if sentence and not self.isVisible():
            self.message_given.emit(sentence)

    @Slot(str)
    def _show_live(self, name: str) -> None:
        """That a file is being written is to be seen all the time."""
        self._files.setText(self.tr("Save ●") if name else self.tr("Save…"))
        meaning = self.tr("Save the transcript, or write it to a file as it happens")
        if name:
            meaning = self.tr("What is recognised is being written to {name}; save, or stop writing").format(name=name)
        self._files.setToolTip(meaning)
        self._files.setAccessibleName(meaning)

    # ── Layout ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _action(self, text: str, description: str, key: str, act: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{description} ({keys})")
        action.triggered.connect(act)
        return action

    def _connect(self) -> None:
        self._saving.message_given.connect(self._say)
        self._saving.live_changed.connect(self._show_live)
        self._choices.chosen.connect(self.correct)
        self._choices.other_wanted.connect(self.choose_other)
        self._table.digit_pressed.connect(self._choices.choose)
        self._table.activated.connect(self.choose_other)
        self._table.selectionModel().selectionChanged.connect(self._show_state)

    def _build(self) -> None:
        heading = QLabel(self.tr("Transcript"))
        heading.setObjectName("heading")
        row = QHBoxLayout()
        row.setSpacing(6)
        for action in (self._undo, self._correct, self._copy, self._clear):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAccessibleName(action.toolTip())
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.addWidget(button)
        row.addWidget(self._file_button())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(self._table, stretch=1)
        layout.addWidget(self._choices)
        layout.addWidget(self._note)
        layout.addLayout(row)

    def _file_button(self) -> QToolButton:
        files = self._files
        files.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(files)
        menu.addActions([self._saving.save, self._saving.write_live])
        files.setMenu(menu)
        files.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return files
