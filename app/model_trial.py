"""What a model must show before it takes over: streamed as live it says sound things, the same each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.card import ModelCard
from models.errors import BadInputError, UnusableModelError
from models.parity_sample import PARITY_TOLERANCE, sample_frames
from models.recognizer import GlossRecognizer
from models.strategies import DEFAULT_STRIDE_FRAMES, DEFAULT_WINDOW_FRAMES, CachedSteps, SlidingWindow
from models.video import Clip

__all__ = ["GoOn", "go_on", "named_failures", "step_durations_s", "try_out"]

NOISE_STEPS, PLAIN_STEPS = 6, 6
TIMED_ROUNDS = 16  # after one more that is not counted: the first call makes room in memory
TIMING_LIMIT_S = 4.0  # a model far too slow is known to be so before the sixteenth round
SUM_TOLERANCE = 1e-3  # of the probabilities of a step, whose sum is 1


GoOn = Callable[[], None]
"""Called between two frames; raises UnusableModelError where nobody waits for the result any more."""


def go_on() -> None:
    """Somebody does."""


def try_out(recognizer: GlossRecognizer, check: GoOn = go_on) -> None:
    """Raise UnusableModelError, which names the file, unless a model says sound things of noise and plain pictures."""
    with named_failures(recognizer.path):
        _check_log_probs(recognizer, check)
        _check_parity(recognizer)


@contextmanager
def named_failures(path: Path) -> Iterator[None]:
    """Whatever goes wrong inside is raised as an UnusableModelError that names the model's file."""
    try:
        yield
    except UnusableModelError:
        raise
    except BadInputError as error:
        raise _unusable(path, str(error)) from error
    except Exception as error:  # onnxruntime's exceptions share no base class
        raise _unusable(path, f"it failed when it was tried out: {str(error)[:200]}") from error


def step_durations_s(recognizer: GlossRecognizer, clock: Callable[[], float], check: GoOn = go_on) -> list[float]:
    """How many seconds a step took, again and again, on noise, one frame after the other as live.

    A graph without state computes a window for several steps at once; each of them is counted as a share of it.
    """
    k = recognizer.card.frames_per_step
    steps_a_round = 1 if recognizer.is_stateful else max(1, DEFAULT_STRIDE_FRAMES // k)
    strategy = _strategy(recognizer)
    frames = _noise(recognizer.card, steps_a_round * k)
    durations_s: list[float] = []
    began_s = clock()
    while len(durations_s) <= _warm_up_rounds(recognizer) + TIMED_ROUNDS:
        started_s = clock()
        for frame in frames:
            strategy.push(frame)
        check()
        ended_s = clock()
        durations_s.append((ended_s - started_s) / steps_a_round)
        if ended_s - began_s > TIMING_LIMIT_S and len(durations_s) > 1:
            break
    return durations_s[min(_warm_up_rounds(recognizer), len(durations_s) - 1) :]


def _warm_up_rounds(recognizer: GlossRecognizer) -> int:
    """Those before a window is full cost less than later ones."""
    if recognizer.is_stateful:
        return 1
    return 1 + (DEFAULT_WINDOW_FRAMES + 2 * recognizer.card.context_frames) // DEFAULT_STRIDE_FRAMES


def _check_log_probs(recognizer: GlossRecognizer, check: GoOn) -> None:
    card = recognizer.card
    k, size = card.frames_per_step, card.frame_size
    plain = np.zeros((PLAIN_STEPS * k, size, size, 3), np.uint8)
    clip = np.concatenate([_noise(card, NOISE_STEPS * k), plain])
    streamed = _stream(recognizer, clip, check)
    expected = (NOISE_STEPS + PLAIN_STEPS, card.vocabulary.size)
    if streamed.shape != expected:
        raise _unusable(
            recognizer.path, f"of {len(clip)} frames it makes log-probs {streamed.shape}, expected {expected}."
        )
    if not np.isfinite(streamed).all():
        raise _unusable(recognizer.path, "it gives log-probs that are no finite numbers.")
    sums = np.exp(streamed.astype(np.float64)).sum(axis=1)
    if np.abs(sums - 1).max() > SUM_TOLERANCE:
        worst = sums[np.abs(sums - 1).argmax()]
        raise _unusable(recognizer.path, f"its probabilities of a step must add up to 1, and add up to {worst:.3g}.")
    if _difference(streamed, _stream(recognizer, clip, check)) > PARITY_TOLERANCE:
        raise _unusable(recognizer.path, "given the same frames twice, it says two different things.")
    if recognizer.is_stateful and _difference(streamed, recognizer.log_probs(clip)) > PARITY_TOLERANCE:
        raise _unusable(recognizer.path, "frame by frame it does not say what it says of the whole clip.")


def _check_parity(recognizer: GlossRecognizer) -> None:
    """Where the file says what it gave when it was exported, it must give that here too."""
    sample = recognizer.parity_sample
    if sample is None:
        return
    frames = sample_frames(sample.seed, sample.frame_count, recognizer.card.frame_size)
    difference = sample.difference(recognizer.log_probs(frames))
    if not difference < PARITY_TOLERANCE:
        reason = f"its log-probs differ by {difference:.1e} from those it gave when it was exported."
        raise _unusable(recognizer.path, reason)


def _stream(recognizer: GlossRecognizer, clip: Clip, check: GoOn) -> NDArray[np.float32]:
    """(U, V), from one frame after the other."""
    strategy = _strategy(recognizer)
    steps: list[NDArray[np.float32]] = []
    for frame in clip:
        steps += [step.log_probs for step in strategy.push(frame)]
        check()
    return np.stack([*steps, *(step.log_probs for step in strategy.flush())])


def _strategy(recognizer: GlossRecognizer) -> CachedSteps | SlidingWindow:
    """As `StreamingRecognizer` chooses."""
    return CachedSteps(recognizer) if recognizer.is_stateful else SlidingWindow(recognizer, None, DEFAULT_STRIDE_FRAMES)


def _noise(card: ModelCard, count: int) -> Clip:
    size = card.frame_size
    return np.random.default_rng(0).integers(0, 256, (count, size, size, 3), np.uint8)


def _difference(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Infinite where shapes differ."""
    return float(np.abs(one - other).max()) if one.shape == other.shape else np.inf


def _unusable(path: Path, reason: str) -> UnusableModelError:
    return UnusableModelError(f"{path} cannot be used as a model: {reason}")
