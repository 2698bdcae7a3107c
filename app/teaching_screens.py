"""Teaches a sign to a window that watches a clip as if it were a camera, and stops where there is something to see."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPushButton

from app.event_loop import run_events, run_until
from app.main_window import MainWindow
from app.teach_page import TeachPage
from app.teach_recording import Stage
from models.video import Frame, read_video

__all__ = ["ClipCamera", "teach_before"]

LIMIT_S = 120.0
TRIES = 3
COUNT_S, SIGNED_S = 1.0, 1.2  # for a digit, for a sign


class ClipCamera:
    """Shows a clip over and over, at its pace, as a camera does."""

    is_live, is_looped, title = True, False, "Camera 0"

    def __init__(self, clip: Path, frame_rate: float = 25.0) -> None:
        self._clip = clip
        self._interval_s = 1 / frame_rate

    def frames(self) -> Generator[Frame, None, None]:
        """Without end."""
        shutter = threading.Event()  # never set: its time-out is the camera's pace
        for number, frame in enumerate(itertools.chain.from_iterable(map(read_video, itertools.repeat(self._clip)))):
            image = frame.image.copy()
            image[0, 0] = number % 256  # no two pictures of a sensor are equal
            yield Frame(image, time.monotonic())
            shutter.wait(self._interval_s)


def teach_before(window: MainWindow, gloss: str) -> Iterator[tuple[str, TeachPage]]:
    """Teach a window, which watches a `ClipCamera`, a sign; gives the name of each thing to be seen, and the page.

    The name is first one that the model knows already, then the one given.
    """
    run_until(lambda: window.camera.state is not None and window.camera.state.has_picture, "No camera", LIMIT_S)
    window.teaching.open()
    page = window.findChildren(TeachPage)[0]
    recording = page.flow.recording
    recording.count_s = COUNT_S
    yield "No sign taught yet", page
    press(page, "Teach a new sign")
    yield "What may be kept", page
    press(page, "Agree")
    name = page.findChildren(QLineEdit)[0]
    name.setText(window.watcher.recognizer.card.vocabulary.glosses[0])
    yield "The name of a sign", page
    name.setText(gloss)
    press(page, "Next: show it")
    run_until(lambda: recording.tap.newest is not None and page.flow.steps[0].has_camera, "No frame came", LIMIT_S)
    yield "Before the first try", page
    yield from _show_and_test(page)
    press(page, "Done")
    yield "Signs taught", page
    press(page, "Delete")
    yield "Before a sign is deleted", page
    press(page, "Keep it")
    run_until(lambda: not window.teaching.signs.is_busy, "The sign is not looked for", LIMIT_S)


def _show_and_test(page: TeachPage) -> Iterator[tuple[str, TeachPage]]:
    recording = page.flow.recording
    press(page, "Start (Space)")
    yield "Three, two, one", page
    for number in range(TRIES):
        _wait_for_signing(page)
        if number == 0:
            yield "A try is recorded", page
        press(page, "Finished (Space)")
        run_until(lambda: _is_offered(page, "Keep (Space)"), "The try was not read", LIMIT_S)
        if number == TRIES - 1:
            yield "What the model saw", page
        press(page, "Keep (Space)")
    recording.stop()
    press(page, "Test it")
    press(page, "Test (Space)")
    _wait_for_signing(page)
    press(page, "Finished (Space)")
    run_until(lambda: recording.state.stage is Stage.IDLE, "The test was not read", LIMIT_S)
    yield "A test", page


def press(page: TeachPage, text: str) -> None:
    """Press the button of the step that is shown."""
    run_until(lambda: _is_offered(page, text), f"The button {text!r} cannot be pressed", LIMIT_S)
    next(one for one in _offered(page) if one.text() == text).click()


def _is_offered(page: TeachPage, text: str) -> bool:
    return any(one.text() == text for one in _offered(page))


def _offered(page: TeachPage) -> list[QPushButton]:
    return [one for one in page.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]


def _wait_for_signing(page: TeachPage) -> None:
    recording = page.flow.recording
    run_until(lambda: recording.state.stage is Stage.SIGNING, "It was not counted down", LIMIT_S)
    run_events(SIGNED_S)
