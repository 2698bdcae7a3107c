"""Another model while the camera goes on, through the real window, its threads and real .onnx files."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import watcher as watcher_module
from app.model_page import ModelPage
from app.more_menu import MoreButton
from app.process_memory import memory_mb
from app.settings_page import SettingsPage
from app.subtitle_view import SubtitleView
from models.errors import BadInputError
from tests.app.conftest import OpenWindow
from tests.app.swapping import Swapping
from tests.fakes import write_tiny_model


@pytest.fixture
def swapping(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> Swapping:
    """A window on the tiny model, whose camera is not started yet."""
    return Swapping(qtbot, open_window, tmp_path)


def test_another_model_takes_over_while_frames_flow(swapping: Swapping) -> None:
    """Another vocabulary and another frame size: what was signed stays, what follows is the new model's, in a section
    of its own that names it; the camera was never let go of, and nothing was dropped.
    """
    swapping.watch()
    camera_thread = next(one for one in threading.enumerate() if one.name == "camera")
    swapping.sign("RED", "RED")
    swapping.open("other.onnx")
    assert swapping.told == "Trying out other.onnx; tiny.onnx goes on meanwhile."
    swapping.wait_for(lambda: swapping.card_name == "other")
    assert swapping.told == "other.onnx is in use now: 3 signs of another."
    swapping.sign("GREEN", "LEAF")

    assert swapping.sections == [("Camera 0, tiny", "RED"), ("Camera 0, other", "LEAF")]
    assert camera_thread.is_alive()
    assert swapping.window.status is not None
    assert swapping.window.status.dropped_count == 0
    assert swapping.window.captions.finished[:1] == (("RED",),)


def test_a_sentence_is_finished_by_the_model_that_began_it(swapping: Swapping) -> None:
    """A model that comes in the middle of a sentence waits for its end, and says so."""
    swapping.begin_a_sentence()
    swapping.open_at_its_end()
    assert swapping.told == "other.onnx is ready and takes over when this sentence has ended."
    assert swapping.card_name == "tiny"
    swapping.camera.shown = ""
    swapping.wait_for(lambda: swapping.card_name == "other")

    assert swapping.sections == [("Camera 0", "GREEN")]


def test_who_signs_on_and_on_is_not_waited_for(swapping: Swapping) -> None:
    """After two seconds the open sentence is finished by the old model, what was held included, and the new one goes on
    with what is still held.
    """
    swapping.window.watcher.leaving_timer.setInterval(300)
    swapping.begin_a_sentence()
    swapping.open("other.onnx")
    swapping.wait_for(lambda: swapping.card_name == "other")
    swapping.wait_for(lambda: swapping.window.captions.partial == ("LEAF",))
    swapping.camera.shown = ""
    swapping.wait_for(lambda: "LEAF" in swapping.glosses)

    assert swapping.sections == [("Camera 0, tiny", "GREEN"), ("Camera 0, other", "LEAF")]


@pytest.mark.parametrize("name", ["unsound.onnx", "missing.onnx"])
def test_a_broken_file_changes_nothing(swapping: Swapping, name: str) -> None:
    """One sentence says what is wrong with it and what goes on; the old model does, with the same thread."""
    swapping.watch()
    thread = next(one for one in threading.enumerate() if one.name == "recognition")
    swapping.open(name)
    swapping.wait_for(lambda: swapping.told.endswith("tiny.onnx goes on.") and "Trying" not in swapping.told)
    swapping.sign("RED", "RED")

    assert swapping.told.startswith(name)
    assert str(swapping.folder) not in swapping.told
    assert thread.is_alive()
    assert swapping.sections == [("Camera 0", "RED")]
    assert swapping.window.preferences.settings.model_path == ""


@pytest.mark.usefixtures("caplog")
def test_a_model_that_fails_live_is_taken_back(swapping: Swapping) -> None:
    """It passes the trial and fails at the first sign: the old model recognises the rest of that very sign, nothing
    that was said is lost, one sentence says what happened, and the file is not remembered.
    """
    swapping.watch()
    swapping.sign("GREEN", "GREEN")
    swapping.open("later.onnx")
    swapping.wait_for(lambda: swapping.card_name == "other")
    swapping.sign("RED", "RED")

    assert swapping.card_name == "tiny"
    assert swapping.sections == [("Camera 0", "GREEN | RED")]
    assert swapping.told.startswith("later.onnx failed soon after it took over, so tiny.onnx is in use again. Recogn")
    assert swapping.told.count("\n") == 0
    assert swapping.window.preferences.settings.model_path == ""
    assert "LEAF" not in swapping.signs_shown


@pytest.mark.usefixtures("caplog")
def test_a_proven_model_that_fails_is_not_taken_back(swapping: Swapping, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its first steps a failure is what it was before models could be changed: it is said, and watching ends."""
    monkeypatch.setattr(watcher_module, "PROVEN_AFTER_STEPS", 3)
    swapping.watch()
    swapping.open("later.onnx")
    swapping.wait_for(lambda: swapping.window.preferences.settings.model_path == str(swapping.folder / "later.onnx"))
    swapping.camera.shown = "RED"
    swapping.wait_for(lambda: swapping.window.message.startswith("Recognition failed"))

    assert swapping.card_name == "other"
    assert swapping.window.status is None


