"""Hand shapes as data."""

import copy
import tomllib
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from models.errors import BadInputError
from training.signers.handshapes import HANDSHAPE_NAMES, handshape_angles, handshape_id, parse_handshapes

TABLE = tomllib.loads((files("training.signers") / "handshapes.toml").read_text(encoding="utf-8"))


def test_handshapes_have_ids_and_unit_thumbs() -> None:
    """Ids follow HANDSHAPE_NAMES, and thumb directions have length one."""
    for index, name in enumerate(HANDSHAPE_NAMES):
        fingers, thumb = handshape_angles(name)
        assert handshape_id(name) == index
        assert fingers.shape == (4, 4)
        np.testing.assert_allclose(np.linalg.norm(thumb, axis=1), 1)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("thumb", "sideways", "expected a thumb of beside, across"),
        ("index", [1, 2, 3], "four numbers"),
        ("index", [170, 0, 0, 0], "bends of -15 to 115"),
        ("index", [0, 0, 0, 90], "spread of -35 to 35"),
        ("nail", [0, 0, 0, 0], "expected index, middle, ring, little and thumb"),
    ],
)
def test_a_wrong_shape_is_named(name: str, value: Any, sentence: str) -> None:
    """The sentence says which shape, what is expected and what was found."""
    table = copy.deepcopy(TABLE)
    table["shapes"]["B"][name] = value
    with pytest.raises(BadInputError, match=sentence) as caught:
        parse_handshapes(table)
    assert 'shapes."B"' in str(caught.value)


def test_the_lax_hand_must_be_there() -> None:
    """Lax signers fall back to the shape "rest"; a file without it is refused."""
    table = copy.deepcopy(TABLE)
    del table["shapes"]["rest"]
    with pytest.raises(BadInputError, match="'rest'"):
        parse_handshapes(table)


def test_a_wrong_thumb_is_named() -> None:
    """A thumb needs three directions."""
    with pytest.raises(BadInputError, match=r"thumbs\.bad: expected three directions"):
        parse_handshapes({"thumbs": {"bad": [[1, 0, 0]]}, "shapes": {}})
