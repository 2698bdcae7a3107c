"""The data sheet of a clip."""

import json

import numpy as np

from training.signers.choices import choices_of, plain
from training.signers.staging import plan_clip
from training.signers.style import SigningStyle

SIZES = {"frame_size": 32, "frame_rate": 12.5}


def test_every_choice_is_listed_and_json_can_hold_it() -> None:
    """Who, where, which form of each sign, style, look, light, camera and webcam; equal for equal seeds only."""
    first, again, other = (choices_of(plan_clip(seed, ["HELLO", "NO"], **SIZES)) for seed in (3, 3, 4))
    assert json.loads(json.dumps(first, allow_nan=False)) == first
    assert first == again
    assert first != other
    assert len(first["forms"]) == 2
    assert all(first["forms"])
    assert first["style"]["speed"] > 0
    assert len(first["light"]["key_direction"]) == 3


def test_a_silent_clip_says_what_is_done_and_an_empty_room_that_nobody_is_there() -> None:
    """No signer is named who is not to be seen."""
    silent = choices_of(plan_clip(3, [], silence="leaves", **SIZES))
    assert silent["silence"]["kind"] == "leaves"
    assert silent["forms"] == []
    empty = choices_of(plan_clip(3, [], empty_room=True, **SIZES))
    assert (empty["signer"], empty["style"], empty["look"]) == (None, None, None)


def test_plain_rounds_numbers_and_leaves_pictures_out() -> None:
    """Small arrays become lists; numbers keep four digits."""
    assert plain(SigningStyle(speed=1.23456789))["speed"] == 1.2346
    assert plain(np.array([0.5, 0.25])) == [0.5, 0.25]
    assert plain(("a", 1, None, True)) == ["a", 1, None, True]
