"""The whole page, played by keys alone before a camera of colours: real threads, a real model, real files."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.event_loop import delete_now
from app.signs_panel import SignsPanel
from app.soak import our_threads
from app.teach_consent import Consent
from app.teach_list_step import SignsStep
from app.teach_name_step import NameStep
from app.teach_record_step import RecordStep
from app.teach_test_step import TestStep
from app.transcript_panel import TranscriptPanel
from models.recognizer import GlossRecognizer
from tests.app.taught_window import PINK, RED, TaughtWindow
from tests.fakes import make_card, write_tiny_model

Open = Callable[..., TaughtWindow]


@pytest.fixture
def open_taught(qtbot: QtBot, tiny_model: Path, red_green_video: Path, tmp_path: Path) -> Iterator[Open]:
    """Opens a window to which signs can be taught; closes it after the test, when no thread must be left."""
    opened: list[TaughtWindow] = []

    def open_one(**options: bool) -> TaughtWindow:
        opened.append(TaughtWindow(qtbot, tiny_model, red_green_video, tmp_path, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.window.close()
    delete_now([one.window for one in opened])
    assert our_threads() == ()


@pytest.fixture
def written() -> Iterator[set[str]]:
    """The names of all files that this process opens for writing, in whatever folder, while the test runs."""
    names: set[str] = set()
    is_watching = [True]

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if (
            is_watching
            and event == "open"
            and isinstance(arguments[2], int)
            and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        ):
            names.add(Path(os.fsdecode(str(arguments[0]))).name)

    sys.addaudithook(note)  # for good: there is no taking it back
    yield names
    is_watching.clear()


def shown_signs(window: TaughtWindow) -> str:
    """What the panel beside the picture lists as taught."""
    labels = window.window.findChild(SignsPanel).findChildren(QLabel)
    return next(label.text() for label in labels if label.objectName() == "taught")


def teach_and_sign(taught: TaughtWindow) -> None:
    """A whole lesson, PINK signed until it is captioned, and the window closed."""
    taught.open_page()
    teach(taught, "PINK")
    taught.press(Qt.Key.Key_Escape)
    taught.sign_until_written(PINK, "PINK")
    taught.window.close()


def test_a_sign_is_taught_tested_and_captioned_from_then_on(open_taught: Open) -> None:
    """Name, three tries of which one is redone, a test of it and of another sign, done: and it is a sign like any."""
    taught = open_taught()
    taught.sign_until_written(RED, "RED")
    taught.open_page()
    taught.begin_sign("pink")
    record = taught.page.step
    assert isinstance(record, RecordStep)
    assert "PINK: try 1" in taught.texts

    taught.press(Qt.Key.Key_Space)
    taught.show_sign(RED)
    assert "what the model saw" in record.hint
    assert record.picture.clip is not None
    taught.press(Qt.Key.Key_R)  # that was not it
    for number in range(3):
        taught.show_sign(PINK)
        assert f"PINK: try {number + 1}" in taught.texts
        taught.press(Qt.Key.Key_Space)
    taught.press(Qt.Key.Key_Space)  # which was counting down to a fourth
    assert set(taught.glosses) == {"RED"}, "what is shown while a sign is taught is not captioned"

    taught.go(Qt.Key.Key_T, TestStep)
    test = taught.page.step
    assert isinstance(test, TestStep)
    taught.press(Qt.Key.Key_Space)
    taught.show_sign(PINK)
    assert test.answer == "PINK"
    assert test.bar.share is not None
    assert test.bar.share > 0.5
    taught.go(Qt.Key.Key_D, SignsStep)
    assert "PINK is looked for from now on. In another room or light, add tries made there." in taught.texts
    assert "3 tries" in " ".join(taught.page.findChild(SignsStep).texts)
    taught.press(Qt.Key.Key_Escape)
    assert not taught.page.isVisible()

    taught.sign_until_written(PINK, "PINK")
    taught.wait_for(lambda: shown_signs(taught) == "PINK")
    assert taught.window.teaching.signs.store.usage.count_of("PINK") == taught.glosses.count("PINK")
    # Nothing was agreed to but numbers: there is no picture in any file.
    names = sorted(path.name for path in taught.signs_folder.iterdir())
    assert names == ["consent.json", "sign-PINK.npz"]
    with np.load(taught.signs_folder / "sign-PINK.npz", allow_pickle=False) as arrays:
        assert "frames" not in arrays.files


def teach(taught: TaughtWindow, gloss: str, colour: tuple[int, int, int] = PINK) -> None:
    """From the list through three tries back to the list, without a test."""
    taught.begin_sign(gloss)
    taught.press(Qt.Key.Key_Space)
    for _ in range(3):
        taught.show_sign(colour)
        taught.press(Qt.Key.Key_Space)
    taught.press(Qt.Key.Key_Space)
    taught.go(Qt.Key.Key_T, TestStep)
    taught.go(Qt.Key.Key_D, SignsStep)


def test_a_sign_is_known_at_the_next_start(open_taught: Open) -> None:
    """What is in the folder is recognised at once; its counts are there too."""
    first = open_taught()
    teach_and_sign(first)

    second = open_taught()
    second.sign_until_written(PINK, "PINK")
    second.open_page()

    count = first.glosses.count("PINK") + second.glosses.count("PINK")
    assert f"used {count} times" in " ".join(second.page.findChild(SignsStep).texts)


def test_tries_are_not_lost_by_one_key(open_taught: Open) -> None:
    """Escape asks before kept tries go; a second one leaves, and nothing has been taught or written."""
    taught = open_taught()
    taught.open_page()
    taught.begin_sign("PINK")
    taught.press(Qt.Key.Key_Space)
    taught.show_sign(PINK)
    taught.press(Qt.Key.Key_Space)

    taught.press(Qt.Key.Key_Escape)
    assert "1 tries would be lost" in taught.texts
    taught.press(Qt.Key.Key_Escape)

    assert isinstance(taught.page.step, SignsStep)
    assert list(taught.signs_folder.glob("*.npz")) == []
    taught.press(Qt.Key.Key_Escape)
    taught.sign_until_written(RED, "RED")


def test_without_a_camera_it_is_said(open_taught: Open) -> None:
    """No clip is taken for the person: the step says what is missing, also when somebody starts a try."""
    taught = open_taught(has_camera=False)
    taught.open_page()
    taught.begin_sign("PINK")
    step = taught.page.step
    assert isinstance(step, RecordStep)

    assert "needs a camera" in step.picture.text
    taught.press(Qt.Key.Key_Space)
    assert "needs a camera" in step.hint


def test_closing_the_window_in_the_midst_of_a_try_leaves_nothing(open_taught: Open) -> None:
    """The frames are forgotten, no thread goes on, no file is written."""
    taught = open_taught()
    taught.open_page()
    taught.begin_sign("PINK")
    taught.press(Qt.Key.Key_Space)
    recording = taught.page.flow.recording
    taught.wait_for(lambda: len(recording.tap.recorded) > 3)

    taught.window.close()

    assert recording.tap.recorded == ()
    assert recording.tap.newest is None
    assert our_threads() == ()
    assert list(taught.signs_folder.glob("*.npz")) == []


def test_nothing_but_what_was_agreed_to_is_written(open_taught: Open, written: set[str]) -> None:
    """A whole lesson and signing after it: an answer, a sign without pictures, its count; no frame anywhere."""
    taught = open_taught()
    teach_and_sign(taught)

    pid = os.getpid()
    allowed = {f".{name}.{pid}" for name in ("consent.json", "sign-PINK.npz", "usage.json")}  # then they are renamed
    assert written - {"null"} == allowed
    for path in taught.folder.rglob("*"):
        assert path.name in {"signs", "devices", "consent.json", "sign-PINK.npz", "usage.json"}


def test_a_sign_is_renamed_and_deleted_by_keys(open_taught: Open) -> None:
    """F2 and Del; deleting asks once, and what is named in the transcript stays."""
    taught = open_taught()
    taught.open_page()
    teach(taught, "PINK")
    taught.go(Qt.Key.Key_F2, NameStep)
    taught.write("rose")  # in the place of what stood there
    taught.go(Qt.Key.Key_Return, SignsStep)
    assert "PINK is called ROSE now." in taught.texts
    taught.press(Qt.Key.Key_Escape)
    taught.sign_until_written(PINK, "ROSE")

    taught.open_page()
    taught.press(Qt.Key.Key_Delete)
    taught.wait_for(lambda: "Delete ROSE and its 3 tries for good?" in taught.texts)
    assert (taught.signs_folder / "sign-ROSE.npz").exists()
    taught.press(Qt.Key.Key_Backtab)
    taught.press(Qt.Key.Key_Space)

    assert "ROSE is deleted." in taught.texts
    assert list(taught.signs_folder.glob("*.npz")) == []
    assert set(taught.glosses) == {"ROSE"}
    taught.wait_for(lambda: shown_signs(taught) == "")


def test_a_taught_sign_can_be_corrected_to(open_taught: Open) -> None:
    """In the transcript, among the model's own signs."""
    taught = open_taught()
    taught.sign_until_written(RED, "RED")
    taught.open_page()
    teach(taught, "PINK")

    transcript = taught.window.findChild(TranscriptPanel).transcript
    taught.wait_for(lambda: "PINK" in transcript.choices(0))
    transcript.correct(0, "PINK")
    assert taught.glosses[0] == "PINK"


