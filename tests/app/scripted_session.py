"""For developers: `python -m tests.app.scripted_session` plays an evening with the app, in a real window.

Somebody starts it without a camera, plugs one in, signs two sentences, takes back a sign, corrects another, chooses
larger letters, opens another model, saves subtitles, pulls the cable and puts it back, signs on, and quits. The camera
is made of code; all else is the app's own: keys, pages, threads, models and files. `make session` does it on a virtual
screen.
"""

import argparse
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from unittest.mock import patch

import numpy as np
import onnx
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QSpinBox, QWidget

from app.__main__ import open_model, run_guarded, sample_clip
from app.camera_state import CameraState
from app.event_loop import run_events, run_until
from app.more_menu import MoreButton
from app.plain_controls import SwitchBox
from app.preferences import Preferences
from app.settings import SettingsFile
from app.settings_controls import SizeBox
from app.settings_page import SettingsPage
from app.soak import our_threads
from app.transcript_panel import TranscriptPanel
from models.card import CARD_KEY
from models.recognizer import GlossRecognizer
from models.video import read_video
from tests.app.scripted_window import LATER_S, LIMIT_S, ScriptedWindow

SENTENCES = 2
LONGEST_END_S = 2.0


@dataclass(slots=True)
class SessionReport:
    """What happened, in the order in which it did."""

    steps: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    glosses: tuple[str, ...] = ()
    subtitles: str = ""
    end_s: float = 0.0

    def expect(self, is_so: bool, step: str) -> None:
        """Note a step, or that it did not go as it should."""
        (self.steps if is_so else self.faults).append(step)


