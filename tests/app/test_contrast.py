"""Contrast of colours, against figures that others give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contrast import blend, channels, contrast, is_colour, lowest_contrast

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#123456", "#123456", 1.0),
    ],
)
def test_known_ratios(first: str, second: str, expected: float) -> None:
    """The ratios are those that the common checkers of web pages give."""
    assert contrast(first, second) == pytest.approx(expected, abs=0.005)
    assert contrast(first, second) == contrast(second, first)


@given(colours, colours, colours, st.floats(0, 1))
def test_the_lowest_contrast_holds_for_all_between(text: str, first: str, second: str, part: float) -> None:
    """No mixture of two backgrounds is worse than the figure given for both."""
    level = lowest_contrast(text, (first, second))

    assert level <= contrast(text, blend(first, second, part)) + 0.35  # a mixture is rounded to whole channels
    assert lowest_contrast(text, (first,)) == contrast(text, first)


def test_text_that_a_picture_may_equal_has_no_contrast() -> None:
    """Grey text over any picture may be as grey as the picture."""
    assert lowest_contrast("#808080", ("#000000", "#ffffff")) == 1.0


@given(colours, colours)
def test_the_ends_of_a_blend(front: str, behind: str) -> None:
    """Opaque, the front is seen; wholly transparent, what is behind."""
    assert blend(front, behind, 1.0) == front
    assert blend(front, behind, 0.0) == behind


def test_what_a_colour_is() -> None:
    """Only #rrggbb counts."""
    assert is_colour("#12aBef")
    assert not any(is_colour(text) for text in ("", "red", "#fff", "#12345g", "#1234567", " #123456"))
    assert channels("#0a10ff") == (10, 16, 255)
