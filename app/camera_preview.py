"""The picture in the window: always the newest frame, a mirror when it comes from a webcam.

Mirroring happens here, while painting; the frame itself, which the model reads too, is never changed.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rounded_picture import CORNER, draw_rounded
from models.video import RgbImage

__all__ = ["CameraPreview"]

RECORDING_RED = QColor("#ff5c5c")
BADGE, BADGE_TEXT = QColor(0, 0, 0, 200), QColor("#ffffff")  # read over any picture, in any theme


class CameraPreview(QWidget):
    """Paints the newest frame, as large as fits, with what it is in a corner."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: RgbImage | None = None
        self._title = ""
        self._is_live = False
        self._mirrors_webcams = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(self.tr("Picture"))

    @property
    def is_mirrored(self) -> bool:
        """Whether left and right are exchanged on the screen: people know themselves from the mirror."""
        return self._is_live and self._mirrors_webcams

    @property
    def image(self) -> RgbImage | None:
        """The frame that is shown, None before the first."""
        return self._image

    @property
    def picture_place(self) -> QRectF | None:
        """Where in the widget the frame is shown, None before the first."""
        return None if self._image is None else self._picture_place(self._image)

    def mirror_webcams(self, is_wanted: bool) -> None:
        """Whether a webcam's picture is shown as a mirror."""
        self._mirrors_webcams = is_wanted
        self.update()

    def begin(self, title: str, *, is_live: bool) -> None:
        """A new source: forget the old picture."""
        self._image = None
        self._title = title
        self._is_live = is_live
        self.setAccessibleDescription(title)
        self.update()

    def show_image(self, image: RgbImage) -> None:
        """Show a frame, (H, W, 3). It is kept, not copied, until the next one comes."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 240)  # as little as it may: what is free goes to it and the subtitle by their shares

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._image is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().base())
            painter.drawRoundedRect(self.rect(), CORNER, CORNER)
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._title)
        else:
            place = self._picture_place(self._image)
            self._paint_picture(painter, self._image, place)
            self._paint_title(painter, place)
        painter.end()

    def _picture_place(self, image: RgbImage) -> QRectF:
        height, width = image.shape[:2]
        scale = min(self.width() / width, self.height() / height)
        shown_width, shown_height = width * scale, height * scale
        return QRectF((self.width() - shown_width) / 2, (self.height() - shown_height) / 2, shown_width, shown_height)

    def _paint_picture(self, painter: QPainter, image: RgbImage, place: QRectF) -> None:
        height, width = image.shape[:2]
        picture = QImage(image.data, width, height, image.strides[0], QImage.Format.Format_RGB888)
        draw_rounded(painter, picture, place, is_mirrored=self.is_mirrored)

    def _paint_title(self, painter: QPainter, place: QRectF) -> None:
        font = QFont(self.font())
        font.setPixelSize(14)
        painter.setFont(font)
        dot = 22.0 if self._is_live else 0.0  # a camera that is on is always seen to be on
        width = QFontMetricsF(font).horizontalAdvance(self._title) + 20 + dot
        badge = QRectF(place.left() + 12, place.top() + 12, width, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(BADGE)
        painter.drawRoundedRect(badge, 8, 8)
        if self._is_live:
            painter.setBrush(RECORDING_RED)
            painter.drawEllipse(QRectF(badge.left() + 12, badge.center().y() - 5, 10, 10))
        painter.setPen(BADGE_TEXT)
        painter.drawText(badge.adjusted(10 + dot, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._title)