def test_another_model_must_be_taught_again(open_taught: Open, tmp_path: Path) -> None:
    """A lesson in progress ends, and the list says what is the matter with a sign; back, it is as before."""
    taught = open_taught()
    taught.open_page()
    teach(taught, "PINK")
    write_tiny_model(tmp_path / "other.onnx", replace(make_card(), name="other"))
    watcher, first = taught.window.watcher, taught.window.watcher.recognizer
    taught.begin_sign("SECOND")

    watcher.swap(GlossRecognizer(tmp_path / "other.onnx"))
    taught.wait_for(lambda: watcher.recognizer is not first)

    assert isinstance(taught.page.step, SignsStep)
    taught.wait_for(lambda: "must be taught again" in " ".join(taught.page.findChild(SignsStep).texts))
    assert "begin your sign anew" in taught.texts
    taught.wait_for(lambda: shown_signs(taught) == "")
    watcher.swap(first)
    taught.wait_for(lambda: watcher.recognizer is first)
    taught.wait_for(lambda: shown_signs(taught) == "PINK")


def test_another_model_learns_from_kept_pictures(open_taught: Open, tmp_path: Path) -> None:
    """Where that was allowed: one press, and the sign is recognised; withdrawn, the pictures leave the file."""
    taught = open_taught()
    taught.window.teaching.signs.change_consent(Consent(was_asked=True, keeps_clips=True))
    taught.open_page()
    teach(taught, "PINK")
    assert "pictures kept" in " ".join(taught.page.findChild(SignsStep).texts)
    write_tiny_model(tmp_path / "other.onnx", replace(make_card(), name="other"))
    watcher, first = taught.window.watcher, taught.window.watcher.recognizer
    watcher.swap(GlossRecognizer(tmp_path / "other.onnx"))
    taught.wait_for(lambda: watcher.recognizer is not first)
    taught.wait_for(lambda: "press Learn from clips" in " ".join(taught.page.findChild(SignsStep).texts))

    next(one for one in taught.page.findChildren(QPushButton) if one.text() == "Learn from clips").click()
    taught.wait_for(lambda: shown_signs(taught) == "PINK")
    taught.window.teaching.signs.change_consent(Consent(was_asked=True))

    with np.load(taught.signs_folder / "sign-PINK.npz", allow_pickle=False) as arrays:
        assert "frames" not in arrays.files
