"""Short gestures that are no sign of the lexicon, such as people make between signs and at rest."""

import numpy as np

from training.signers.postures import OTHER_HAND, Direction, Gesture, Place, Posture


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

_PINCHED_CUFF = Posture(
    "C", Place(OTHER_HAND, (0.10, 0.06, 0.0), "wrist"), "pinch", (-0.70, -0.10, -0.55), (-0.3, -0.85, -0.4), hold_s=0.4
)

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
    # Aside and never at the camera: that would be the sign YOU.
    "points aside": Gesture(
        (
            Posture("1", Place("neutral", (0.55, 0.10, 0.35)), "index", (0.55, 0.45, 0.70), (-0.50, -0.80, 0.2)),
            Posture(
                "1",
                Place("neutral", (1.15, 0.30, 0.40)),
                "index",
                (0.93, 0.28, 0.22),
                (-0.15, -0.95, 0.2),
                time_s=0.3,
                hold_s=0.4,
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
            Posture("rest", Place("neutral", (0.35, 0.35, 0.45)), "palm", (-0.45, 0.75, 0.45), (-0.5, -0.4, -0.75)),
            Posture(
                "rest",
                Place("neutral", (0.85, -0.05, 0.70)),
                "palm",
                (0.55, -0.25, 0.80),
                (0.1, -0.95, -0.25),
                time_s=0.24,
                hold_s=0.15,
            ),
        ),
        repeated=(0, 1),
    ),
    "sweeps aside": Gesture(
        (
            Posture("5", Place("neutral", (0.10, 0.00, 0.60)), "palm", (-0.55, 0.10, 0.83), (0.0, -0.98, 0.1)),
            Posture(
                "5",
                Place("neutral", (1.05, 0.02, 0.55)),
                "palm",
                (0.60, 0.05, 0.80),
                (0.0, -0.98, 0.1),
                time_s=0.32,
                hold_s=0.12,
            ),
        ),
    ),
    "yawns": _still(
        Posture("rest", Place("mouth", (0.08, -0.20, 0.05)), "palm", (-0.97, 0.15, 0.12), (0.0, 0.1, -1.0), hold_s=0.8)
    ),
    "wipes the forehead": Gesture(
        (
            Posture("rest", Place("forehead", (-0.10, 0.0, 0.03)), "back", (-0.90, 0.35, 0.0), (0.0, 0.2, 0.98)),
            Posture(
                "rest", Place("temple", (0.10, 0.02, 0.03)), "back", (-0.75, 0.60, -0.1), (0.2, 0.3, 0.9), time_s=0.4
            ),
        )
    ),
    "pulls the collar": _rub(
        Posture("C", Place("neck", (0.10, -0.12, 0.02)), "pinch", (-0.70, 0.60, -0.35), (-0.35, -0.35, -0.85)),
        (0.03, -0.02, 0.08),
        2,
    ),
    "scratches the forearm": Gesture(
        tuple(
            Posture(
                "claw",
                Place(OTHER_HAND, (0.35 + 0.1 * (step % 2), 0.05, 0.0), "wrist"),
                "tips",
                (-0.75, -0.45, -0.20),
                (-0.2, -0.75, -0.6),
                time_s=0.16,
            )
            for step in range(6)
        ),
        6 * (Posture("rest", Place("belly", (0.0, 0.10, 0.55)), "palm", (-0.85, 0.05, 0.45), (0.0, -0.75, -0.6)),),
    ),
    "rubs the hands": Gesture(
        tuple(
            Posture(
                "B",
                Place(OTHER_HAND, (0.0, 0.10 * (step % 2), 0.08 * (step % 2)), "palm"),
                "palm",
                (-0.25, 0.55, 0.75),
                (-0.95, 0.0, -0.2),
                time_s=0.17,
            )
            for step in range(6)
        ),
        6 * (Posture("B", Place("neutral", (0.04, -0.20, 0.50)), "palm", (-0.25, 0.55, 0.75), (-0.95, 0.0, -0.2)),),
    ),
    "looks at the watch": Gesture(
        (_PINCHED_CUFF, _PINCHED_CUFF),
        2 * (Posture("S", Place("chest", (0.05, -0.05, 0.50)), "palm", (-0.95, 0.10, 0.20), (0.1, -0.7, -0.7)),),
    ),
}
