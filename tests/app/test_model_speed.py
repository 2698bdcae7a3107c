"""How fast a model is here, and with how many threads it should run; all times are made up."""

from pathlib import Path

import pytest

from app import model_speed
from app.model_speed import ModelSpeed, available_cores, computer_name, measure_speed
from models.processor import processor_name
from models.recognizer import GlossRecognizer


def chosen(
    monkeypatch: pytest.MonkeyPatch, path: Path, step_ms: dict[int, float], core_count: int
) -> tuple[ModelSpeed, list[int]]:
    """What is chosen where a step takes so long with that many threads, and which counts were tried."""
    tried: list[int] = []

    def pretend(recognizer: GlossRecognizer, *others: object) -> list[float]:
        tried.append(recognizer.thread_count)
        duration_s = step_ms[recognizer.thread_count] / 1000
        return [9.0, duration_s, duration_s, duration_s, 0.0]  # the median does not see what is rare

    monkeypatch.setattr(model_speed, "step_durations_s", pretend)
    recognizer, speed = measure_speed(GlossRecognizer(path), core_count=core_count)
    assert recognizer.thread_count == speed.thread_count
    return speed, tried


@pytest.mark.parametrize(
    ("step_ms", "core_count", "thread_count", "tried"),
    [
        ({1: 3.0}, 8, 1, [1]),  # fast: one thread, and no other is measured
        ({1: 80.0}, 8, 1, [1]),  # just half the time there is
        ({1: 90.0, 2: 50.0}, 8, 2, [1, 2]),  # borderline: two threads make it
        ({1: 150.0, 2: 90.0, 4: 60.0}, 8, 4, [1, 2, 4]),
        ({1: 150.0, 2: 90.0}, 2, 2, [1, 2]),  # no half is to be had: the fastest
        ({1: 90.0, 2: 85.0, 4: 100.0, 8: 120.0}, 8, 1, [1, 2, 4, 8]),  # more threads are hardly faster: one
        ({1: 150.0}, 1, 1, [1]),
        ({1: 400.0, 2: 300.0, 4: 260.0}, 4, 4, [1, 2, 4]),  # too slow: the least slow
    ],
)
def test_the_fewest_threads_that_are_enough(
    monkeypatch: pytest.MonkeyPatch,
    tiny_model: Path,
    step_ms: dict[int, float],
    core_count: int,
    thread_count: int,
    tried: list[int],
) -> None:
    """Of a step's 160 ms half may be taken; more threads are tried only while that is not so, and cores are left."""
    speed, found = chosen(monkeypatch, tiny_model, step_ms, core_count)

    assert speed == ModelSpeed(thread_count, step_ms[thread_count], 160.0)
    assert found == tried


def test_what_is_enough_is_to_keep_up() -> None:
    """A step must not take longer than the video it stands for."""
    assert ModelSpeed(1, 160.0, 160.0).is_enough
    assert not ModelSpeed(1, 161.0, 160.0).is_enough


def test_a_computer_is_known_by_its_processor_and_cores() -> None:
    """With fewer cores to use, a model is measured anew."""
    assert computer_name() == f"{processor_name()}, {available_cores()} cores"
