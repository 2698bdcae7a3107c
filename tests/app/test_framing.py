"""What a signer could mend is found, said one thing at a time, and does not flicker."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.framing import Hint, HintHold, Light, find_hint, measure_light
from app.signer_look import SignerLook
from models.video import RgbImage
from tests.app.fake_signer import signer_at

HEIGHT, WIDTH = 240, 320
GOOD_LIGHT = Light(200, 160, 120)
CENTRED = signer_at(160, 125, 100)
INTERVAL_S = 0.3


def hint_for(look: SignerLook | None, light: Light = GOOD_LIGHT, *, is_followed: bool = False) -> Hint | None:
    """The hint in a picture of 320 x 240."""
    return find_hint(look, light, HEIGHT, WIDTH, is_followed=is_followed)


def scene(wall: int, head: int) -> RgbImage:
    """A wall with a head before it, where that of `CENTRED` is."""
    image = np.full((HEIGHT, WIDTH, 3), wall, np.uint8)
    image[35:, 115:205] = head
    return image


@pytest.mark.parametrize("is_followed", [False, True])
def test_a_signer_in_good_light_in_the_middle_needs_no_hint(is_followed: bool) -> None:
    """Nothing is said where nothing is to be mended."""
    assert hint_for(CENTRED, is_followed=is_followed) is None


@pytest.mark.parametrize(
    ("look", "hint"),
    [
        (None, Hint.NOBODY),
        (replace(CENTRED, visibility=0.2), Hint.NOBODY),
        (signer_at(160, 150, 170), Hint.STEP_BACK),
        (signer_at(160, 120, 50), Hint.COME_CLOSER),
        (signer_at(80, 125, 100), Hint.MOVE_TO_MIDDLE),
        (signer_at(160, 190, 90), Hint.TILT_CAMERA),
        (signer_at(160, 125, 100, left=(1.7, 0.2)), Hint.LEFT_HAND_OUT),
        (signer_at(160, 125, 100, right_y=-1.5, left=(0.3, 0.6)), Hint.RIGHT_HAND_OUT),
    ],
)
def test_each_fault_has_its_hint(look: SignerLook | None, hint: Hint) -> None:
    """Nobody, too near, too far, aside, too low, a hand beyond the edge: left and right are the signer's own."""
    assert hint_for(look) is hint


def test_a_crop_that_follows_needs_fewer_hints() -> None:
    """Distance and place matter less then; a part of the signing space that the picture lacks still does."""
    assert hint_for(signer_at(160, 120, 50), is_followed=True) is None
    assert hint_for(signer_at(95, 125, 100), is_followed=True) is None
    assert hint_for(signer_at(60, 125, 100), is_followed=True) is Hint.MOVE_TO_MIDDLE
    assert hint_for(signer_at(160, 200, 100), is_followed=True) is Hint.TILT_CAMERA
    assert hint_for(signer_at(160, 120, 20), is_followed=True) is Hint.COME_CLOSER


def test_a_hand_that_rests_below_the_picture_is_no_fault() -> None:
    """In the lap a hand is where it may be; most signs need only the other."""
    assert hint_for(signer_at(160, 125, 100, left=(0.3, 2.0))) is None


@given(st.integers(0, 255), st.integers(0, 255))
def test_light_is_measured_where_the_head_is(wall: int, head: int) -> None:
    """Head and wall each have the brightness that they were painted with."""
    light = measure_light(scene(wall, head), CENTRED)

    assert light.face == pytest.approx(head, abs=1)
    assert light.around == pytest.approx(wall, abs=1)


def test_darkness_is_said_before_anything_else() -> None:
    """Where nothing can be seen, nobody can be found either."""
    light = measure_light(scene(20, 15), None)

    assert light.is_dark
    assert hint_for(None, light) is Hint.MORE_LIGHT


def test_a_shadow_before_a_window_is_back_lit() -> None:
    """A bright wall alone is no fault, nor is a dark head whose brightest spots are bright."""
    shadow, window = measure_light(scene(230, 30), CENTRED), measure_light(scene(230, 120), CENTRED)
    spotted = scene(230, 30)
    spotted[40:70:3, 130:190] = 130

    assert hint_for(CENTRED, shadow) is Hint.LIGHT_BEHIND
    assert hint_for(CENTRED, window) is None
    assert hint_for(CENTRED, measure_light(spotted, CENTRED)) is None


@given(st.floats(-500, 900), st.floats(-500, 900), st.floats(0.5, 900))
def test_a_signer_anywhere_can_be_looked_at(x: float, y: float, width: float) -> None:
    """Beyond the picture, larger or smaller than it: light is measured and a hint is found or not, without a fault."""
    look = signer_at(x, y, width)

    light = measure_light(scene(100, 100), look)

    assert hint_for(look, light) is None or isinstance(hint_for(look, light), Hint)


def shown_after(findings: list[Hint | None], hold: HintHold | None = None) -> list[Hint | None]:
    """What is shown after each finding, at an even pace."""
    state, shown = hold or HintHold(), []
    for number, finding in enumerate(findings):
        state = state.after(finding, number * INTERVAL_S)
        shown.append(state.shown)
    return shown


def test_a_hint_comes_after_a_while_and_goes_after_a_while() -> None:
    """A second and a half to come, a second to go."""
    shown = shown_after([Hint.STEP_BACK] * 7 + [None] * 6)

    assert shown == [None] * 5 + [Hint.STEP_BACK] * 6 + [None] * 2


@given(st.lists(st.sampled_from([None, Hint.STEP_BACK, Hint.NOBODY, Hint.LEFT_HAND_OUT]), max_size=60))
def test_hints_do_not_flicker(findings: list[Hint | None]) -> None:
    """Whatever is found, at most one change a second is seen, and only to what was found at last."""
    shown = shown_after(findings)
    changes = [number for number in range(1, len(shown)) if shown[number] is not shown[number - 1]]

    assert all(later - earlier >= 4 for earlier, later in itertools.pairwise(changes))
    assert all(shown[number] is findings[number] for number in changes)
