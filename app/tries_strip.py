"""The tries of a sign in a row: a picture of each, and the places that are still empty."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.teach_picture import as_image
from models.video import RgbImage

__all__ = ["TriesStrip"]

LARGEST, SMALLEST, GAP, CORNER = 76, 34, 8, 6.0  # pixels


class TriesStrip(QWidget):
    """Shows how many tries there are of how many.

    Args:
        wanted: So many places are shown at least.
        most: More tries than this there cannot be.
    """

    def __init__(self, wanted: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted, self._most = wanted, most
        self._pictures: list[RgbImage | None] = []
        self._is_mirrored = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_tries([])

    @property
    def count(self) -> int:
        """How many tries are shown."""
        return len(self._pictures)

    def mirror(self, is_wanted: bool) -> None:
        """Whether left and right are exchanged on the screen."""
        self._is_mirrored = is_wanted
        self.update()

    def show_tries(self, pictures: list[RgbImage | None]) -> None:
        """Show a picture of each, None where none was kept."""
        self._pictures = pictures
        told = self.tr("{count} tries of {wanted}").format(count=len(pictures), wanted=self._places)
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    @property
    def _places(self) -> int:
        return min(self._most, max(self._wanted, len(self._pictures)))

    def sizeHint(self) -> QSize:
        return QSize(self._wanted * (LARGEST + GAP), LARGEST)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._wanted * (SMALLEST + GAP), SMALLEST)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        count = self._places
        side = min(float(self.height()) - 2, (self.width() - GAP * (count - 1)) / max(1, count), float(LARGEST))
        left = (self.width() - count * side - (count - 1) * GAP) / 2
        for number in range(count):
            place = QRectF(left + number * (side + GAP), (self.height() - side) / 2, side, side).adjusted(1, 1, -1, -1)
            self._paint_place(painter, place, number)
        painter.end()

    def _paint_place(self, painter: QPainter, place: QRectF, number: int) -> None:
        palette = self.palette()
        is_there = number < len(self._pictures)
        picture = self._pictures[number] if is_there else None
        if picture is not None:
            painter.save()
            rounded = QPainterPath()
            rounded.addRoundedRect(place, CORNER, CORNER)
            painter.setClipPath(rounded)
            painter.drawImage(place, as_image(picture[:, ::-1] if self._is_mirrored else picture))
            painter.restore()
        line = Qt.PenStyle.SolidLine if is_there else Qt.PenStyle.DashLine
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 2 if is_there else 1, line))
        painter.setBrush(Qt.BrushStyle.NoBrush if picture is not None else palette.base())
        painter.drawRoundedRect(place, CORNER, CORNER)
        if picture is None:
            painter.setPen(palette.color(QPalette.ColorRole.Text if is_there else QPalette.ColorRole.PlaceholderText))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"✓ {number + 1}" if is_there else str(number + 1))
