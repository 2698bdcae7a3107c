"""The signs, each written as data (see postures.py for the notation).

Written by people who do not sign: a Deaf signer must check every entry before it is called ASL.
"""

from training.signers.postures import OTHER_HAND, Arc, Circle, Gesture, Place, Posture

# Flat hand at the brow like a salute, then outward and forward.
_SALUTE = Posture(
    "B", Place("temple", (0.06, 0.03, 0.04)), "tips", (-0.66, 0.74, 0.10), (-0.08, -0.50, 0.86), hold_s=0.08
)
HELLO = Gesture(
    dominant=(
        _SALUTE,
        Posture(
            "B", Place("temple", (0.52, 0.10, 0.42)), "tips", (0.10, 0.97, 0.12), (-0.10, -0.15, 0.98),
            time_s=0.38, hold_s=0.12, path=Arc((0.0, 0.04, 0.06)),
        ),
    ),
)  # fmt: skip
# The hand tips over outward and stays nearer to the head.
HELLO_SMALL = Gesture(
    dominant=(
        _SALUTE,
        Posture(
            "B", Place("temple", (0.34, 0.0, 0.40)), "tips", (0.42, 0.85, 0.30), (-0.15, -0.30, 0.94),
            time_s=0.30, hold_s=0.12,
        ),
    ),
)  # fmt: skip

# Flat hand, palm to the face, fingertips at the chin; forward and down until the palm looks up. One hand only.
_AT_CHIN = Posture(
    "B", Place("chin", (0.0, 0.02, 0.03)), "tips", (-0.16, 0.95, -0.25), (0.0, -0.25, -0.97), hold_s=0.10
)
THANK_YOU = Gesture(
    dominant=(
        _AT_CHIN,
        Posture(
            "B", Place("chin", (0.10, -0.52, 0.85)), "tips", (-0.18, 0.28, 0.94), (0.0, 0.95, -0.30),
            time_s=0.42, hold_s=0.14, path=Arc((0.0, 0.05, 0.10)),
        ),
    ),
    nod=0.5,
)  # fmt: skip
# Ends nearer to the chest, with the fingers pointing across.
THANK_YOU_NEAR = Gesture(
    dominant=(
        _AT_CHIN,
        Posture(
            "B", Place("chin", (-0.10, -0.60, 0.55)), "tips", (-0.68, 0.35, 0.64), (0.10, 0.85, -0.50),
            time_s=0.40, hold_s=0.14, path=Arc((0.0, 0.05, 0.15)),
        ),
    ),
    nod=0.5,
)  # fmt: skip

# As THANK-YOU begins, but the hand comes down on its back into the other, flat palm.
GOOD = Gesture(
    dominant=(
        _AT_CHIN,
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
_CHEST_CIRCLE = Circle(first=(0.0, 1.0, 0.0), second=(-1.0, 0.0, 0.0), radius=0.13, turns=2)
_ON_CHEST = Place("chest", (0.02, 0.19, -0.02))  # where the circle starts: its top
_FLAT_ON_CHEST = ((-0.96, 0.22, -0.05), (0.0, -0.05, -1.0))
PLEASE = Gesture(
    dominant=(
        Posture("B", _ON_CHEST, "palm", *_FLAT_ON_CHEST),
        Posture("B", _ON_CHEST, "palm", *_FLAT_ON_CHEST, time_s=1.0, hold_s=0.06, path=_CHEST_CIRCLE),
    ),
)

# The same with a fist, thumb at its side; or with the thumb over the fingers.
_FIST_ON_CHEST = ((-0.86, 0.48, -0.12), (0.0, -0.10, -1.0))
SORRY, SORRY_S = (
    Gesture(
        dominant=(
            Posture(fist, _ON_CHEST, "fist-palm", *_FIST_ON_CHEST),
            Posture(fist, _ON_CHEST, "fist-palm", *_FIST_ON_CHEST, time_s=1.0, hold_s=0.06, path=_CHEST_CIRCLE),
        ),
    )
    for fist in ("A", "S")
)

# A fist nods at the wrist, at the height of the shoulder.
_YES_PLACE = Place("shoulder", (0.16, -0.06, 0.55))
_YES_UP = ((-0.06, 0.96, 0.20), (-0.12, -0.16, 0.97))
_YES_DOWN = ((-0.06, 0.10, 0.99), (-0.10, -0.99, 0.10))
YES = Gesture(
    dominant=(
        Posture("S", _YES_PLACE, "wrist", *_YES_UP),
        Posture("S", _YES_PLACE, "wrist", *_YES_DOWN, time_s=0.17, hold_s=0.03),
        Posture("S", _YES_PLACE, "wrist", *_YES_UP, time_s=0.17),
        Posture("S", _YES_PLACE, "wrist", *_YES_DOWN, time_s=0.17, hold_s=0.05),
    ),
    repeated=(2, 3),
    nod=1.0,
)
# The forearm nods too, from beside the face.
_YES_HIGH, _YES_LOW = Place("shoulder", (0.20, 0.14, 0.42)), Place("shoulder", (0.16, -0.06, 0.62))
YES_LARGE = Gesture(
    dominant=(
        Posture("S", _YES_HIGH, "wrist", *_YES_UP),
        Posture("S", _YES_LOW, "wrist", *_YES_DOWN, time_s=0.22, hold_s=0.03),
        Posture("S", _YES_HIGH, "wrist", *_YES_UP, time_s=0.22),
        Posture("S", _YES_LOW, "wrist", *_YES_DOWN, time_s=0.22, hold_s=0.05),
    ),
    repeated=(2, 3),
    nod=1.0,
)

# Index and middle finger snap shut on the thumb, in front of the shoulder; or once only, nearer to the cheek.
_NO_PLACE, _NO_NEAR = Place("shoulder", (0.08, 0.12, 0.52)), Place("shoulder", (0.06, 0.30, 0.40))
_NO_OPEN = ((-0.32, 0.82, 0.47), (-0.42, -0.36, 0.83))
_NO_CLOSED = ((-0.36, 0.72, 0.59), (-0.42, -0.50, 0.76))
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
NO_ONCE = Gesture(
    dominant=(
        Posture("3-open", _NO_NEAR, "knuckles", *_NO_OPEN, hold_s=0.12),
        Posture("3-closed", _NO_NEAR, "knuckles", *_NO_CLOSED, time_s=0.20, hold_s=0.22),
    ),
    shake=0.6,
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
        Posture("B", Place("neutral", (0.02, 0.02, 0.66)), "palm", *_HELP_PALM),
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
# Other ways in which the same sign is seen.
VARIANTS: dict[str, tuple[Gesture, ...]] = {
    "HELLO": (HELLO_SMALL,),
    "THANK-YOU": (THANK_YOU_NEAR,),
    "SORRY": (SORRY_S,),
    "YES": (YES_LARGE,),
    "NO": (NO_ONCE,),
}
GLOSSES: tuple[str, ...] = tuple(SIGNS)
