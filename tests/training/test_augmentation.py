"""Augmentation: decided once per clip, the same for both sizes, truth moved along with the picture."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.preprocessing import prepare_frame
from training.augmentation import NO_AUGMENTATION, AugmentationRanges, draw_augmentation


def test_without_augmentation_frames_are_what_the_app_prepares() -> None:
    """Ranges of zero give exactly `prepare_frame`, frame by frame: training and use cannot drift apart."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (3, 40, 60, 3), dtype=np.uint8)

    change = draw_augmentation(NO_AUGMENTATION, 3, rng)

    assert change.frame_indices.tolist() == [0, 1, 2]
    assert np.array_equal(change.frames(images, 20), np.stack([prepare_frame(image, 20) for image in images]))


def test_both_sizes_show_the_same_crop() -> None:
    """A bright square is at the same relative place for teacher (48 pixels) and student (24)."""
    images = np.zeros((1, 96, 96, 3), np.uint8)
    images[:, 30:46, 52:70] = 255
    change = draw_augmentation(AugmentationRanges(stretch=0.0), 1, np.random.default_rng(4))

    def centre(frame_size: int) -> np.ndarray:
        weight = change.frames(images, frame_size)[0].sum(-1).astype(float)
        rows, columns = np.mgrid[:frame_size, :frame_size] + 0.5
        return np.array([(weight * columns).sum(), (weight * rows).sum()]) / weight.sum() / frame_size

    np.testing.assert_allclose(centre(24), centre(48), atol=0.01)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_points_follow_the_picture(seed: int) -> None:
    """Wherever crop and flip put a marked spot, its coordinates are moved there too."""
    images = np.zeros((1, 100, 140, 3), np.uint8)
    images[0, 46:54, 66:74] = 255
    points = np.array([[[70 / 140, 50 / 100]]], np.float32)
    change = draw_augmentation(AugmentationRanges(stretch=0.0, gain=0.0, gamma=0.0), 1, np.random.default_rng(seed))

    seen = change.frames(images, 100)[0].sum(-1).astype(float)
    rows, columns = np.mgrid[:100, :100] + 0.5
    found = np.array([(seen * columns).sum(), (seen * rows).sum()]) / seen.sum() / 100

    np.testing.assert_allclose(change.points(points, 100, 140)[0, 0], found, atol=0.012)


@given(count=st.integers(1, 80), seed=st.integers(0, 1000))
@settings(deadline=None)
def test_stretching_keeps_order_and_length_within_bounds(count: int, seed: int) -> None:
    """Frames are repeated or left out, never reordered, and the duration changes by at most the range."""
    change = draw_augmentation(AugmentationRanges(stretch=0.2), count, np.random.default_rng(seed))

    indices = change.frame_indices
    assert (np.diff(indices) >= 0).all()
    assert indices.min() >= 0
    assert indices.max() < count
    assert round(count / 1.2) <= len(indices) <= max(1, round(count * 1.2))
