"""Another model while the camera goes on, through the real window, its threads and real .onnx files."""

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import watcher as watcher_module
from app.camera import FrameSource
from app.main_window import MainWindow
from app.message_line import MessageLine
from app.model_loader import MeasuredModel, ModelLoader
from app.model_page import ModelPage
from app.model_speed import ModelSpeed
from app.model_trial import GoOn
from app.more_menu import MoreButton
from app.process_memory import memory_mb
from app.settings_page import SettingsPage
from app.signs_panel import SignsPanel
from app.subtitle_view import SubtitleView
from app.transcript import Transcript
from app.transcript_panel import TranscriptPanel
from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.video import Frame
from tests.app.conftest import OpenWindow
from tests.fakes import COLOURS, fails_on_bright_frames, make_card, says_no_numbers, write_tiny_model

LIMIT_MS = 60_000
OTHER = replace(make_card(("CRIMSON", "LEAF", "SKY"), frame_size=12), name="other", sign_language="another")


class ColourCamera:
    """A camera before which a test holds colours, some 50 pictures a second, on and on."""

    is_live, is_looped, title = True, False, "Camera 0"

    def __init__(self) -> None:
        self.shown = ""  # a gloss of the tiny model, empty for rest

    def frames(self) -> Generator[Frame, None, None]:
        shutter = threading.Event()  # never set: its time-out is the camera's pace
        number = 0
        while True:
            image = np.full((48, 64, 3), COLOURS.get(self.shown, (0, 0, 0)), np.uint8)
            image[0, 0] = number = (number + 1) % 256  # a picture that never changes is no camera's
            yield Frame(image, time.monotonic())
            shutter.wait(0.02)


class Swapping:
    """A window on a camera, files of models, and what may be asked about both."""

    def __init__(self, qtbot: QtBot, open_window: OpenWindow, folder: Path) -> None:
        self.qtbot = qtbot
        self.camera = ColourCamera()
        self.window: MainWindow = open_window(self._open_camera)
        self.folder = folder
        write_tiny_model(folder / "other.onnx", OTHER)
        write_tiny_model(folder / "unsound.onnx", OTHER, change=says_no_numbers)
        write_tiny_model(folder / "later.onnx", OTHER, change=fails_on_bright_frames)

    def _open_camera(self) -> FrameSource:
        return self.camera

    def watch(self) -> None:
        """Start the camera, and wait for its pictures."""
        self.window.start_camera()
        self.wait_for(lambda: self.window.status is not None and self.window.status.step_ms is not None)

    def open(self, name: str) -> None:
        """As the person does."""
        self.window.model_swap.open(self.folder / name)

    def sign(self, colour: str, gloss: str) -> None:
        """Hold a colour until its gloss stands in the transcript once more, then rest."""
        count = self.glosses.count(gloss)
        self.camera.shown = colour
        self.wait_for(lambda: self.window.captions.partial != () or self.glosses.count(gloss) > count)
        self.camera.shown = ""
        self.wait_for(lambda: self.glosses.count(gloss) > count)

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Let events run until it is so."""
        self.qtbot.waitUntil(is_so, timeout=LIMIT_MS)

    @property
    def transcript(self) -> Transcript:
        """What stands beside the picture."""
        return self.window.findChild(TranscriptPanel).transcript

    @property
    def glosses(self) -> list[str]:
        """All that stands in the transcript."""
        return [gloss.gloss for gloss in self.transcript.glosses]

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The name of each section and what it says, a bar between sentences."""
        return [
            (self.transcript.name_of(one), " | ".join(part.text for part in self.transcript.sentences_of(one)))
            for one in self.transcript.sections
        ]

    @property
    def told(self) -> str:
        """What the line of messages says."""
        return self.window.findChild(MessageLine).shown

    @property
    def signs_shown(self) -> str:
        """The list beside the picture."""
        labels = self.window.findChild(SignsPanel).findChildren(QLabel)
        return next(label.text() for label in labels if label.objectName() == "signs")

    @property
    def card_name(self) -> str:
        """Of the model in use."""
        return self.window.watcher.recognizer.card.name


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
    swapping.window.watcher.leaving_timer.setInterval(10 * LIMIT_MS)
    swapping.watch()
    swapping.camera.shown = "GREEN"
    swapping.wait_for(lambda: swapping.window.captions.partial == ("GREEN",))
    swapping.open("other.onnx")
    swapping.wait_for(lambda: "ready" in swapping.told)
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
    swapping.watch()
    swapping.camera.shown = "GREEN"
    swapping.wait_for(lambda: swapping.window.captions.partial == ("GREEN",))
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
    swapping.window.watcher.leaving_timer.setInterval(10 * LIMIT_MS)
    swapping.watch()
    swapping.camera.shown = "GREEN"
    swapping.wait_for(lambda: swapping.window.captions.partial == ("GREEN",))
    swapping.open("other.onnx")
    swapping.wait_for(lambda: "ready" in swapping.told)
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
