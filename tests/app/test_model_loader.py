"""A model opened as the window wants it."""

from pathlib import Path

import pytest

from app.model_loader import ModelLoader
from app.model_speed import ModelSpeed, computer_name
from app.model_trial import try_out
from app.speed_file import SpeedFile
from models.errors import UnusableModelError
from models.recognizer import GlossRecognizer
from models.whole_file import file_digest
from tests.app.test_model_trial import ticking
from tests.fakes import make_card, says_no_numbers, write_broken_models, write_tiny_model


@pytest.fixture
def speeds(tmp_path: Path) -> SpeedFile:
    """A file that is not there yet."""
    return SpeedFile(tmp_path / "speeds.json")


def test_a_model_is_measured_once(tiny_model: Path, speeds: SpeedFile) -> None:
    """The first time its speed is found out, and kept; the next time it is known, and no clock is looked at."""
    measured = ModelLoader(speeds, clock=ticking(0.02)).open(tiny_model)
    assert measured.speed == speeds.find(file_digest(tiny_model), computer_name())
    assert (measured.speed.thread_count, measured.speed.budget_ms) == (1, 160.0)
    assert measured.speed.step_ms == pytest.approx(20)

    def no_clock() -> float:
        raise AssertionError("nothing is to be measured")

    known = ModelLoader(speeds, clock=no_clock)
    assert known.open(tiny_model).speed == known.measure(tiny_model).speed == measured.speed


def test_as_many_threads_as_are_known_to_be_needed(tiny_model: Path, speeds: SpeedFile) -> None:
    """A model of which two threads are kept is opened with two."""
    speeds.keep(file_digest(tiny_model), computer_name(), ModelSpeed(2, 60.0, 160.0))

    assert ModelLoader(speeds).open(tiny_model).recognizer.thread_count == 2


def test_too_slow_a_model_is_refused_to_take_over(tiny_model: Path, speeds: SpeedFile) -> None:
    """The sentence says by how much and what would help. It is not kept, and who has no other model still gets it."""
    loader = ModelLoader(speeds, clock=ticking(0.24), core_count=1)
    with pytest.raises(UnusableModelError) as refusal:
        loader.open(tiny_model)

    assert str(refusal.value) == (
        f"{tiny_model} is too slow for this computer: a step of 160 ms takes 240 ms; a smaller model or fewer open "
        "programs would help."
    )
    assert not loader.measure(tiny_model).speed.is_enough
    assert not speeds.path.exists()


def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, speeds: SpeedFile) -> None:
    """All that opening refuses, what a trial finds, and a model that cannot be run as live: each names the file."""
    write_tiny_model(tmp_path / "nan.onnx", change=says_no_numbers)
    write_tiny_model(tmp_path / "three.onnx", make_card(frames_per_step=3), is_stateful=False)  # no stride of 8 frames
    paths = [*write_broken_models(tmp_path).values(), tmp_path / "nan.onnx", tmp_path / "three.onnx"]
    for path in [*paths, tmp_path / "missing.onnx"]:
        for loader in (ModelLoader(speeds, clock=ticking(0.01)), ModelLoader(clock=ticking(0.01))):
            with pytest.raises(UnusableModelError, match=path.name):
                loader.open(path)


def test_it_gives_up_between_two_frames(tiny_model: Path, speeds: SpeedFile) -> None:
    """Whoever closes the window in the midst of a trial need not wait for its end; nothing is kept of half of it."""
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) % 5 == 0:
            raise UnusableModelError("Not wanted any more.")

    with pytest.raises(UnusableModelError, match="Not wanted"):
        ModelLoader(speeds, clock=ticking(0.01)).open(tiny_model, check)
    assert len(asked) == 5
    assert not speeds.path.exists()
    with pytest.raises(UnusableModelError, match="Not wanted"):
        try_out(GlossRecognizer(tiny_model), check)
