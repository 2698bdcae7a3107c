"""How people sign: the ranges that are documented, and neutral defaults."""

import numpy as np

from training.signers.style import AMPLITUDES, SPEEDS, SigningStyle, sample_style

STYLES = [sample_style(np.random.default_rng(seed)) for seed in range(600)]


def _spread(values: list[float]) -> tuple[float, float, float]:
    low, middle, high = np.percentile(values, [10, 50, 90])
    return float(low), float(middle), float(high)


def test_speed_and_size_keep_to_their_limits_and_reach_them() -> None:
    """Nobody signs slower or faster, smaller or larger than the limits say, and some people are near each of them."""
    assert SPEEDS == (0.6, 1.6)
    for values, limits in (
        ([style.speed for style in STYLES], SPEEDS),
        ([style.amplitude for style in STYLES], AMPLITUDES),
    ):
        assert limits[0] <= min(values) < 1.02 * limits[0]
        assert 0.98 * limits[1] < max(values) <= limits[1]


def test_four_people_of_five_are_as_far_apart_as_real_ones() -> None:
    """Between the 10th and the 90th percentile lie a factor of 1.7 to 2.1 of speed and of 1.4 to 1.7 of size."""
    slow, usual, fast = _spread([style.speed for style in STYLES])
    assert 1.7 < fast / slow < 2.1
    assert 0.9 < usual < 1.03
    small, middle, large = _spread([style.amplitude for style in STYLES])
    assert 1.4 < large / small < 1.7
    assert 0.96 < middle < 1.04


def test_hands_stray_as_far_as_measured() -> None:
    """From sign to sign a touching hand strays by 6 to 20 mm; in the air it is 22 to 55 mm and always more."""
    for style in STYLES:
        assert 0.006 <= style.place_jitter_m <= 0.020
        assert 0.022 <= style.free_jitter_m <= 0.055
        assert style.free_jitter_m > style.place_jitter_m
        assert np.linalg.norm(style.place_offset_m) < 0.06


def test_the_same_seed_is_the_same_person() -> None:
    """A style depends on nothing but its random numbers, and neighbours differ."""
    assert sample_style(np.random.default_rng(3)) == STYLES[3]
    assert STYLES[3] != STYLES[4]


def test_the_neutral_style_plays_no_recordings() -> None:
    """Without being told to, a signer keeps to the lexicon; sampled signers sometimes sign as recorded."""
    assert SigningStyle().recorded == 0
    assert all(0 < style.recorded < 1 for style in STYLES)
