"""When a sign is over: after the hands have moved and rest again."""

import numpy as np
import pytest

from app.frame_queue import PreparedFrame
from app.teach_moment import has_finished

FRAME_S = 0.04


def frames(*parts: tuple[str, float], noise: float = 0.6) -> list[PreparedFrame]:
    """Pictures of a square that moves or rests, for so many seconds each, with a camera's noise."""
    rng = np.random.default_rng(0)
    found: list[PreparedFrame] = []
    place = 2.0
    for kind, duration_s in parts:
        for _ in range(round(duration_s / FRAME_S)):
            place += 1.5 if kind == "moves" else 0.0
            picture = np.full((56, 56, 3), 90.0) + rng.normal(0, noise, (56, 56, 3))
            left = int(place) % 40
            picture[20:40, left : left + 14] = 220
            time_s = len(found) * FRAME_S
            found.append(PreparedFrame(picture.clip(0, 255).astype(np.uint8), time_s, time_s))
    return found


def test_a_sign_is_over_when_the_hands_rest() -> None:
    """Not while they move, not at once when they stop, but soon after."""
    assert not has_finished(frames(("rests", 0.6), ("moves", 1.0)))
    assert not has_finished(frames(("rests", 0.6), ("moves", 1.0), ("rests", 0.4)))
    assert has_finished(frames(("rests", 0.6), ("moves", 1.0), ("rests", 1.0)))


def test_a_hold_within_a_sign_is_no_end() -> None:
    """Half a second without movement belongs to the sign."""
    assert not has_finished(frames(("rests", 0.6), ("moves", 0.6), ("rests", 0.5), ("moves", 0.4)))


@pytest.mark.parametrize("noise", [0.0, 0.6, 3.0])
def test_who_has_not_moved_has_not_signed(noise: float) -> None:
    """However long nothing happens, and however noisy the camera is."""
    assert not has_finished(frames(("rests", 3.0), noise=min(noise, 1.0)))


def test_it_needs_some_frames() -> None:
    """Nothing can be said of none or few."""
    assert not has_finished([])
    assert not has_finished(frames(("moves", 0.08)))
