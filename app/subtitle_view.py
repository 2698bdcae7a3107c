"""The subtitle: a row or two of large plain type, what is committed told from what is not by colour and by shape."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.captions import CaptionState
from app.settings import SubtitleStyle
from app.subtitle_colours import ANY_PICTURE, SubtitleColours, subtitle_colours
from app.subtitle_layout import SubtitleLayout, SubtitleRow

__all__ = ["SubtitleView"]

# Ours. In a window 1280 pixels wide on a 15-inch screen the capitals are some 14 mm high, which at three metres is
# the angle of a 12-point line at 60 cm.
WIDTHS_A_FONT = 17.0  # the font's size in pixels is the width of the view divided by this, if the height allows it
ROW_HEIGHT = 1.42  # of the font's size: letters, dots and the space to the next row
ROOM = 0.2  # of the font's size: what is left above and below all rows
SMALLEST_FONT, LARGEST_FONT = 26, 160  # pixels, where the person has chosen no size
OUTLINE_WIDTH = 0.07  # of the font's size, outside the letters


class SubtitleView(QWidget):
    """Paints a `CaptionState` in a `SubtitleStyle`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = CaptionState()
        self._style = SubtitleStyle()
        self._layout = SubtitleLayout()
        self._colours = self._find_colours()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 80)
        self.setAccessibleName(self.tr("Subtitle"))

    def set_style(self, style: SubtitleStyle) -> None:
        """Look like this from now on, what is shown included."""
        self._style = style
        self._layout.row_count = style.row_count
        self._colours = self._find_colours()
        self.updateGeometry()
        self.update()

    @property
    def colours(self) -> SubtitleColours:
        """The colours in use, and how readable they are."""
        return self._colours

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

    def height_for(self, width: int) -> int:
        """The height at which the font has its full size in a view of that width."""
        return round(self._full_size(width) * (self._style.row_count * ROW_HEIGHT + ROOM))

    def sizeHint(self) -> QSize:
        return QSize(1280, self.height_for(max(self.width(), 640)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:  # another theme shines through
            self._colours = self._find_colours()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows = self._rows()
        background = QColor(self._style.background_colour)
        background.setAlphaF(self._style.background_opacity / 100)
        if not self._style.is_over_picture:
            painter.fillRect(self.rect(), background)
        font = self._font()
        painter.setFont(font)
        row_height = ROW_HEIGHT * font.pixelSize()
        top = (self.height() - self._style.row_count * row_height) / 2
        for index, row in enumerate(rows):
            row_top = top + index * row_height
            if self._style.is_over_picture:  # no more of the picture is covered than must be
                width = self._row_end(row, font) + 2 * self._margin(font)
                painter.fillRect(QRectF(0, row_top, min(width, self.width()), row_height), background)
            self._paint_row(painter, row, row_top, font)
        painter.end()

    def _row_end(self, row: SubtitleRow, font: QFont) -> float:
        last = row.glosses[-1]
        return last.left + QFontMetricsF(font).horizontalAdvance(last.text)

    def _paint_row(self, painter: QPainter, row: SubtitleRow, top: float, font: QFont) -> None:
        metrics = QFontMetricsF(font)
        for gloss in row.glosses:
            text = metrics.elidedText(gloss.text, Qt.TextElideMode.ElideRight, self._row_width(font))
            baseline = QPointF(self._margin(font) + gloss.left, top + 1.02 * font.pixelSize())
            path = QPainterPath()
            path.addText(baseline, font, text)
            if not gloss.is_committed:
                path.addPath(_dots(baseline, metrics.horizontalAdvance(text), font.pixelSize()))
            if self._colours.outline:
                edge = QPen(QColor(self._colours.outline), 2 * OUTLINE_WIDTH * font.pixelSize())
                edge.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.strokePath(path, edge)
            colour = self._colours.committed if gloss.is_committed else self._colours.partial
            painter.fillPath(path, QColor(colour))

    def _rows(self) -> list[SubtitleRow]:
        font = self._font()
        metrics = QFontMetricsF(font)
        return self._layout.rows(self._state, self._row_width(font), 0.6 * font.pixelSize(), metrics.horizontalAdvance)

    def _font(self) -> QFont:
        # One weight for both kinds of gloss: a gloss that gets committed must not change its width.
        font = QFont(self._style.font_family) if self._style.font_family else QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        fitting = self.height() / (self._style.row_count * ROW_HEIGHT + ROOM)
        font.setPixelSize(max(round(min(fitting, self._full_size(self.width()))), 1))
        return font

    def _full_size(self, width: int) -> float:
        """The font's size in pixels where height is no matter."""
        if self._style.font_size_pt is not None:
            return self._style.font_size_pt * self.logicalDpiY() / 72
        return min(max(width / WIDTHS_A_FONT, SMALLEST_FONT), LARGEST_FONT)

    def _find_colours(self) -> SubtitleColours:
        window = self.palette().color(QPalette.ColorRole.Window).name()
        return subtitle_colours(self._style, ANY_PICTURE if self._style.is_over_picture else (window,))

    def _margin(self, font: QFont) -> float:
        return 0.45 * font.pixelSize()

    def _row_width(self, font: QFont) -> float:
        return self.width() - 2 * self._margin(font)


def _dots(baseline: QPointF, width: float, font_size: int) -> QPainterPath:
    diameter = max(3.0, 0.085 * font_size)
    count = max(2, round(width / (2.3 * diameter)))
    path = QPainterPath()
    for index in range(count):
        left = baseline.x() + index * (width - diameter) / (count - 1)
        path.addEllipse(QRectF(left, baseline.y() + 0.17 * font_size, diameter, diameter))
    return path
