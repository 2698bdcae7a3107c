"""What is said about the camera: a sentence and a remedy for each state, in the place of its picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.camera_state import CameraState

__all__ = ["CameraNotice"]

WIDTHS_A_FONT = 22.0  # ours: on a 15-inch screen the sentence can be read from where somebody stands to sign
SMALLEST_FONT, LARGEST_FONT = 13, 46  # pixels
SPACING = 14  # pixels
REMEDY_SIZE = 0.72  # of the sentence's


class CameraNotice(QWidget):
    """Covers the picture while it is shown. Its colours are the palette's, so that it can be read in every theme."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__(picture)
        self.hide()
        picture.installEventFilter(self)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._sentence, self._remedy = QLabel(), QLabel()
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        layout.addStretch()
        for label in (self._sentence, self._remedy):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setForegroundRole(QPalette.ColorRole.Text)
            layout.addWidget(label)
        layout.addStretch()

    @property
    def texts(self) -> dict[CameraState, tuple[str, str]]:
        """The sentence and the remedy of each state, in the language of the window."""
        return {
            CameraState.NONE: (
                self.tr("No camera was found."),
                self.tr("Plug one in and it starts by itself, or open a video file."),
            ),
            CameraState.DENIED: (
                self.tr("You are not allowed to use the camera."),
                self.tr("Ask whoever looks after this computer to add you to the group “video”, then log in again."),
            ),
            CameraState.BUSY: (
                self.tr("Another program is using the camera."),
                self.tr("Close it, a video call perhaps, and the camera starts here by itself."),
            ),
            CameraState.REFUSED: (
                self.tr("No camera could be opened."),
                self.tr(
                    "Plug one in, close programs that use one, allow it in the privacy settings, or open a video file."
                ),
            ),
            CameraState.OPENING: (
                self.tr("Starting the camera…"),
                self.tr("Some need up to 20 seconds. You can open a video file instead."),
            ),
            CameraState.RUNNING: (self.tr("The camera is on."), self.tr("Press Pause camera to switch it off.")),
            CameraState.FROZEN: (
                self.tr("The camera sends no new picture."),
                self.tr("Look whether it is covered. If not, unplug it and plug it in again."),
            ),
            CameraState.LOST: (
                self.tr("The camera is no longer connected."),
                self.tr("Plug it in again and it goes on by itself, or open a video file."),
            ),
            CameraState.BACK: (self.tr("The camera works now."), self.tr("Go ahead and sign.")),
            CameraState.PAUSED: (self.tr("The camera is off."), self.tr("Press Resume camera to go on.")),
        }

    @property
    def text(self) -> str:
        """The sentence and the remedy that are shown; empty while the picture is."""
        if self.isHidden():
            return ""
        return f"{self._sentence.text()} {self._remedy.text()}"

    def sentences(self, state: CameraState, between: str = "") -> str:
        """The same for any state, in one line; `between` says what happens meanwhile."""
        sentence, remedy = self.texts[state]
        return " ".join(part for part in (sentence, between, remedy) if part)

    def show_state(self, state: CameraState) -> None:
        """Say what is the matter and what to do."""
        sentence, remedy = self.texts[state]
        self._sentence.setText(sentence)
        self._remedy.setText(remedy)
        self.setAccessibleName(self.sentences(state))
        self.resize(self.parentWidget().size())
        self._fit()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.resize(self.parentWidget().size())
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """The largest type in which both sentences are whole."""
        size = round(min(max(self.width() / WIDTHS_A_FONT, SMALLEST_FONT), LARGEST_FONT))
        while size > SMALLEST_FONT and self._height_at(size) > self.height():
            size -= 1
        for label, font in zip((self._sentence, self._remedy), self._fonts(size), strict=True):
            label.setFont(font)

    def _height_at(self, size: int) -> float:
        margins = self.layout().contentsMargins()
        room = QRectF(0, 0, self.width() - margins.left() - margins.right(), 10_000)
        height = margins.top() + margins.bottom() + 3 * SPACING
        for label, font in zip((self._sentence, self._remedy), self._fonts(size), strict=True):
            height += QFontMetricsF(font).boundingRect(room, Qt.TextFlag.TextWordWrap, label.text()).height()
        return height

    def _fonts(self, size: int) -> tuple[QFont, QFont]:
        sentence, remedy = QFont(self.font()), QFont(self.font())
        sentence.setPixelSize(size)
        sentence.setWeight(QFont.Weight.DemiBold)
        remedy.setPixelSize(max(round(REMEDY_SIZE * size), SMALLEST_FONT))
        return sentence, remedy
