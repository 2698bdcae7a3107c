"""The window: picture, subtitle, figures, buttons. It shows what a `Watcher` finds, and decides what is watched."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow

from app.camera import FrameSource, VideoFile
from app.camera_follower import CameraFollower
from app.camera_keeper import CameraKeeper
from app.camera_notice import CameraNotice
from app.camera_preview import CameraPreview
from app.captions import CaptionState
from app.control_bar import ControlBar
from app.framing_overlay import FramingOverlay
from app.live_session import SessionStatus
from app.message_line import MessageLine
from app.model_drop import ModelDrop
from app.model_loader import ModelLoader
from app.model_swap import ModelSwap
from app.more_menu import MoreButton
from app.pace import PaceMeter
from app.preferences import Preferences
from app.settings import Settings
from app.signer_guide import SignerGuide
from app.signs_panel import SignsPanel
from app.subtitle_place import SubtitlePlace
from app.subtitle_view import SubtitleView
from app.teaching import Teaching
from app.transcript_panel import TranscriptPanel
from app.watcher import Watcher
from app.window_layout import lay_out
from models.errors import GlosscastError
from models.recognizer import GlossRecognizer

__all__ = ["MainWindow"]

PANEL_FROM_WIDTH, PANEL_FROM_HEIGHT, SIGNS_FROM_HEIGHT = 900, 600, 740  # pixels
STATUS_INTERVAL_MS = 500
SUBTITLE_STAYS_MS = 6000  # after the last change: long enough to read two rows, then the screen is empty again
CLOSING_LIMIT_S = 0.9  # a thread that has not ended by then is left behind; so is a camera not given back by then


class MainWindow(QMainWindow):
    """Everything a person sees.

    Args:
        recognizer: The model in use.
        sample: What plays when there is no camera.
        open_camera: Gives the webcam, not yet opened; called by a thread, once for each try.
        preferences: The settings in force; those of a fresh start if none are given.
        loader: Opens other models.
    """

    message_given = Signal(str)
    captions_shown = Signal(object)  # the newest CaptionState, once it is on the screen

    def __init__(
        self,
        recognizer: GlossRecognizer,
        sample: FrameSource,
        open_camera: Callable[[], FrameSource],
        preferences: Preferences | None = None,
        loader: ModelLoader | None = None,
    ) -> None:
        super().__init__()
        self._sample = sample
        self.camera = CameraKeeper(open_camera, self)
        self.watcher = Watcher(recognizer, CLOSING_LIMIT_S, self)
        self._captions = CaptionState()
        self._recognized = CaptionState()  # the same before the signer's undo and corrections
        self._pace = PaceMeter(recognizer.card.step_s, recognizer.card.frame_rate)
        self.preferences = preferences or Preferences()
        self.model_swap = ModelSwap(self.watcher, self.preferences, loader)
        self._guide = SignerGuide(self.preferences, CLOSING_LIMIT_S, self)
        self._preview = CameraPreview()
        self._overlay = FramingOverlay(self._preview)
        self._notice = CameraNotice(self._preview)
        self._subtitle = SubtitleView()
        self._panel = SignsPanel(recognizer.card)
        self._transcript = TranscriptPanel(recognizer.card)
        self._message = MessageLine()
        self._controls = ControlBar(len(recognizer.card.vocabulary.glosses))
        self._more = MoreButton(self, recognizer, self.preferences)
        self.teaching = Teaching(self.watcher, self.camera, self.preferences, self)
        self._build()
        self._apply_settings(self.preferences.settings)
        self.preferences.changed.connect(self._apply_settings)
        self._message.follow(self.preferences)
        self._status_timer = QTimer(self, interval=STATUS_INTERVAL_MS)
        self._fade_timer = QTimer(self, singleShot=True, interval=SUBTITLE_STAYS_MS)
        self._follower = CameraFollower(
            self.camera, sample, notice=self._notice, preview=self._preview, message=self._message,
            controls=self._controls,
        )  # fmt: skip
        self._connect()

    def _connect(self) -> None:
        self.watcher.picture_came.connect(self._preview.show_image)
        self.watcher.captions_came.connect(self._take_captions)
        self.watcher.ended.connect(self._end_session)
        self.watcher.model_came.connect(self._follow_model)
        self.watcher.model_came.connect(self._more.show_model)
        self.model_swap.told.connect(self._message.show_model)
        self.model_swap.speed_known.connect(self._more.show_speed)
        self._more.model_chosen.connect(self.model_swap.open)
        self.teaching.join(self._panel, self._transcript, self._more, self._controls, self._message)
        ModelDrop(self).dropped.connect(self.model_swap.open)
        self._guide.hint_changed.connect(self._overlay.show_hint)
        self._guide.square_changed.connect(self._overlay.show_square)
        self._guide.failed.connect(self._message.setText)
        self.message_given.connect(self._message.setText, Qt.ConnectionType.QueuedConnection)
        self._follower.start_wanted.connect(self._start)
        self._follower.stop_wanted.connect(self._stop_session)
        self._status_timer.timeout.connect(self._show_status)
        self._status_timer.start()
        self._fade_timer.timeout.connect(self._subtitle.fade)

    # ── What may be asked of it ───────────────────────────────────────────────────────────────────────────────────────

    @property
    def message(self) -> str:
        """The sentences that say what is going on."""
        return self._notice.text or self._message.text()

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
        return self.watcher.status

    def show_message(self, sentence: str) -> None:
        """Say something to the person, from this thread or another."""
        self.message_given.emit(sentence)

    @Slot()
    def start_camera(self) -> None:
        """Watch the webcam. Should there be none, the sample clip plays until there is."""
        self._stop_session()
        self.reset()
        self.camera.start()

    def play_video(self, path: Path) -> None:
        """Watch a video file, once. No camera takes its place, for it was asked for: that takes Retry camera."""
        self.camera.stop()
        source = VideoFile(path)
        self._start(source, self.tr("Playing {name}.").format(name=source.title))

    @Slot()
    def reset(self) -> None:
        """Empty the subtitle and begin anew."""
        self.watcher.reset()
        self._recognized = CaptionState()
        self._show_captions(CaptionState())

    @Slot()
    def stop(self) -> None:
        """End all threads and give the camera back; the window stays."""
        self.camera.stop()
        self._stop_session()
        self._guide.finish()
        self.camera.wait(CLOSING_LIMIT_S)

    # ── Sessions ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @Slot()
    def _stop_session(self) -> None:
        self.watcher.stop()
        self._guide.end()
        self._follower.watched = None

    @Slot(object, str)
    def _start(self, source: FrameSource, message: str) -> None:
        self._stop_session()
        self.reset()
        self._message.setText(message)
        self._preview.begin(source.title, is_live=source.is_live)
        self._notice.hide()
        self._transcript.begin(source)
        self._follower.watched = source
        crop_rule = self._guide.begin(source)
        self.watcher.start(source, is_left_handed=self._is_left_handed(source), crop_rule=crop_rule)
        self._show_status()

    @Slot(object)
    def _take_captions(self, captions: CaptionState) -> None:
        self._recognized = captions
        self._show_captions(self._transcript.take(captions))

    @Slot(object, object)
    def _end_session(self, source: FrameSource, error: GlosscastError | None) -> None:
        if error is not None:
            self.stop()
            self._message.setText(str(error))
        else:
            # The recognition thread goes on until it has finished the last sentence; the next start stops it.
            self._fade_timer.stop()
            ended = self.tr("{name} has ended. Open another video, or press Retry camera.")
            self._message.setText(ended.format(name=source.title))

    @Slot(object)
    def _follow_model(self, recognizer: GlossRecognizer) -> None:
        card = recognizer.card
        self._pace = PaceMeter(card.step_s, card.frame_rate)
        self._panel.show_card(card)
        self._transcript.use_model(card)

    def _is_left_handed(self, source: FrameSource) -> bool:
        return self.preferences.settings.is_left_handed and source is not self._sample  # which shows somebody else

    # ── Showing ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _show_captions(self, captions: CaptionState) -> None:
        if captions != self._captions:
            self._captions = captions
            self._subtitle.show_captions(captions)
            self._fade_timer.start()
        self.captions_shown.emit(captions)

    @Slot(object)
    def _apply_settings(self, settings: Settings) -> None:
        self._preview.mirror_webcams(settings.is_mirrored)
        self._overlay.apply_settings(settings)
        self._subtitle.set_style(settings.subtitle)
        self._subtitle_place.arrange(settings.subtitle)
        if self.watcher.source:
            self.watcher.set_left_handed(self._is_left_handed(self.watcher.source))

    @Slot()
    def _show_edited(self) -> None:
        self._show_captions(self._transcript.transcript.applied(self._recognized))

    @Slot()
    def _show_status(self) -> None:
        status = self.status
        is_live = self.watcher.source is not None and self.watcher.source.is_live
        if is_live and self._notice.text:
            status = None  # the figures of a picture that is no more
        self._message.show_pace(self._pace.update(time.monotonic(), status))
        self._controls.show_status(status, is_live=is_live)

    # ── Layout ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        self.setWindowTitle("Glosscast")
        self.resize(1280, 800)
        self._controls.open_wanted.connect(self._choose_video)
        self._controls.retry_wanted.connect(self.start_camera)
        self._controls.pause_wanted.connect(self.camera.toggle)
        self._controls.reset_wanted.connect(self.reset)
        self._controls.add_button(self._more)
        self._transcript.edited.connect(self._show_edited)
        self._transcript.message_given.connect(self.show_message)
        self.addActions(self._transcript.window_actions)
        whole, rows = lay_out(
            picture=self._preview,
            panels=(self._panel, self._transcript),
            message=self._message,
            subtitle=self._subtitle,
            controls=self._controls,
        )
        self._subtitle_place = SubtitlePlace(self._subtitle, self._preview, rows)
        self.setCentralWidget(whole)

    @Slot()
    def _choose_video(self) -> None:
        kinds = self.tr("Videos (*.mp4 *.avi *.mov *.mkv *.webm);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a video file"), "", kinds)
        if name:
            self.play_video(Path(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        # In a small window picture and subtitle need all the room.
        for panel, from_height in ((self._panel, SIGNS_FROM_HEIGHT), (self._transcript, PANEL_FROM_HEIGHT)):
            panel.setVisible(self.width() >= PANEL_FROM_WIDTH and self.height() >= from_height)
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        self._status_timer.stop()
        self._fade_timer.stop()
        self._transcript.finish()
        self.model_swap.finish()
        self.teaching.finish()
        super().closeEvent(event)
