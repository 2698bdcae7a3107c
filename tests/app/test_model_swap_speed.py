"""What the window does with the speed of a model: real threads and files, made-up times."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import watcher as watcher_module
from app.model_loader import MeasuredModel, ModelLoader
from app.model_page import ModelPage
from app.model_speed import ModelSpeed
from app.model_trial import GoOn
from app.more_menu import MoreButton
from models.recognizer import GlossRecognizer
from tests.app.conftest import OpenWindow
from tests.app.swapping import Swapping

FAST, NEEDS_TWO, TOO_SLOW = ModelSpeed(1, 3.14, 160.0), ModelSpeed(2, 61.0, 160.0), ModelSpeed(1, 240.0, 160.0)


@pytest.fixture
def measured(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, open_window: OpenWindow,
    tmp_path: Path,
) -> Swapping:  # fmt: skip
    """A window on a computer where every model has the speed that is the parameter."""
    speed: ModelSpeed = request.param

    def measure(loader: ModelLoader, path: Path, check: GoOn) -> MeasuredModel:
        return MeasuredModel(GlossRecognizer(path, speed.thread_count), speed)

    monkeypatch.setattr(ModelLoader, "measure", measure)
    swapping = Swapping(qtbot, open_window, tmp_path)
    swapping.window.findChild(MoreButton).open_model()
    return swapping


def page_says(swapping: Swapping) -> str:
    """What the model's page says about this computer."""
    lines = swapping.window.findChild(ModelPage).text.split("\n")
    return lines[lines.index("On this computer") + 1]


@pytest.mark.parametrize("measured", [FAST], indirect=True)
def test_a_fast_model_is_said_to_be_on_its_page_only(measured: Swapping) -> None:
    """At the first start the model in use is measured beside the first frames, and stays as it is."""
    assert page_says(measured) == "It has not been measured how fast the model is here."
    measured.watch()
    recognizer = measured.window.watcher.recognizer
    measured.window.model_swap.measure()
    measured.wait_for(lambda: page_says(measured) == "3.1 ms a step of 160 ms, 1 thread.")

    assert measured.told == ""
    assert measured.window.watcher.recognizer is recognizer
    measured.open("other.onnx")
    measured.wait_for(lambda: measured.card_name == "other")
    assert page_says(measured) == "3.1 ms a step of 160 ms, 1 thread."


@pytest.mark.parametrize("measured", [NEEDS_TWO], indirect=True)
def test_a_model_that_needs_two_threads_gets_them(measured: Swapping, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the camera goes on it is opened anew, without a word, without a section, and nobody has chosen it."""
    monkeypatch.setattr(watcher_module, "PROVEN_AFTER_STEPS", 2)
    proven: list[bool] = []
    measured.window.watcher.model_proven.connect(lambda: proven.append(True))
    measured.watch()
    measured.sign("RED", "RED")
    measured.window.model_swap.measure()
    measured.wait_for(lambda: measured.window.watcher.recognizer.thread_count == 2)
    measured.sign("GREEN", "GREEN")
    measured.wait_for(lambda: proven == [True])
    measured.window.close()

    assert page_says(measured) == "61.0 ms a step of 160 ms, 2 threads."
    assert measured.told == ""
    assert measured.sections == [("Camera 0", "RED | GREEN")]
    assert measured.window.preferences.settings.model_path == ""


@pytest.mark.parametrize("measured", [TOO_SLOW], indirect=True)
def test_too_slow_a_computer_is_told_and_goes_on(measured: Swapping) -> None:
    """One sentence says by how much, and what to do; it stays, and captions go on."""
    measured.watch()
    measured.window.model_swap.measure()
    measured.wait_for(lambda: measured.told != "")
    measured.sign("RED", "RED")

    assert measured.told == (
        "This computer is too slow for tiny.onnx: a step of 160 ms takes 240 ms, so signs will be missed. Close other "
        "programs, or open a smaller model."
    )
    assert page_says(measured) == "Too slow: 240 ms a step of 160 ms, 1 thread. Signs are missed."


@pytest.mark.parametrize("measured", [TOO_SLOW], indirect=True)
def test_too_slow_a_model_does_not_take_over(measured: Swapping) -> None:
    """It is refused before it is used, and the model in use goes on."""
    measured.watch()
    measured.open("other.onnx")
    measured.wait_for(lambda: "too slow" in measured.told)

    assert measured.told.startswith("other.onnx is too slow for this computer: a step of 160 ms takes 240 ms")
    assert measured.told.endswith("tiny.onnx goes on.")
    assert measured.card_name == "tiny"


@pytest.mark.parametrize("measured", [NEEDS_TWO], indirect=True)
def test_a_model_that_came_meanwhile_is_not_replaced(measured: Swapping) -> None:
    """What is found out about a model that is no longer in use is forgotten."""
    measured.open("other.onnx")
    measured.wait_for(lambda: measured.card_name == "other")
    in_use = measured.window.watcher.recognizer
    measured.window.model_swap._take_measured(MeasuredModel(GlossRecognizer(measured.folder / "later.onnx"), FAST))

    assert measured.window.watcher.recognizer is in_use
    assert page_says(measured) == "61.0 ms a step of 160 ms, 2 threads."
