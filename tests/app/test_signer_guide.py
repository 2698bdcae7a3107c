"""What is known of the signer comes into the window, and only while it is wanted."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from app.framing import Hint
from app.framing_overlay import FramingOverlay
from app.preferences import Preferences
from app.signer_guide import SignerGuide
from app.steady_crop import aimed_crop
from models.errors import GlosscastError
from models.preprocessing import CropRule, SquareCrop
from models.video import Frame
from tests.app.conftest import EndlessCamera, ListSource, OpenWindow
from tests.app.fake_signer import FakeFinder, signer_at

LIMIT_MS = 60_000
GREY = np.full((240, 320, 3), 150, np.uint8)
ASIDE = signer_at(90, 150, 60)


class Told:
    """What a guide told, and the finders that it opened."""

    def __init__(self, guide: SignerGuide) -> None:
        self.hints: list[str] = []
        self.squares: list[SquareCrop | None] = []
        self.failures: list[str] = []
        guide.hint_changed.connect(self.hints.append)
        guide.square_changed.connect(self.squares.append)
        guide.failed.connect(self.failures.append)


@pytest.fixture
def finders(monkeypatch: pytest.MonkeyPatch) -> list[FakeFinder]:
    """Those that were opened. They see a signer aside."""
    opened: list[FakeFinder] = []

    def open_finder() -> FakeFinder:
        opened.append(FakeFinder(lambda *_: ASIDE))
        return opened[-1]

    monkeypatch.setattr("app.signer_guide.SignerFinder", open_finder)
    monkeypatch.setattr("app.signer_guide.why_not_followed", lambda: "")
    return opened


@pytest.fixture
def preferences() -> Preferences:
    """The settings of a fresh start, kept nowhere."""
    return Preferences()


@pytest.fixture
def guide(qtbot: QtBot, preferences: Preferences) -> Iterator[SignerGuide]:
    """The guide; nothing is left of it after the test."""
    one = SignerGuide(preferences, closing_limit_s=LIMIT_MS / 1000)
    yield one
    one.finish()
    assert "signer" not in {thread.name for thread in threading.enumerate()}


def begin_live(guide: SignerGuide) -> CropRule:
    """Watch a camera."""
    rule = guide.begin(ListSource())
    assert rule is not None
    return rule


def test_a_camera_is_followed(qtbot: QtBot, guide: SignerGuide, finders: list[FakeFinder]) -> None:
    """Its frames are cut around the signer, and the window is told where."""
    told = Told(guide)
    rule = begin_live(guide)

    assert not guide.is_loaded
    qtbot.waitUntil(lambda: rule(Frame(GREY, 0.0)) is not None, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: bool(told.squares), timeout=LIMIT_MS)
    assert told.squares[0] == aimed_crop(ASIDE, 240, 320)
    assert guide.is_loaded


def test_a_file_is_not_followed(guide: SignerGuide, finders: list[FakeFinder]) -> None:
    """What somebody else filmed is shown to the model as its card says."""
    assert guide.begin(ListSource(is_live=False)) is None
    assert finders == []


def test_a_hint_is_told_in_words(qtbot: QtBot, guide: SignerGuide, finders: list[FakeFinder]) -> None:
    """Once it has been found for a while; switched off it goes at once."""
    told = Told(guide)
    rule = begin_live(guide)
    qtbot.waitUntil(lambda: bool(finders), timeout=LIMIT_MS)
    finders[0].see = lambda *_: None
    times_s = iter(np.arange(0, 10_000, 0.4))

    def is_told() -> bool:
        rule(Frame(GREY, float(next(times_s))))
        return bool(told.hints) and told.hints[-1] == "Nobody is in the picture."

    qtbot.waitUntil(is_told, timeout=LIMIT_MS)


def test_without_hints_none_is_told(
    qtbot: QtBot, guide: SignerGuide, finders: list[FakeFinder], preferences: Preferences
) -> None:
    """The crop still follows."""
    told = Told(guide)
    preferences.change(replace(preferences.settings, has_hints=False))
    rule = begin_live(guide)
    qtbot.waitUntil(lambda: bool(finders), timeout=LIMIT_MS)
    times_s = iter(np.arange(0, 10_000, 0.4))

    def is_looked_at() -> bool:
        rule(Frame(GREY, float(next(times_s))))
        return len(told.squares) >= 4

    qtbot.waitUntil(is_looked_at, timeout=LIMIT_MS)
    assert set(told.hints) == {""}


def test_switching_off_and_on_while_a_camera_is_watched(
    qtbot: QtBot, guide: SignerGuide, finders: list[FakeFinder], preferences: Preferences
) -> None:
    """Both off: the thread ends and the middle is taken. On again: the same source is followed again."""
    rule = begin_live(guide)
    qtbot.waitUntil(lambda: rule(Frame(GREY, 0.0)) is not None, timeout=LIMIT_MS)

    preferences.change(replace(preferences.settings, is_followed=False, has_hints=False))
    assert rule(Frame(GREY, 0.1)) is None
    assert finders[0].is_closed

    preferences.change(replace(preferences.settings, is_followed=True))
    qtbot.waitUntil(lambda: rule(Frame(GREY, 0.2)) is not None, timeout=LIMIT_MS)
    preferences.change(replace(preferences.settings, is_followed=False, has_hints=True))
    qtbot.waitUntil(lambda: rule(Frame(GREY, 0.3)) is None, timeout=LIMIT_MS)
    assert len(finders) == 2


def test_the_end_of_a_source_takes_everything_back(qtbot: QtBot, guide: SignerGuide, finders: list[FakeFinder]) -> None:
    """Hint and square are taken back, a view that was under way is not told any more, and MediaPipe stays loaded."""
    told = Told(guide)
    rule = begin_live(guide)
    qtbot.waitUntil(lambda: rule(Frame(GREY, 0.0)) is not None, timeout=LIMIT_MS)
    guide.end()
    count = len(told.squares)
    qtbot.wait(1)

    assert told.squares[-1] is None
    assert told.hints[-1] == ""
    assert len(told.squares) == count
    again = begin_live(guide)
    qtbot.waitUntil(lambda: again(Frame(GREY, 0.0)) is not None, timeout=LIMIT_MS)
    assert len(finders) == 1
    guide.finish()
    assert finders[0].is_closed


def test_a_failure_is_one_sentence(
    qtbot: QtBot, guide: SignerGuide, finders: list[FakeFinder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that the middle is taken now, and why."""

    def refuse() -> FakeFinder:
        raise GlosscastError("MediaPipe cannot be started: no memory.")

    monkeypatch.setattr("app.signer_guide.SignerFinder", refuse)
    told = Told(guide)
    rule = begin_live(guide)

    qtbot.waitUntil(lambda: bool(told.failures), timeout=LIMIT_MS)
    assert told.failures == [
        "The signer is no longer followed, the middle of the picture is taken: MediaPipe cannot be started: no memory."
    ]
    assert rule(Frame(GREY, 0.0)) is None


