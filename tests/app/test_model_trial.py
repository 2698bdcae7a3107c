"""What a model is asked before it takes over."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest

from app.model_trial import step_durations_s, try_out
from models.errors import UnusableModelError
from models.parity_sample import PARITY_KEY, ParitySample, sample_frames
from models.recognizer import GlossRecognizer, State, StepOutput
from models.video import Clip
from tests.fakes import (
    changes_its_mind,
    does_not_add_up,
    fails_on_bright_frames,
    forgets_its_state,
    make_card,
    says_no_numbers,
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

    try_out(GlossRecognizer(tmp_path / "tiny.onnx"))


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
        try_out(GlossRecognizer(path))
    assert str(refusal.value).startswith(f"{path} cannot be used as a model: {reason}")


def with_sample(path: Path, shift: float) -> GlossRecognizer:
    """A tiny model with a parity sample that is off by so much."""
    write_tiny_model(path)
    recognizer = GlossRecognizer(path)
    found = recognizer.log_probs(sample_frames(3, 6, recognizer.card.frame_size))
    proto = onnx.load(str(path))
    entry = proto.metadata_props.add()
    entry.key, entry.value = PARITY_KEY, ParitySample(3, 6, found + np.float32(shift)).to_json()
    onnx.save(proto, str(path))
    return GlossRecognizer(path)


def test_a_model_must_say_what_it_said_at_export(tmp_path: Path) -> None:
    """A file that carries what it gave then is refused where it gives something else, and passes where it does not."""
    try_out(with_sample(tmp_path / "same.onnx", 0.0))

    with pytest.raises(UnusableModelError, match=r"its log-probs differ by 3\.0e-02 from those it gave when"):
        try_out(with_sample(tmp_path / "other.onnx", 0.03))


def test_a_model_that_passes_and_fails_later_exists(tmp_path: Path) -> None:
    """No trial sees everything: this one fails before a signer only, which the watcher must cope with."""
    write_tiny_model(tmp_path / "later.onnx", change=fails_on_bright_frames)

    try_out(GlossRecognizer(tmp_path / "later.onnx"))


@pytest.mark.parametrize("is_stateful", [True, False], ids=["stateful", "window"])
def test_a_step_is_measured_as_live(tmp_path: Path, is_stateful: bool) -> None:
    """Frame by frame; a window that is computed for four steps at once counts a quarter for each of them."""
    write_tiny_model(tmp_path / "tiny.onnx", make_card(frames_per_step=2), is_stateful=is_stateful)
    durations_s = step_durations_s(GlossRecognizer(tmp_path / "tiny.onnx"), ticking(0.02))

    assert durations_s == pytest.approx([0.02 if is_stateful else 0.005] * len(durations_s))
    assert len(durations_s) >= 10


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
