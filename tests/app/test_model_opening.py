"""Opening a model beside the window."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.background_job import BackgroundJob
from app.model_loader import MeasuredModel
from app.model_opening import ModelOpening
from app.model_speed import ModelSpeed
from app.model_trial import GoOn
from models.errors import GlosscastError, UnusableModelError
from models.recognizer import GlossRecognizer

LIMIT_MS = 60_000


class Opening:
    """An opening, and what it told."""

    def __init__(self, recognizer: GlossRecognizer) -> None:
        self.may_load = threading.Event()
        self.may_load.set()
        self.loaders: list[threading.Thread] = []
        self.opened: list[object] = []
        self.refused: list[tuple[Path, GlosscastError]] = []
        self.model = MeasuredModel(recognizer, ModelSpeed(1, 3.0, 160.0))
        self.opening = ModelOpening(self._load)
        self.opening.opened.connect(self.opened.append)
        self.opening.refused.connect(lambda path, error: self.refused.append((path, error)))

    def _load(self, path: Path, check: GoOn) -> MeasuredModel:
        self.loaders.append(threading.current_thread())
        assert self.may_load.wait(60)
        while path.name == "endless.onnx":
            check()
        if path.name == "bad.onnx":
            raise UnusableModelError("bad.onnx is bad.")
        if path.name == "mistake.onnx":
            raise ZeroDivisionError("ours")
        return self.model


@pytest.fixture
def opening(recognizer: GlossRecognizer) -> Opening:
    """One that opens nothing yet."""
    return Opening(recognizer)


def test_a_file_is_opened_elsewhere(qtbot: QtBot, opening: Opening) -> None:
    """The window's thread does not load it, and gets it."""
    opening.opening.open(Path("good.onnx"))

    qtbot.waitUntil(lambda: opening.opened == [opening.model], timeout=LIMIT_MS)
    assert opening.loaders[0] is not threading.current_thread()
    assert opening.refused == []


def test_a_refusal_is_told(qtbot: QtBot, opening: Opening) -> None:
    """What is wrong with a file reaches the window as it was said."""
    opening.opening.open(Path("bad.onnx"))

    qtbot.waitUntil(lambda: bool(opening.refused), timeout=LIMIT_MS)
    assert [(path.name, str(error)) for path, error in opening.refused] == [("bad.onnx", "bad.onnx is bad.")]


def test_a_mistake_of_ours_is_told_too(qtbot: QtBot, opening: Opening, caplog: pytest.LogCaptureFixture) -> None:
    """What nobody foresaw is a sentence for the person and a trace for the log."""
    opening.opening.open(Path("mistake.onnx"))

    qtbot.waitUntil(lambda: bool(opening.refused), timeout=LIMIT_MS)
    assert str(opening.refused[0][1]) == "mistake.onnx could not be opened: ours"
    assert "ZeroDivisionError" in caplog.text


def test_only_the_last_file_asked_for_counts(qtbot: QtBot, opening: Opening) -> None:
    """Two files one after the other: what the first comes to is not told; forgotten, neither is the second."""
    opening.may_load.clear()
    opening.opening.open(Path("good.onnx"))
    opening.opening.open(Path("bad.onnx"))
    opening.may_load.set()
    qtbot.waitUntil(lambda: bool(opening.refused), timeout=LIMIT_MS)
    opening.opening.open(Path("good.onnx"))
    opening.opening.forget()
    for thread in opening.loaders:
        thread.join(60)
    opening.opening.findChild(BackgroundJob)._look()

    assert opening.opened == []
    assert len(opening.refused) == 1


def test_what_is_not_wanted_any_more_is_given_up(opening: Opening) -> None:
    """The thread ends soon after it is told to, and the program, which would crash in its midst, ends after it."""
    opening.opening.open(Path("endless.onnx"))
    opening.opening.forget()
    for thread in [one for one in threading.enumerate() if one.name == "model"]:
        assert not thread.daemon
        thread.join(60)
        assert not thread.is_alive()

    assert opening.refused == opening.opened == []
