"""How fast a model is on this computer, and with how many threads it should run. The numbers here are ours."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.model_trial import GoOn, go_on, step_durations_s
from models.processor import processor_name
from models.recognizer import GlossRecognizer

__all__ = ["ModelSpeed", "available_cores", "computer_name", "measure_speed"]

THREAD_COUNTS = (1, 2, 4, 8)
# Of the time there is for a step. The other half is for the camera, the window, other programs, and a processor that
# slows down when it gets warm; with less, recognition would fall behind again and again.
AIMED_LOAD = 0.5
WORTH_A_THREAD = 0.9  # of the time: what saves less is not worth keeping more cores busy


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """What was measured, with the number of threads that was chosen.

    Args:
        step_ms: Milliseconds that a step takes: the median.
        budget_ms: Milliseconds of video that a step stands for: what it may take.
    """

    thread_count: int
    step_ms: float
    budget_ms: float

    @property
    def is_enough(self) -> bool:
        """Whether recognition can keep up at all."""
        return self.step_ms <= self.budget_ms


def measure_speed(
    recognizer: GlossRecognizer,
    *,
    clock: Callable[[], float] = time.perf_counter,
    core_count: int | None = None,
    check: GoOn = go_on,
) -> tuple[GlossRecognizer, ModelSpeed]:
    """Measure with 1, 2, 4 … threads, no more than there are cores, until a step takes half the time there is at most.

    Where none is that fast the fastest is chosen. So on most computers one thread is measured, for a moment.

    Args:
        recognizer: The model, opened with one thread.

    Raises:
        UnusableModelError: The file cannot be opened again.
    """
    best: tuple[GlossRecognizer, ModelSpeed] | None = None
    for thread_count in THREAD_COUNTS:
        if best and thread_count > (core_count or available_cores()):
            break
        if thread_count > 1:
            recognizer = GlossRecognizer(recognizer.path, thread_count)
        budget_ms = 1000 * recognizer.card.step_s
        step_ms = 1000 * statistics.median(step_durations_s(recognizer, clock, check))
        if best is None or step_ms < WORTH_A_THREAD * best[1].step_ms:
            best = recognizer, ModelSpeed(thread_count, step_ms, budget_ms)
        if step_ms <= AIMED_LOAD * budget_ms:
            break
    assert best is not None
    return best


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def computer_name() -> str:
    """Its processor, and how many cores of it there are: with other ones a model is as fast as on another."""
    return f"{processor_name()}, {available_cores()} cores"
