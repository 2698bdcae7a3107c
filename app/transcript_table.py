"""The table of the transcript: follows what is new unless somebody reads what is old."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.transcript_model import Column, TranscriptModel
from app.transcript_row import HEADING_HEIGHT, TranscriptDelegate

__all__ = ["TranscriptTable"]

TIME_WIDTH, CONFIDENCE_WIDTH, ROW_HEIGHT = 64, 118, 30  # pixels
SMALLEST_WIDTH = 240
DIGITS = {Qt.Key.Key_1: 1, Qt.Key.Key_2: 2, Qt.Key.Key_3: 3, Qt.Key.Key_4: 4}


class TranscriptTable(QTableView):
    """Rows of a `TranscriptModel`."""

    digit_pressed = Signal(int)

    def __init__(self, model: TranscriptModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._transcript = model
        self._headed: set[int] = set()
        self.setModel(model)
        self.setItemDelegate(TranscriptDelegate(self))
        self.setAccessibleName(self.tr("Transcript"))
        self.setAccessibleDescription(self.tr("Press 1 to 3 to correct a sign to an alternative, Enter for any other"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)  # Tab leaves the table: the arrows move in it
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.hide()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.GLOSS, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(Column.TIME, TIME_WIDTH)
        self.setColumnWidth(Column.CONFIDENCE, CONFIDENCE_WIDTH)

    @property
    def selected_row(self) -> int | None:
        """The row that is selected, None if none or several are."""
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if len(rows) == 1 else None

    def follow(self, change: Callable[[], None]) -> None:
        """Make a change of the model, and go on showing its end if that is what was shown."""
        was_at_end = self._is_at_end()
        change()
        self._make_room_for_headings()
        if was_at_end:
            self.scrollToBottom()

    def _make_room_for_headings(self) -> None:
        headed = self._transcript.headed_rows
        for row in headed | self._headed:
            self.setRowHeight(row, ROW_HEIGHT + (HEADING_HEIGHT if row in headed else 0))
        self._headed = headed

    def resizeEvent(self, event: QResizeEvent) -> None:
        was_at_end, row = self._is_at_end(), self.selected_row
        super().resizeEvent(event)
        if row is not None:
            self.scrollTo(self.model().index(row, 0))  # what is being corrected stays in sight
        elif was_at_end:
            self.scrollToBottom()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()  # what it asks for would be taken from the subtitle

    def minimumSizeHint(self) -> QSize:
        return QSize(SMALLEST_WIDTH, 2 * ROW_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = DIGITS.get(Qt.Key(event.key()))
        if number is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.digit_pressed.emit(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(4, 4, -4, -4), flags, self.tr("No sign recognised yet."))
            painter.end()

    def _is_at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() == bar.maximum()
