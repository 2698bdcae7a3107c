"""What a transcript is made of: glosses, sentences, sections."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.card import ModelCard
from models.decoding import RecognizedGloss

__all__ = ["Section", "Sentence", "TranscriptGloss", "group_by_sentence"]


@dataclass(frozen=True, slots=True)
class TranscriptGloss:
    """A recognised gloss, the number of its sentence, and what the signer put in its place, if anything."""

    recognized: RecognizedGloss
    sentence: int
    correction: str | None = None

    @property
    def gloss(self) -> str:
        """What stands in the transcript."""
        return self.correction or self.recognized.gloss

    @property
    def start_s(self) -> float:
        return self.recognized.start_s

    @property
    def end_s(self) -> float:
        return self.recognized.end_s


@dataclass(frozen=True, slots=True)
class Sentence:
    """Glosses between two endpoints; one at least."""

    glosses: tuple[TranscriptGloss, ...]

    @property
    def number(self) -> int:
        return self.glosses[0].sentence

    @property
    def start_s(self) -> float:
        return self.glosses[0].start_s

    @property
    def end_s(self) -> float:
        return self.glosses[-1].end_s

    @property
    def text(self) -> str:
        return " ".join(gloss.gloss for gloss in self.glosses)


@dataclass(frozen=True, slots=True)
class Section:
    """What one model recognised of one source; its sentences go on until the next section's first.

    Args:
        source: The name of the video or camera.
        first_sentence: The number of the first sentence that may be its own.
        is_sample: Whether it is the sample clip, which nobody here signed.
        card: The model's, if it has been told.
    """

    source: str
    first_sentence: int
    is_sample: bool = False
    card: ModelCard | None = field(default=None, compare=False)  # too long to be compared for each gloss


def group_by_sentence(glosses: Sequence[TranscriptGloss]) -> list[Sentence]:
    """Glosses in their order, as sentences; one of which all glosses are gone is none."""
    return [Sentence(tuple(group)) for _, group in itertools.groupby(glosses, key=lambda gloss: gloss.sentence)]