def test_a_model_is_remembered_once_it_has_held(swapping: Swapping, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when it takes over, but when it has made its first steps; or when the window is closed before that."""
    monkeypatch.setattr(watcher_module, "PROVEN_AFTER_STEPS", 10_000)
    swapping.watch()
    swapping.open("other.onnx")
    swapping.wait_for(lambda: swapping.card_name == "other")
    assert swapping.window.preferences.settings.model_path == ""
    swapping.window.close()

    assert swapping.window.preferences.settings.model_path == str(swapping.folder / "other.onnx")


def test_what_is_shown_of_the_model_follows(swapping: Swapping) -> None:
    """Signs beside the picture, the count in the notice, the model's page, the settings' sample, the list to correct
    from: all are the new model's; a sign of the old one is corrected from the old one's list.
    """
    swapping.watch()
    swapping.sign("RED", "RED")
    more = swapping.window.findChild(MoreButton)
    more.open_model()
    more.open_settings()
    swapping.window.findChild(ModelPage).close()
    swapping.open("other.onnx")
    swapping.wait_for(lambda: swapping.card_name == "other")
    swapping.sign("BLUE", "SKY")

    assert "CRIMSON   LEAF   SKY" in swapping.signs_shown
    assert "3 signs of another" in swapping.window.findChild(ModelPage).text
    sample = swapping.window.findChild(SettingsPage).findChild(SubtitleView)
    assert sample.text == "CRIMSON (SKY)"
    swapping.transcript.correct(0, "GREEN")
    swapping.transcript.correct(1, "LEAF")
    with pytest.raises(BadInputError, match="'LEAF'"):
        swapping.transcript.correct(0, "LEAF")


def test_a_model_comes_while_nothing_is_watched(swapping: Swapping, red_green_video: Path) -> None:
    """Without a source it is in use at once, and the next source is recognised by it."""
    swapping.open("other.onnx")
    swapping.wait_for(lambda: swapping.card_name == "other")
    swapping.window.play_video(red_green_video)
    swapping.wait_for(lambda: swapping.glosses == ["CRIMSON", "LEAF"])

    assert [section for section, _ in swapping.sections] == [red_green_video.name]


def test_a_source_that_ends_meanwhile_does_not_keep_the_old_model(swapping: Swapping, red_green_video: Path) -> None:
    """Another video in the middle of a sentence, while a model waits for its end: that video is the new model's."""
    swapping.begin_a_sentence()
    swapping.open_at_its_end()
    swapping.window.play_video(red_green_video)
    swapping.wait_for(lambda: swapping.glosses[-2:] == ["CRIMSON", "LEAF"])

    assert swapping.card_name == "other"


def test_twenty_models_one_after_another_leave_nothing(swapping: Swapping) -> None:
    """Threads stay as many as they were, and memory does not grow with the models."""
    swapping.watch()
    names = ["other.onnx", "again.onnx"]
    write_tiny_model(swapping.folder / "again.onnx")

    def swap(count: int) -> None:
        for number in range(count):
            name = names[number % 2]
            swapping.open(name)
            swapping.wait_for(lambda name=name: swapping.told.startswith(f"{name} is in use"))  # type: ignore[misc]

    swap(4)
    before_mb, threads = memory_mb(), sorted(one.name for one in threading.enumerate())
    swap(20)
    swapping.wait_for(lambda: sorted(one.name for one in threading.enumerate()) == threads)

    assert memory_mb() - before_mb < 20
