"""One entry of the lexicon: what its words mean, and a sentence for everything that is wrong with it."""

import copy
from typing import Any

import numpy as np
import pytest

from training.signers.notation import Faults, Sign, parse_sign
from training.signers.postures import Arc, Circle

FIRST = {"shape": "B", "at": "chest", "offset": [0.1, 0.0, 0.3], "point": "palm", "fingers": "up", "palm": "forward"}
ENTRY: dict[str, Any] = {
    "looks": "It does something.",
    "form": [
        {
            "hand": [
                FIRST,
                {"fingers": "up slightly in", "time": 0.3, "hold": 0.1, "arc": [0.0, 0.1, 0.0]},
                {"time": 0.5, "circle": {"from": "up", "toward": "in", "radius": 0.1, "turns": 2}},
            ],
            "repeat": [2, 3],
            "nod": 0.5,
        }
    ],
}


def read(change: dict[str, Any] | None = None, posture: dict[str, Any] | None = None) -> tuple[Sign | None, list[str]]:
    """The entry with some of its form and of its second posture changed, and the faults found."""
    entry = copy.deepcopy(ENTRY)
    entry["form"][0] |= change or {}
    if posture:
        entry["form"][0]["hand"][1] |= posture
    faults = Faults()
    return parse_sign("SIGN", entry, faults), faults.sentences


def test_what_a_posture_leaves_out_stays_as_before() -> None:
    """Shape, place, point and directions are carried over; time, hold and path are not."""
    sign, faults = read()
    assert sign is not None
    assert faults == []
    first, second, third = sign.forms[0].gesture.dominant
    assert {posture.handshape for posture in (first, second, third)} == {"B"}
    assert first.place == second.place == third.place
    np.testing.assert_allclose(second.fingers, np.array([-0.35, 1.0, 0.0]) / np.hypot(0.35, 1.0))
    assert third.fingers == second.fingers
    assert (second.hold_s, third.hold_s) == (0.1, 0.0)
    assert second.path == Arc((0.0, 0.1, 0.0))
    assert third.path == Circle((0.0, 1.0, 0.0), (-1.0, 0.0, 0.0), 0.1, 2)
    assert sign.forms[0].gesture.repeated == (1, 2)
    assert sign.forms[0].gesture.nod == 0.5


def test_the_other_hand_mirrors_or_keeps_its_last_posture() -> None:
    """ "mirror" repeats the dominant hand's postures; a shorter list ends in its last posture, held."""
    mirrored, kept = read({"other": "mirror"})[0], read({"other": [FIRST]})[0]
    assert mirrored is not None
    assert kept is not None
    assert mirrored.forms[0].gesture.other == mirrored.forms[0].gesture.dominant
    assert len(set(kept.forms[0].gesture.other)) == 1
    assert len(kept.forms[0].gesture.other) == 3


@pytest.mark.parametrize(
    ("change", "posture", "sentence"),
    [
        ({}, {"shape": "Q"}, "SIGN, form 1, hand, posture 2: expected shape to be one of"),
        ({}, {"shape": ["B"]}, "expected shape to be one of"),
        ({}, {"at": "knee"}, "expected at to be one of"),
        ({}, {"point": "nail"}, "expected point to be one of"),
        ({}, {"on": "nail"}, "expected on to be one of"),
        ({}, {"offset": [1, 2]}, "expected offset to be three numbers"),
        ({}, {"offset": [3, 0, 0]}, "expected offset within 2 shoulder widths"),
        ({}, {"fingers": "sideways"}, "expected fingers in words of out, in"),
        ({}, {"fingers": "up down"}, "expected fingers to point somewhere"),
        ({}, {"palm": "up"}, "less than 45 degrees apart"),
        ({}, {"time": -1}, "expected time to be a number of 0.05 to 3, found -1"),
        ({}, {"hold": "long"}, "expected hold to be a number"),
        ({}, {"speed": 1}, "unknown key 'speed'"),
        ({}, {"circle": {}}, "expected an arc or a circle, found both"),
        ({"hand": []}, None, "expected a list of postures"),
        (
            {"hand": [{"shape": "B"}], "repeat": [1, 1]},
            None,
            "expected at, point, fingers, palm, which no",
        ),
        ({"repeat": [2, 9]}, None, "expected repeat ="),
        ({"nod": 7}, None, "expected nod to be a number of 0 to 2"),
        ({"other": [FIRST] * 4}, None, "expected at most 3 postures"),
        ({"other": [FIRST | {"at": "other hand"}]}, None, "is the place of the dominant hand only"),
        ({"hand": [FIRST | {"at": "other hand"}], "other": "mirror", "repeat": [1, 1]}, None, "cannot be mirrored"),
        ({"mouth": "open"}, None, "unknown key 'mouth'"),
    ],
)
def test_every_fault_is_named(change: dict[str, Any], posture: dict[str, Any] | None, sentence: str) -> None:
    """Each wrong value gives no sign and exactly one sentence that says where and what."""
    sign, faults = read(change, posture)
    assert sign is None
    assert len(faults) == 1
    assert sentence in faults[0]
    assert faults[0].startswith("SIGN, form 1")


def test_all_faults_of_an_entry_are_named_at_once() -> None:
    """A checker that stopped at the first would make its reader start it again and again."""
    sign, faults = read({"nod": 7, "repeat": 3}, {"shape": "Q", "time": 0})
    assert sign is None
    assert len(faults) == 4


@pytest.mark.parametrize("entry", [3, {"looks": ""}, {"looks": "x", "form": [3]}, {"looks": "x", "checked_by": 3}])
def test_an_entry_that_is_none_is_named(entry: object) -> None:
    """Whatever stands where an entry should, the answer is sentences, not a traceback."""
    faults = Faults()
    assert parse_sign("SIGN", entry, faults) is None
    assert faults.sentences


def test_a_gloss_is_written_in_capitals() -> None:
    """Glosses go into vocabularies, where hello and HELLO would be two signs."""
    faults = Faults()
    assert parse_sign("hello", ENTRY, faults) is None
    assert "capital letters" in faults.sentences[0]
