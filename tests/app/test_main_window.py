"""The window, off-screen, with the real threads and the real tiny model."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import main_window as main_window_module
from app.camera import CameraLostError
from app.camera_preview import CameraPreview
from app.live_session import LiveSession
from app.main_window import MainWindow
from app.message_line import MessageLine
from app.preferences import Preferences
from app.settings import SettingsFile
from app.signs_panel import SignsPanel
from app.transcript import Transcript
from app.transcript_panel import TranscriptPanel
from models.recognizer import GlossRecognizer
from tests.app.conftest import HELD, EndlessCamera, ListSource, OpenWindow, Scene, no_camera

LIMIT_MS = 60_000  # for a busy machine; each wait ends as soon as it can


def our_threads() -> set[str]:
    """The names of the threads of sessions that are alive."""
    return {thread.name for thread in threading.enumerate()} & {"camera", "camera reader", "recognition", "signer"}


def button(window: MainWindow, text: str) -> QPushButton:
    """The button that says so."""
    return next(one for one in window.findChildren(QPushButton) if one.text() == text)


def transcript(window: MainWindow) -> Transcript:
    """The transcript that the window shows."""
    return window.findChild(TranscriptPanel).transcript


def test_a_video_plays_with_subtitles(qtbot: QtBot, open_window: OpenWindow, red_green_video: Path) -> None:
    """A video file goes through both threads and the model, its glosses appear, and its end is said."""
    window = open_window()
    window.play_video(red_green_video)

    qtbot.waitUntil(lambda: "has ended" in window.message, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: window.captions.finished == (("RED", "GREEN"),), timeout=LIMIT_MS)
    assert window.subtitle == "RED GREEN"
    assert window.status is not None
    assert window.status.step_ms is not None
    assert window.status.dropped_count == 0


def test_without_a_camera_the_sample_plays(qtbot: QtBot, open_window: OpenWindow) -> None:
    """No camera: a sentence says so and what to do, and the sample clip gets live subtitles."""
    window = open_window()
    window.start_camera()

    qtbot.waitUntil(lambda: window.captions.committed_count >= 2, timeout=LIMIT_MS)
    assert window.message == (
        "No camera was found. The sample clip plays. Plug in a camera and it starts by itself, or open a video file."
    )
    assert window.subtitle.startswith("RED")


def test_the_sample_goes_round(qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """At its end the sample starts over, and each round is a sentence of its own."""
    monkeypatch.setattr("app.camera.LOOP_PAUSE_S", 0.0)
    window = open_window()
    window.start_camera()

    qtbot.waitUntil(lambda: len(window.captions.finished) >= 2, timeout=LIMIT_MS)
    assert window.captions.finished[:2] == (("RED", "GREEN"), ("RED", "GREEN"))


def test_a_camera_is_watched_and_said_to_be_on(qtbot: QtBot, open_window: OpenWindow) -> None:
    """With a camera there is nothing to complain of, and its frames are recognised."""
    window = open_window(lambda: EndlessCamera(HELD))
    window.start_camera()
    assert window.message.startswith("Starting the camera…")

    qtbot.waitUntil(lambda: window.captions.committed_count >= 1, timeout=LIMIT_MS)
    assert window.message == ""


def test_a_video_that_cannot_be_read_is_said(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> None:
    """A file that is no video gives one sentence that names it, and the window stays."""
    path = tmp_path / "notes.mp4"
    path.write_text("no video")
    window = open_window()
    window.play_video(path)

    qtbot.waitUntil(lambda: "notes.mp4 is not a video" in window.message, timeout=LIMIT_MS)
    assert window.isVisible()
    assert our_threads() == set()


def test_opening_a_video_by_its_button(
    qtbot: QtBot, open_window: OpenWindow, red_green_video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button asks for a file and plays it; asked and not answered, nothing changes."""
    answers = iter([("", ""), (str(red_green_video), "")])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *arguments: next(answers))
    window = open_window()

    qtbot.mouseClick(button(window, "Open video"), Qt.MouseButton.LeftButton)
    assert window.status is None
    qtbot.mouseClick(button(window, "Open video"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: window.captions.committed_count >= 1, timeout=LIMIT_MS)


def test_reset_empties_the_subtitle(
    qtbot: QtBot, open_window: OpenWindow, write_video: Callable[[str, Sequence[Scene]], Path]
) -> None:
    """After Reset nothing is shown, and what is signed next is; the transcript keeps both."""
    scenes = ((None, 0.4), ("RED", 0.5), (None, 1.1), ("GREEN", 0.8), (None, 0.8))
    window = open_window()
    window.play_video(write_video("apart.avi", scenes))
    qtbot.waitUntil(lambda: window.captions.committed_count == 1, timeout=LIMIT_MS)

    qtbot.mouseClick(button(window, "Reset"), Qt.MouseButton.LeftButton)

    assert window.subtitle == ""
    qtbot.waitUntil(lambda: window.captions.finished == (("GREEN",),), timeout=LIMIT_MS)
    assert [gloss.gloss for gloss in transcript(window).glosses] == ["RED", "GREEN"]


def test_undo_and_correction_reach_the_subtitle(qtbot: QtBot, open_window: OpenWindow, red_green_video: Path) -> None:
    """What the signer takes back or corrects is taken back and corrected where others read it."""
    window = open_window()
    window.play_video(red_green_video)
    qtbot.waitUntil(lambda: window.captions.finished == (("RED", "GREEN"),), timeout=LIMIT_MS)
    window.activateWindow()

    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.subtitle == "RED"
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_1)

    corrected = transcript(window).glosses[0]
    assert corrected.correction in ("GREEN", "BLUE")
    assert window.subtitle == corrected.correction
    assert corrected.recognized.gloss == "RED"


