"""What a tap holds of the recogniser's frames, and what it lets go of."""

import numpy as np

from app.frame_queue import PreparedFrame
from app.frame_tap import MOST_FRAMES, FrameTap


def frame(number: int, size: int = 4) -> PreparedFrame:
    """A frame that can be told from others."""
    return PreparedFrame(np.full((size, size, 3), number % 256, np.uint8), float(number), float(number))


def test_only_the_newest_is_held_until_asked() -> None:
    """Before `begin` and after `take` nothing piles up."""
    tap = FrameTap()
    tap.put(frame(1))
    tap.put(frame(2))
    assert tap.recorded == ()
    assert tap.newest is not None
    assert tap.newest.time_s == 2

    tap.begin()
    tap.put(frame(3))
    tap.put(frame(4))
    assert [one.time_s for one in tap.take()] == [3, 4]
    tap.put(frame(5))
    assert tap.take() == ()


def test_what_is_forgotten_is_gone() -> None:
    """Not even the newest stays."""
    tap = FrameTap()
    tap.begin()
    tap.put(frame(1))
    tap.forget()

    assert tap.newest is None
    assert tap.recorded == ()


def test_it_is_bounded_and_never_mixes_sizes() -> None:
    """A camera that never rests fills no memory; frames for another model begin anew."""
    tap = FrameTap()
    tap.begin()
    for number in range(MOST_FRAMES + 5):
        tap.put(frame(number))
    assert len(tap.recorded) == MOST_FRAMES

    tap.put(frame(1, size=8))
    assert [one.image.shape for one in tap.take()] == [(8, 8, 3)]
