"""The signs, each written as data (see postures.py for the notation).

Written by people who do not sign: a Deaf signer must check every entry before it is called ASL.
"""

from training.signers.postures import OTHER_HAND, Arc, Circle, Gesture, Place, Posture

# Flat hand at the brow like a salute, then outward and forward.
HELLO = Gesture(
    dominant=(
        Posture(
            "B", Place("temple", (0.06, 0.03, 0.04)), "tips", (-0.72, 0.66, 0.12), (0.10, -0.62, 0.78), hold_s=0.08,
        ),
        Posture(
            "B", Place("temple", (0.62, 0.12, 0.45)), "tips", (0.12, 0.97, 0.12), (-0.10, -0.15, 0.98),
            time_s=0.38, hold_s=0.12, path=Arc((0.0, 0.04, 0.06)),
        ),
    ),
)  # fmt: skip

# Flat hand, palm to the face, fingertips at the chin; forward and down until the palm looks up. One hand only.
THANK_YOU = Gesture(
    dominant=(
        Posture("B", Place("chin", (0.0, 0.0, 0.03)), "tips", (-0.16, 0.95, -0.25), (0.0, -0.25, -0.97), hold_s=0.10),
        Posture(
            "B", Place("chin", (0.10, -0.42, 0.95)), "tips", (-0.08, 0.30, 0.95), (0.0, 0.95, -0.30),
            time_s=0.42, hold_s=0.14, path=Arc((0.0, 0.05, 0.10)),
        ),
    ),
    nod=0.5,
)  # fmt: skip

# As THANK-YOU begins, but the hand comes down on its back into the other, flat palm.
GOOD = Gesture(
    dominant=(
        Posture("B", Place("chin", (0.0, 0.0, 0.03)), "tips", (-0.16, 0.95, -0.25), (0.0, -0.25, -0.97), hold_s=0.10),
        Posture(
            "B", Place(OTHER_HAND, (0.0, 0.01, 0.0)), "back", (-0.62, 0.10, 0.78), (0.0, 0.98, -0.12),
            time_s=0.40, hold_s=0.18, path=Arc((0.0, 0.0, 0.16)),
        ),
    ),
    other=(
        Posture("B", Place("neutral", (0.10, -0.20, 0.62)), "palm", (-0.80, 0.05, 0.60), (0.0, 1.0, -0.05)),
        Posture("B", Place("neutral", (0.05, -0.16, 0.62)), "palm", (-0.80, 0.05, 0.60), (0.0, 1.0, -0.05)),
    ),
)  # fmt: skip

# Flat hand circles on the middle of the chest.
_CHEST_CIRCLE = Circle(first=(0.0, 1.0, 0.0), second=(-1.0, 0.0, 0.0), radius=0.16, turns=2)
PLEASE = Gesture(
    dominant=(
        Posture("B", Place("chest", (0.02, 0.16, -0.02)), "palm", (-0.95, 0.26, -0.05), (0.0, -0.05, -1.0)),
        Posture(
            "B", Place("chest", (0.02, 0.16, -0.02)), "palm", (-0.95, 0.26, -0.05), (0.0, -0.05, -1.0),
            time_s=1.0, hold_s=0.06, path=_CHEST_CIRCLE,
        ),
    ),
)  # fmt: skip

# The same with a fist, thumb at its side.
SORRY = Gesture(
    dominant=(
        Posture("A", Place("chest", (0.02, 0.16, -0.02)), "fist-palm", (-0.88, 0.42, -0.12), (0.0, -0.10, -1.0)),
        Posture(
            "A", Place("chest", (0.02, 0.16, -0.02)), "fist-palm", (-0.88, 0.42, -0.12), (0.0, -0.10, -1.0),
            time_s=1.0, hold_s=0.06, path=_CHEST_CIRCLE,
        ),
    ),
)  # fmt: skip

# A fist nods at the wrist, at the height of the shoulder.
_YES_PLACE = Place("shoulder", (0.18, -0.16, 0.62))
YES = Gesture(
    dominant=(
        Posture("S", _YES_PLACE, "wrist", (-0.06, 0.96, 0.20), (-0.12, -0.16, 0.97)),
        Posture("S", _YES_PLACE, "wrist", (-0.06, 0.10, 0.99), (-0.10, -0.99, 0.10), time_s=0.17, hold_s=0.03),
        Posture("S", _YES_PLACE, "wrist", (-0.06, 0.92, 0.30), (-0.12, -0.26, 0.95), time_s=0.17),
        Posture("S", _YES_PLACE, "wrist", (-0.06, 0.10, 0.99), (-0.10, -0.99, 0.10), time_s=0.17, hold_s=0.05),
    ),
    repeated=(2, 3),
    nod=1.0,
)

# Index and middle finger snap shut on the thumb, in front of the shoulder.
_NO_PLACE = Place("shoulder", (0.10, 0.02, 0.56))
_NO_OPEN = ((-0.40, 0.72, 0.57), (-0.42, -0.45, 0.79))
_NO_CLOSED = ((-0.44, 0.60, 0.67), (-0.42, -0.60, 0.68))
NO = Gesture(
    dominant=(
        Posture("3-open", _NO_PLACE, "knuckles", *_NO_OPEN, hold_s=0.05),
        Posture("3-closed", _NO_PLACE, "knuckles", *_NO_CLOSED, time_s=0.17, hold_s=0.08),
        Posture("3-open", _NO_PLACE, "knuckles", *_NO_OPEN, time_s=0.16),
        Posture("3-closed", _NO_PLACE, "knuckles", *_NO_CLOSED, time_s=0.16, hold_s=0.08),
    ),
    repeated=(2, 3),
    shake=1.0,
)

# A fist with its thumb up stands on the other, flat palm; both rise.
_HELP_FIST = ("10", Place(OTHER_HAND, (0.0, 0.0, 0.0)), "fist-bottom", (-0.45, 0.10, 0.88), (-0.89, 0.0, -0.45))
_HELP_PALM = ((-0.72, 0.0, 0.70), (0.0, 1.0, 0.0))
HELP = Gesture(
    dominant=(
        Posture(*_HELP_FIST, hold_s=0.10),
        Posture(*_HELP_FIST, time_s=0.42, hold_s=0.14),
    ),
    other=(
        Posture("B", Place("neutral", (0.02, -0.28, 0.60)), "palm", *_HELP_PALM),
        Posture("B", Place("neutral", (0.02, 0.06, 0.66)), "palm", *_HELP_PALM),
    ),
)

SIGNS: dict[str, Gesture] = {
    "HELLO": HELLO,
    "THANK-YOU": THANK_YOU,
    "PLEASE": PLEASE,
    "SORRY": SORRY,
    "YES": YES,
    "NO": NO,
    "HELP": HELP,
    "GOOD": GOOD,
}
GLOSSES: tuple[str, ...] = tuple(SIGNS)
