"""What people do when they do not sign: ways to rest, and gestures that are no sign of the lexicon."""

import numpy as np

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


def _rub(posture: Posture, away: Direction, times: int) -> Gesture:
    """Touches a place, then moves a little to and fro on it."""
    offset = np.add(posture.place.offset, away)
    moved = Place(posture.place.anchor, (float(offset[0]), float(offset[1]), float(offset[2])))
    to = Posture(posture.handshape, moved, posture.point, posture.fingers, posture.palm, time_s=0.16)
    fro = Posture(posture.handshape, posture.place, posture.point, posture.fingers, posture.palm, time_s=0.16)
    return Gesture((posture, *((to, fro) * times)))


def _still(posture: Posture) -> Gesture:
    return Gesture((posture,))


_UP_IN: tuple[Direction, Direction] = ((-0.45, 0.85, -0.25), (-0.55, -0.20, -0.80))
_OPEN: tuple[Direction, Direction] = ((0.10, 0.15, 0.98), (-0.2, 0.95, -0.1))

GESTURES: dict[str, Gesture] = {
    "scratches the head": _rub(
        Posture("claw", Place("crown", (0.05, 0.02, 0.05)), "tips", (-0.75, 0.45, -0.45), (-0.55, -0.75, -0.3)),
        (0.0, 0.05, 0.06),
        3,
    ),
    "rubs the nose": _rub(
        Posture("1", Place("nose", (0.02, 0.0, 0.02)), "index", (-0.60, 0.75, -0.30), (-0.45, -0.45, -0.75)),
        (0.05, -0.03, 0.0),
        2,
    ),
    "touches the hair": Gesture(
        (
            Posture("claw", Place("temple", (0.05, 0.08, 0.02)), "tips", (-0.60, 0.75, -0.25), (-0.70, -0.30, -0.60)),
            Posture(
                "claw",
                Place("ear", (0.06, 0.05, -0.02)),
                "tips",
                (-0.55, 0.60, -0.58),
                (-0.80, -0.20, -0.55),
                time_s=0.4,
                hold_s=0.1,
            ),
        )
    ),
    "adjusts the glasses": _rub(
        Posture("C", Place("temple", (0.05, -0.10, 0.02)), "pinch", (-0.50, 0.80, -0.30), (-0.75, -0.20, -0.55)),
        (0.0, 0.04, 0.02),
        1,
    ),
    "rubs the neck": _rub(
        Posture("B", Place("nape", (0.04, 0.0, 0.0)), "tips", (-0.45, 0.55, -0.70), (-0.85, -0.20, 0.30)),
        (0.0, -0.10, 0.0),
        2,
    ),
    "rests the chin": _still(Posture("claw", Place("chin", (0.10, -0.06, 0.03)), "pinch", *_UP_IN, hold_s=0.9)),
    "fist at the cheek": _still(
        Posture(
            "S",
            Place("cheek", (0.10, -0.05, 0.05)),
            "knuckles",
            (-0.30, 0.90, -0.20),
            (-0.75, -0.15, -0.60),
            hold_s=0.8,
        )
    ),
    "hand on the heart": _still(
        Posture("rest", Place("chest", (0.05, 0.0, 0.0)), "palm", (-0.80, 0.55, -0.05), (0.0, -0.05, -1.0), hold_s=0.7)
    ),
    "scratches the shoulder": _rub(
        Posture("claw", Place("shoulder", (-0.80, -0.05, 0.05)), "tips", (-0.85, 0.45, -0.30), (-0.20, -0.50, -0.85)),
        (-0.05, -0.08, 0.0),
        2,
    ),
    "beats": Gesture(
        (
            Posture("claw", Place("neutral", (0.55, -0.05, 0.55)), "palm", *_OPEN),
            Posture("claw", Place("neutral", (0.60, -0.16, 0.62)), "palm", *_OPEN, time_s=0.22),
            Posture("claw", Place("neutral", (0.58, -0.04, 0.58)), "palm", *_OPEN, time_s=0.26),
            Posture("claw", Place("neutral", (0.66, -0.16, 0.62)), "palm", *_OPEN, time_s=0.22, hold_s=0.2),
        )
    ),
    "shrugs": Gesture(
        *(
            2
            * (
                (
                    Posture("rest", Place("neutral", (0.40, -0.20, 0.60)), "palm", *_OPEN),
                    Posture(
                        "5",
                        Place("neutral", (0.75, -0.10, 0.60)),
                        "palm",
                        (0.45, 0.20, 0.85),
                        (0.0, 0.95, 0.1),
                        time_s=0.35,
                        hold_s=0.3,
                    ),
                ),
            )
        )
    ),
    "points": Gesture(
        (
            Posture("1", Place("neutral", (0.50, 0.15, 0.45)), "index", (-0.05, 0.30, 0.95), (-0.50, -0.80, 0.2)),
            Posture(
                "1",
                Place("neutral", (0.55, 0.22, 0.95)),
                "index",
                (0.05, 0.15, 0.98),
                (-0.45, -0.88, 0.1),
                time_s=0.25,
                hold_s=0.3,
            ),
        )
    ),
    "folds the hands": Gesture(
        (
            Posture(
                "grip",
                Place(OTHER_HAND, (0.0, 0.0, 0.03), "back"),
                "palm",
                (-0.80, 0.10, 0.30),
                (-0.2, -0.30, -0.90),
                hold_s=0.8,
            ),
        ),
        (
            Posture(
                "grip",
                Place("neutral", (0.10, -0.30, 0.42)),
                "palm",
                (-0.85, 0.10, 0.40),
                (0.0, 0.2, -0.98),
                hold_s=0.8,
            ),
        ),
    ),
    "waves off": Gesture(
        (
            Posture("rest", Place("neutral", (0.55, 0.20, 0.50)), "palm", (-0.10, 0.80, 0.55), (-0.2, -0.6, 0.75)),
            Posture(
                "rest",
                Place("neutral", (0.80, -0.10, 0.65)),
                "palm",
                (0.25, 0.10, 0.95),
                (-0.1, -0.95, 0.2),
                time_s=0.3,
                hold_s=0.1,
            ),
        ),
    ),
}

_ROVING = ("temple", "ear", "cheek", "eye", "neck", "collar", "shoulder", "heart", "neutral", "belly", "waist")
_ROVING_HANDSHAPES = ("rest", "rest", "claw", "5", "B-bent", "O-flat", "C", "1", "S")


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
