"""The signs, rest poses and other gestures as data."""

import numpy as np
import pytest

from training.signers.anchors import ANCHORS, map_body
from training.signers.body import sample_body
from training.signers.hands import POINTS
from training.signers.handshapes import HANDSHAPE_NAMES, HANDSHAPES, handshape_angles, handshape_id
from training.signers.idling import GESTURES, REST_POSES, sample_gesture
from training.signers.lexicon import GLOSSES, SIGNS, VARIANTS
from training.signers.postures import OTHER_HAND, Gesture, Posture

FORMS = {f"{gloss} form {number}": form for gloss, forms in VARIANTS.items() for number, form in enumerate(forms, 2)}
ENTRIES = {**SIGNS, **FORMS, **GESTURES, **REST_POSES}


def _postures(gesture: Gesture) -> list[Posture]:
    return [*gesture.dominant, *gesture.other]


def test_the_eight_signs_are_there() -> None:
    """The first vocabulary is complete, in a fixed order."""
    assert GLOSSES == ("HELLO", "THANK-YOU", "PLEASE", "SORRY", "YES", "NO", "HELP", "GOOD")


@pytest.mark.parametrize("name", ENTRIES)
def test_entry_names_what_exists(name: str) -> None:
    """Every posture names a known hand shape, place and point, with directions of sensible length."""
    for posture in _postures(ENTRIES[name]):
        assert posture.handshape in HANDSHAPES
        assert posture.point in POINTS
        assert posture.place.anchor in ANCHORS | {OTHER_HAND}
        assert 0.8 < np.linalg.norm(posture.fingers) < 1.25
        assert 0.8 < np.linalg.norm(posture.palm) < 1.25
        assert posture.time_s > 0
        assert posture.hold_s >= 0


@pytest.mark.parametrize("name", ENTRIES)
def test_palm_is_across_the_fingers(name: str) -> None:
    """Palm and finger directions are more than 45 degrees apart, else the hand's turn would be arbitrary."""
    for posture in _postures(ENTRIES[name]):
        fingers, palm = np.array(posture.fingers), np.array(posture.palm)
        assert abs(fingers @ palm) / np.linalg.norm(fingers) / np.linalg.norm(palm) < 0.71


def test_two_hands_where_the_sign_needs_them() -> None:
    """HELP and GOOD use the other hand, the other six do not; THANK-YOU is thus told from GOOD."""
    assert {gloss for gloss, sign in SIGNS.items() if sign.other} == {"HELP", "GOOD"}
    assert set(VARIANTS) <= set(SIGNS)
    assert not any(form.other for form in FORMS.values())


def test_every_body_has_every_place() -> None:
    """All anchors exist on both sides of a random body, left to the left and right to the right."""
    body_map = map_body(sample_body(np.random.default_rng(2)))
    for name in ANCHORS:
        left, right = body_map.anchors[name, "L"], body_map.anchors[name, "R"]
        assert left[0] >= right[0] - 1e-6, name
        np.testing.assert_allclose(left[1:], right[1:], atol=0.02, err_msg=name)


def test_handshapes_have_ids_and_unit_thumbs() -> None:
    """Ids follow HANDSHAPE_NAMES, and thumb directions have length one."""
    for index, name in enumerate(HANDSHAPE_NAMES):
        fingers, thumb = handshape_angles(name)
        assert handshape_id(name) == index
        assert fingers.shape == (4, 4)
        np.testing.assert_allclose(np.linalg.norm(thumb, axis=1), 1)


def test_random_gestures_are_well_formed() -> None:
    """A hundred random gestures can be built, and they differ."""
    rng = np.random.default_rng(0)
    assert len({repr(sample_gesture(rng)) for _ in range(100)}) > 20
