"""Crop and resize: where the square lies, what happens at the edges, and that nothing is aliased."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInputError
from models.preprocessing import SquareCrop, centre_square, prepare_frame


def test_centre_square_takes_the_short_side() -> None:
    """The centre square is as high, or as wide, as the picture, and lies in its middle."""
    assert centre_square(480, 640) == SquareCrop(left=80, top=0, side=480)
    assert centre_square(640, 480) == SquareCrop(left=0, top=80, side=480)


def test_crop_cuts_these_pixels() -> None:
    """At its own size a crop is the picture's pixels, unchanged."""
    image = np.arange(6 * 8 * 3, dtype=np.uint8).reshape(6, 8, 3)
    np.testing.assert_array_equal(prepare_frame(image, 4, SquareCrop(3, 1, 4)), image[1:5, 3:7])
    np.testing.assert_array_equal(prepare_frame(image, 6), image[:, 1:7])


def test_crop_outside_repeats_the_edge() -> None:
    """Where a crop reaches outside, the nearest pixel of the picture stands."""
    image = np.arange(4 * 4 * 3, dtype=np.uint8).reshape(4, 4, 3)
    expected = np.pad(image, ((2, 2), (2, 2), (0, 0)), mode="edge")
    np.testing.assert_array_equal(prepare_frame(image, 8, SquareCrop(-2, -2, 8)), expected)


def test_crop_wholly_outside_is_the_edge() -> None:
    """Even a crop beside the picture gives a frame: its nearest pixels."""
    image = np.zeros((4, 4, 3), dtype=np.uint8)
    image[:, 3] = (10, 20, 30)
    assert (prepare_frame(image, 3, SquareCrop(50, 1, 3)) == (10, 20, 30)).all()


def test_shrinking_averages_areas() -> None:
    """A chequerboard finer than the frame becomes grey, not stripes; the channels stay apart."""
    board = np.indices((64, 64)).sum(axis=0) % 2 * 200
    image = np.stack([board, np.full_like(board, 40), 200 - board], axis=2).astype(np.uint8)
    assert (prepare_frame(image, 16) == (100, 40, 100)).all()


def test_shrinking_by_a_fraction_keeps_the_mean() -> None:
    """At sizes that do not divide each other every pixel still counts."""
    image = np.random.default_rng(0).integers(0, 256, (101, 101, 3), dtype=np.uint8)
    assert prepare_frame(image, 56).mean() == pytest.approx(image.mean(), abs=0.5)


def test_enlarging_is_linear() -> None:
    """Between two pixels an enlarged picture rises steadily."""
    image = np.zeros((2, 2, 3), dtype=np.uint8)
    image[:, 1] = 200
    row = prepare_frame(image, 8)[0, :, 0].astype(int)
    assert (np.diff(row) >= 0).all()
    assert row[0] == 0
    assert row[-1] == 200
    assert len(np.unique(row)) > 3


def test_input_is_neither_changed_nor_shared() -> None:
    """The result is an own array: a camera may write its next picture into the old one."""
    image = np.full((8, 8, 3), 7, dtype=np.uint8)
    frame = prepare_frame(image, 8)
    image[:] = 0
    assert (frame == 7).all()


def test_mirrored_views_are_taken() -> None:
    """A flipped view, as a left-handed signer's switch makes, gives the flipped frame."""
    image = np.random.default_rng(0).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    np.testing.assert_array_equal(prepare_frame(image[:, ::-1], 9), prepare_frame(image, 9)[:, ::-1])


@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(1, 20),
    st.floats(-50, 90),
    st.floats(-50, 90),
    st.floats(0.01, 100),
)
def test_any_crop_gives_a_frame(height: int, width: int, size: int, left: float, top: float, side: float) -> None:
    """Whatever the picture and the crop, the frame has its size, its type, and only the picture's range of values."""
    if side > 16 * max(height, width):
        return
    image = np.random.default_rng(0).integers(50, 101, (height, width, 3), dtype=np.uint8)
    frame = prepare_frame(image, size, SquareCrop(left, top, side))
    assert frame.shape == (size, size, 3)
    assert frame.dtype == np.uint8
    assert frame.min() >= 50
    assert frame.max() <= 100
    np.testing.assert_array_equal(frame, prepare_frame(image, size, SquareCrop(left, top, side)))


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_other_arrays_are_refused(image: np.ndarray) -> None:
    """Grey, four-channel, floating-point and empty pictures are refused, with what they are."""
    with pytest.raises(BadInputError, match="A picture must"):
        prepare_frame(image, 8)


@pytest.mark.parametrize("crop", [SquareCrop(0, 0, 0), SquareCrop(float("nan"), 0, 4), SquareCrop(0, 0, 1e6)])
def test_unusable_crops_are_refused(crop: SquareCrop) -> None:
    """A crop without a side, without a place, or far larger than its picture is refused."""
    with pytest.raises(BadInputError, match="crop"):
        prepare_frame(np.zeros((4, 4, 3), np.uint8), 8, crop)


def test_frame_size_below_1_is_refused() -> None:
    """A frame has at least one pixel."""
    with pytest.raises(BadInputError, match="frame size"):
        prepare_frame(np.zeros((4, 4, 3), np.uint8), 0)
