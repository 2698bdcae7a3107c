"""Looks in their order: the crop, the hint and whether the hands rest."""

import itertools

import numpy as np
import pytest

from app.framing import Hint
from app.signer_look import SignerLook
from app.signer_tracker import LONGER_SIDE, LOOK_INTERVAL_S, FollowedCrop, SignerTracker, SignerView, small_picture
from app.steady_crop import aimed_crop
from models.video import Frame, RgbImage
from tests.app.fake_signer import FakeFinder, signer_at

GREY = np.full((240, 320, 3), 150, np.uint8)
CENTRED = signer_at(160, 125, 100)
ASIDE = signer_at(90, 150, 60)


def views(looks: list[SignerLook | None], *, is_followed: bool = True, image: RgbImage = GREY) -> list[SignerView]:
    """What is known after each of some looks."""
    left = iter(looks)
    tracker = SignerTracker(FakeFinder(lambda *_: next(left)), is_followed=is_followed)
    return [tracker.look(Frame(image, number * LOOK_INTERVAL_S)) for number in range(len(looks))]


def test_the_crop_follows_the_signer() -> None:
    """From the first look on, in pixels of the picture."""
    assert [view.crop for view in views([ASIDE] * 3)] == [aimed_crop(ASIDE, 240, 320)] * 3


def test_a_large_picture_is_looked_at_small() -> None:
    """The finder is given no more than it needs, and what it finds is told in pixels of the whole picture."""
    sizes: list[tuple[int, ...]] = []

    def see(image: RgbImage, time_s: float) -> SignerLook:
        sizes.append(image.shape)
        return ASIDE

    view = SignerTracker(FakeFinder(see)).look(Frame(np.full((720, 960, 3), 150, np.uint8), 0.0))

    assert sizes == [(240, LONGER_SIDE, 3)]
    assert view.look == signer_at(270, 450, 180)
    assert view.crop == aimed_crop(signer_at(270, 450, 180), 720, 960)


def test_a_small_picture_is_looked_at_as_it_is() -> None:
    """Nothing is enlarged."""
    assert small_picture(GREY) is GREY


def test_without_following_there_are_only_hints() -> None:
    """The crop stays the centre square, and the hints are those for it."""
    found = views([ASIDE] * 8, is_followed=False)

    assert {view.crop for view in found} == {None}
    assert found[-1].hint is Hint.COME_CLOSER


def test_a_hint_waits_until_it_has_been_found_for_a_while() -> None:
    """Nobody is there: said after a second and a half."""
    assert [view.hint for view in views([None] * 6)] == [None] * 5 + [Hint.NOBODY]


def test_low_hands_rest_after_a_second() -> None:
    """Also while they fidget in the lap."""
    looks: list[SignerLook | None] = [signer_at(160, 125, 100, right_y=1.2 + number % 2 * 0.3) for number in range(6)]

    assert [view.is_resting for view in views(looks)] == [False] * 4 + [True] * 2


def test_hands_that_hold_still_rest_and_hands_that_sign_do_not() -> None:
    """Wherever they are held."""
    still: list[SignerLook | None] = [CENTRED] * 6
    signing: list[SignerLook | None] = [signer_at(160, 125, 100, right_y=0.3 + number % 2 * 0.4) for number in range(6)]

    assert [view.is_resting for view in views(still)] == [False] * 4 + [True] * 2
    assert not any(view.is_resting for view in views(signing))


def test_nobody_rests_too() -> None:
    """An empty chair signs nothing."""
    assert views([None] * 6)[-1].is_resting


def test_a_picture_of_another_size_begins_anew() -> None:
    """A square of the old pictures means nothing in the new ones."""
    looks = iter([ASIDE, None])
    tracker = SignerTracker(FakeFinder(lambda *_: next(looks)))

    first = tracker.look(Frame(GREY, 0.0))
    second = tracker.look(Frame(np.full((120, 160, 3), 150, np.uint8), LOOK_INTERVAL_S))

    assert first.crop is not None
    assert second.crop is None


@pytest.mark.parametrize("frame_rate", [12.5, 25.0, 60.0])
def test_a_file_is_looked_at_at_fixed_times(frame_rate: float) -> None:
    """Three times a second of its own clock, whatever the computer; between two looks the crop stays."""
    finder = FakeFinder(lambda _, time_s: ASIDE if time_s < 1 else CENTRED)
    rule = FollowedCrop(SignerTracker(finder))

    crops = [rule(Frame(GREY, number / frame_rate)) for number in range(round(3 * frame_rate))]

    gaps_s = np.diff(finder.times_s)
    assert finder.times_s[0] == 0
    assert all(LOOK_INTERVAL_S - 1e-9 <= gap_s < LOOK_INTERVAL_S + 1 / frame_rate for gap_s in gaps_s)
    assert crops[0] == aimed_crop(ASIDE, 240, 320)
    assert crops[-1] is None
    assert sum(one != other for one, other in itertools.pairwise(crops)) == 1
