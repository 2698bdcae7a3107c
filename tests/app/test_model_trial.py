"""What a model is asked before it takes over."""

import itertools
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest

from app.model_trial import open_tried, step_durations_s, try_out
from models.errors import UnusableModelError
from models.recognizer import GlossRecognizer, State, StepOutput
from models.video import Clip
from tests.fakes import (
    changes_its_mind,
    does_not_add_up,
    fails_on_bright_frames,
    forgets_its_state,
    make_card,
    says_no_numbers,
    write_broken_models,
    write_tiny_model,
)


def ticking(step_s: float) -> Callable[[], float]:
    """A clock on which each round of a trial, between two looks, takes so long."""
    times_s = itertools.count()
    return lambda: next(times_s) * step_s


@pytest.mark.parametrize("is_stateful", [True, False], ids=["stateful", "window"])
def test_a_sound_model_passes(tmp_path: Path, is_stateful: bool) -> None:
    """The tiny model, with state or without, is opened."""
    card = make_card(frames_per_step=4, context_frames=4)
    write_tiny_model(tmp_path / "tiny.onnx", card, is_stateful=is_stateful)

    assert open_tried(tmp_path / "tiny.onnx", ticking(0.01)).card == card


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (says_no_numbers, "it gives log-probs that are no finite numbers."),
        (does_not_add_up, "its probabilities of a step must add up to 1, and add up to"),
        (changes_its_mind, "given the same frames twice, it says two different things."),
        (forgets_its_state, "frame by frame it does not say what it says of the whole clip."),
    ],
)
def test_an_unsound_model_is_refused(tmp_path: Path, change: Callable[[onnx.ModelProto], None], reason: str) -> None:
    """A graph that runs but says impossible things: one sentence names the file and what is wrong."""
    path = tmp_path / "unsound.onnx"
    write_tiny_model(path, change=change)

    with pytest.raises(UnusableModelError) as refusal:
        open_tried(path, ticking(0.01))
    assert str(refusal.value).startswith(f"{path} cannot be used as a model: {reason}")


def test_what_the_recogniser_refuses_is_refused(tmp_path: Path) -> None:
    """A trial begins with all that opening a file checks."""
    for path in write_broken_models(tmp_path).values():
        with pytest.raises(UnusableModelError, match=path.name):
            open_tried(path, ticking(0.01))


def test_a_model_that_passes_and_fails_later_exists(tmp_path: Path) -> None:
    """No trial sees everything: this one fails before a signer only, which the watcher must cope with."""
    write_tiny_model(tmp_path / "later.onnx", change=fails_on_bright_frames)

    open_tried(tmp_path / "later.onnx", ticking(0.01))


@pytest.mark.parametrize("is_stateful", [True, False], ids=["stateful", "window"])
@pytest.mark.parametrize(("round_s", "is_refused"), [(0.02, False), (0.15, False), (0.17, True), (9.0, True)])
def test_a_model_must_be_fast_enough(tmp_path: Path, is_stateful: bool, round_s: float, is_refused: bool) -> None:
    """A step of 160 ms of video must take less than that; if it takes more, both figures are said."""
    card = make_card(frames_per_step=2, context_frames=3, frame_rate=12.5)
    write_tiny_model(tmp_path / "tiny.onnx", card, is_stateful=is_stateful)
    recognizer = GlossRecognizer(tmp_path / "tiny.onnx")
    steps_a_round = 1 if is_stateful else 4

    if not is_refused:
        try_out(recognizer, ticking(round_s * steps_a_round))
        return
    with pytest.raises(UnusableModelError) as refusal:
        try_out(recognizer, ticking(round_s * steps_a_round))
    assert str(refusal.value) == (
        f"{recognizer.path} is too slow for this computer: a step takes {1000 * round_s:.0f} ms, and must take less "
        "than 160 ms."
    )


class Counting:
    """The tiny model, which counts its steps."""

    def __init__(self, recognizer: GlossRecognizer) -> None:
        self._recognizer = recognizer
        self.card, self.is_stateful, self.path = recognizer.card, recognizer.is_stateful, recognizer.path
        self.start, self.log_probs = recognizer.start, recognizer.log_probs
        self.call_count = 0

    def step(self, frames: Clip, state: State) -> StepOutput:
        """Count and pass on."""
        self.call_count += 1
        return self._recognizer.step(frames, state)


def test_a_very_slow_model_is_not_asked_for_long(recognizer: GlossRecognizer) -> None:
    """Where a step takes seconds, a few are enough to know."""
    counting = Counting(recognizer)

    assert step_durations_s(counting, ticking(3.0)) == [3.0]  # type: ignore[arg-type]
    assert counting.call_count == 2
