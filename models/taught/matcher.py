"""Finds taught signs in the running features, and makes of the model's log-probs those of the longer vocabulary."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.taught.background import Background
from models.taught.head import REACH, fit_head, lasting, windows
from models.taught.sign import TaughtSign
from models.vocabulary import GlossVocabulary

__all__ = ["MatchingStream", "TaughtMatcher", "Verdict"]

FloatArray = NDArray[np.float32]

_SHARPNESS = 1.0  # how fast a sign becomes sure beyond the score that it needs
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
        self._head = fit_head(signs, vocabulary, background)

    def start(self) -> "MatchingStream":
        """Begin a stream."""
        return MatchingStream(self)

    def scores(self, features: FloatArray, log_probs: FloatArray) -> FloatArray:
        """What each taught sign scores beyond what it needs at each step of a whole clip, (U, C), (U, V): (U, N)."""
        return self._head.scores(windows(features), log_probs)

    def verdict(self, features: FloatArray, log_probs: FloatArray) -> Verdict:
        """Say which taught sign a whole clip shows, from float32 (U, C) and (U, V)."""
        sure = _sure(lasting(self.scores(features, log_probs)).max(axis=0))  # (N,)
        order = np.argsort(-sure, kind="stable")
        best = float(sure[order[0]])
        if best < 0.5:
            return Verdict(None, best, best - 0.5)
        second = float(sure[order[1]]) if len(order) > 1 else 0.0
        return Verdict(self.glosses[order[0]], best, best - second)

    def extended(self, seen: FloatArray, log_probs: FloatArray) -> FloatArray:
        """One step's log-probs (V,) with those of the taught signs put among them, (V + N,), from its window."""
        scores = self._head.scores(seen[None], log_probs[None])[0]  # (N,)
        shares = np.exp(_SHARPNESS * (scores - scores.max()))
        taught = _SUREST * _sure(scores.max()) * shares / shares.sum()
        chances = np.zeros(self.vocabulary.size)
        chances[: len(log_probs)] = np.exp(log_probs, dtype=np.float64)
        chances[self._columns] = 0
        chances *= (1 - taught.sum()) / max(chances.sum(), 1e-30)
        chances[self._columns] = taught
        return np.asarray(np.log(np.maximum(chances, 1e-30)), np.float32)


class MatchingStream:
    """One uninterrupted stream through a matcher; the rows are the same however the steps arrive.

    A row comes when the steps after it have been seen that its window needs: two, 0.32 s with the shipped model.
    """

    def __init__(self, matcher: TaughtMatcher) -> None:
        self._matcher = matcher
        self._features: deque[FloatArray] = deque(maxlen=2 * REACH + 1)
        self._log_probs: deque[FloatArray] = deque(maxlen=REACH + 1)

    def push(self, features: FloatArray, log_probs: FloatArray) -> list[FloatArray]:
        """Take one step, float32 (C,) and (V,), and return the rows (V + N,) that are complete with it, in order."""
        copies = 1 if self._features else REACH + 1
        self._features.extend([features] * copies)
        self._log_probs.append(log_probs)
        return self._row() if len(self._features) == 2 * REACH + 1 else []

    def flush(self) -> list[FloatArray]:
        """End the stream and return the rows still missing; its last step is repeated."""
        rows: list[FloatArray] = []
        for _ in range(REACH if self._features else 0):
            self._features.append(self._features[-1])
            if len(self._features) == 2 * REACH + 1:
                rows += self._row()
        self._features.clear()
        self._log_probs.clear()
        return rows

    def _row(self) -> list[FloatArray]:
        return [self._matcher.extended(np.concatenate(self._features), self._log_probs.popleft())]


def _sure(scores: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-_SHARPNESS * np.clip(scores, -20, 20))), np.float32)


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
