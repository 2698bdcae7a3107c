"""How near a test came to a taught sign: a bar, and the line that it must pass to be taken for the sign."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

__all__ = ["VerdictBar"]

HEIGHT, CORNER = 30, 6.0  # pixels


class VerdictBar(QWidget):
    """A share from 0 to 1, and the share from which it is enough."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self._enough = 0.5
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("How near it came"))

    @property
    def share(self) -> float | None:
        """What it shows; None before the first test."""
        return self._share

    def show_share(self, share: float | None, enough: float = 0.5) -> None:
        """Show a share, None for an empty bar."""
        self._share = None if share is None else min(1.0, max(0.0, share))
        self._enough = enough
        told = self.tr("{share:.0f} of 100, {enough:.0f} are needed")
        self.setAccessibleDescription(
            "" if self._share is None else told.format(share=100 * self._share, enough=100 * enough)
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        whole = QRectF(1, 7, self.width() - 2, self.height() - 14)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1.5))
        painter.setBrush(palette.base())
        painter.drawRoundedRect(whole, CORNER, CORNER)
        if self._share:
            filled = QRectF(whole)
            filled.setWidth(max(2 * CORNER, self._share * whole.width()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Accent))
            painter.drawRoundedRect(filled, CORNER, CORNER)
        at = whole.left() + self._enough * whole.width()
        painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 3))
        painter.drawLine(QPointF(at, 1), QPointF(at, self.height() - 1))
        painter.end()
