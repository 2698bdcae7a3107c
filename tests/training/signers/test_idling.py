"""Rest poses and gestures that are no sign."""

import numpy as np
import pytest

from training.signers.idling import GESTURES, REST_POSES, sample_gesture

ENTRIES = {**GESTURES, **REST_POSES}


@pytest.mark.parametrize("name", ENTRIES)
def test_palm_is_across_the_fingers(name: str) -> None:
    """Palm and finger directions are more than 45 degrees apart, else the hand's turn would be arbitrary."""
    for posture in (*ENTRIES[name].dominant, *ENTRIES[name].other):
        fingers, palm = np.array(posture.fingers), np.array(posture.palm)
        assert abs(fingers @ palm) / np.linalg.norm(fingers) / np.linalg.norm(palm) < 0.71
        assert posture.time_s > 0


def test_random_gestures_are_well_formed() -> None:
    """A hundred random gestures can be built, and they differ."""
    rng = np.random.default_rng(0)
    assert len({repr(sample_gesture(rng)) for _ in range(100)}) > 20
