"""From log-probs to glosses with a place in time: CTC greedy decoding, streamed or whole, and prefix beam search.

CTC's own collapse is the only one: `a blank a` is a gloss signed twice, `a a` a gloss signed once.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.vocabulary import BLANK

LogProbs = NDArray[np.float32]
"""float32 (U, V), natural logarithms; index 0 is the blank."""

ALTERNATIVES_KEPT = 3
"""Few enough to be seen and chosen from at a glance; satisfaction with longer lists falls with the rank (ours)."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another gloss that the same signing might have been, and its probability among all glosses, 0 to 1."""

    gloss: str
    probability: float


@dataclass(frozen=True, slots=True)
class RecognizedGloss:
    """One gloss as people get it: when it was signed, in seconds of the stream, and how sure the model was, 0 to 1.

    A closed gloss has its likeliest alternatives, best first, three at most. They do not count when glosses are
    compared: two strategies that say the same agree, whatever else they thought of.
    """

    gloss: str
    start_s: float
    end_s: float
    confidence: float
    alternatives: tuple[Alternative, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class GlossSpan:
    """One gloss as the decoder finds it, on output steps `start_step` to `end_step` (exclusive).

    `confidence` is the mean probability of the gloss over its span (ours). Not the highest: noise often has one sure
    step among unsure ones, and inventing text is the worst this program can do.
    `is_agreed` is False only where the windows of the plain sliding window contradict each other about all of it.
    `alternatives` are numbers of other glosses with their probabilities; an open span has none yet.
    """

    gloss_id: int
    start_step: int
    end_step: int
    confidence: float
    is_agreed: bool = True
    alternatives: tuple[tuple[int, float], ...] = field(default=(), compare=False)


class GreedyDecoder:
    """CTC's best path, one step at a time, with the open span carried over: the same spans however steps arrive."""

    def __init__(self) -> None:
        self.step_count = 0
        self._gloss_id = BLANK
        self._start_step = 0
        self._probability_sum = 0.0
        self._log_prob_sums: NDArray[np.float64] = np.zeros(0)  # (V,), over the open span
        self._is_agreed = False

    @property
    def open_span(self) -> GlossSpan | None:
        """The gloss that the newest step still belongs to; its end and confidence may change."""
        if self._gloss_id == BLANK:
            return None
        confidence = self._probability_sum / (self.step_count - self._start_step)
        return GlossSpan(self._gloss_id, self._start_step, self.step_count, confidence, self._is_agreed)

    def push(self, log_probs: NDArray[np.float32], is_agreed: bool = True) -> GlossSpan | None:
        """Take one step, float32 (V,), and return the span that it closed, if any."""
        gloss_id = int(np.argmax(log_probs))
        closed = None
        if gloss_id != self._gloss_id:
            closed = self.flush()
            self._gloss_id, self._start_step = gloss_id, self.step_count
            self._log_prob_sums = np.zeros(len(log_probs))
        if gloss_id != BLANK:
            self._probability_sum += math.exp(float(log_probs[gloss_id]))
            self._log_prob_sums += log_probs
            self._is_agreed = self._is_agreed or is_agreed
        self.step_count += 1
        return closed

    def flush(self) -> GlossSpan | None:
        """Close the open span, as the end of a stream does, and return it."""
        closed = self.open_span
        if closed is not None:
            means = self._log_prob_sums / (closed.end_step - closed.start_step)
            closed = replace(closed, alternatives=_alternatives(means, closed.gloss_id))
        self._gloss_id, self._probability_sum, self._is_agreed = BLANK, 0.0, False
        return closed


def greedy_decode(log_probs: LogProbs) -> list[GlossSpan]:
    """Return the spans of CTC's best path through float32 (U, V): the runs of equal, non-blank arg-max."""
    _check(log_probs)
    decoder = GreedyDecoder()
    spans = [decoder.push(step) for step in log_probs]
    return [span for span in [*spans, decoder.flush()] if span is not None]


def beam_decode(log_probs: LogProbs, beam_width: int = 10) -> list[GlossSpan]:
    """Return the most probable sequence of glosses, summed over its alignments, each where its best alignment puts it.

    Prefix beam search (Hannun et al. 2014, "First-Pass Large Vocabulary Continuous Speech Recognition", algorithm 1,
    without a language model): a prefix's probability is kept in two parts, alignments that end in a blank and those
    that do not. At each step a prefix grows by the `beam_width` likeliest glosses only, and the `beam_width` likeliest
    prefixes stay. Exact where that drops none.

    Raises:
        BadInputError: `log_probs` has not two axes, or `beam_width` is below 1.
    """
    _check(log_probs)
    if beam_width < 1:
        raise BadInputError(f"A beam must be at least 1 wide, and this one is {beam_width}.")
    gloss_ids = _best_prefix(np.asarray(log_probs, dtype=np.float64), beam_width)
    return align(log_probs, gloss_ids)


def align(log_probs: LogProbs, gloss_ids: tuple[int, ...]) -> list[GlossSpan]:
    """Return one span for each gloss of a known sequence, by the best (Viterbi) CTC alignment with float32 (U, V).

    Raises:
        BadInputError: the sequence does not fit into U steps with a probability above zero.
    """
    if not gloss_ids:
        return []
    path = _best_path(np.asarray(log_probs, dtype=np.float64), gloss_ids)
    spans = []
    for position, gloss_id in enumerate(gloss_ids):
        steps = np.flatnonzero(path == 2 * position + 1)
        start, end = int(steps[0]), int(steps[-1]) + 1
        own_steps = log_probs[start:end].astype(np.float64)
        confidence = float(np.exp(own_steps[:, gloss_id]).mean())
        alternatives = _alternatives(own_steps.mean(axis=0), gloss_id)
        spans.append(GlossSpan(gloss_id, start, end, confidence, alternatives=alternatives))
    return spans


def _alternatives(mean_log_probs: NDArray[np.float64], gloss_id: int) -> tuple[tuple[int, float], ...]:
    """Return the likeliest other glosses of a span, from its mean log-probs (V,).

    A gloss's probability is the geometric mean of its probabilities over the span, the blank left out and all glosses
    made to sum to 1 (ours): given that a sign of the list was signed there, which one it was. Zero is no alternative.
    """
    means = mean_log_probs[1:]  # (V-1,), the blank left out
    weights = np.exp(means - means.max())
    probabilities = weights / weights.sum()
    ranked = np.argsort(-probabilities, kind="stable")[: ALTERNATIVES_KEPT + 1] + 1
    others = [int(i) for i in ranked if i != gloss_id and probabilities[i - 1] > 0]
    return tuple((i, float(probabilities[i - 1])) for i in others[:ALTERNATIVES_KEPT])


def _best_prefix(log_probs: NDArray[np.float64], beam_width: int) -> tuple[int, ...]:
    """Return the likeliest prefix; `beam` maps each to its log-probs of ending (in a blank, in a gloss)."""
    beam: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, -math.inf)}
    for step in log_probs:
        glosses = [int(i) for i in np.argsort(-step, kind="stable") if i != BLANK][:beam_width]
        grown: dict[tuple[int, ...], tuple[float, float]] = {}
        for prefix, (ends_blank, ends_gloss) in beam.items():
            both = _add(ends_blank, ends_gloss)
            _raise(grown, prefix, both + step[BLANK], -math.inf)
            if prefix:
                _raise(grown, prefix, -math.inf, ends_gloss + step[prefix[-1]])
            for gloss_id in glosses:
                # The same gloss again is a new one only after a blank.
                before = ends_blank if prefix and gloss_id == prefix[-1] else both
                _raise(grown, (*prefix, gloss_id), -math.inf, before + step[gloss_id])
        kept = sorted(grown.items(), key=lambda entry: (-_add(*entry[1]), entry[0]))[:beam_width]
        beam = dict(kept)
    return min(beam, key=lambda prefix: (-_add(*beam[prefix]), prefix))


