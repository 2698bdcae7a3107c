"""What follows from where shoulders and hands are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signer_look import Place, are_low, are_still, is_inside
from tests.app.fake_signer import signer_at

places = st.floats(0, 1000)
widths = st.floats(10, 500)


@given(places, places, widths)
def test_a_signer_is_measured_at_the_shoulders(x: float, y: float, width: float) -> None:
    """Centre and width are those of the shoulders, wherever the hands are."""
    look = signer_at(x, y, width)

    assert look.centre == Place(pytest.approx(x), y)  # type: ignore[arg-type]
    assert look.shoulder_width == pytest.approx(width)


@given(places, places, widths, st.floats(0, 1.0))
def test_hands_where_signs_are_made_are_not_low(x: float, y: float, width: float, below: float) -> None:
    """Down to a shoulder width below the shoulders, one hand is enough."""
    assert not are_low(signer_at(x, y, width, right_y=below))
    assert not are_low(signer_at(x, y, width, right_y=below, left=(0.3, 1.4)))


@given(places, places, widths, st.floats(1.1, 3.0))
def test_hands_in_the_lap_are_low(x: float, y: float, width: float, below: float) -> None:
    """Also where the picture ends above them."""
    assert are_low(signer_at(x, y, width, right_y=below))


@given(places, places, widths, st.floats(-200, 200))
def test_hands_that_move_with_the_body_are_still(x: float, y: float, width: float, shift: float) -> None:
    """Only movement against the shoulders counts, so leaning aside is no sign."""
    assert are_still(signer_at(x + shift, y, width), signer_at(x, y, width))


@given(places, places, widths, st.floats(0.15, 1.0))
def test_one_hand_that_moves_is_not_still(x: float, y: float, width: float, moved: float) -> None:
    """Most signs need only one."""
    assert not are_still(signer_at(x, y, width, left=(0.3 + moved, 0.6)), signer_at(x, y, width, left=(0.3, 0.6)))


def test_somebody_hardly_seen_is_not_sure() -> None:
    """Nor is somebody without any width."""
    assert signer_at(100, 100, 50).is_sure
    assert not replace(signer_at(100, 100, 50), visibility=0.3).is_sure
    assert not signer_at(100, 100, 0).is_sure


@pytest.mark.parametrize(("x", "y", "is_in"), [(0, 0, True), (63.9, 47.9, True), (64, 0, False), (0, -0.1, False)])
def test_a_picture_ends_at_its_edges(x: float, y: float, is_in: bool) -> None:
    """The last row and column are still in it."""
    assert is_inside(Place(x, y), height=48, width=64) is is_in
