"""The window: picture, subtitle, figures, buttons. It shows what a `LiveSession` finds, and decides what is watched."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.camera import CameraLostError, FrameSource, NoCameraError, VideoFile
from app.camera_preview import CameraPreview
from app.captions import CaptionState
from app.control_bar import ControlBar
from app.live_session import LiveSession, SessionStatus
from app.message_line import MessageLine
from app.more_menu import MoreButton
from app.pace import PaceMeter
from app.preferences import Preferences
from app.settings import Settings
from app.signs_panel import SignsPanel
from app.subtitle_place import SubtitlePlace
from app.subtitle_view import SubtitleView
from models.errors import GlosscastError
from models.recognizer import GlossRecognizer

__all__ = ["MainWindow"]

PANEL_FROM_WIDTH, PANEL_FROM_HEIGHT = 900, 600  # pixels
STATUS_INTERVAL_MS = 500
SUBTITLE_STAYS_MS = 6000  # after the last change: long enough to read two rows, then the screen is empty again
CLOSING_LIMIT_S = 1.8  # a thread that has not ended by then is left behind
HANGING_LIMIT_S = 0.2  # the same for a camera that is known to hang
OLDEST_PICTURE_S = 3.0  # a camera silent for longer is lost, whatever its driver says


class MainWindow(QMainWindow):
    """Everything a person sees.

    Args:
        recognizer: The model in use.
        sample: What plays when there is no camera.
        open_camera: Gives the webcam, not yet opened.
        preferences: The settings in force; those of a fresh start if none are given.
    """

    # From the threads. They carry the session's number, because a session that was stopped may still have some queued;
    # frames and captions wait in the session's mailboxes.
    frame_waits = Signal(int)
    captions_wait = Signal(int)
    session_ended = Signal(int, object)

    message_given = Signal(str)
    captions_shown = Signal(object)  # the newest CaptionState, once it is on the screen

    def __init__(
        self,
        recognizer: GlossRecognizer,
        sample: FrameSource,
        open_camera: Callable[[], FrameSource],
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__()
        self._recognizer = recognizer
        self._sample = sample
        self._open_camera = open_camera
        self._session: LiveSession | None = None
        self._session_number = 0
        self._captions = CaptionState()
        self._pace = PaceMeter(recognizer.card.step_s)
        self.preferences = preferences or Preferences()

        self._preview = CameraPreview()
        self._subtitle = SubtitleView()
        self._panel = SignsPanel(recognizer.card)
        self._message = MessageLine()
        self._controls = ControlBar(len(recognizer.card.vocabulary.glosses))
        self._build()
        self._apply_settings(self.preferences.settings)
        self.preferences.changed.connect(self._apply_settings)
        self._message.follow(self.preferences)

        queued = Qt.ConnectionType.QueuedConnection
        self.frame_waits.connect(self._take_frame, queued)
        self.captions_wait.connect(self._take_captions, queued)
        self.session_ended.connect(self._end_session, queued)
        self.message_given.connect(self._message.setText, queued)
        self._status_timer = QTimer(self)
        self._status_timer.setInterval(STATUS_INTERVAL_MS)
        self._status_timer.timeout.connect(self._show_status)
        self._status_timer.start()
        self._fade_timer = QTimer(self)
        self._fade_timer.setSingleShot(True)
        self._fade_timer.setInterval(SUBTITLE_STAYS_MS)
        self._fade_timer.timeout.connect(self._subtitle.fade)

    # ── What may be asked of it ───────────────────────────────────────────────────────────────────────────────────────

    @property
    def message(self) -> str:
        """The sentence that says what is going on."""
        return self._message.text()

    @property
    def subtitle(self) -> str:
        """What the subtitle shows."""
        return self._subtitle.text

    @property
    def captions(self) -> CaptionState:
        """What has been recognised since the source was opened."""
        return self._captions

    @property
    def status(self) -> SessionStatus | None:
        """The figures of the session that runs, if any."""
        return self._session.status if self._session else None

    def show_message(self, sentence: str) -> None:
        """Say something to the person, from this thread or another."""
        self.message_given.emit(sentence)

    @Slot()
    def start_camera(self) -> None:
        """Watch the webcam. Should there be none, the sample clip plays."""
        self._start(self._open_camera(), self.tr("Starting the camera…"))

    def play_video(self, path: Path) -> None:
        """Watch a video file, once."""
        source = VideoFile(path)
        self._start(source, self.tr("Playing {name}.").format(name=source.title))

    @Slot()
    def reset(self) -> None:
        """Empty the subtitle and begin anew."""
        if self._session:
            self._session.reset()
        self._show_captions(CaptionState())

    @Slot()
    def stop(self) -> None:
        """End the session's threads; the window stays."""
        self._stop(CLOSING_LIMIT_S)

    # ── Sessions ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _stop(self, limit_s: float) -> None:
        if self._session:
            self._session.stop(limit_s)
        self._session = None
        self._session_number += 1

    def _start(self, source: FrameSource, message: str) -> None:
        self.stop()
        self.reset()
        self._message.setText(message)
        self._preview.begin(source.title, is_live=source.is_live)
        number = self._session_number
        self._session = LiveSession(
            source,
            self._recognizer,
            on_frame=partial(self.frame_waits.emit, number),
            on_captions=partial(self.captions_wait.emit, number),
            on_end=partial(self.session_ended.emit, number),
            is_left_handed=self._is_left_handed(source),
        )
        self._session.start()
        self._show_status()

    @Slot(int)
    def _take_frame(self, number: int) -> None:
        if self._session is None or number != self._session_number:
            return
        image = self._session.preview.take()
        if image is not None:
            self._preview.show_image(image)
            if self._session.source.is_live and self._message.text():
                self._message.clear()

    @Slot(int)
    def _take_captions(self, number: int) -> None:
        if self._session is None or number != self._session_number:
            return
        captions = self._session.captions.take()
        if captions is not None:
            self._show_captions(captions)

    @Slot(int, object)
    def _end_session(self, number: int, error: GlosscastError | None) -> None:
        if self._session is None or number != self._session_number:
            return
        source = self._session.source
        if isinstance(error, NoCameraError):
            sentence = self.tr(
                "No camera was found: playing the sample clip. Plug in a camera and press Retry, or open a video file."
            )
            self._start(self._sample, sentence)
        elif isinstance(error, CameraLostError):
            self._lose_camera()
        elif error is not None:
            self.stop()
            self._message.setText(str(error))
        else:
            # The recognition thread goes on until it has finished the last sentence; the next start stops it.
            self._fade_timer.stop()
            ended = self.tr("{name} has ended. Open another video, or press Retry camera.")
            self._message.setText(ended.format(name=source.title))

    def _lose_camera(self, limit_s: float = CLOSING_LIMIT_S) -> None:
        self._stop(limit_s)
        self._preview.begin(self.tr("No picture"), is_live=False)
        sentence = self.tr("The camera stopped sending pictures. Plug it in and press Retry, or open a video file.")
        self._message.setText(sentence)

    def _is_left_handed(self, source: FrameSource) -> bool:
        # The sample clip shows somebody else.
        return self.preferences.settings.is_left_handed and source is not self._sample

    # ── Showing ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _show_captions(self, captions: CaptionState) -> None:
        if captions != self._captions:
            self._captions = captions
            self._subtitle.show_captions(captions)
            self._panel.show_captions(captions)
            self._fade_timer.start()
        self.captions_shown.emit(captions)

    @Slot(object)
    def _apply_settings(self, settings: Settings) -> None:
        self._preview.mirror_webcams(settings.is_mirrored)
        self._subtitle.set_style(settings.subtitle)
        self._subtitle_place.arrange(settings.subtitle)
        if self._session:
            self._session.set_left_handed(self._is_left_handed(self._session.source))

    @Slot()
    def _show_status(self) -> None:
        status = self.status
        self._message.show_pace(self._pace.update(time.monotonic(), status))
        if status is None or self._session is None:
            self._controls.show_status(None, is_live=False)
            return
        if self._session.source.is_live and (status.picture_age_s or 0.0) > OLDEST_PICTURE_S:
            self._lose_camera(limit_s=HANGING_LIMIT_S)
            return
        self._controls.show_status(status, is_live=self._session.source.is_live)

    # ── Layout ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        self.setWindowTitle("Glosscast")
        self.resize(1280, 800)
        self._controls.open_wanted.connect(self._choose_video)
        self._controls.retry_wanted.connect(self.start_camera)
        self._controls.reset_wanted.connect(self.reset)
        self._controls.add_button(MoreButton(self, self._recognizer.card, self.preferences))

        picture = QHBoxLayout()
        picture.setSpacing(16)
        picture.addWidget(self._preview, stretch=7)
        picture.addWidget(self._panel, stretch=3)

        content = QVBoxLayout()
        content.setContentsMargins(16, 16, 16, 12)
        content.setSpacing(10)
        content.addLayout(picture, stretch=1)
        content.addWidget(self._message)

        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(content, stretch=100)
        whole.addWidget(self._subtitle, stretch=46)
        whole.addWidget(self._controls)
        self._subtitle_place = SubtitlePlace(self._subtitle, self._preview, whole)
        central = QWidget()
        central.setLayout(whole)
        self.setCentralWidget(central)

    @Slot()
    def _choose_video(self) -> None:
        kinds = self.tr("Videos (*.mp4 *.avi *.mov *.mkv *.webm);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a video file"), "", kinds)
        if name:
            self.play_video(Path(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        # In a small window picture and subtitle need all the room.
        self._panel.setVisible(self.width() >= PANEL_FROM_WIDTH and self.height() >= PANEL_FROM_HEIGHT)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        self._status_timer.stop()
        self._fade_timer.stop()
        super().closeEvent(event)