def _raise(
    grown: dict[tuple[int, ...], tuple[float, float]], prefix: tuple[int, ...], ends_blank: float, ends_gloss: float
) -> None:
    if ends_blank == ends_gloss == -math.inf:
        return
    old_blank, old_gloss = grown.get(prefix, (-math.inf, -math.inf))
    grown[prefix] = (_add(old_blank, ends_blank), _add(old_gloss, ends_gloss))


def _add(left: float, right: float) -> float:
    """Return log(exp(left) + exp(right))."""
    high, low = max(left, right), min(left, right)
    return high if low == -math.inf else high + math.log1p(math.exp(low - high))


def _best_path(log_probs: NDArray[np.float64], gloss_ids: tuple[int, ...]) -> NDArray[np.intp]:
    """Return the CTC state of each step, (U,): 2 i + 1 is gloss i, the even ones are the blanks around them."""
    states = np.full(2 * len(gloss_ids) + 1, BLANK)
    states[1::2] = gloss_ids  # blank, gloss, blank, gloss, blank ...
    may_skip = np.zeros(len(states), dtype=bool)
    may_skip[3::2] = states[3::2] != states[1:-2:2]  # the blank between two different glosses may be left out
    scores = np.full(len(states), -np.inf)
    came_from = np.zeros((len(log_probs), len(states)), dtype=np.intp)
    for u, step in enumerate(log_probs):
        if u == 0:
            scores[:2] = step[states[:2]]
            continue
        stay, advance, skip = scores, np.roll(scores, 1), np.where(may_skip, np.roll(scores, 2), -np.inf)
        advance[0] = -np.inf
        choices = np.stack([stay, advance, skip])  # (3, 2N+1)
        came_from[u] = choices.argmax(axis=0)
        scores = choices.max(axis=0) + step[states]
    state = len(states) - 1 if len(log_probs) == 0 or scores[-1] >= scores[-2] else len(states) - 2
    if len(log_probs) == 0 or scores[state] == -np.inf:
        raise BadInputError(f"{len(gloss_ids)} glosses do not fit into {len(log_probs)} steps of these log-probs.")
    path = np.empty(len(log_probs), dtype=np.intp)
    for u in reversed(range(len(log_probs))):
        path[u] = state
        state -= came_from[u, state]
    return path


def _check(log_probs: LogProbs) -> None:
    if log_probs.ndim != 2 or log_probs.shape[1] < 2:
        raise BadInputError(f"Log-probs must have the shape (U, V) with V at least 2, and have {log_probs.shape}.")
