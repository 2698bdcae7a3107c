"""The compiled loops over pictures give numpy's own bytes."""

import numpy as np

from training.signers.picture_loops import add_grain, as_bytes, balance_tone, expose, lay_over


def test_laying_over_is_what_numpy_would_do() -> None:
    """Front plus what its transparency lets through, rounded as numpy rounds; neither input changes."""
    rng = np.random.default_rng(0)
    front, behind = rng.random((19, 19, 4), np.float32), rng.random((19, 19, 3), np.float32)
    before = front.tobytes(), behind.tobytes()

    found = lay_over(front, behind)

    np.testing.assert_array_equal(found, front[..., :3] + behind * (1 - front[..., 3:]))
    assert (front.tobytes(), behind.tobytes()) == before


def test_tones_are_what_numpy_would_do() -> None:
    """Contrast, lift and saturation in one pass, to the last bit."""
    tone = np.random.default_rng(1).random((23, 23, 3), np.float32)
    stretched = (tone - np.float32(0.5)) * np.float32(1.13) + np.float32(0.5 - 0.03)
    grey = stretched.mean(-1, keepdims=True)

    balance_tone(tone, 1.13, -0.03, 0.8)

    np.testing.assert_array_equal(tone, grey + (stretched - grey) * np.float32(0.8))


def test_exposing_is_what_numpy_would_do() -> None:
    """Gain and haze of each channel, to the last bit; the picture itself does not change."""
    rng = np.random.default_rng(2)
    picture = rng.random((17, 17, 3), np.float32)
    gain, haze, before = rng.random(3, np.float32), rng.random(3, np.float32), picture.tobytes()

    np.testing.assert_array_equal(expose(picture, gain, haze), picture * gain + haze)
    assert picture.tobytes() == before


def test_grain_is_what_numpy_would_add() -> None:
    """Grain by how dark a place is, also beyond black and white, to the last bit."""
    rng = np.random.default_rng(3)
    tone, grain = (rng.normal(0.5, 0.6, (17, 17, 3)).astype(np.float32) for _ in range(2))
    by_tone = np.clip(np.float32(1.6) - np.float32(1.2) * tone, 0.5, 1.6) * np.float32(0.03)
    wanted = tone + grain * by_tone

    add_grain(tone, grain, 0.03)

    np.testing.assert_array_equal(tone, wanted)


def test_bytes_are_numpys() -> None:
    """Display values become 0 to 255, rounded to the nearest, and are cut off beyond."""
    tone = np.random.default_rng(4).normal(0.5, 0.6, (23, 23, 3)).astype(np.float32)

    found = as_bytes(tone)

    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, np.floor(np.clip(tone, 0, 1) * np.float32(255) + np.float32(0.5)))
    assert {0, 255} <= set(found.reshape(-1).tolist())