class ScriptedSession:
    """One person, one window.

    Args:
        folder: An empty one, for the settings, the subtitles and the camera's device.
    """

    def __init__(self, model: Path, clip: Path, pictures: Sequence[NDArray[np.uint8]], folder: Path) -> None:
        self._settings = folder / "settings.json"
        self._subtitles = folder / "evening.srt"
        self._other_model = folder / "other.onnx"
        _copy_renamed(model, self._other_model)
        preferences = Preferences(SettingsFile(self._settings))
        self._scripted = ScriptedWindow(model, clip, pictures, folder, preferences, is_plugged=False)
        self._window = self._scripted.window
        self._panel = self._window.findChildren(TranscriptPanel)[0]
        self._report = SessionReport()

    def run(self) -> SessionReport:
        """Play it. Raises GlosscastError if something that was waited for does not come."""
        with _tracebacks(self._report.faults):
            self._start_without_a_camera()
            self._plug_in()
            self._take_back()
            self._correct()
            self._enlarge_letters()
            self._open_another_model()
            self._save_subtitles()
            self._pull_and_plug_in()
            self._quit()
        return self._report

    def _start_without_a_camera(self) -> None:
        self._window.show()
        self._window.activateWindow()
        self._window.start_camera()
        self._scripted.wait_for(CameraState.NONE)
        self._report.expect("camera" in self._window.message, f"without a camera it says: {self._window.message}")

    def _plug_in(self) -> None:
        self._scripted.camera.plug()
        self._scripted.wait_for(CameraState.RUNNING, later_s=LATER_S)
        self._sign(SENTENCES)
        self._report.glosses = tuple(one.gloss for one in self._panel.transcript.glosses)
        self._report.expect(bool(self._report.glosses), f"signed: {' '.join(self._report.glosses)}")

    def _take_back(self) -> None:
        self._scripted.camera.answers.clear()  # the hands rest: what is last stays last
        run_until(lambda: self._scripted.camera.is_hanging, "The camera does not rest", LIMIT_S)
        run_events(0.3)
        before = tuple(self._panel.transcript.glosses)
        self._press(self._window, "Z")
        after = tuple(self._panel.transcript.glosses)
        self._report.expect(after == before[:-1], f"taken back: {before[-1].gloss}")

    def _correct(self) -> None:
        before = self._panel.transcript.glosses[-1].gloss
        self._press(self._window, "E")
        QTest.keyClick(self._window.focusWidget() or self._window, Qt.Key.Key_1)
        after = self._panel.transcript.glosses[-1]
        self._report.expect(after.correction is not None, f"corrected: {before} to {after.gloss}")

    def _enlarge_letters(self) -> None:
        self._window.findChildren(MoreButton)[0].open_settings()
        page = self._window.findChildren(SettingsPage)[0]
        before = self._window.preferences.settings.subtitle.font_size_pt
        size = page.findChildren(SizeBox)[0]
        QTest.keyClick(size.findChildren(SwitchBox)[0], Qt.Key.Key_Space)  # no longer as large as fits
        QTest.keyClick(size.findChildren(QSpinBox)[0], Qt.Key.Key_Up)
        after = self._window.preferences.settings.subtitle.font_size_pt
        page.close()
        self._report.expect(after is not None and after != before, f"letters of {after} pt, before {before}")

    def _open_another_model(self) -> None:
        """While the camera goes on, and somebody signs."""
        self._scripted.camera.answers.set()
        with patch.object(QFileDialog, "getOpenFileName", lambda *arguments: (str(self._other_model), "")):
            self._action("Open another model…").trigger()
        watcher, model = self._window.watcher, self._other_model
        run_until(lambda: watcher.recognizer.path == model, "The other model is not in use", LIMIT_S)
        run_until(lambda: not watcher.is_on_trial, "The other model is on trial still", LIMIT_S)
        self._sign(1)
        last = self._panel.transcript.glosses[-1].gloss
        names = [section.card.name for section in self._panel.transcript.sections if section.card]
        self._report.expect(names[1:] == ["Another model"], f"another model is in use, and says: {last}")

    def _save_subtitles(self) -> None:
        with (
            patch.object(QFileDialog, "getSaveFileName", lambda *arguments: (str(self._subtitles), "")),
            patch.object(QInputDialog, "getItem", lambda *arguments, **named: (arguments[3][0], True)),
        ):
            self._action("Save transcript…").trigger()
        self._report.subtitles = self._subtitles.read_text(encoding="utf-8") if self._subtitles.exists() else ""
        corrected = next(one.gloss for one in self._panel.transcript.glosses if one.correction)
        is_whole = "-->" in self._report.subtitles and corrected in self._report.subtitles
        self._report.expect(is_whole, "saved as SubRip, the corrected sign in it")

    def _pull_and_plug_in(self) -> None:
        self._scripted.camera.unplug()
        self._scripted.wait_for(CameraState.LOST)
        self._scripted.camera.plug()
        self._scripted.wait_for(CameraState.BACK, later_s=LATER_S)
        kept = tuple(self._panel.transcript.glosses)
        self._sign(1)
        now = tuple(self._panel.transcript.glosses)
        self._report.expect(now[: len(kept)] == kept, "after the cable was pulled what was signed before is kept")
        self._report.expect(len(now) > len(kept), f"and more is signed: {now[-1].gloss}")

    def _quit(self) -> None:
        font_size_pt = self._window.preferences.settings.subtitle.font_size_pt
        self._report.end_s = self._scripted.close()
        self._window.preferences.finish()
        self._report.expect(self._report.end_s < LONGEST_END_S, f"ended in {self._report.end_s:.2f} s")
        self._report.expect(not our_threads(), f"threads left: {', '.join(our_threads()) or 'none'}")
        kept = SettingsFile(self._settings).load().settings
        self._report.expect(
            kept.subtitle.font_size_pt == font_size_pt, f"letters of {kept.subtitle.font_size_pt} pt at the next start"
        )
        self._report.expect(kept.model_path == str(self._other_model), "and the other model too")

    def _sign(self, sentences: int) -> None:
        """Until so many more sentences have ended."""
        begun = len(self._panel.transcript.finished_sentences)

        def are_there() -> bool:
            return len(self._panel.transcript.finished_sentences) >= begun + sentences

        run_until(are_there, f"{sentences} sentences were not recognised", LIMIT_S)

    def _action(self, text: str) -> QAction:
        return next(one for one in self._window.findChildren(QAction) if one.text() == text)

    def _press(self, widget: QWidget, letter: str) -> None:
        QTest.keyClick(widget, letter, Qt.KeyboardModifier.ControlModifier)
        run_events(0.05)


def _copy_renamed(model: Path, other: Path) -> None:
    """The same network with another name on its card."""
    content = onnx.load(str(model))
    card = replace(GlossRecognizer(model).card, name="Another model")
    onnx.helper.set_model_props(content, {CARD_KEY: card.to_json()})
    onnx.save(content, str(other))


@contextmanager
def _tracebacks(faults: list[str]) -> Iterator[None]:
    """What nobody catches, in a slot or a thread, is a fault."""

    def in_slot(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        faults.append(f"traceback: {kind.__name__}: {error}")

    def in_thread(uncaught: threading.ExceptHookArgs) -> None:
        faults.append(f"traceback in a thread: {uncaught.exc_type.__name__}: {uncaught.exc_value}")

    with patch.object(sys, "excepthook", in_slot), patch.object(threading, "excepthook", in_thread):
        yield


def main(arguments: list[str]) -> int:
    """Play it with the shipped model; 1 if something does not hold."""
    argparse.ArgumentParser(prog="python -m tests.app.scripted_session", description=__doc__).parse_args(arguments)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    clip = sample_clip()
    pictures = [frame.image for frame in read_video(clip)]
    with tempfile.TemporaryDirectory() as folder:
        report = ScriptedSession(open_model(None).path, clip, pictures, Path(folder)).run()
    print(*report.steps, *(f"FAULT: {fault}" for fault in report.faults), sep="\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(run_guarded(partial(main, sys.argv[1:])))
