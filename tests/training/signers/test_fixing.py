"""Parts of the synthetic world kept alike."""

from dataclasses import replace

import numpy as np
import pytest

from training.signers.clip import render_clip
from training.signers.fixing import PARTS, Part, fix_style
from training.signers.staging import plan_clip
from training.signers.style import SigningStyle, sample_style

SIZES = {"frame_size": 32, "frame_rate": 12.5}


def test_what_is_fixed_is_alike_in_two_clips_and_else_is_not() -> None:
    """Of two seeds: people, rooms and webcam each become equal when they are fixed, and only then."""
    free = [plan_clip(seed, ["YES"], **SIZES) for seed in (1, 2)]
    fixed = [plan_clip(seed, ["YES"], fixed=("people", "rooms", "webcam", "light"), **SIZES) for seed in (1, 2)]
    assert not np.array_equal(free[0].mesh.positions, free[1].mesh.positions)
    np.testing.assert_array_equal(fixed[0].mesh.positions, fixed[1].mesh.positions)
    assert not np.array_equal(free[0].room, free[1].room)
    np.testing.assert_array_equal(fixed[0].room, fixed[1].room)
    assert free[0].webcam.noise > 0
    assert fixed[0].webcam.noise == fixed[1].webcam.noise == 0


@pytest.mark.parametrize("part", PARTS)
def test_fixing_one_part_leaves_the_truth_whole(part: Part) -> None:
    """Whatever is fixed, the clip shows its sentence."""
    clip = render_clip(5, ["NO", "HELP"], fixed=(part,), **SIZES)
    assert set(clip.gloss_index) == {-1, 0, 1}


def test_a_fixed_manner_is_neutral_but_keeps_the_hand() -> None:
    """Left-handed people stay so; speed, size and aim become the lexicon's."""
    style = replace(sample_style(np.random.default_rng(3)), left_handed=True)
    fixed = fix_style(style, {"manner"})
    assert fixed.left_handed
    assert (fixed.speed, fixed.amplitude, fixed.sway, fixed.place_jitter_m) == (1.0, 1.0, 0.0, 0.0)
    assert fixed.restlessness == style.restlessness


def test_fixed_forms_are_the_usual_ones() -> None:
    """No other form, no recording, no further repeat, no circle the other way round."""
    fixed = fix_style(sample_style(np.random.default_rng(3)), {"forms", "fidgets"})
    neutral = SigningStyle()
    assert (fixed.variants, fixed.recorded, fixed.reversed_circles, fixed.restlessness) == (0.0, 0.0, 0.0, 0.0)
    assert fixed.extra_repeats == neutral.extra_repeats
