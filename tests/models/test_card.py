"""The card: written and read back the same; whatever is missing, ill-typed or empty is refused by its name."""

import dataclasses
import json
from typing import Any

import pytest

from models.card import MeasuredResult, ModelCard
from models.errors import UnusableModelError
from tests.fakes import make_card

FIELDS = [field.name for field in dataclasses.fields(ModelCard)]


def changed(**fields: Any) -> str:
    """The JSON of a sound card with other values in some fields."""
    return json.dumps({**json.loads(make_card().to_json()), **fields})


def test_card_survives_json() -> None:
    """A card read from its own JSON is the same card, letters beyond ASCII included."""
    result = MeasuredResult("WER", 12.5, "%", "200 synthetic sentences, signers never seen")
    card = dataclasses.replace(make_card(("GRÜSSE", "JA")), results=(result,))
    assert ModelCard.from_json(card.to_json()) == card


def test_json_lists_the_blank_first() -> None:
    """In the file the vocabulary lines up with the graph's last axis."""
    assert json.loads(make_card(("YES", "NO")).to_json())["vocabulary"] == ["<blank>", "YES", "NO"]


def test_delay_is_context_and_one_step() -> None:
    """The delay is what the arrival of a step's last frame costs, in seconds."""
    card = make_card(frame_rate=25.0, frames_per_step=4, context_frames=20)
    assert card.delay_s == pytest.approx(24 / 25)
    assert card.step_s == pytest.approx(0.16)


@pytest.mark.parametrize("field", FIELDS)
def test_missing_field_is_named(field: str) -> None:
    """A card without one of its fields is refused with a sentence that names it."""
    fields = json.loads(make_card().to_json())
    del fields[field]
    with pytest.raises(UnusableModelError, match=f"'{field}'"):
        ModelCard.from_json(json.dumps(fields))


@pytest.mark.parametrize("value", [None, True, {"a": 1}])
@pytest.mark.parametrize("field", FIELDS)
def test_ill_typed_field_is_named(field: str, value: object) -> None:
    """A field of a type it cannot have is refused with a sentence that names it."""
    with pytest.raises(UnusableModelError, match=f"'{field}'"):
        ModelCard.from_json(changed(**{field: value}))


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"format_version": 2}, "format version 2"),
        ({"name": "  "}, "'name' is empty"),
        ({"notice": ""}, "'notice' is empty"),
        ({"frame_size": 0}, "'frame_size' must be at least 1"),
        ({"frame_size": 56.0}, "'frame_size' must be a whole number"),
        ({"frame_rate": 0}, "'frame_rate' must be above 0"),
        ({"frame_rate": 10**400}, "'frame_rate' must be a finite number"),
        ({"frame_rate": float("nan")}, "'frame_rate' must be a finite number"),
        ({"frames_per_step": "4"}, "'frames_per_step' must be a whole number"),
        ({"frames_per_step": 4, "context_frames": 3}, "must be a multiple of 'frames_per_step'"),
        ({"context_frames": -1}, "'context_frames' must be at least 0"),
        ({"crop": "whole"}, "'crop' must be 'centre-square'"),
        ({"vocabulary": []}, "must begin with '<blank>'"),
        ({"vocabulary": ["YES", "NO"]}, "must begin with '<blank>'"),
        ({"vocabulary": ["<blank>"]}, "'vocabulary' is not usable"),
        ({"vocabulary": ["<blank>", "YES", "YES"]}, "'YES' twice"),
        ({"vocabulary": ["<blank>", 3]}, "'vocabulary' must be a list of texts"),
        ({"results": [{"name": "WER", "value": 1.0, "unit": "%"}]}, "'results[0].conditions'"),
        ({"results": [{"name": "WER", "value": "1", "unit": "%", "conditions": "x"}]}, "'results[0].value'"),
        ({"results": [{"name": "WER", "value": 1, "unit": "%", "conditions": ""}]}, "'results[0].conditions' is empty"),
        ({"results": [3]}, "'results[0]' must be an object"),
    ],
)
def test_unusable_value_is_explained(fields: dict[str, Any], part: str) -> None:
    """A value that cannot be is refused in one sentence: one line, ending in a full stop."""
    with pytest.raises(UnusableModelError) as caught:
        ModelCard.from_json(changed(**fields))
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "[" * 100_000])
def test_text_that_is_no_card_is_refused(text: str) -> None:
    """Text that is not JSON, or JSON that is no object, is refused."""
    with pytest.raises(UnusableModelError, match=r"^The card"):
        ModelCard.from_json(text)


def test_a_card_cannot_be_made_wrong() -> None:
    """The checks hold for cards made in code too, so no wrong card is ever exported."""
    with pytest.raises(UnusableModelError, match="'licence' is empty"):
        dataclasses.replace(make_card(), licence="")
