"""Hand shapes by their usual names, as joint angles, read from handshapes.toml, which people who sign can correct."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError

Finger = tuple[
    float, float, float, float
]  # degrees: bend of the knuckle, middle and end joint; spread to the thumb side
Direction = tuple[float, float, float]
Thumb = tuple[Direction, Direction, Direction]
"""Directions of the thumb's three bones: along the fingers, toward the thumb's side, out of the palm."""

_FILE = "handshapes.toml"
_FINGERS = ("index", "middle", "ring", "little")


@dataclass(frozen=True, slots=True)
class Handshape:
    """Four fingers and the thumb."""

    index: Finger
    middle: Finger
    ring: Finger
    little: Finger
    thumb: Thumb


def _read() -> dict[str, Handshape]:
    try:
        table = tomllib.loads((files(__package__) / _FILE).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(f"{_FILE}: {error}") from error
    return parse_handshapes(table)


def parse_handshapes(table: dict[str, Any]) -> dict[str, Handshape]:
    """The hand shapes of a table as in handshapes.toml.

    Raises:
        BadInputError: names the first entry that is wrong.
    """
    thumbs, shapes = table.get("thumbs", {}), table.get("shapes", {})
    known = {name: _triples(f"thumbs.{name}", bones) for name, bones in thumbs.items()}
    found: dict[str, Handshape] = {}
    for name, entry in shapes.items():
        where = f'{_FILE}: shapes."{name}"'
        if set(entry) != {*_FINGERS, "thumb"}:
            raise BadInputError(f"{where}: expected {', '.join(_FINGERS)} and thumb, found {', '.join(entry)}.")
        if entry["thumb"] not in known:
            raise BadInputError(f"{where}: expected a thumb of {', '.join(known)}, found {entry['thumb']!r}.")
        fingers = [_finger(f"{where}.{finger}", entry[finger]) for finger in _FINGERS]
        found[name] = Handshape(*fingers, known[entry["thumb"]])
    if "rest" not in found:
        raise BadInputError(f"{_FILE}: expected a shape named 'rest', which a lax hand takes.")
    return found


def _finger(where: str, angles: Any) -> Finger:
    if not are_numbers(angles, 4):
        raise BadInputError(f"{where}: expected four numbers (three bends and the spread, in degrees), found {angles}.")
    if not all(-15 <= bend <= 115 for bend in angles[:3]):
        raise BadInputError(f"{where}: expected bends of -15 to 115 degrees, found {angles[:3]}.")
    if abs(angles[3]) > 35:
        raise BadInputError(f"{where}: expected a spread of -35 to 35 degrees, found {angles[3]}.")
    return (float(angles[0]), float(angles[1]), float(angles[2]), float(angles[3]))


def _triples(where: str, bones: Any) -> Thumb:
    if not (isinstance(bones, list) and len(bones) == 3 and all(are_numbers(bone, 3) for bone in bones)):
        raise BadInputError(f"{_FILE}: {where}: expected three directions of three numbers, found {bones}.")
    first, second, third = ((float(bone[0]), float(bone[1]), float(bone[2])) for bone in bones)
    return first, second, third


def are_numbers(value: Any, count: int) -> bool:
    """Whether a value of a TOML file is a list of so many numbers."""
    numeric = isinstance(value, list) and len(value) == count
    return numeric and all(isinstance(number, int | float) and not isinstance(number, bool) for number in value)


HANDSHAPES: dict[str, Handshape] = _read()
HANDSHAPE_NAMES: tuple[str, ...] = tuple(HANDSHAPES)


def handshape_id(name: str) -> int:
    """Position of `name` in HANDSHAPE_NAMES, the number used in the frame truth."""
    return HANDSHAPE_NAMES.index(name)


@cache
def handshape_angles(name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Angles of the four fingers, (4, 4) radians, and unit directions of the thumb's bones, (3, 3)."""
    shape = HANDSHAPES[name]
    thumb = np.array(shape.thumb)
    fingers = np.radians(np.array([shape.index, shape.middle, shape.ring, shape.little]))
    return fingers, thumb / np.linalg.norm(thumb, axis=-1, keepdims=True)
