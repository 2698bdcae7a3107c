"""The list of glosses a model knows, and their numbers; number 0 is the CTC blank."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.errors import BadInputError

BLANK = 0
"""Index of the CTC blank in every logits and log-probs array."""


@dataclass(frozen=True, slots=True)
class GlossVocabulary:
    """The known glosses in order, without the blank: `glosses[i]` has number i + 1.

    Raises BadInputError for an empty list, an empty gloss, white space within a gloss, or a gloss listed twice.
    """

    glosses: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.glosses:
            raise BadInputError("A vocabulary needs at least one gloss, and this one is empty.")
        seen: set[str] = set()
        for number, gloss in enumerate(self.glosses, start=1):
            if not gloss or gloss.split() != [gloss]:
                raise BadInputError(
                    f"Gloss {number} of the vocabulary is {gloss!r}: a gloss is at least one character, without spaces."
                )
            if gloss in seen:
                raise BadInputError(f"The vocabulary lists the gloss {gloss!r} twice.")
            seen.add(gloss)

    @property
    def size(self) -> int:
        """V: the number of glosses plus one for the blank."""
        return len(self.glosses) + 1

    def encode(self, glosses: Sequence[str]) -> list[int]:
        """Return the number of each gloss, 1 or more; raise BadInputError naming one that is not known."""
        numbers = {gloss: number for number, gloss in enumerate(self.glosses, start=1)}
        for gloss in glosses:
            if gloss not in numbers:
                raise BadInputError(f"The gloss {gloss!r} is not among the {len(self.glosses)} this vocabulary knows.")
        return [numbers[gloss] for gloss in glosses]

    def decode(self, gloss_ids: Iterable[int]) -> list[str]:
        """Return the gloss of each number; raise BadInputError for the blank or a number outside the vocabulary."""
        decoded = []
        for gloss_id in gloss_ids:
            if not 1 <= gloss_id < self.size:
                raise BadInputError(f"{gloss_id} is no gloss number: this vocabulary goes from 1 to {self.size - 1}.")
            decoded.append(self.glosses[gloss_id - 1])
        return decoded