def test_without_mediapipe_nothing_is_begun(
    guide: SignerGuide, finders: list[FakeFinder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings page says so; at the picture nothing is said about it."""
    monkeypatch.setattr("app.signer_guide.why_not_followed", lambda: "MediaPipe is not installed.")
    told = Told(guide)

    assert begin_live(guide)(Frame(GREY, 0.0)) is None
    assert finders == []
    assert told.failures == []


def test_a_window_follows_whoever_is_at_its_camera(
    qtbot: QtBot, open_window: OpenWindow, finders: list[FakeFinder], red_green_video: Path
) -> None:
    """Its overlay knows the square; a file that is opened then is not followed; at its end no thread is left."""
    window = open_window(lambda: EndlessCamera())
    overlay = window.findChild(FramingOverlay)
    place = QRectF(0, 0, 64, 48)
    window.start_camera()
    qtbot.waitUntil(lambda: bool(finders), timeout=LIMIT_MS)
    finders[0].see = lambda *_: signer_at(10, 20, 8)
    qtbot.waitUntil(lambda: 0 < overlay.square_place(place).width() < 40, timeout=LIMIT_MS)

    window.play_video(red_green_video)
    qtbot.waitUntil(lambda: overlay.square_place(place) == QRectF(8, 0, 48, 48), timeout=LIMIT_MS)
    window.start_camera()
    qtbot.waitUntil(lambda: 0 < overlay.square_place(place).width() < 40, timeout=LIMIT_MS)
    window.stop()
    assert finders[0].is_closed
    window.start_camera()
    qtbot.waitUntil(lambda: len(finders) == 2, timeout=LIMIT_MS)
    window.close()
    assert "signer" not in {thread.name for thread in threading.enumerate()}


def test_every_hint_is_one_short_sentence(guide: SignerGuide) -> None:
    """Each its own, to be read from some way off."""
    texts = guide.texts

    assert set(texts) == set(Hint)
    assert len(set(texts.values())) == len(texts)
    assert all(text.endswith(".") and text.count(".") == 1 and len(text) <= 70 for text in texts.values())
