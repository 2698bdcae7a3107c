"""The bar at the foot of the window: figures, notice and buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.live_session import SessionStatus

__all__ = ["ControlBar"]

TEXTS_WIDTH = 420  # pixels that the texts need beside the buttons


class ControlBar(QWidget):
    """Says how fast it goes and asks for what the person wants; does nothing itself.

    Args:
        known_count: How many signs the model knows.
    """

    open_wanted = Signal()
    retry_wanted = Signal()
    pause_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self, known_count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = QLabel()
        self._figures.setObjectName("figures")
        self._figures.setAccessibleName(self.tr("Figures"))
        self._notice = QLabel()
        self._notice.setObjectName("notice")
        self.show_known_count(known_count)
        for label in (self._figures, self._notice):
            label.setWordWrap(True)  # rather than keep the window from being made small
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self._figures)
        texts.addWidget(self._notice)

        open_video = _button(self.tr("Open video"), self.tr("Open a video file"), QKeySequence.StandardKey.Open)
        open_video.clicked.connect(self.open_wanted)
        retry = _button(self.tr("Retry camera"), self.tr("Retry the camera"), Qt.Key.Key_F5)
        retry.clicked.connect(self.retry_wanted)
        self._pause = _button(self.tr("Pause"), self.tr("Switch the camera off for a while"), Qt.Key.Key_F6)
        self._pause.clicked.connect(self.pause_wanted)
        self.show_camera(is_wanted=False, can_resume=False)
        reset = _button(self.tr("Reset"), self.tr("Reset the subtitle"), Qt.Key.Key_Escape)
        reset.clicked.connect(self.reset_wanted)

        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        for button in (open_video, retry, self._pause, reset):
            self._buttons.addWidget(button)
        self._all = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._all.setContentsMargins(16, 10, 16, 12)
        self._all.setSpacing(10)
        self._all.addLayout(texts, stretch=1)
        self._all.addLayout(self._buttons)

    def add_button(self, button: QPushButton) -> None:
        """Put another button at the end."""
        self._buttons.addWidget(button)

    def show_known_count(self, known_count: int) -> None:
        """Say how many signs the model knows."""
        notice = self.tr(
            "These are names of signs from a known list of {count}. Not for medical, legal or emergency use."
        )
        self._notice.setText(notice.format(count=known_count))

    def resizeEvent(self, event: QResizeEvent) -> None:
        # In a narrow window the texts beside the buttons would need many short lines.
        is_narrow = self.width() < self._buttons.sizeHint().width() + TEXTS_WIDTH
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._all.setDirection(direction)
        super().resizeEvent(event)

    @property
    def figures(self) -> str:
        """The line of figures."""
        return self._figures.text()

    def show_camera(self, *, is_wanted: bool, can_resume: bool) -> None:
        """Let the pause button say what it would do; without a camera to pause or resume it does nothing."""
        self._pause.setEnabled(is_wanted or can_resume)
        name = self.tr("Switch the camera on again") if can_resume else self.tr("Switch the camera off for a while")
        key = self._pause.shortcut()  # a new text takes the old shortcut away
        self._pause.setText(self.tr("Resume") if can_resume else self.tr("Pause"))
        self._pause.setShortcut(key)
        _name(self._pause, name)

    def show_status(self, status: SessionStatus | None, *, is_live: bool) -> None:
        """Show the figures; None when nothing is being watched."""
        if status is None:
            self._figures.setText(self.tr("Nothing is being watched"))
            return
        source = self.tr("Camera {rate}") if is_live else self.tr("Video {rate}")
        figures = [
            source.format(rate=_figure(status.frame_rate, ".0f", "frames/s")),
            self.tr("{duration} per step").format(duration=_figure(status.step_ms, ".1f", "ms")),
            self.tr("{delay} from sign to text").format(delay=_figure(status.delay_s, ".1f", "s")),
            self.tr("{count} frames dropped").format(count=status.dropped_count),
        ]
        self._figures.setText("   ·   ".join(figures))


def _button(text: str, accessible_name: str, key: Qt.Key | QKeySequence.StandardKey) -> QPushButton:
    button = QPushButton(text)
    button.setShortcut(QKeySequence(key))
    _name(button, accessible_name)
    return button


def _name(button: QPushButton, accessible_name: str) -> None:
    button.setAccessibleName(accessible_name)
    keys = button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(f"{accessible_name} ({keys})")


def _figure(value: float | None, form: str, unit: str) -> str:
    return "–" if value is None else f"{value:{form}} {unit}"
