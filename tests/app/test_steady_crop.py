"""The crop finds the signer, stands still, and moves at rest."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.signer_look import SignerLook
from app.steady_crop import (
    FORGETS_AFTER_S,
    LARGEST_OVERHANG,
    LARGEST_SIDE,
    SHOULDER_HEIGHT,
    SHOULDER_SHARE,
    SteadyCrop,
    aimed_crop,
    is_off,
    shown_square,
)
from models.preprocessing import SquareCrop, centre_square
from tests.app.fake_signer import signer_at

HEIGHT, WIDTH = 480, 640
INTERVAL_S = 0.3
CENTRED = signer_at(320, 0.52 * 480, 0.42 * 480)
ASIDE = signer_at(160, 300, 100)

sizes = st.integers(48, 1200)
shares = st.floats(-0.5, 1.5)


def after_looks(
    state: SteadyCrop, looks: list[SignerLook | None], *, is_resting: bool = True, from_s: float = 0.0
) -> list[SteadyCrop]:
    """The states after looks at an even pace."""
    states = []
    for number, look in enumerate(looks):
        state = state.after(look, from_s + number * INTERVAL_S, HEIGHT, WIDTH, is_resting=is_resting)
        states.append(state)
    return states


@given(st.floats(200, 440), st.floats(150, 330), st.floats(50, 130))
def test_the_signer_stands_where_the_synthetic_ones_do(x: float, y: float, width: float) -> None:
    """Where the picture has room, the shoulders have their share of the square and their place in it."""
    crop = aimed_crop(signer_at(x, y, width), HEIGHT, WIDTH)

    assert width / crop.side == pytest.approx(SHOULDER_SHARE)
    assert crop.left + crop.side / 2 == pytest.approx(x)
    assert crop.top + SHOULDER_HEIGHT * crop.side == pytest.approx(y)


@given(sizes, sizes, shares, shares, st.floats(0.001, 3))
def test_a_crop_hardly_leaves_the_picture(height: int, width: int, x: float, y: float, share: float) -> None:
    """Wherever the signer is said to be: beyond the edge there is nothing to see."""
    shorter = min(height, width)
    crop = aimed_crop(signer_at(x * width, y * height, share * shorter), height, width)

    assert 0 < crop.side <= LARGEST_SIDE * shorter + 1e-6
    for start, length in ((crop.left, width), (crop.top, height)):
        before, behind = -start, start + crop.side - length
        assert max(before, behind) <= LARGEST_OVERHANG * crop.side + 1e-6 or before == pytest.approx(behind)


@given(st.floats(0.5, 3), st.floats(100, 500), st.floats(100, 400), st.floats(20, 150))
def test_a_larger_picture_has_a_larger_crop(scale: float, x: float, y: float, width: float) -> None:
    """The same scene with more pixels gives the same square of the scene."""
    small = aimed_crop(signer_at(x, y, width), HEIGHT, WIDTH)
    large = aimed_crop(signer_at(scale * x, scale * y, scale * width), round(scale * HEIGHT), round(scale * WIDTH))

    assert large.side == pytest.approx(scale * small.side, abs=2)
    assert large.left == pytest.approx(scale * small.left, abs=2)
    assert large.top == pytest.approx(scale * small.top, abs=2)


def test_a_signer_in_the_middle_has_the_centre_square() -> None:
    """Where it is good enough nothing is changed, so that following costs nobody anything."""
    assert [state.crop for state in after_looks(SteadyCrop(), [CENTRED] * 20)] == [None] * 20


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20), st.floats(0.92, 1.08)), min_size=1, max_size=20))
def test_it_does_not_follow_every_move(moves: list[tuple[float, float, float]]) -> None:
    """A signer who sways and leans stays in the same square."""
    looks: list[SignerLook | None] = [signer_at(320 + x, 250 + y, 202 * zoom) for x, y, zoom in moves]

    assert {state.crop for state in after_looks(SteadyCrop(), looks)} == {None}


def test_the_first_look_is_heeded_at_once() -> None:
    """Before anybody has been seen no sentence can be disturbed."""
    (state,) = after_looks(SteadyCrop(), [ASIDE], is_resting=False)

    assert state.crop == aimed_crop(ASIDE, HEIGHT, WIDTH)


@given(shares, shares, st.floats(0.02, 2.0), shares, shares, st.floats(0.02, 2.0))
def test_a_signer_who_stands_still_moves_it_once(
    x: float, y: float, share: float, then_x: float, then_y: float, then_share: float
) -> None:
    """After one move at most the crop fits and stays, whatever the two places are."""
    first = signer_at(x * WIDTH, y * HEIGHT, share * HEIGHT)
    second = signer_at(then_x * WIDTH, then_y * HEIGHT, then_share * HEIGHT)
    (start,) = after_looks(SteadyCrop(), [first])

    states = after_looks(start, [second] * 12, from_s=1.0)

    crops = [start.crop, *(state.crop for state in states)]
    assert sum(one != other for one, other in itertools.pairwise(crops)) <= 1
    assert not is_off(shown_square(states[-1].crop, HEIGHT, WIDTH), aimed_crop(second, HEIGHT, WIDTH))


def test_one_wrong_look_moves_nothing() -> None:
    """Somebody who walks by, or a chair taken for a person, is not followed."""
    looks: list[SignerLook | None] = [CENTRED, ASIDE, CENTRED, ASIDE, CENTRED]

    assert {state.crop for state in after_looks(SteadyCrop(), looks)} == {None}


@given(st.floats(190, 450))
def test_nothing_moves_while_somebody_signs(x: float) -> None:
    """A sentence is not seen through a moving crop, as long as head and shoulders are in the square."""
    look = signer_at(x, 250, 100)
    assume(is_off(centre_square(HEIGHT, WIDTH), aimed_crop(look, HEIGHT, WIDTH)))
    (start,) = after_looks(SteadyCrop(), [CENTRED])

    signing = after_looks(start, [look] * 20, is_resting=False, from_s=0.3)
    resting = after_looks(signing[-1], [look], from_s=6.3)

    assert {state.crop for state in signing} == {None}
    assert resting[-1].crop is not None


def test_somebody_who_left_the_square_is_followed_while_signing() -> None:
    """There is nothing to disturb: the model sees no signer at all."""
    (start,) = after_looks(SteadyCrop(), [CENTRED])

    states = after_looks(start, [signer_at(60, 300, 100)] * 4, is_resting=False, from_s=0.3)

    assert [state.crop is None for state in states] == [True, True, False, False]


def test_it_aims_at_the_middle_of_the_newest_looks() -> None:
    """One look that is far out does not decide where the crop goes."""
    (start,) = after_looks(SteadyCrop(), [CENTRED])
    looks: list[SignerLook | None] = [ASIDE, signer_at(100, 100, 60), ASIDE]

    assert after_looks(start, looks, from_s=0.3)[-1].crop == aimed_crop(ASIDE, HEIGHT, WIDTH)


def test_a_signer_who_is_gone_is_waited_for_and_then_forgotten() -> None:
    """The crop stays for some seconds; then whoever comes next is looked for in the whole middle, and found at once."""
    (start,) = after_looks(SteadyCrop(), [ASIDE])
    count = round(FORGETS_AFTER_S / INTERVAL_S)

    states = after_looks(start, [None] * (count + 2), from_s=0.3)
    (again,) = after_looks(states[-1], [ASIDE], is_resting=False, from_s=20)

    assert {state.crop for state in states[:count]} == {start.crop}
    assert states[-1].crop is None
    assert again.crop == start.crop


def test_somebody_hardly_seen_is_nobody() -> None:
    """A guess moves nothing."""
    (state,) = after_looks(SteadyCrop(), [replace(ASIDE, visibility=0.2)])

    assert state.crop is None
    assert not state.has_looked


def test_without_a_crop_the_centre_square_is_shown() -> None:
    """As the model's card says."""
    assert shown_square(None, HEIGHT, WIDTH) == SquareCrop(80, 0, 480)
