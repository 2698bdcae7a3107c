"""The card of a model: what it knows, how it must be fed, how well it was measured to work, and where that ends.

It travels inside the .onnx file as JSON under the metadata key `glosscast.card`.
"""

import json
import sys
from dataclasses import dataclass
from typing import Any

from models.errors import BadInputError, UnusableModelError
from models.vocabulary import GlossVocabulary

CARD_KEY = "glosscast.card"
FORMAT_VERSION = 1
CENTRE_SQUARE = "centre-square"
BLANK_NAME = "<blank>"
"""Stands at index 0 of the vocabulary in the JSON, so that the list lines up with the graph's last axis."""

_TEXT_FIELDS = (
    "name", "sign_language", "crop", "training_data", "licence", "limits", "notice", "source_commit",
)  # fmt: skip
_RESULT_TEXT_FIELDS = ("name", "unit", "conditions")


@dataclass(frozen=True, slots=True)
class MeasuredResult:
    """One measured figure with the conditions without which it means nothing."""

    name: str
    value: float
    unit: str
    conditions: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything a user of the file must know; every field is required, and checked when the card is made.

    Raises UnusableModelError with one sentence that names the field. `results` may be empty (nothing was measured).
    """

    format_version: int
    name: str
    sign_language: str
    vocabulary: GlossVocabulary
    frame_size: int
    """S, in pixels."""
    frame_rate: float
    """Frames per second at which the graph must be fed."""
    frames_per_step: int
    """k: input frames per output step."""
    context_frames: int
    """A: frames a step needs on each side of its own k frames; 2 A is a multiple of k."""
    crop: str
    """How the square is cut from the picture; this version knows "centre-square"."""
    training_data: str
    licence: str
    results: tuple[MeasuredResult, ...]
    limits: str
    notice: str
    source_commit: str

    def __post_init__(self) -> None:
        _check_whole_number("format_version", self.format_version, smallest=1)
        if self.format_version != FORMAT_VERSION:
            raise UnusableModelError(
                f"The card has format version {self.format_version}, and this program reads {FORMAT_VERSION}."
            )
        for field in _TEXT_FIELDS:
            _check_text(field, getattr(self, field))
        _check_whole_number("frame_size", self.frame_size, smallest=1)
        _check_number("frame_rate", self.frame_rate)
        if self.frame_rate <= 0:
            raise UnusableModelError(f"The card's field 'frame_rate' must be above 0, and is {self.frame_rate}.")
        _check_whole_number("frames_per_step", self.frames_per_step, smallest=1)
        _check_whole_number("context_frames", self.context_frames, smallest=0)
        if 2 * self.context_frames % self.frames_per_step:
            raise UnusableModelError(
                f"The card's field 'context_frames' is {self.context_frames}: twice that must be a multiple of "
                f"'frames_per_step', which is {self.frames_per_step}."
            )
        if self.crop != CENTRE_SQUARE:
            raise UnusableModelError(f"The card's field 'crop' must be '{CENTRE_SQUARE}', and is {self.crop!r}.")

    @property
    def delay_s(self) -> float:
        """Seconds from a step's first frame to the arrival of the last frame it needs: (A + k) frames."""
        return (self.context_frames + self.frames_per_step) / self.frame_rate

    @property
    def step_s(self) -> float:
        """Seconds of video one output step stands for."""
        return self.frames_per_step / self.frame_rate

    def to_json(self) -> str:
        """Return the card as the JSON text that `from_json` reads."""
        fields: dict[str, Any] = {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("vocabulary", "results")
        }
        fields["vocabulary"] = [BLANK_NAME, *self.vocabulary.glosses]
        fields["results"] = [
            {"name": result.name, "value": result.value, "unit": result.unit, "conditions": result.conditions}
            for result in self.results
        ]
        ordered = {name: fields[name] for name in self.__dataclass_fields__}
        return json.dumps(ordered, ensure_ascii=False, indent=2, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "ModelCard":
        """Read a card; raise UnusableModelError naming the first field that is missing, ill-typed or empty."""
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UnusableModelError(f"The card is not JSON text: {error}.") from error
        if not isinstance(fields, dict):
            raise UnusableModelError(f"The card must be a JSON object, and is {_kind(fields)}.")
        for name in cls.__dataclass_fields__:
            if name not in fields:
                raise UnusableModelError(f"The card lacks the field '{name}'.")
        known = {name: fields[name] for name in cls.__dataclass_fields__}
        known["vocabulary"] = _read_vocabulary(known["vocabulary"])
        known["results"] = _read_results(known["results"])
        return cls(**known)


def _read_vocabulary(value: object) -> GlossVocabulary:
    if not isinstance(value, list) or not all(isinstance(gloss, str) for gloss in value):
        raise UnusableModelError(f"The card's field 'vocabulary' must be a list of texts, and is {_kind(value)}.")
    if not value or value[0] != BLANK_NAME:
        found = repr(value[0]) if value else "nothing"
        raise UnusableModelError(
            f"The card's field 'vocabulary' must begin with '{BLANK_NAME}', and has {found} there."
        )
    try:
        return GlossVocabulary(tuple(value[1:]))
    except BadInputError as error:
        raise UnusableModelError(f"The card's field 'vocabulary' is not usable: {error}") from error


def _read_results(value: object) -> tuple[MeasuredResult, ...]:
    if not isinstance(value, list):
        raise UnusableModelError(f"The card's field 'results' must be a list, and is {_kind(value)}.")
    results = []
    for number, item in enumerate(value):
        where = f"results[{number}]"
        if not isinstance(item, dict):
            raise UnusableModelError(f"The card's field '{where}' must be an object, and is {_kind(item)}.")
        for field in MeasuredResult.__dataclass_fields__:
            if field not in item:
                raise UnusableModelError(f"The card lacks the field '{where}.{field}'.")
        for field in _RESULT_TEXT_FIELDS:
            _check_text(f"{where}.{field}", item[field])
        _check_number(f"{where}.value", item["value"])
        results.append(MeasuredResult(item["name"], float(item["value"]), item["unit"], item["conditions"]))
    return tuple(results)


def _check_text(field: str, value: object) -> None:
    if not isinstance(value, str):
        raise UnusableModelError(f"The card's field '{field}' must be a text, and is {_kind(value)}.")
    if not value.strip():
        raise UnusableModelError(f"The card's field '{field}' is empty.")


def _check_number(field: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
        raise UnusableModelError(f"The card's field '{field}' must be a finite number, and is {_kind(value)}.")


def _check_whole_number(field: str, value: object, smallest: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnusableModelError(f"The card's field '{field}' must be a whole number, and is {_kind(value)}.")
    if value < smallest:
        raise UnusableModelError(f"The card's field '{field}' must be at least {smallest}, and is {value}.")


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return f"{names.get(type(value), 'a number')} ({str(value)[:40]})"
