"""Cached steps and the plain sliding window: the same rows, at another price."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.strategies import CachedSteps, SlidingWindow, TrustedStep
from tests.fakes import ScriptedRecognizer, make_card, numbered_frame, script


def recited(strategy: CachedSteps | SlidingWindow, frame_count: int) -> list[TrustedStep]:
    """All steps of a stream of numbered frames."""
    steps = [step for index in range(frame_count) for step in strategy.push(numbered_frame(index))]
    return [*steps, *strategy.flush()]


def wandering_script(step_count: int, seed: int = 0) -> np.ndarray:
    """Log-probs, float32 (U, 4), of which no two rows are equal."""
    logits = np.random.default_rng(seed).normal(size=(step_count, 4)) * 3
    return (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)).astype(np.float32)


@settings(max_examples=80)
@given(
    k=st.sampled_from([1, 2, 4]),
    context_steps=st.integers(0, 12),
    step_count=st.integers(1, 80),
    stride_steps=st.integers(1, 6),
    extra_steps=st.integers(0, 10),
)
def test_both_strategies_give_every_step_once(
    k: int, context_steps: int, step_count: int, stride_steps: int, extra_steps: int
) -> None:
    """Whatever window, stride and context: each step comes once, in order, with its true log-probs, and agreed.

    The scripted recogniser answers with garbage wherever a window lacks context, so none of it may ever be trusted.
    """
    context = context_steps * k // 2 if k > 1 else context_steps
    log_probs = wandering_script(step_count)
    card = make_card(frame_size=1, frames_per_step=k, context_frames=context)
    stride = stride_steps * k
    window = -(-(2 * context + 2 * stride + k) // k) * k + extra_steps * k
    for strategy in (
        CachedSteps(ScriptedRecognizer(log_probs, card)),
        SlidingWindow(ScriptedRecognizer(log_probs, card), window, stride),
    ):
        steps = recited(strategy, k * step_count)
        np.testing.assert_array_equal(np.stack([step.log_probs for step in steps]), log_probs)
        assert all(step.is_agreed for step in steps)


@pytest.mark.parametrize("frame_count", [1, 2, 3, 7, 63, 64, 65, 120, 201])
def test_both_are_the_whole_clip_on_a_real_model(tiny_recognizer: GlossRecognizer, frame_count: int) -> None:
    """On a real graph, and for any length, both give the log-probs of the whole clip."""
    clip = np.random.default_rng(0).integers(0, 256, (frame_count, 8, 8, 3), dtype=np.uint8)
    whole = tiny_recognizer.log_probs(clip)
    for strategy in (CachedSteps(tiny_recognizer), SlidingWindow(tiny_recognizer, None, 8)):
        steps = [step for frame in clip for step in strategy.push(frame)] + strategy.flush()
        np.testing.assert_allclose(np.stack([step.log_probs for step in steps]), whole, atol=1e-6)


def test_cached_steps_come_as_early_as_they_can() -> None:
    """A step is there with the arrival of the last of its A frames of look-ahead: the card's delay, no more."""
    card = make_card(frame_size=1, frames_per_step=4, context_frames=10)
    strategy = CachedSteps(ScriptedRecognizer(wandering_script(50), card))
    made = np.cumsum([len(strategy.push(numbered_frame(index))) for index in range(100)])
    for u in range(20):
        last_needed = 4 * u + 3 + 10
        assert made[last_needed] == u + 1
        assert made[last_needed - 1] == u


def test_cached_steps_keep_nothing(tiny_recognizer: GlossRecognizer) -> None:
    """Between frames fewer than k are kept."""
    strategy = CachedSteps(tiny_recognizer)
    for index in range(500):
        strategy.push(np.zeros((8, 8, 3), np.uint8))
        assert len(strategy._pending) < 2, index


def test_the_window_keeps_a_window() -> None:
    """However long the stream, no more than a window of frames is kept."""
    strategy = SlidingWindow(ScriptedRecognizer(wandering_script(5000)), 64, 8)
    for index in range(2000):
        strategy.push(numbered_frame(index))
        assert len(strategy._buffer) <= 64
    assert strategy._settled * 2 > 2000 - 64


def test_an_empty_stream_ends_empty(tiny_recognizer: GlossRecognizer) -> None:
    """No frames, no steps."""
    assert CachedSteps(tiny_recognizer).flush() == []
    assert SlidingWindow(tiny_recognizer, None, 8).flush() == []


class Contradicting(ScriptedRecognizer):
    """Says of some steps something else at every call, as a graph may whose answer depends on the window."""

    contradicted = range(40, 46)

    def _row(self, step: int) -> np.ndarray:
        return script([(1 + self.call_count % 3, 1)])[0] if step in self.contradicted else super()._row(step)


def test_contradicted_steps_are_marked_and_not_waited_for() -> None:
    """Steps no two windows agree on come through in their place, marked; those around them are untouched."""
    log_probs = script([(0, 20), (1, 10), (0, 70)])
    steps = recited(SlidingWindow(Contradicting(log_probs, is_stateful=False), 64, 8), 200)
    assert len(steps) == 100
    assert [u for u, step in enumerate(steps) if not step.is_agreed] == list(Contradicting.contradicted)
    for u, step in enumerate(steps):
        if u not in Contradicting.contradicted:
            np.testing.assert_array_equal(step.log_probs, log_probs[u])


class Hesitating(ScriptedRecognizer):
    """Is wrong about some steps in the first window that trusts them, and right ever after."""

    first_call: int | None = None

    def log_probs(self, clip: np.ndarray) -> np.ndarray:
        """Recite, but at the first sight of step 40 with its context say gloss 3 instead."""
        rows = super().log_probs(clip)
        first = int(clip[0][0, 0] @ np.array([1, 256, 65536])) // 2
        if self.first_call is None and first + len(rows) > 43:
            self.first_call = self.call_count
            rows[40 - first] = script([(3, 1)])[0]
        return rows


def test_two_later_windows_may_agree() -> None:
    """A step the first window had wrong is settled by the next two, which agree."""
    log_probs = script([(0, 38), (1, 5), (0, 57)])
    steps = recited(SlidingWindow(Hesitating(log_probs, is_stateful=False), 64, 8), 200)
    assert all(step.is_agreed for step in steps)
    np.testing.assert_array_equal(np.stack([step.log_probs for step in steps]), log_probs)


@pytest.mark.parametrize(
    ("window_frames", "stride_frames", "part"),
    [(64, 7, "stride"), (64, 0, "stride"), (63, 8, "window"), (22, 8, "at least 24"), (None, -2, "stride")],
)
def test_windows_that_do_not_fit_are_refused(window_frames: int | None, stride_frames: int, part: str) -> None:
    """A window or stride that is no whole number of steps, or too short for two windows to agree, is refused."""
    recognizer = ScriptedRecognizer(wandering_script(10))  # k = 2, A = 3
    with pytest.raises(BadInputError, match=part):
        SlidingWindow(recognizer, window_frames, stride_frames)


def test_the_default_window_grows_with_the_context() -> None:
    """A model that needs more context than 64 frames hold gets a longer window by itself."""
    card = make_card(frame_size=1, frames_per_step=4, context_frames=40)
    strategy = SlidingWindow(ScriptedRecognizer(wandering_script(100), card), None, 8)
    assert len(recited(strategy, 400)) == 100
