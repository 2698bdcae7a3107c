"""The camera whose clock is in a test's hands."""

import itertools
from pathlib import Path

import numpy as np

from app.simulated_camera import SimulatedCamera


def test_a_frame_comes_when_its_clock_says_so(red_green_video: Path) -> None:
    """One at once, then one for each frame's time that passes, and None while none is due."""
    camera = SimulatedCamera(red_green_video)
    frames = camera.frames()
    first = next(frames)
    assert first is not None
    assert next(frames) is None
    assert camera.has_shown_all

    camera.let_pass(2 * camera.frame_s)
    assert not camera.has_shown_all
    second, third = next(frames), next(frames)
    assert second is not None
    assert third is not None
    assert next(frames) is None
    assert round(third.time_s - first.time_s, 3) == 2 * camera.frame_s


def test_it_knows_how_old_its_pictures_are(red_green_video: Path) -> None:
    """By its own clock; of another's picture it knows nothing."""
    camera = SimulatedCamera(red_green_video)
    frame = next(camera.frames())
    assert frame is not None
    camera.let_pass(0.25)

    assert round(camera.age_s(frame.image) or 0, 3) == 0.25
    assert camera.age_s(frame.image.copy()) is None


def test_rounds_follow_each_other_and_no_two_pictures_are_equal(red_green_video: Path) -> None:
    """The clip, a rest, the clip again: it never ends, and it never looks frozen."""
    camera = SimulatedCamera(red_green_video)
    frames = camera.frames()
    images = [next(frames)]
    camera.let_pass(8.0)
    images += [next(frames) for _ in range(190)]

    pictures = [frame.image for frame in images if frame is not None]
    assert len(pictures) == 191
    assert camera.round_count == 2
    assert not any(np.array_equal(one, other) for one, other in itertools.pairwise(pictures))
