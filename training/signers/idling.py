"""What people do when they do not sign: ways to rest, and short gestures, familiar or random."""

import numpy as np

from training.signers.fidgets import GESTURES
from training.signers.postures import OTHER_HAND, Arc, Direction, Gesture, Place, Posture


def _rest(place: Place, fingers: Direction, palm: Direction, handshape: str = "rest") -> Posture:
    return Posture(handshape, place, "wrist", fingers, palm, time_s=0.5)


_LAP = _rest(Place("waist", (-0.02, -0.32, 0.40)), (-0.45, -0.25, 0.85), (-0.25, -0.95, -0.1))
_SIDE = _rest(Place("waist", (0.42, -0.28, 0.02)), (0.05, -0.98, 0.2), (-0.98, 0.0, 0.1))
_DESK = _rest(Place("waist", (0.02, 0.16, 0.80)), (-0.60, -0.05, 0.80), (-0.1, -0.98, -0.1))
_UNDER = _rest(Place("belly", (0.22, -0.05, 0.42)), (-0.92, -0.10, 0.30), (0.0, 0.45, -0.88))
_OVER = Posture("rest", Place(OTHER_HAND, (0.0, 0.0, 0.02), "back"), "palm", (-0.90, -0.15, 0.20), (0.0, -0.30, -0.95))

REST_POSES: dict[str, Gesture] = {
    "lap": Gesture((_LAP,), (_LAP,)),
    "sides": Gesture((_SIDE,), (_SIDE,)),
    "desk": Gesture((_DESK,), (_DESK,)),
    "folded": Gesture((_OVER,), (_UNDER,)),
    "mixed": Gesture((_DESK,), (_LAP,)),
}

_ROVING = ("temple", "ear", "cheek", "eye", "neck", "collar", "shoulder", "heart", "neutral", "belly", "waist")
# No pointing: toward the chest it would be I, toward the camera YOU.
_ROVING_HANDSHAPES = ("rest", "rest", "rest", "claw", "5", "B-bent", "C", "grip", "S")


def random_gesture(rng: np.random.Generator) -> Gesture:
    """One to three lax postures at random places: movement as such, which must not be taken for a sign."""
    postures = []
    handshape = str(rng.choice(_ROVING_HANDSHAPES))
    for _ in range(int(rng.integers(1, 4))):
        fingers = rng.normal((-0.2, 0.5, 0.2), (0.8, 0.6, 0.6))
        palm, offset = rng.normal(0, 1, 3), rng.normal((0.15, 0.0, 0.25), 0.15)
        postures.append(
            Posture(
                handshape,
                Place(str(rng.choice(_ROVING)), (float(offset[0]), float(offset[1]), float(offset[2]))),
                str(rng.choice(("tips", "palm", "index"))),
                (float(fingers[0]), float(fingers[1]), float(fingers[2])),
                (float(palm[0]), float(palm[1]), float(palm[2])),
                time_s=float(rng.uniform(0.25, 0.7)),
                hold_s=float(rng.uniform(0.0, 0.5)),
                path=Arc((0.0, float(rng.uniform(0, 0.1)), float(rng.uniform(0, 0.15)))),
            )
        )
    both = tuple(postures)
    return Gesture(both, both if rng.random() < 0.3 else ())


def sample_gesture(rng: np.random.Generator) -> Gesture:
    """A gesture that is no sign: most often a familiar one, else a random one."""
    if rng.random() < 0.25:
        return random_gesture(rng)
    return GESTURES[str(rng.choice(sorted(GESTURES)))]
