"""Reads one entry of the lexicon: from a table of words and numbers to a sign, or a sentence for every fault in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from training.signers.anchors import ANCHORS
from training.signers.hands import POINTS
from training.signers.handshapes import HANDSHAPES, are_numbers
from training.signers.postures import OTHER_HAND, Arc, Circle, Direction, Gesture, Place, Posture

_Value = TypeVar("_Value")

_WORDS = {
    "out": (1.0, 0.0, 0.0),
    "in": (-1.0, 0.0, 0.0),
    "up": (0.0, 1.0, 0.0),
    "down": (0.0, -1.0, 0.0),
    "forward": (0.0, 0.0, 1.0),
    "back": (0.0, 0.0, -1.0),
}
_WEIGHTS = {"slightly": 0.35, "mostly": 2.0}
_CARRIED = ("shape", "at", "on", "offset", "point", "fingers", "palm")
_PLAIN = {
    "shape": "rest", "at": "neutral", "on": "palm", "offset": [0, 0, 0], "point": "palm",
    "fingers": "forward", "palm": "in",
}  # fmt: skip
_OF_A_MOVEMENT = ("time", "hold", "arc", "circle")
_OF_A_FORM = ("name", "hand", "other", "repeat", "nod", "shake")
_OF_A_SIGN = ("looks", "checked_by", "form")
_CIRCLE = ("from", "toward", "radius", "turns")
_LONGEST_OFFSET = 2.0  # shoulder widths
_SQUAREST_COSINE = 0.71  # fingers and palm at least 45 degrees apart


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a sign is seen."""

    name: str
    gesture: Gesture


@dataclass(frozen=True, slots=True)
class Sign:
    """One entry. The first form is the usual one."""

    gloss: str
    looks: str
    forms: tuple[Form, ...]
    checked_by: str = ""
    """The Deaf signer who found it right; empty: nobody yet."""


class _WrongValueError(Exception):
    """What is wrong with one value."""


@dataclass(slots=True)
class Faults:
    """Sentences about what is wrong, each beginning with where."""

    sentences: list[str] = field(default_factory=list)

    def add(self, where: str, what: object) -> None:
        """Notes one fault."""
        self.sentences.append(f"{where}: {what}")

    def attempt(self, where: str, read: Callable[[], _Value], instead: _Value) -> _Value:
        """What `read` gives, or `instead` and one fault more."""
        try:
            return read()
        except _WrongValueError as fault:
            self.add(where, fault)
            return instead


def parse_sign(gloss: str, entry: Any, faults: Faults) -> Sign | None:
    """The sign of one table, or None after noting in `faults` everything that is wrong with it."""
    before = len(faults.sentences)
    if not isinstance(entry, dict):
        faults.add(gloss, f"expected a table with 'looks' and 'form', found {entry!r}")
        return None
    if gloss != gloss.upper() or not gloss.replace("-", "").isalnum():
        faults.add(gloss, "expected a gloss of capital letters, digits and hyphens")
    _name_unknown(gloss, entry, _OF_A_SIGN, faults)
    looks, checked_by, forms = entry.get("looks", ""), entry.get("checked_by", ""), entry.get("form", [])
    if not isinstance(looks, str) or not looks.strip():
        faults.add(gloss, "expected 'looks', a sentence that says how the sign looks")
    if not isinstance(checked_by, str):
        faults.add(gloss, f"expected 'checked_by' to be a name, found {checked_by!r}")
    if not isinstance(forms, list) or not forms or not all(isinstance(form, dict) for form in forms):
        faults.add(gloss, f"expected at least one [[{gloss}.form]]")
        return None
    read = [_parse_form(f"{gloss}, form {number}", number, form, faults) for number, form in enumerate(forms, 1)]
    if len(faults.sentences) > before:
        return None
    return Sign(gloss, looks.strip(), tuple(form for form in read if form is not None), checked_by)


