"""What the model sees of a sign, large: live, counted down over, or played back; to be read from across a room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rounded_picture import CORNER, draw_rounded
from models.video import Clip, RgbImage

__all__ = ["TeachPicture", "as_image"]

EDGE = 6.0  # pixels
SHADE, ON_SHADE = QColor(0, 0, 0, 150), QColor("#ffffff")  # read over any picture, in any theme
RECORDING_RED = QColor("#ff5c5c")
DIGIT_SHARE = 0.7  # of the picture's height: at three metres, on a screen, still as large as a hand's width
WORD_SHARE = 0.16
BAR_HEIGHT = 12.0
PAUSE_FRAMES = 12  # between two rounds of what is played back the last picture stands


class TeachPicture(QWidget):
    """A square picture, and over it a digit, or a word and how much time has passed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: RgbImage | None = None
        self._clip: Clip | None = None
        self._place = 0
        self._is_mirrored = False
        self._digit: int | None = None
        self._word = self._text = ""
        self._share: float | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 160)
        self.setAccessibleName(self.tr("What the model sees"))

    @property
    def digit(self) -> int | None:
        """Of the count-down that is shown."""
        return self._digit

    @property
    def word(self) -> str:
        """What stands over the picture."""
        return self._word

    @property
    def text(self) -> str:
        """What stands in the picture's place."""
        return self._text

    @property
    def clip(self) -> Clip | None:
        """What is played back."""
        return self._clip

    def mirror(self, is_wanted: bool) -> None:
        """Whether left and right are exchanged on the screen; people know themselves from the mirror."""
        self._is_mirrored = is_wanted
        self.update()

    def show_live(self, image: RgbImage | None, *, text: str = "") -> None:
        """Show the newest frame, (S, S, 3); without one, a sentence in its place."""
        self._stop_playing()
        self._image, self._text = image, "" if image is not None else text
        self.update()

    def play(self, clip: Clip, frame_rate: float) -> None:
        """Show a try, (T, S, S, 3), again and again."""
        self._clip, self._place, self._text = clip, 0, ""
        self._image = clip[0] if len(clip) else None
        self._timer.start(round(1000 / frame_rate))
        self.update()

    def show_over(self, *, digit: int | None = None, word: str = "", share: float | None = None) -> None:
        """Lay this over the picture: a digit, or a word with the share of the time that has passed."""
        if (digit, word, share) != (self._digit, self._word, self._share):
            self._digit, self._word, self._share = digit, word, share
            self.setAccessibleDescription(str(digit) if digit else word)
            self.update()

    def forget(self) -> None:
        """Hold no picture."""
        self._stop_playing()
        self._image = None
        self.show_over()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        side = float(min(self.width(), self.height()))
        place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        if self._image is None:
            self._paint_text(painter)
        else:
            draw_rounded(painter, as_image(self._image), place, is_mirrored=self._is_mirrored)
        self._paint_over(painter, place)
        painter.end()

    def _paint_text(self, painter: QPainter) -> None:
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        font = QFont(self.font())
        font.setPixelSize(max(15, min(26, round(0.06 * self.width()))))
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(self.rect()).adjusted(24, 16, -24, -16), flags, self._text)

    def _paint_over(self, painter: QPainter, place: QRectF) -> None:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Bold)
        if self._digit is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(SHADE)
            painter.drawRoundedRect(place, CORNER, CORNER)
            font.setPixelSize(max(20, round(DIGIT_SHARE * place.height())))
            painter.setFont(font)
            painter.setPen(ON_SHADE)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(self._digit))
        elif self._word:
            font.setPixelSize(max(16, round(WORD_SHARE * place.height())))
            while font.pixelSize() > 16 and QFontMetricsF(font).horizontalAdvance(self._word) > place.width() - 60:
                font.setPixelSize(font.pixelSize() - 1)
            self._paint_word(painter, place, font)

    def _paint_word(self, painter: QPainter, place: QRectF, font: QFont) -> None:
        height = QFontMetricsF(font).height() + 16
        band = QRectF(place.left(), place.bottom() - height, place.width(), height)
        painter.save()
        rounded = QPainterPath()
        rounded.addRoundedRect(place, CORNER, CORNER)
        painter.setClipPath(rounded)
        painter.fillRect(band, SHADE)
        if self._share is not None:
            painter.fillRect(QRectF(band.left(), band.top(), self._share * band.width(), BAR_HEIGHT), RECORDING_RED)
        painter.setFont(font)
        painter.setPen(ON_SHADE)
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, self._word)
        painter.restore()
        if self._share is not None:  # being recorded is seen by an edge as well, not by its colour alone
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(RECORDING_RED, EDGE))
            inset = EDGE / 2
            painter.drawRoundedRect(place.adjusted(inset, inset, -inset, -inset), CORNER, CORNER)

    def _stop_playing(self) -> None:
        self._timer.stop()
        self._clip = None

    @Slot()
    def _go_on(self) -> None:
        if self._clip is None or not len(self._clip):
            return
        self._place = (self._place + 1) % (len(self._clip) + PAUSE_FRAMES)
        self._image = self._clip[min(self._place, len(self._clip) - 1)]
        self.update()


def as_image(image: RgbImage) -> QImage:
    """A picture for Qt, (S, S, 3), with pixels of its own."""
    height, width = image.shape[:2]
    return QImage(image.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
