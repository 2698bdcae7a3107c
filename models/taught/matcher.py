"""Finds taught signs in the running features, and makes of the model's log-probs those of the longer vocabulary."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.taught.background import Background
from models.taught.sign import TaughtSign
from models.vocabulary import GlossVocabulary

__all__ = ["MatchingStream", "TaughtMatcher", "Verdict"]

FloatArray = NDArray[np.float32]

_WINDOW = 3  # steps seen together
_SIMILAR = 0.8  # cosine from which on a window counts as the sign
_SHARPNESS = 25.0
_SUREST = 0.98


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a clip of one sign was taken for.

    Attributes:
        gloss: The taught sign, or None where it is none of them.
        score: How sure that is, 0 to 1.
        margin: By how much it is ahead of the next best taught sign, 0 to 1; of what is needed, where gloss is None.
    """

    gloss: str | None
    score: float
    margin: float


class TaughtMatcher:
    """Taught signs, prepared for matching: unchanging, may be shared by many streams.

    Args:
        signs: All taught through the same model. One of the vocabulary's name replaces the model's own.
        vocabulary: The model's own.
        background: What is no sign; None where none was made for this model.

    Raises:
        BadInputError: no signs, two of one name, or signs that do not fit together or the vocabulary.
    """

    def __init__(
        self, signs: Sequence[TaughtSign], vocabulary: GlossVocabulary, background: Background | None = None
    ) -> None:
        _check(signs, vocabulary)
        known = set(vocabulary.glosses)
        self.vocabulary = GlossVocabulary(
            (*vocabulary.glosses, *(sign.gloss for sign in signs if sign.gloss not in known))
        )
        self.glosses = tuple(sign.gloss for sign in signs)
        self._columns = np.array(self.vocabulary.encode(self.glosses))  # (N,)
        self._mean = np.concatenate([one.features for sign in signs for one in sign.tries]).mean(axis=0)
        self._templates = [
            np.concatenate([self._windows(one.features) for one in sign.tries]) for sign in signs
        ]  # N of (n, window x C)

    def start(self) -> "MatchingStream":
        """Begin a stream."""
        return MatchingStream(self)

    def verdict(self, features: FloatArray, log_probs: FloatArray) -> Verdict:
        """Say which taught sign a whole clip shows, from float32 (U, C) and (U, V)."""
        stream = self.start()
        rows = [row for step in zip(features, log_probs, strict=True) for row in stream.push(*step)]
        sure = np.exp(np.stack([*rows, *stream.flush()])[:, self._columns]).max(axis=0)  # (N,)
        order = np.argsort(-sure, kind="stable")
        best = float(sure[order[0]])
        second = float(sure[order[1]]) if len(order) > 1 else 0.0
        if best < 0.5:
            return Verdict(None, best, best - 0.5)
        return Verdict(self.glosses[order[0]], best, best - second)

    def extended(self, log_probs: FloatArray, taught: FloatArray) -> FloatArray:
        """One step's log-probs (V,) with the probabilities of the taught signs, (N,), put among them: (V + N,)."""
        row = np.full(self.vocabulary.size, -np.inf, dtype=np.float32)
        row[: len(log_probs)] = log_probs
        row[self._columns] = -np.inf
        rest = np.exp(row, dtype=np.float64)
        rest *= (1 - taught.sum()) / rest.sum()
        rest[self._columns] = taught
        return np.asarray(np.log(np.maximum(rest, 1e-30)), dtype=np.float32)

    def probabilities(self, recent: FloatArray) -> FloatArray:
        """How sure each taught sign is, (N,), from the newest steps (window, C)."""
        window = self._windows(recent)[-1]
        similar = np.array([(templates @ window).max() for templates in self._templates])
        sure = 1 / (1 + np.exp(-_SHARPNESS * (similar - _SIMILAR)))
        return np.asarray(sure * min(1.0, _SUREST / max(sure.sum(), 1e-9)), dtype=np.float32)

    def _windows(self, features: FloatArray) -> FloatArray:
        """Neighbouring steps as one vector of length 1 each: (U, C) -> (U, window x C)."""
        padded = np.concatenate([np.repeat(features[:1], _WINDOW - 1, axis=0), features]) - self._mean
        stacked = np.concatenate([padded[i : i + len(features)] for i in range(_WINDOW)], axis=1)
        return np.asarray(stacked / np.maximum(np.linalg.norm(stacked, axis=1, keepdims=True), 1e-6), np.float32)


class MatchingStream:
    """One uninterrupted stream through a matcher; the rows are the same however the steps arrive."""

    def __init__(self, matcher: TaughtMatcher) -> None:
        self._matcher = matcher
        self._recent: list[FloatArray] = []

    def push(self, features: FloatArray, log_probs: FloatArray) -> list[FloatArray]:
        """Take one step, float32 (C,) and (V,), and return the rows (V + N,) that are complete with it, in order."""
        self._recent = [*self._recent[1 - _WINDOW :], features]
        return [self._matcher.extended(log_probs, self._matcher.probabilities(np.stack(self._recent)))]

    def flush(self) -> list[FloatArray]:
        """End the stream and return the rows still missing."""
        return []


def _check(signs: Sequence[TaughtSign], vocabulary: GlossVocabulary) -> None:
    if not signs:
        raise BadInputError("There is no taught sign to look for.")
    names = [sign.gloss for sign in signs]
    for name in names:
        if names.count(name) > 1:
            raise BadInputError(f"{name} was taught twice; a sign has one file.")
    shapes = {(one.features.shape[1], one.log_probs.shape[1]) for sign in signs for one in sign.tries}
    if len(shapes) > 1 or len({sign.model for sign in signs}) > 1:
        raise BadInputError("The taught signs are not all of one model.")
    found = next(iter(shapes))[1]
    if found != vocabulary.size:
        raise BadInputError(
            f"The taught signs are of a model of {found - 1} glosses, and this one has {vocabulary.size - 1}."
        )
