"""Signs as people made them: the landmarks of recorded.npz, played as one more form of a sign.

RECORDED.md says whose they are. A recording is a gesture of two postures: the first and the last moment. Between them
the hand goes the way, turns and closes as it was recorded (`Recorded`, the path of the second posture), so that style,
body, mirroring and transitions are those of every other sign.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from training.signers.handshapes import HANDSHAPES
from training.signers.postures import OTHER_HAND, Direction, Gesture, Place, Posture
from training.signers.rotations import Array, normalize

ASSET = Path(__file__).with_name("recorded.npz")
HAND_PARTS = ("wrist", "fingers", "palm", "bends", "thumb")  # of Recorded, as the file calls them
FRAME_RATE = 16.0  # of the recordings (estimated, see RECORDED.md)


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """Moves as a person did. N moments, equally far apart; the axes are those of postures.py."""

    wrist: Array  # (N, 3) shoulder widths, from anywhere
    fingers: Array  # (N, 3) unit vectors
    palm: Array  # (N, 3) unit vectors
    bends: Array  # (N, 4, 4) as handshapes.Finger, radians
    thumb: Array  # (N, 3, 3) unit vectors

    def at(self, fraction: Array) -> "Recorded":
        """The moments at each fraction (T,) of the whole time, 0 to 1."""
        times = np.linspace(0, 1, len(self.wrist))
        wrist, fingers, palm, bends, thumb = (
            CubicSpline(times, values)(fraction)
            for values in (self.wrist, self.fingers, self.palm, self.bends, self.thumb)
        )
        return Recorded(wrist, normalize(fingers), normalize(palm), bends, normalize(thumb))


@dataclass(frozen=True, slots=True)
class RecordedSign:
    """How the recordings of one sign hang on a body: pairs are the first and the last moment."""

    handshapes: tuple[str, str]
    anchors: tuple[str, str] = ("neutral", "neutral")
    points: tuple[str, str] = ("knuckles", "knuckles")
    two_hands: bool = False
    other_handshapes: tuple[str, str] | None = None  # None: as the dominant hand
    joined: bool = False  # the dominant hand's places are on the other hand
    hold_s: float = 0.12  # at the end (ours: the recordings are cut where the hand comes to rest)


RECORDED_SIGNS = {
    "HELLO": RecordedSign(("B", "B"), ("temple", "temple"), ("tips", "tips")),
    "THANK-YOU": RecordedSign(("B", "B"), ("chin", "neutral"), ("tips", "knuckles")),
    "PLEASE": RecordedSign(("B", "B"), ("chest", "chest"), hold_s=0.04),
    "NO": RecordedSign(("3-open", "3-closed"), ("shoulder", "shoulder")),
    "COFFEE": RecordedSign(("S", "S"), two_hands=True, joined=True, hold_s=0.04),
    "TEA": RecordedSign(("F", "F"), two_hands=True, other_handshapes=("O", "O"), joined=True, hold_s=0.04),
    "GET": RecordedSign(("5", "S"), two_hands=True),
    "LARGE": RecordedSign(("B", "B"), two_hands=True),
    "SMALL": RecordedSign(("B", "B"), two_hands=True),
}


def recorded_glosses() -> tuple[str, ...]:
    """Signs of which there are recordings."""
    return tuple(_load())


def recorded_gestures(gloss: str) -> tuple[Gesture, ...]:
    """Every recording of `gloss`; none where there is none."""
    return _load().get(gloss, ())


@cache
def _load() -> dict[str, tuple[Gesture, ...]]:
    with np.load(ASSET, allow_pickle=False) as asset:
        hands = {name: _read_hands(dict(asset), name) for name in ("dominant", "other")}
        glosses = [str(gloss) for gloss in asset["gloss"]]
    found: dict[str, list[Gesture]] = {}
    for gloss in glosses:
        sign = RECORDED_SIGNS[gloss]
        dominant, other_shapes = next(hands["dominant"]), sign.other_handshapes or sign.handshapes
        other = next(hands["other"]) if sign.two_hands else None
        if not HANDSHAPES.keys() >= {*sign.handshapes, *other_shapes}:
            continue  # a sign whose hand shapes nobody has written down yet
        found.setdefault(gloss, []).append(
            Gesture(
                _postures(sign, *dominant, sign.handshapes, sign.joined),
                () if other is None else _postures(sign, *other, other_shapes, joined=False),
            )
        )
    return {gloss: tuple(gestures) for gloss, gestures in found.items()}


def _read_hands(arrays: dict[str, NDArray[np.generic]], name: str) -> Iterator[tuple[Recorded, Array]]:
    """The recordings of one hand and their ends, (2, 3) each, in the order of the file."""
    starts = np.cumsum(arrays[f"{name}_length"].astype(np.int64))[:-1]
    parts = (np.split(arrays[f"{name}_{part}"].astype(np.float64), starts) for part in HAND_PARTS)
    ends = arrays[f"{name}_ends"].astype(np.float64)
    for *fields, places in zip(*parts, ends, strict=True):
        yield Recorded(*fields), places


def _postures(
    sign: RecordedSign, path: Recorded, ends: Array, handshapes: tuple[str, str], joined: bool
) -> tuple[Posture, Posture]:
    """The first and the last moment of a recording."""
    first, last = (
        Posture(
            handshapes[index],
            Place(OTHER_HAND, _direction(ends[index]), sign.points[index])
            if joined
            else Place(sign.anchors[index], _direction(ends[index])),
            sign.points[index],
            _direction(path.fingers[moment]),
            _direction(path.palm[moment]),
            time_s=(len(path.wrist) - 1) / FRAME_RATE,
            hold_s=sign.hold_s if index else 0.0,
            path=path if index else None,
        )
        for index, moment in enumerate((0, -1))
    )
    return first, last


def _direction(vector: Array) -> Direction:
    return float(vector[0]), float(vector[1]), float(vector[2])
