"""A webcam's flaws within a clip: uneven frames, wavering light and focus, and none of it without severity."""

from dataclasses import replace

import numpy as np
import pytest

from training.signers.webcam import (
    FrameTiming,
    Unsteadiness,
    Webcam,
    frame_moments,
    record,
    sample_webcam,
    settle_exposure,
)

TIMES = np.arange(40) / 12.5


def _grey(level: float, count: int = 30) -> list[np.ndarray]:
    return [np.full((32, 32, 3), level, np.float32)] * count


def _levels(webcam: Webcam, pictures: list[np.ndarray]) -> np.ndarray:
    """Mean of every frame, (T, 3)."""
    return np.array([frame.mean((0, 1)) for frame in record(pictures, webcam, np.random.default_rng(0), 12.5)])


def test_without_severity_nothing_wavers() -> None:
    """The faultless webcam has an even clock and steady automatics, whatever the seed."""
    for seed in range(30):
        webcam = sample_webcam(np.random.default_rng(seed), severity=0.0)
        assert webcam.unsteadiness == Unsteadiness()
        assert webcam.timing == FrameTiming()
    np.testing.assert_array_equal(frame_moments(TIMES, FrameTiming(), np.random.default_rng(0)), TIMES)


def test_every_flaw_comes_up_in_a_minority_of_webcams() -> None:
    """Each kind of unsteadiness is in some webcams and missing in most."""
    webcams = [sample_webcam(np.random.default_rng(seed)) for seed in range(300)]
    for name in ("exposure_lag_s", "exposure_start", "light_drift", "balance_drift", "focus_hunt"):
        share = np.mean([getattr(webcam.unsteadiness, name) != 0 for webcam in webcams])
        assert 0.01 < share < 0.5, name
    assert 0.3 < np.mean([webcam.timing.jitter > 0 for webcam in webcams]) < 0.7
    assert 0.1 < np.mean([webcam.timing.repeated > 0 for webcam in webcams]) < 0.4


def test_frames_come_unevenly_but_never_go_back() -> None:
    """Jittered moments stay in order and near where they belong; a repeated frame has the moment before it."""
    moments = frame_moments(TIMES, FrameTiming(jitter=0.25, repeated=0.2), np.random.default_rng(1))
    steps = np.diff(moments)
    assert (steps >= 0).all()
    assert 2 <= (steps == 0).sum() <= 20
    assert np.abs(moments - TIMES).max() < 4 / 12.5
    assert steps[steps > 0].std() > 0.05 / 12.5


def test_the_exposure_follows_the_picture() -> None:
    """When the scene turns dark, a following webcam brightens again within its lag; a steady one does not."""
    pictures = _grey(0.3, 20) + _grey(0.1, 40)
    following = replace(Webcam(), unsteadiness=Unsteadiness(exposure_lag_s=0.4))
    levels = _levels(settle_exposure(following, pictures[0]), pictures)[:, 0]
    steady = _levels(settle_exposure(Webcam(), pictures[0]), pictures)[:, 0]
    assert levels[20] < 0.8 * levels[19]
    assert levels[-1] > 0.93 * levels[19]
    assert steady[-1] == pytest.approx(steady[20])


def test_an_exposure_that_starts_off_settles() -> None:
    """The first frame is too bright, the last as bright as from a steady webcam; steps are visible as such."""
    off = Unsteadiness(exposure_lag_s=0.3, exposure_start=0.6, exposure_step=0.12)
    levels = _levels(replace(Webcam(), unsteadiness=off), _grey(0.2))[:, 0]
    steady = _levels(Webcam(), _grey(0.2))[:, 0]
    assert levels[0] > 1.1 * steady[0]
    assert levels[-1] == pytest.approx(steady[-1], rel=0.03)
    assert len(np.unique(levels)) < 8


def test_white_balance_drifts_apart() -> None:
    """Red and blue change against each other while green stays."""
    drift = Unsteadiness(balance_drift=0.08, drift_hz=0.4)
    levels = _levels(replace(Webcam(), unsteadiness=drift), _grey(0.3))
    ratio = levels[:, 0] / levels[:, 2]
    assert np.ptp(ratio) > 0.03
    assert np.ptp(levels[:, 1]) < 2


def test_a_hunt_for_focus_blurs_and_ends() -> None:
    """At the worst moment an edge is soft, at the end it is sharp again."""
    picture = np.zeros((64, 64, 3), np.float32)
    picture[:, 32:] = 0.5
    webcam = replace(Webcam(), unsteadiness=Unsteadiness(focus_hunt=0.04, focus_hunt_s=1.0))
    frames = list(record([picture] * 40, webcam, np.random.default_rng(0), 12.5))
    sharpness = [np.abs(np.diff(frame[..., 0].astype(float), axis=1)).max() for frame in frames]
    assert min(sharpness) < 0.4 * sharpness[-1]
    assert int(np.argmin(sharpness)) == pytest.approx(12.5, abs=1.5)


def test_dark_places_have_more_grain() -> None:
    """The same webcam's grain is stronger in the dark half of a picture, and in a dark scene as a whole."""
    picture = np.full((64, 64, 3), 0.5, np.float32)
    picture[:, :32] = 0.05
    frame = next(record([picture], replace(Webcam(), noise=0.03), np.random.default_rng(0)))
    assert frame[:, :32].std() > 1.3 * frame[:, 32:].std()
    dim, lit = (settle_exposure(replace(Webcam(), noise=0.02), _grey(level, 1)[0]) for level in (0.05, 0.5))
    assert dim.noise > 1.5 * lit.noise
