"""How a row of the transcript is painted: a section's name above it, a sentence's line, the confidence as a bar."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.transcript_model import CONFIDENCE_ROLE, HEADING_ROLE, OPENS_SENTENCE_ROLE, Column, Index

__all__ = ["HEADING_HEIGHT", "TranscriptDelegate"]

BAR_WIDTH, BAR_HEIGHT = 38, 8  # pixels
HEADING_HEIGHT, HEADING_FONT = 28, 15  # pixels; it stands above the row that a section begins with


class TranscriptDelegate(QStyledItemDelegate):
    """Paints the cells of a `TranscriptTable`."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = QStyleOptionViewItem(option)
        heading = index.data(HEADING_ROLE)
        if heading:
            row.rect.setTop(row.rect.top() + HEADING_HEIGHT)
            self._paint_heading(painter, option, heading)
        super().paint(painter, row, index)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        if index.data(OPENS_SENTENCE_ROLE) and not heading:
            painter.drawLine(row.rect.topLeft(), row.rect.topRight())
        confidence = index.data(CONFIDENCE_ROLE)
        if index.column() == Column.CONFIDENCE and confidence is not None:
            self._paint_bar(painter, row, confidence)

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, heading: str) -> None:
        """Across all columns, of which each paints what lies in it."""
        table = option.widget
        width = table.viewport().width() if isinstance(table, QTableView) else option.rect.width()
        cell = QRectF(option.rect)
        whole = QRectF(0, cell.top(), width, HEADING_HEIGHT)
        painter.save()
        painter.setClipRect(whole.intersected(cell))
        font = option.font
        font.setPixelSize(HEADING_FONT)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        text = painter.fontMetrics().elidedText(heading, Qt.TextElideMode.ElideMiddle, width - 8)
        painter.drawText(whole.adjusted(4, 4, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.drawLine(QPointF(whole.left(), whole.top()), QPointF(whole.right(), whole.top()))
        painter.restore()

    def _paint_bar(self, painter: QPainter, option: QStyleOptionViewItem, confidence: float) -> None:
        area = option.rect
        bar = QRectF(area.right() - BAR_WIDTH - 4, area.center().y() - BAR_HEIGHT / 2 + 1, BAR_WIDTH, BAR_HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawRect(bar)
        bar.setWidth(BAR_WIDTH * confidence)
        painter.fillRect(bar, option.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.restore()
