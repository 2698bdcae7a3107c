"""What the recogniser says so far, and how it grows: steps in, sentences of committed glosses out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.card import ModelCard
from models.commitment import Commitment, CommitRule, recognized_gloss
from models.decoding import GreedyDecoder, RecognizedGloss
from models.endpoints import EndpointDetector, EndpointRule


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The glosses since the last endpoint; with `is_endpoint` they are complete, and the next hypothesis starts empty.

    A committed gloss never changes. A partial one is still being signed. `time_s` is the time of the newest frame.
    """

    committed: tuple[RecognizedGloss, ...]
    partial: tuple[RecognizedGloss, ...]
    is_endpoint: bool
    time_s: float


class Sentence:
    """Decodes, commits and ends sentences, one trusted step at a time; memory is bounded by the longest sentence."""

    def __init__(self, card: ModelCard, commit: CommitRule, endpoint: EndpointRule, start_s: float) -> None:
        self._card = card
        self._start_s = start_s
        self._decoder = GreedyDecoder()
        self._commitment = Commitment(commit, card.step_s)
        self._detector = EndpointDetector(endpoint, card.step_s)
        self._committed: list[RecognizedGloss] = []

    @property
    def committed(self) -> tuple[RecognizedGloss, ...]:
        """The glosses committed since the last endpoint."""
        return tuple(self._committed)

    @property
    def partial(self) -> tuple[RecognizedGloss, ...]:
        """The gloss being signed, where it would be committed if it ended now: one at most."""
        span = self._decoder.open_span
        if span is None or not self._commitment.would_commit(span):
            return ()
        return (recognized_gloss(span, self._card, self._start_s),)

    def push(self, log_probs: NDArray[np.float32], is_agreed: bool = True) -> tuple[RecognizedGloss, ...] | None:
        """Take one step, float32 (V,); return the glosses of the sentence that it ended, None while it goes on."""
        closed = self._decoder.push(log_probs, is_agreed)
        if closed is not None and self._commitment.push(closed) is not None:
            self._committed.append(recognized_gloss(closed, self._card, self._start_s))
        is_signing = self._commitment.is_signing(self._decoder.open_span)
        if not self._detector.push(is_signing=is_signing, has_committed=bool(self._committed)):
            return None
        return self._take()

    def finish(self) -> tuple[RecognizedGloss, ...]:
        """Close what is open, as the end of a stream does, and return the glosses since the last endpoint."""
        closed = self._decoder.flush()
        if closed is not None and self._commitment.push(closed) is not None:
            self._committed.append(recognized_gloss(closed, self._card, self._start_s))
        return self._take()

    def _take(self) -> tuple[RecognizedGloss, ...]:
        taken, self._committed = tuple(self._committed), []
        return taken