def _parse_form(where: str, number: int, entry: dict[str, Any], faults: Faults) -> Form | None:
    before = len(faults.sentences)
    _name_unknown(where, entry, _OF_A_FORM, faults)
    dominant = _parse_hand(f"{where}, hand", entry.get("hand"), faults)
    if not _are_tables(entry.get("hand")):
        return None
    count = len(entry["hand"])
    other = _parse_other(f"{where}, other", entry.get("other", []), dominant, count, faults)
    nod = faults.attempt(where, lambda: _number(entry, "nod", 0.0, 0.0, 2.0), 0.0)
    shake = faults.attempt(where, lambda: _number(entry, "shake", 0.0, 0.0, 2.0), 0.0)
    repeated = faults.attempt(where, lambda: _repeated(entry.get("repeat"), count), None)
    if len(faults.sentences) > before:
        return None
    return Form(
        str(entry.get("name", "usual" if number == 1 else f"form {number}")),
        Gesture(tuple(dominant), tuple(other), repeated, nod, shake),
    )


def _parse_hand(where: str, entries: Any, faults: Faults) -> list[Posture]:
    if not _are_tables(entries):
        faults.add(where, f"expected a list of postures, found {entries!r}")
        return []
    postures: list[Posture] = []
    carried: dict[str, Any] = {"on": "palm", "offset": [0.0, 0.0, 0.0]}
    for number, entry in enumerate(entries, 1):
        place = f"{where}, posture {number}"
        _name_unknown(place, entry, (*_CARRIED, *_OF_A_MOVEMENT), faults)
        carried |= {name: entry[name] for name in _CARRIED if name in entry}
        missing = [name for name in _CARRIED if name not in carried]
        if missing:
            faults.add(place, f"expected {', '.join(missing)}, which no posture before it gives either")
            carried = _PLAIN | carried
        posture = _parse_posture(place, carried, entry, faults)
        if posture is None:
            carried = dict(_PLAIN)  # a fault is named once, not again for every posture after it
        else:
            postures.append(posture)
    return postures


def _are_tables(entries: Any) -> bool:
    return isinstance(entries, list) and bool(entries) and all(isinstance(entry, dict) for entry in entries)


def _parse_other(where: str, entries: Any, dominant: list[Posture], count: int, faults: Faults) -> list[Posture]:
    """The other hand's postures; the last one is kept until the dominant hand has finished."""
    if entries == "mirror":
        if any(posture.place.anchor == OTHER_HAND for posture in dominant):
            faults.add(where, f"a hand whose place is the {OTHER_HAND} cannot be mirrored")
        return list(dominant)
    if entries == []:
        return []
    postures = _parse_hand(where, entries, faults)
    if any(posture.place.anchor == OTHER_HAND for posture in postures):
        faults.add(where, f"the {OTHER_HAND} is the place of the dominant hand only")
    if len(postures) > count:
        faults.add(where, f"expected at most {count} postures as for the dominant hand, found {len(postures)}")
    return postures + postures[-1:] * (count - len(postures))


