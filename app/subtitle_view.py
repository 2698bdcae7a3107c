"""The subtitle: two rows of large plain type on black, what is committed told from what is not by colour and shape."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.captions import CaptionState
from app.subtitle_layout import VISIBLE_ROWS, SubtitleLayout, SubtitleRow
from app.theme import COMMITTED, PARTIAL, SUBTITLE_BACKGROUND

__all__ = ["SubtitleView"]

# Ours. In a window 1280 pixels wide on a 15-inch screen the capitals are some 14 mm high, which at three metres is
# the angle of a 12-point line at 60 cm.
WIDTHS_A_FONT = 17.0  # the font's size in pixels is the width of the view divided by this, if the height allows it
ROW_HEIGHT = 1.42  # of the font's size: letters, dots and the space to the next row
SMALLEST_FONT, LARGEST_FONT = 26, 160  # pixels


class SubtitleView(QWidget):
    """Paints a `CaptionState`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = CaptionState()
        self._layout = SubtitleLayout()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 100)
        self.setAccessibleName(self.tr("Subtitle"))

    def show_captions(self, state: CaptionState) -> None:
        """Show the newest state. After a reset, and only then, it counts fewer glosses than the one before."""
        if state.committed_count < self._state.committed_count:
            self._layout.restart()
        self._state = state
        self.setAccessibleDescription(self.text)
        self.update()

    def fade(self) -> None:
        """Take away what is shown; the next gloss starts at the top."""
        self._layout.hide(self._state)
        self.setAccessibleDescription(self.text)
        self.update()

    @property
    def text(self) -> str:
        """What is shown, a line a row, partial glosses in brackets."""
        return "\n".join(
            " ".join(gloss.text if gloss.is_committed else f"({gloss.text})" for gloss in row.glosses)
            for row in self._rows()
        )

    def sizeHint(self) -> QSize:
        return QSize(1280, 230)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), SUBTITLE_BACKGROUND)
        font = self._font()
        painter.setFont(font)
        row_height = ROW_HEIGHT * font.pixelSize()
        top = (self.height() - VISIBLE_ROWS * row_height) / 2
        for index, row in enumerate(self._rows()):
            self._paint_row(painter, row, top + index * row_height, font)
        painter.end()

    def _paint_row(self, painter: QPainter, row: SubtitleRow, top: float, font: QFont) -> None:
        metrics = QFontMetricsF(font)
        for gloss in row.glosses:
            text = metrics.elidedText(gloss.text, Qt.TextElideMode.ElideRight, self._row_width(font))
            baseline = QPointF(self._margin(font) + gloss.left, top + 1.02 * font.pixelSize())
            painter.setPen(COMMITTED if gloss.is_committed else PARTIAL)
            painter.drawText(baseline, text)
            if not gloss.is_committed:
                _paint_dots(painter, baseline, metrics.horizontalAdvance(text), font.pixelSize())

    def _rows(self) -> list[SubtitleRow]:
        font = self._font()
        metrics = QFontMetricsF(font)
        return self._layout.rows(self._state, self._row_width(font), 0.6 * font.pixelSize(), metrics.horizontalAdvance)

    def _font(self) -> QFont:
        # One weight for both kinds of gloss: a gloss that gets committed must not change its width.
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        fitting = min(self.width() / WIDTHS_A_FONT, self.height() / (VISIBLE_ROWS * ROW_HEIGHT + 0.2))
        font.setPixelSize(round(min(max(fitting, SMALLEST_FONT), LARGEST_FONT)))
        return font

    def _margin(self, font: QFont) -> float:
        return 0.45 * font.pixelSize()

    def _row_width(self, font: QFont) -> float:
        return self.width() - 2 * self._margin(font)


def _paint_dots(painter: QPainter, baseline: QPointF, width: float, font_size: int) -> None:
    diameter = max(3.0, 0.085 * font_size)
    count = max(2, round(width / (2.3 * diameter)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PARTIAL)
    for index in range(count):
        left = baseline.x() + index * (width - diameter) / (count - 1)
        painter.drawEllipse(QRectF(left, baseline.y() + 0.17 * font_size, diameter, diameter))
