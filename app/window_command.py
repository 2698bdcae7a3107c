"""Opens the window and runs it to its end. The only way from the command line into Qt."""

from __future__ import annotations

import signal
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.camera import VideoFile, Webcam
from app.crash_log import install_exception_hook
from app.garbage import GarbageCollector
from app.main_window import MainWindow
from app.model_choice import remembered_model
from app.model_loader import ModelLoader
from app.preferences import Preferences
from app.settings import SettingsFile, settings_path
from app.speed_file import SpeedFile
from app.theme import ThemeFollower
from app.window_picture import WindowPicture
from models.recognizer import GlossRecognizer

__all__ = ["open_window"]

SPEEDS_NAME = "speeds.json"  # beside the settings


def open_window(
    recognizer: GlossRecognizer,
    sample_clip: Path,
    *,
    video: Path | None = None,
    camera_index: int | None = None,
    is_model_given: bool = False,
    screenshot: Path | None = None,
    when_committed: int = 1,
) -> int:
    """Show the window until it is closed; returns the exit code.

    Args:
        sample_clip: What plays, again and again, when there is no camera.
        video: What to watch instead of the camera.
        camera_index: The number of the camera; None for the first there is.
        is_model_given: Whether this model was asked for, so that the one remembered is not used in its place.
        screenshot: Where to save a picture of the window, which then closes.
        when_committed: How many glosses must have been committed before that picture.

    Raises:
        GlosscastError: If the picture cannot be taken.
    """
    application = _application()
    collector = GarbageCollector()
    # A picture for the README shows the window as it is at first, whatever the person who takes it has chosen.
    preferences = Preferences(None if screenshot else SettingsFile(settings_path()))
    kept = "" if is_model_given else preferences.settings.model_path
    recognizer, problem = remembered_model(kept, recognizer)
    follower = ThemeFollower(application, preferences.settings.theme)
    preferences.changed.connect(follower.follow_settings)
    sample = VideoFile(sample_clip, is_looped=True, title="Sample clip")
    loader = ModelLoader(SpeedFile(settings_path().with_name(SPEEDS_NAME)))
    window = MainWindow(recognizer, sample, partial(Webcam, camera_index), preferences, loader)
    window.model_swap.told.emit(problem)
    install_exception_hook(partial(_tell, window))
    # Python sees Ctrl+C at the next tick of the window's status timer.
    signal.signal(signal.SIGINT, lambda number, frame: application.quit())
    application.aboutToQuit.connect(window.stop)
    window.show()
    window.setFocus()  # no frame around a control before the first Tab
    picture = WindowPicture(window, screenshot, when_committed) if screenshot else None
    # From inside the event loop, so that the window is on the screen before a camera's driver takes its time.
    QTimer.singleShot(0, window.start_camera if video is None else partial(window.play_video, video))
    if not screenshot:
        QTimer.singleShot(0, window.model_swap.measure)
    exit_code = application.exec()
    _finish(window, preferences, collector)
    if picture:
        picture.check()
    return exit_code


def _finish(window: MainWindow, preferences: Preferences, collector: GarbageCollector) -> None:
    window.stop()
    window.model_swap.finish()
    preferences.finish()
    collector.finish()


def _application() -> QApplication:
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Glosscast")
    application.setDesktopFileName("glosscast")
    return application


def _tell(window: MainWindow, sentence: str) -> None:
    print(sentence, file=sys.stderr)
    window.show_message(sentence)
