"""The whole page, played by keys alone before a camera of colours: real threads, a real model, real files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.event_loop import delete_now
from app.signs_panel import SignsPanel
from app.soak import our_threads
from app.teach_list_step import SignsStep
from app.teach_record_step import RecordStep
from app.teach_test_step import TestStep
from tests.app.taught_window import PINK, RED, TaughtWindow

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


def shown_signs(window: TaughtWindow) -> str:
    """What the panel beside the picture lists as taught."""
    labels = window.window.findChild(SignsPanel).findChildren(QLabel)
    return next(label.text() for label in labels if label.objectName() == "taught")


def test_a_sign_is_taught_tested_and_captioned_from_then_on(open_taught: Open) -> None:
    """Name, three tries of which one is redone, a test of it and of another sign, done: and it is a sign like any."""
    taught = open_taught()
    taught.camera.sign(RED)
    taught.wait_for(lambda: taught.glosses == ["RED"])
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
    assert taught.glosses == ["RED"], "what is shown while a sign is taught is not captioned"

    taught.go(Qt.Key.Key_T, TestStep)
    test = taught.page.step
    assert isinstance(test, TestStep)
    taught.press(Qt.Key.Key_Space)
    taught.show_sign(PINK)
    assert test.answer == "PINK"
    assert test.bar.share is not None
    assert test.bar.share > 0.5
    taught.go(Qt.Key.Key_D, SignsStep)
    assert "PINK is recognised from now on." in taught.texts
    assert "3 tries" in taught.texts or "3 tries" in " ".join(taught.page.findChild(SignsStep).texts)
    taught.press(Qt.Key.Key_Escape)
    assert not taught.page.isVisible()

    taught.camera.sign(PINK)
    taught.wait_for(lambda: taught.glosses == ["RED", "PINK"])
    assert shown_signs(taught) == "PINK"
    assert taught.window.teaching.signs.store.usage.count_of("PINK") == 1
    # Nothing was agreed to but numbers: there is no picture in any file.
    names = sorted(path.name for path in taught.signs_folder.iterdir())
    assert names == ["consent.json", "sign-PINK.npz"]
    with np.load(taught.signs_folder / "sign-PINK.npz", allow_pickle=False) as arrays:
        assert "frames" not in arrays.files


def test_a_sign_is_known_at_the_next_start(open_taught: Open) -> None:
    """What is in the folder is recognised at once; its counts are there too."""
    first = open_taught()
    first.open_page()
    first.begin_sign("PINK")
    first.press(Qt.Key.Key_Space)
    for _ in range(3):
        first.show_sign(PINK)
        first.press(Qt.Key.Key_Space)
    first.press(Qt.Key.Key_Space)
    first.go(Qt.Key.Key_T, TestStep)
    first.go(Qt.Key.Key_D, SignsStep)
    first.press(Qt.Key.Key_Escape)
    first.camera.sign(PINK)
    first.wait_for(lambda: first.glosses == ["PINK"])
    first.window.close()

    second = open_taught()
    second.camera.sign(PINK)
    second.wait_for(lambda: second.glosses == ["PINK"])
    second.open_page()

    assert "used 2 times" in " ".join(second.page.findChild(SignsStep).texts)


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
    taught.camera.sign(RED)
    taught.wait_for(lambda: taught.glosses == ["RED"])


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
