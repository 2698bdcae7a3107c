"""From the recogniser's hypotheses to the lines on the screen. A committed gloss is never changed or taken back."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.decoding import RecognizedGloss
from models.streaming import Hypothesis

__all__ = ["CaptionState", "Captions"]

KEPT_LINES = 200  # ours: an evening of talk; older lines are forgotten, so that the memory stays bounded


@dataclass(frozen=True, slots=True)
class CaptionState:
    """What there is to show at one moment.

    Args:
        finished: The sentences that have ended, oldest first.
        forgotten_count: How many still older sentences are no longer kept: `finished[0]` was sentence number this.
        committed: The glosses of the sentence being signed that will not change any more.
        partial: The glosses after them that still may.
        committed_count: How many glosses have been committed since the last reset, in all sentences.
        sentences: The same as `finished` and, last, `committed`, with times and alternatives; for the transcript.
        reset_count: How often everything has been forgotten before.
    """

    finished: tuple[tuple[str, ...], ...] = ()
    forgotten_count: int = 0
    committed: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    committed_count: int = 0
    # Not compared: a state that looks the same is the same to whoever shows it.
    sentences: tuple[tuple[RecognizedGloss, ...], ...] = field(default=(), compare=False)
    reset_count: int = field(default=0, compare=False)

    @property
    def current_number(self) -> int:
        """The number of the sentence being signed, counted from 0 since the last reset."""
        return self.forgotten_count + len(self.finished)


class Captions:
    """Gathers hypotheses into sentences. Belongs to one thread; what it returns may go to any."""

    def __init__(self) -> None:
        self._finished: tuple[tuple[str, ...], ...] = ()
        self._finished_glosses: tuple[tuple[RecognizedGloss, ...], ...] = ()
        self._forgotten_count = 0
        self._committed: tuple[RecognizedGloss, ...] = ()
        self._partial: tuple[str, ...] = ()
        self._committed_count = 0
        self._reset_count = 0

    @property
    def state(self) -> CaptionState:
        return CaptionState(
            self._finished,
            self._forgotten_count,
            _names(self._committed),
            self._partial,
            self._committed_count,
            (*self._finished_glosses, self._committed),
            self._reset_count,
        )

    def update(self, hypothesis: Hypothesis) -> CaptionState:
        """Take in the newest hypothesis; an endpoint ends the sentence."""
        names = _names(hypothesis.committed)
        if names[: len(self._committed)] != _names(self._committed):
            self.end_sentence()  # the recogniser began anew, after a gap in time: what stands here still stands
        new = hypothesis.committed[len(self._committed) :]
        self._committed_count += len(new)
        self._committed = (*self._committed, *new)
        self._partial = _names(hypothesis.partial)
        return self.end_sentence() if hypothesis.is_endpoint else self.state

    def end_sentence(self) -> CaptionState:
        """Put the current sentence, if it has a committed gloss, with the finished ones."""
        if self._committed:
            self._forgotten_count += len(self._finished) == KEPT_LINES
            self._finished = (*self._finished, _names(self._committed))[-KEPT_LINES:]
            self._finished_glosses = (*self._finished_glosses, self._committed)[-KEPT_LINES:]
        self._committed = ()
        self._partial = ()
        return self.state

    def clear(self) -> CaptionState:
        """Forget everything, as the person asked."""
        self._finished = self._partial = ()
        self._finished_glosses = ()
        self._committed = ()
        self._forgotten_count = self._committed_count = 0
        self._reset_count += 1
        return self.state


def _names(glosses: tuple[RecognizedGloss, ...]) -> tuple[str, ...]:
    return tuple(gloss.gloss for gloss in glosses)
