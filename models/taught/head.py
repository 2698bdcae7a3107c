"""How much more like a taught sign a step is than like anything else: a linear head and a comparison with the tries.

Both look at five neighbouring steps of features. The head is fitted in numpy to tell apart the taught signs, the rest
before and after each try, and the background: people who do not sign, and the model's own signs. The comparison is the
cosine to the nearest step of a try, counted in deviations above what the background reaches. Half of the background is
kept out of both, and says how high a sign must score before it counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.taught.background import Background
from models.taught.sign import SignTry, TaughtSign
from models.taught.tries import segment
from models.vocabulary import GlossVocabulary

__all__ = ["REACH", "Head", "fit_head", "lasting", "windows"]

FloatArray = NDArray[np.float32]

REACH = 2
"""Steps seen on either side."""

# All chosen on the synthetic signers of `glosscast-train taught` (ours).
_LARGEST_SPACE = 200  # directions of the features that are kept
_DECAY = 1e-3
_ROUNDS = 150
_OTHERS_WEIGHT = 4.0  # of all that is no taught sign, against the taught signs together
_EDGE = 0.25  # share of a try's steps at either end that are neither the sign nor anything else
_LIKENESS_WEIGHT = 2.0  # of a deviation of the cosine, against one of log-odds
_KNOWN_WEIGHT = 20.0  # of the model being sure of a sign of its own, where no background shows those
_LEAST_SCORE = 10.5  # that a sign needs at least, whatever the background says
_SCORE_WITHOUT_BACKGROUND = 6.0
_HEADROOM = 5.5  # above the highest score that the background reaches
_ENOUGH_TRIES, _MORE_FOR_A_TRY = 3, 1.5  # tries, and what a sign needs more for each that is missing
_USUAL_LIKENESS = (0.3, 0.2)  # mean and deviation of the cosine where there is nothing to compare with


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What was fitted: K directions of the features, N signs with M steps of tries in all.

    Attributes:
        mean: float32 (window x C,).
        directions: float32 (window x C, K).
        weights: float32 (K + 1, N + 1); the last row is the bias, the last column everything else.
        tries: float32 (K, M), steps of tries, each of length 1.
        starts: (N,), where in `tries` each sign begins.
        usual: float32 (2, N), mean and deviation of each sign's cosine where it is not signed.
        needed: float32 (N,), the score from which on a sign is more likely there than not.
        mistaken: float32 (N, V - 1), how likely the model may find its own signs while each taught one is made: as it
            did while that was shown, or 1 where that says nothing.
    """

    mean: FloatArray
    directions: FloatArray
    weights: FloatArray
    tries: FloatArray
    starts: NDArray[np.intp]
    usual: FloatArray
    needed: FloatArray
    mistaken: FloatArray

    def scores(self, seen: FloatArray, log_probs: FloatArray | None = None) -> FloatArray:
        """What each taught sign scores beyond what it needs, (U, N), from windows (U, window x C).

        Where the model's log-probs (U, V) are given, a sign loses score as the model is surer of one of its own signs
        than it was while the taught sign was shown.
        """
        inner = (seen - self.mean) @ self.directions  # (U, K)
        odds = _odds(inner @ self.weights[:-1] + self.weights[-1])
        likeness = np.maximum.reduceat(_unit(np.asarray(inner, np.float32)) @ self.tries, self.starts, axis=1)  # (U, N)
        scores = odds + _LIKENESS_WEIGHT * (likeness - self.usual[0]) / self.usual[1] - self.needed
        if log_probs is not None:
            surer = np.maximum(np.exp(log_probs[:, None, 1:]) - self.mistaken, 0)  # (U, N, V - 1)
            scores = scores - _KNOWN_WEIGHT * (surer / (1.001 - self.mistaken)).sum(axis=2)
        return np.asarray(scores, np.float32)


def windows(features: FloatArray) -> FloatArray:
    """Each step with its neighbours, the first and the last step repeated: (U, C) -> (U, window x C)."""
    count = len(features)
    padded = np.concatenate([np.repeat(features[:1], REACH, axis=0), features, np.repeat(features[-1:], REACH, axis=0)])
    return np.concatenate([padded[i : i + count] for i in range(2 * REACH + 1)], axis=1)


def fit_head(signs: Sequence[TaughtSign], vocabulary: GlossVocabulary, background: Background | None) -> Head:
    """Fit a head for these signs beside the model's own; the same input gives the same head."""
    clips = [] if background is None else background.without({sign.gloss for sign in signs})
    fitted, held_out = clips[::2], clips[1::2]
    count = len(signs)
    seen, classes = _examples(signs, fitted)
    space = _Space.of(seen)
    inner = space.into(seen)
    order = np.argsort(classes, kind="stable")[: int((classes < count).sum())]
    tries, starts = _unit(inner[order]).T, np.searchsorted(classes[order], np.arange(count))
    likeness = np.maximum.reduceat(_unit(inner[classes == count]) @ tries, starts, axis=1)  # (others, N)
    usual = np.stack([likeness.mean(axis=0), likeness.std(axis=0) + 0.02]) if len(likeness) > 1 else None
    if usual is None:
        usual = np.repeat(np.array(_USUAL_LIKENESS)[:, None], count, axis=1)
    weights = _regress(inner, classes, count)
    nothing = np.zeros(count, np.float32)
    mistaken = np.ones((count, vocabulary.size - 1), np.float32)
    if background is None:  # else its sentences say what the model's own signs look like, which does more
        mistaken = np.stack([_mistaken(sign, vocabulary) for sign in signs])
    head = Head(space.mean, space.directions, weights, tries, starts, usual.astype(np.float32), nothing, mistaken)
    needed = np.full(count, _LEAST_SCORE if held_out else _SCORE_WITHOUT_BACKGROUND, np.float32)
    for clip in held_out:
        needed = np.maximum(needed, lasting(head.scores(windows(clip))).max(axis=0) + _HEADROOM)
    needed += [_MORE_FOR_A_TRY * max(0, _ENOUGH_TRIES - len(sign.tries)) for sign in signs]
    return replace(head, needed=needed.astype(np.float32))


