"""Sampling by timestamp: uneven, slow and fast cameras, and what interrupts a stream."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sampling import FrameSampler
from tests.fakes import numbered_frame


def sampled(times: list[float], frame_rate: float) -> list[int]:
    """Which of the frames taken at these times are used, in order."""
    sampler = FrameSampler(frame_rate, times[0])
    return [
        int(frame[0, 0, 0]) for i, time_s in enumerate(times) for frame in sampler.sample(numbered_frame(i), time_s)
    ]


def test_an_even_camera_is_taken_as_it_is() -> None:
    """At the model's own frame rate every frame is used once."""
    assert sampled([5 + n / 12.5 for n in range(60)], 12.5) == list(range(60))


@given(st.lists(st.floats(-0.2, 0.4), min_size=2, max_size=80))
def test_jitter_is_evened_out(jitter: list[float]) -> None:
    """Frames some milliseconds early or late are still used once each."""
    times = [n / 25 + (shift / 25 if n else 0) for n, shift in enumerate(jitter)]
    assert sampled(times, 25.0) == list(range(len(jitter)))


def test_a_fast_camera_is_thinned() -> None:
    """Of twice the frame rate every second frame is used; of 30 for 25, five of six."""
    assert sampled([n / 25 for n in range(40)], 12.5) == list(range(0, 40, 2))
    used = sampled([n / 30 for n in range(120)], 25.0)
    assert len(used) == 100
    assert len(set(used)) == 100


@given(st.lists(st.floats(-0.12, 0.12), min_size=2, max_size=80))
def test_thinning_does_not_depend_on_jitter(jitter: list[float]) -> None:
    """A camera at twice the model's rate gives the same frames with jitter as without: no border lies between."""
    times = [n / 25 + (shift / 12.5 if n else 0) for n, shift in enumerate(jitter)]
    assert sampled(times, 12.5) == list(range(0, len(jitter), 2))


def test_a_slow_camera_is_repeated() -> None:
    """Of half the frame rate each frame serves twice: its last frame stands in until the next one comes."""
    assert sampled([n / 12.5 for n in range(5)], 25.0) == [0, 0, 1, 1, 2, 2, 3, 3, 4]


@given(st.lists(st.floats(0.001, 0.9), min_size=1, max_size=60), st.sampled_from([12.5, 25.0, 30.0]))
def test_one_frame_for_each_due_time(gaps: list[float], frame_rate: float) -> None:
    """However frames come, there is one for each due time that has passed, in order."""
    times = [0.0, *np.cumsum(gaps).tolist()]
    used = sampled(times, frame_rate)
    assert used == sorted(used)
    assert abs(len(used) - 1 - times[-1] * frame_rate) <= 1


def test_a_reused_buffer_does_no_harm() -> None:
    """A frame held for repetition is a copy."""
    sampler, buffer = FrameSampler(25.0, 0.0), numbered_frame(1)
    sampler.sample(buffer, 0.0)
    buffer[:] = 9
    assert [int(frame[0, 0, 0]) for frame in sampler.sample(buffer, 0.12)] == [1, 1, 9]


@pytest.mark.parametrize(("time_s", "is_interrupted"), [(10.0, False), (10.9, False), (11.1, True), (9.99, True)])
def test_what_interrupts(time_s: float, is_interrupted: bool) -> None:
    """Time that goes back, or leaps by more than a second, cannot go on; standing still can."""
    sampler = FrameSampler(25.0, 10.0)
    sampler.sample(numbered_frame(0), 10.0)
    assert sampler.is_interrupted_by(time_s) is is_interrupted