def _parse_posture(where: str, entry: dict[str, Any], own: dict[str, Any], faults: Faults) -> Posture | None:
    """A posture of what is carried over (`entry`) and of what is said of its own movement (`own`)."""
    before = len(faults.sentences)
    zero, straight = (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    shape = faults.attempt(where, lambda: _one_of(entry, "shape", HANDSHAPES), "rest")
    anchor = faults.attempt(where, lambda: _one_of(entry, "at", ANCHORS | {OTHER_HAND}), "neutral")
    on = faults.attempt(where, lambda: _one_of(entry, "on", POINTS), "palm")
    point = faults.attempt(where, lambda: _one_of(entry, "point", POINTS), "palm")
    offset = faults.attempt(where, lambda: _offset("offset", entry["offset"]), zero)
    fingers = faults.attempt(where, lambda: _direction("fingers", entry["fingers"]), straight)
    palm = faults.attempt(where, lambda: _direction("palm", entry["palm"]), (-1.0, 0.0, 0.0))
    time_s = faults.attempt(where, lambda: _number(own, "time", 0.25, 0.05, 3.0), 0.25)
    hold_s = faults.attempt(where, lambda: _number(own, "hold", 0.0, 0.0, 2.0), 0.0)
    path = faults.attempt(where, lambda: _path(own), None)
    if len(faults.sentences) == before and abs(np.dot(fingers, palm)) > _SQUAREST_COSINE:
        faults.add(where, "expected the palm to face across the fingers, found them less than 45 degrees apart")
    if len(faults.sentences) > before:
        return None
    return Posture(shape, Place(anchor, offset, on), point, fingers, palm, time_s, hold_s, path)


def _path(own: dict[str, Any]) -> Arc | Circle | None:
    if "arc" in own and "circle" in own:
        raise _WrongValueError("expected an arc or a circle, found both")
    if "arc" in own:
        return Arc(_offset("arc", own["arc"]))
    if "circle" not in own:
        return None
    entry = own["circle"]
    if not isinstance(entry, dict) or set(entry) != set(_CIRCLE):
        raise _WrongValueError(f"expected a circle with {', '.join(_CIRCLE)}, found {entry!r}")
    first, second = _direction("from", entry["from"]), _direction("toward", entry["toward"])
    if abs(np.dot(first, second)) > _SQUAREST_COSINE:
        raise _WrongValueError("expected 'from' and 'toward' of a circle to be at right angles")
    turns = entry["turns"]
    if not isinstance(turns, int) or isinstance(turns, bool) or not 1 <= turns <= 6:
        raise _WrongValueError(f"expected 1 to 6 whole turns, found {turns!r}")
    return Circle(first, second, _number(entry, "radius", None, 0.01, 0.6), turns)


def _repeated(value: Any, count: int) -> tuple[int, int] | None:
    if value is None:
        return None
    good = isinstance(value, list) and len(value) == 2 and all(type(number) is int for number in value)
    if not good or not 1 <= value[0] <= value[1] <= count:
        raise _WrongValueError(f"expected repeat = [first, last] with postures of 1 to {count}, found {value!r}")
    return value[0] - 1, value[1] - 1


def _direction(name: str, value: Any) -> Direction:
    """A unit direction from words ("up slightly in") or three numbers."""
    if isinstance(value, str):
        total, weight = np.zeros(3), 1.0
        for word in value.replace(",", " ").split():
            if word in _WEIGHTS:
                weight = _WEIGHTS[word]
                continue
            if word not in _WORDS:
                raise _WrongValueError(f"expected {name} in words of {', '.join((*_WORDS, *_WEIGHTS))}, found {word!r}")
            total, weight = total + weight * np.array(_WORDS[word]), 1.0
    else:
        total = np.array(_triple(name, value))
    length = float(np.linalg.norm(total))
    if length < 0.2:
        raise _WrongValueError(f"expected {name} to point somewhere, found {value!r}")
    return (float(total[0] / length), float(total[1] / length), float(total[2] / length))


def _offset(name: str, value: Any) -> Direction:
    triple = _triple(name, value)
    if np.linalg.norm(triple) > _LONGEST_OFFSET:
        raise _WrongValueError(f"expected {name} within {_LONGEST_OFFSET:g} shoulder widths, found {value}")
    return triple


def _triple(name: str, value: Any) -> Direction:
    if not are_numbers(value, 3):
        raise _WrongValueError(f"expected {name} to be three numbers (outward, up, forward), found {value!r}")
    return (float(value[0]), float(value[1]), float(value[2]))


def _number(entry: dict[str, Any], name: str, usual: float | None, least: float, most: float) -> float:
    value = entry.get(name, usual)
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        raise _WrongValueError(f"expected {name} to be a number of {least:g} to {most:g}, found {value!r}")
    return float(value)


def _one_of(entry: dict[str, Any], name: str, known: Any) -> str:
    value = entry[name]
    if not isinstance(value, str) or value not in known:
        raise _WrongValueError(f"expected {name} to be one of {', '.join(sorted(known))}, found {value!r}")
    return value


def _name_unknown(where: str, entry: dict[str, Any], known: tuple[str, ...], faults: Faults) -> None:
    for name in entry:
        if name not in known:
            faults.add(where, f"unknown key {name!r}; known are {', '.join(known)}")
