"""Vocabulary: glosses to numbers and back, and what is refused."""

import pytest

from models.errors import BadInputError
from models.vocabulary import BLANK, GlossVocabulary


def test_blank_is_0_and_counts() -> None:
    """The blank has number 0 and is part of the size, not of the glosses."""
    vocabulary = GlossVocabulary(("HELLO", "YES"))
    assert BLANK == 0
    assert vocabulary.size == 3


def test_encode_and_decode_are_inverse() -> None:
    """Glosses become numbers from 1 and come back the same, repeats and all."""
    vocabulary = GlossVocabulary(("HELLO", "YES", "NO"))
    assert vocabulary.encode(["NO", "HELLO", "NO"]) == [3, 1, 3]
    assert vocabulary.decode([3, 1, 3]) == ["NO", "HELLO", "NO"]


def test_unknown_gloss_is_named() -> None:
    """A gloss that is not known is refused by its name."""
    with pytest.raises(BadInputError, match="'MAYBE'"):
        GlossVocabulary(("YES",)).encode(["YES", "MAYBE"])


@pytest.mark.parametrize("gloss_id", [BLANK, -1, 2])
def test_numbers_outside_are_refused(gloss_id: int) -> None:
    """The blank and numbers past the end decode to no gloss."""
    with pytest.raises(BadInputError, match=str(gloss_id)):
        GlossVocabulary(("YES",)).decode([gloss_id])


@pytest.mark.parametrize("glosses", [(), ("",), ("YES", "YES"), ("THANK YOU",), (" YES",), ("YES\n",)])
def test_unusable_lists_are_refused(glosses: tuple[str, ...]) -> None:
    """No gloss at all, an empty one, one twice, or one with white space is refused."""
    with pytest.raises(BadInputError):
        GlossVocabulary(glosses)