def test_closing_completes_a_live_file(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence that had not ended when the window was closed is in the file too."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(tmp_path / "talk.txt"), ""))
    window = open_window(lambda: EndlessCamera(HELD))
    window.start_camera()
    next(one for one in window.actions() if one.text() == "Write live to file…").trigger()
    qtbot.waitUntil(lambda: window.captions.committed_count == 1, timeout=LIMIT_MS)
    window.close()

    assert (tmp_path / "talk.txt").read_text().startswith("RED")


def test_the_subtitle_goes_when_nothing_more_is_signed(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some seconds after the last gloss the subtitle is empty again, while the list keeps it."""
    monkeypatch.setattr(main_window_module, "SUBTITLE_STAYS_MS", 50)
    monkeypatch.setattr("app.camera.LOOP_PAUSE_S", 30.0)
    window = open_window()
    window.start_camera()
    qtbot.waitUntil(lambda: len(window.captions.finished) == 1, timeout=LIMIT_MS)

    qtbot.waitUntil(lambda: window.subtitle == "", timeout=LIMIT_MS)
    assert window.captions.finished == (("RED", "GREEN"),)


@pytest.mark.parametrize("state", ["video", "sample", "camera", "ended", "nothing"])
def test_closing_ends_the_threads(qtbot: QtBot, open_window: OpenWindow, red_green_video: Path, state: str) -> None:
    """From any state the window closes within two seconds and leaves no thread behind."""
    window = open_window(no_camera if state == "sample" else EndlessCamera)
    if state in ("video", "ended"):
        window.play_video(red_green_video)
    elif state != "nothing":
        window.start_camera()
    if state == "ended":
        qtbot.waitUntil(lambda: "has ended" in window.message, timeout=LIMIT_MS)
    elif state != "nothing":
        qtbot.waitUntil(lambda: window.status is not None and bool(window.status.frame_rate), timeout=LIMIT_MS)

    started_s = time.monotonic()
    window.close()

    assert time.monotonic() - started_s < 2
    assert our_threads() == set()


def test_what_is_late_from_an_old_session_is_ignored(
    qtbot: QtBot, open_window: OpenWindow, red_green_video: Path
) -> None:
    """Signals still queued from a session that was stopped change nothing."""
    window = open_window()
    window.play_video(red_green_video)
    window.watcher.session_ended.emit(-1, CameraLostError("old"))
    window.watcher.frame_waits.emit(-1)
    window.watcher.captions_wait.emit(-1)

    qtbot.waitUntil(lambda: window.captions.committed_count == 2, timeout=LIMIT_MS)


def test_the_window_says_what_it_is(open_window: OpenWindow, recognizer: GlossRecognizer) -> None:
    """The notice counts the signs of the model's own list and says what it is not for; each button has a name."""
    window = open_window()
    texts = [label.text() for label in window.findChildren(QLabel)]

    count = len(recognizer.card.vocabulary.glosses)
    assert f"These are names of signs from a known list of {count}. Not for medical, legal or emergency use." in texts
    assert all(one.accessibleName() for one in window.findChildren(QPushButton))
    assert {one.text() for one in window.findChildren(QPushButton)} == {
        "Open video",
        "Retry camera",
        "Pause",
        "Reset",
        "More",
    }


def test_the_figures_are_shown(qtbot: QtBot, open_window: OpenWindow) -> None:
    """Frames a second, time of a step, delay and dropped frames stand in the status line."""
    window = open_window()
    window.start_camera()

    def figures() -> str:
        return next(label.text() for label in window.findChildren(QLabel) if label.objectName() == "figures")

    qtbot.waitUntil(lambda: window.status is not None and window.status.delay_s is not None, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: "–" not in figures(), timeout=LIMIT_MS)
    assert "frames/s" in figures()
    assert "ms per step" in figures()
    assert "s from sign to text" in figures()
    assert "0 frames dropped" in figures()


def test_a_small_window_keeps_picture_and_subtitle(open_window: OpenWindow) -> None:
    """The window can be made small; the side panel then gives way."""
    window = open_window()
    panel = window.findChild(SignsPanel)
    assert panel.isVisible()

    window.resize(640, 480)

    assert window.size().width() == 640
    assert not panel.isVisible()


def test_the_mirror_is_a_setting_of_the_picture(open_window: OpenWindow) -> None:
    """Switching it off while the window runs shows a webcam as the camera sees it."""
    window = open_window()
    preview = window.findChild(CameraPreview)
    preview.begin("Camera 0", is_live=True)
    assert preview.is_mirrored

    window.preferences.change(replace(window.preferences.settings, is_mirrored=False))

    assert not preview.is_mirrored


def test_the_left_hand_is_not_that_of_the_sample(
    qtbot: QtBot, open_window: OpenWindow, red_green_video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The switch holds for the camera and for somebody's videos, at once and for the next; not for the sample clip."""
    given: list[bool] = []

    class Noting(LiveSession):
        def set_left_handed(self, is_left_handed: bool) -> None:
            given.append(is_left_handed)
            super().set_left_handed(is_left_handed)

    monkeypatch.setattr("app.watcher.LiveSession", Noting)
    window = open_window(EndlessCamera)
    window.start_camera()
    qtbot.waitUntil(lambda: given == [False], timeout=LIMIT_MS)  # once the camera is open
    window.preferences.change(replace(window.preferences.settings, is_left_handed=True))
    window.play_video(red_green_video)
    window._start(window._sample, "")

    assert given == [False, True, True, False]


def test_a_notice_about_the_settings_stays(qtbot: QtBot, recognizer: GlossRecognizer, tmp_path: Path) -> None:
    """A damaged settings file is told of while the camera runs and has nothing to say itself."""
    (tmp_path / "settings.json").write_text("{")
    preferences = Preferences(SettingsFile(tmp_path / "settings.json"))
    window = MainWindow(recognizer, ListSource(), no_camera, preferences)
    qtbot.addWidget(window)

    assert window.message == ""
    assert window.findChild(MessageLine).shown.startswith("Your settings could not be read;")