def lasting(scores: FloatArray) -> FloatArray:
    """What two neighbouring steps both reach, as a gloss must to be committed: (U, N) -> (U - 1, N), or itself."""
    return np.minimum(scores[:-1], scores[1:]) if len(scores) > 1 else scores


@dataclass(frozen=True, slots=True, eq=False)
class _Space:
    """The directions in which the examples vary most, scaled so that the weaker ones count too."""

    mean: FloatArray  # (D,)
    directions: FloatArray  # (D, K)

    @classmethod
    def of(cls, seen: FloatArray) -> "_Space":
        mean, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-3
        scaled = (seen - mean) / spread
        variances, directions = np.linalg.eigh(scaled.T @ scaled / len(scaled))
        order = np.argsort(variances)[::-1][:_LARGEST_SPACE]
        order = order[variances[order] > 1e-6 * variances.max()]
        strong = np.sqrt(variances[order])  # (K,)
        scaled_directions = directions[:, order] / spread[:, None] / np.sqrt(strong * strong[0])
        return cls(mean.astype(np.float32), scaled_directions.astype(np.float32))

    def into(self, seen: FloatArray) -> FloatArray:
        return np.asarray((seen - self.mean) @ self.directions, np.float32)


def _examples(signs: Sequence[TaughtSign], clips: Sequence[FloatArray]) -> tuple[FloatArray, NDArray[np.intp]]:
    """Windows and their classes: the number of the sign, or N for anything else."""
    parts: list[FloatArray] = []
    classes: list[int] = []
    for number, sign in enumerate(signs):
        for one in sign.tries:
            seen, part = windows(one.features), segment(one.features, one.log_probs)
            middle = seen[_middle(one)]
            rest = np.concatenate([seen[: max(0, part.start - REACH)], seen[part.stop + REACH :]])
            parts += [middle, rest]
            classes += [number] * len(middle) + [len(signs)] * len(rest)
    for clip in clips:
        parts.append(windows(clip))
        classes += [len(signs)] * len(clip)
    return np.asarray(np.concatenate(parts), np.float32), np.array(classes)


def _mistaken(sign: TaughtSign, vocabulary: GlossVocabulary) -> FloatArray:
    """How likely the model finds each of its own signs in the middle of the tries, (V - 1,)."""
    middles = [np.exp(one.log_probs[_middle(one), 1:]).max(axis=0) for one in sign.tries]
    chances = np.mean(middles, axis=0)
    if sign.gloss in vocabulary.glosses:
        chances[vocabulary.glosses.index(sign.gloss)] = 1
    return np.asarray(chances, np.float32)


def _middle(one: SignTry) -> slice:
    """The steps of a try that are the sign for sure."""
    part = segment(one.features, one.log_probs)
    edge = round((part.stop - part.start) * _EDGE)
    return slice(part.start + edge, max(part.start + edge + 1, part.stop - edge))


def _regress(seen: FloatArray, classes: NDArray[np.intp], sign_count: int) -> FloatArray:
    """Multinomial logistic regression by accelerated gradient descent (Nesterov); every sign weighs the same.

    Returns weights (K + 1, N + 1), the last row being the bias.
    """
    counts = np.bincount(classes, minlength=sign_count + 1)
    shares = np.where(classes == sign_count, _OTHERS_WEIGHT * sign_count / max(counts[-1], 1), 1 / counts[classes])
    shares = (shares / shares.sum()).astype(np.float32)[:, None]
    inputs = np.concatenate([seen, np.ones((len(seen), 1), np.float32)], axis=1)
    targets = np.eye(sign_count + 1, dtype=np.float32)[classes]
    pull = (inputs * shares).T @ targets
    steepest = 0.5 * float(np.linalg.eigvalsh((inputs * shares).T @ inputs)[-1])
    weights = earlier = np.zeros((inputs.shape[1], sign_count + 1), np.float32)
    for number in range(_ROUNDS):
        ahead = weights + number / (number + 3) * (weights - earlier)
        gradient = inputs.T @ (_softmax(inputs @ ahead) * shares) - pull + _DECAY * ahead
        earlier, weights = weights, ahead - gradient / (steepest + _DECAY)
    return np.asarray(weights, np.float32)


def _softmax(scores: FloatArray) -> FloatArray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _odds(scores: FloatArray) -> FloatArray:
    """The log-odds of each class but the last, (U, N)."""
    chance = np.clip(_softmax(scores)[:, :-1], 1e-7, 1 - 1e-6)
    return np.asarray(np.log(chance / (1 - chance)), np.float32)


def _unit(vectors: FloatArray) -> FloatArray:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6), np.float32)
