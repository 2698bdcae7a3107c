"""The transcript as rows of a table: time, gloss, confidence."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.transcript import Transcript
from app.transcript_parts import TranscriptGloss

__all__ = [
    "CONFIDENCE_ROLE",
    "HEADING_ROLE",
    "OPENS_SENTENCE_ROLE",
    "Column",
    "Index",
    "TranscriptModel",
    "clock",
    "percent",
]

Index = QModelIndex | QPersistentModelIndex

CONFIDENCE_ROLE = Qt.ItemDataRole.UserRole + 1  # float, None for a corrected gloss
OPENS_SENTENCE_ROLE = Qt.ItemDataRole.UserRole + 2  # bool
HEADING_ROLE = Qt.ItemDataRole.UserRole + 3  # the name of the section that begins with the row, or nothing


class Column(IntEnum):
    """The columns of the table."""

    TIME = 0
    GLOSS = 1
    CONFIDENCE = 2


class TranscriptModel(QAbstractTableModel):
    """A row a gloss. It shows the transcript as it was at the last `refresh`, and so may be asked at any time."""

    def __init__(self, transcript: Transcript, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._transcript = transcript
        self._rows: list[TranscriptGloss] = []
        self._first_number = 0
        self._headings: dict[int, str] = {}
        self._version = transcript.version

    @property
    def headed_rows(self) -> set[int]:
        """The rows above which a section is named."""
        return {number - self._first_number for number in self._headings}

    def refresh(self) -> None:
        """Take over what has changed, row by row, so that selection and place of the view stay."""
        if self._version == self._transcript.version:
            return
        self._version = self._transcript.version
        glosses = list(self._transcript.glosses)
        self._remove(0, min(self._transcript.forgotten_count - self._first_number, len(self._rows)))
        self._first_number = self._transcript.forgotten_count
        self._remove(len(glosses), len(self._rows) - len(glosses))
        changed = [row for row, (old, new) in enumerate(zip(self._rows, glosses, strict=False)) if old is not new]
        for row in changed:
            self._rows[row] = glosses[row]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(Column) - 1))
        if len(glosses) > len(self._rows):
            self.beginInsertRows(QModelIndex(), len(self._rows), len(glosses) - 1)
            self._rows = glosses
            self.endInsertRows()
        headings = self._transcript.headings
        if headings != self._headings:
            self._headings = headings
            if self._rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(Column) - 1))

    def gloss(self, row: int) -> TranscriptGloss:
        """The gloss of a row."""
        return self._rows[row]

    def number(self, row: int) -> int:
        """The gloss's number in the transcript."""
        return self._first_number + row

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        gloss = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(gloss, Column(index.column()))
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            heading = self._heading(index.row())
            return f"{heading}: {self._spoken(gloss)}" if heading else self._spoken(gloss)
        if role == CONFIDENCE_ROLE:
            return None if gloss.correction else gloss.recognized.confidence
        if role == OPENS_SENTENCE_ROLE:
            return index.row() > 0 and self._rows[index.row() - 1].sentence != gloss.sentence
        if role == HEADING_ROLE:
            return self._heading(index.row())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Time"), self.tr("Sign"), self.tr("Confidence"))[section]

    def _remove(self, first: int, count: int) -> None:
        if count > 0:
            self.beginRemoveRows(QModelIndex(), first, first + count - 1)
            del self._rows[first : first + count]
            self.endRemoveRows()

    def _text(self, gloss: TranscriptGloss, column: Column) -> str:
        if column == Column.TIME:
            return clock(gloss.start_s)
        if column == Column.GLOSS:
            return gloss.gloss.replace("-", "\N{NON-BREAKING HYPHEN}")
        return self.tr("corrected") if gloss.correction else percent(gloss.recognized.confidence)

    def _heading(self, row: int) -> str:
        return self._headings.get(self._first_number + row, "")

    def _spoken(self, gloss: TranscriptGloss) -> str:
        """A row in one sentence, for screen readers and whoever points at it."""
        sure = percent(gloss.recognized.confidence)
        if gloss.correction:
            text = self.tr("{gloss}, corrected; recognised was {recognised} with a confidence of {confidence}")
            return text.format(gloss=gloss.gloss, recognised=gloss.recognized.gloss, confidence=sure)
        return self.tr("{gloss}, recognised with a confidence of {confidence}").format(
            gloss=gloss.gloss, confidence=sure
        )


def clock(time_s: float) -> str:
    """0:07, 12:34 or 1:02:03."""
    minutes, seconds = divmod(int(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def percent(share: float) -> str:
    """93 %; what is not quite nothing is below 1 %, what is not quite sure is above 99 %."""
    if 0 < share < 0.01:
        return "<1 %"
    if 0.99 < share < 1:
        return ">99 %"
    return f"{100 * share:.0f} %"
