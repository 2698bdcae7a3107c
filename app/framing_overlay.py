"""Lies on the picture: an outline of what the model sees, and a hint that can be read from where somebody signs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.camera_preview import BADGE, BADGE_TEXT, CameraPreview
from app.settings import Settings
from app.steady_crop import shown_square
from models.preprocessing import SquareCrop

__all__ = ["FramingOverlay"]

OUTSIDE = QColor(0, 0, 0, 90)  # the title of the picture can still be read through it
EDGE, EDGE_AROUND = QColor("#ffffff"), QColor("#000000")  # seen on any picture
EDGE_WIDTH, MARGIN, CORNER = 2.0, 14.0, 8.0  # pixels
WIDTHS_A_FONT = 32.0
SMALLEST_FONT, LARGEST_FONT = 12, 30  # pixels


class FramingOverlay(QWidget):
    """Paints over a preview, and lets everything else through."""

    def __init__(self, preview: CameraPreview) -> None:
        super().__init__(preview)
        self._preview = preview
        self._crop: SquareCrop | None = None
        self._hint = ""
        self._has_outline = False
        self._is_hint_above = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Hint"))
        self.resize(preview.size())
        self.lower()
        preview.installEventFilter(self)

    @property
    def hint(self) -> str:
        """The hint that is shown."""
        return self._hint

    @Slot(str)
    def show_hint(self, hint: str) -> None:
        """Show this sentence; an empty one shows none."""
        if hint != self._hint:
            self._hint = hint
            self.setAccessibleDescription(hint)
            self.update()

    @Slot(object)
    def show_square(self, crop: SquareCrop | None) -> None:
        """This is what the model sees; None is the centre square."""
        self._crop = crop
        self.update()

    @Slot(object)
    def apply_settings(self, settings: Settings) -> None:
        """Whether there is an outline; the hint keeps clear of a subtitle on the picture."""
        self._has_outline = settings.shows_square
        style = settings.subtitle
        self._is_hint_above = style.is_over_picture and style.position == "bottom"
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.resize(self._preview.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        place = self._preview.picture_place
        if place is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._has_outline:
            self._paint_square(painter, place)
        if self._hint:
            self._paint_hint(painter, place)
        painter.end()

    def square_place(self, place: QRectF) -> QRectF:
        """Where the outline is, in a picture that is shown at that place."""
        image = self._preview.image
        if image is None:
            return QRectF()
        height, width = image.shape[:2]
        crop = shown_square(self._crop, height, width)
        scale = place.width() / width
        left = width - crop.left - crop.side if self._preview.is_mirrored else crop.left
        return QRectF(
            place.left() + scale * left, place.top() + scale * crop.top, scale * crop.side, scale * crop.side
        ).intersected(place)

    def _paint_square(self, painter: QPainter, place: QRectF) -> None:
        square = self.square_place(place)
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(place)
        inside.addRect(square)
        painter.fillPath(outside.subtracted(inside), OUTSIDE)
        inner = square.adjusted(EDGE_WIDTH, EDGE_WIDTH, -EDGE_WIDTH, -EDGE_WIDTH)
        for colour, width in ((EDGE_AROUND, 3 * EDGE_WIDTH), (EDGE, EDGE_WIDTH)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(inner)

    def _paint_hint(self, painter: QPainter, place: QRectF) -> None:
        font = QFont(self.font())
        font.setPixelSize(round(min(max(place.width() / WIDTHS_A_FONT, SMALLEST_FONT), LARGEST_FONT)))
        font.setWeight(QFont.Weight.DemiBold)
        room = QRectF(0, 0, max(place.width() - 4 * MARGIN, 1), place.height())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        badge = QFontMetricsF(font).boundingRect(room, flags, self._hint).adjusted(-MARGIN, -CORNER, MARGIN, CORNER)
        badge.moveCenter(place.center())
        if self._is_hint_above:
            badge.moveTop(place.top() + 4 * MARGIN)  # below the picture's title
        else:
            badge.moveBottom(place.bottom() - MARGIN)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(BADGE)
        painter.drawRoundedRect(badge, CORNER, CORNER)
        painter.setFont(font)
        painter.setPen(BADGE_TEXT)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)
