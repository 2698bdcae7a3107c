"""The compiled loops over pictures give numpy's own bytes."""

import numpy as np

from training.signers.picture_loops import balance_tone, lay_over


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
