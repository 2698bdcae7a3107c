"""What is said about the camera: a sentence and a remedy for each state, in the place of its picture."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from app.camera_state import CameraState

__all__ = ["CameraNotice"]

WIDTHS_A_FONT = 22.0  # ours: on a 15-inch screen the sentence can be read from where somebody stands to sign
SMALLEST_FONT, LARGEST_FONT = 13, 46  # pixels
SPACING, CORNER, NARROWER_BY = 14, 10, 4  # pixels
MARGIN = 0.05  # of the width, on either side
REMEDY_SIZE = 0.72  # of the sentence's


class CameraNotice(QWidget):
    """Covers the picture while it is shown. Its colours are the palette's, so that it can be read in every theme."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__(picture)
        self._picture = picture
        self._texts = ("", "")
        self.hide()
        picture.installEventFilter(self)

    @property
    def texts(self) -> dict[CameraState, tuple[str, str]]:
        """The sentence and the remedy of each state, in the language of the window."""
        return {
            CameraState.NONE: (
                self.tr("No camera was found."),
                self.tr("Plug in a camera and it starts by itself, or open a video file."),
            ),
            CameraState.DENIED: (
                self.tr("This account may not use the camera."),
                self.tr("Ask whoever looks after this computer to add you to the group “video”, then log in again."),
            ),
            CameraState.BUSY: (
                self.tr("Another program is using the camera."),
                self.tr("Close it, a video call perhaps, and the camera starts here by itself."),
            ),
            CameraState.REFUSED: (
                self.tr("No camera could be opened."),
                self.tr("Plug in a camera, close other programs that use it, and allow it in the settings."),
            ),
            CameraState.OPENING: (
                self.tr("Starting the camera…"),
                self.tr("Some need up to 20 seconds. You can open a video file instead."),
            ),
            CameraState.RUNNING: (self.tr("The camera is on."), self.tr("Press Pause to switch it off.")),
            CameraState.FROZEN: (
                self.tr("The camera sends no new picture."),
                self.tr("Look whether it is covered. If not, unplug it and plug it in again."),
            ),
            CameraState.LOST: (
                self.tr("The camera is no longer connected."),
                self.tr("Plug it in again and it goes on by itself, or open a video file."),
            ),
            CameraState.BACK: (self.tr("The camera works now."), self.tr("Go ahead and sign.")),
            CameraState.PAUSED: (self.tr("The camera is off."), self.tr("Press Resume to go on.")),
        }

    @property
    def text(self) -> str:
        """The sentence and the remedy that are shown; empty while the picture is."""
        return "" if self.isHidden() else " ".join(self._texts)

    def sentences(self, state: CameraState, between: str = "") -> str:
        """The same for any state, in one line; `between` says what happens meanwhile."""
        sentence, remedy = self.texts[state]
        return " ".join(part for part in (sentence, between, remedy) if part)

    def show_state(self, state: CameraState) -> None:
        """Say what is the matter and what to do."""
        self._texts = self.texts[state]
        self.setAccessibleName(self.sentences(state))
        self.resize(self._picture.size())
        self.show()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.resize(self._picture.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().brush(QPalette.ColorRole.Base))
        painter.drawRoundedRect(self.rect(), CORNER, CORNER)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        for text, (font, place) in zip(self._texts, self.places(), strict=True):
            painter.setFont(font)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, text)
        painter.end()

    def places(self) -> list[tuple[QFont, QRectF]]:
        """Type and place of sentence and remedy: as large as they can be whole, in lines of about equal length."""
        size = round(min(max(self.width() / WIDTHS_A_FONT, SMALLEST_FONT), LARGEST_FONT))
        room = round(self.width() * (1 - 2 * MARGIN))
        while size > SMALLEST_FONT and self._height_at(size, room) > self.height():
            size -= 1
        top = (self.height() - self._height_at(size, room)) / 2 + SPACING
        found = []
        for text, font in zip(self._texts, self._fonts(size), strict=True):
            height, width = _text_height(text, font, room), room
            while _text_height(text, font, width - NARROWER_BY) == height < math.inf:
                width -= NARROWER_BY
            found.append((font, QRectF((self.width() - width) / 2, top, width, height)))
            top += height + SPACING
        return found

    def _height_at(self, size: int, room: int) -> float:
        fonts = self._fonts(size)
        return 3 * SPACING + sum(_text_height(text, font, room) for text, font in zip(self._texts, fonts, strict=True))

    def _fonts(self, size: int) -> tuple[QFont, QFont]:
        sentence, remedy = QFont(self.font()), QFont(self.font())
        sentence.setPixelSize(size)
        sentence.setWeight(QFont.Weight.DemiBold)
        remedy.setPixelSize(max(round(REMEDY_SIZE * size), SMALLEST_FONT))
        return sentence, remedy


def _text_height(text: str, font: QFont, width: int) -> float:
    """Infinite where a word is wider than that."""
    room = QRectF(0, 0, width, 10_000)
    needed = QFontMetricsF(font).boundingRect(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, text)
    return needed.height() if needed.width() <= width else math.inf
