"""When a gloss becomes final: one rule, applied alike to live streams of either strategy and to whole clips."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.card import ModelCard
from models.decoding import Alternative, GlossSpan, LogProbs, RecognizedGloss, greedy_decode
from models.errors import BadInputError

_TOLERANCE_S = 1e-6
"""Durations are sums of steps: 3 steps of 0.08 s must count as 0.24 s."""


@dataclass(frozen=True, slots=True)
class CommitRule:
    """What a closed span needs to become a committed gloss; all of it is ours, and silence is preferred to a guess.

    A span that fails is *rejected*: it makes no text. Signs often flicker (PLEASE, one weak step of SORRY, PLEASE), so
    the same gloss again, with nothing but rejected spans between, is the same signing, not a second one. A blank
    between makes it a second one, as CTC has it.
    """

    minimum_confidence: float = 0.6
    """The least mean probability over the span (chosen on dev clips: one half lets more fidgeting through)."""
    minimum_evidence_s: float = 0.24
    """The least confidence times length: of the shipped model's steps of 0.16 s one is never enough, two must be sure
    (0.75), from three on the confidence decides (chosen on dev clips: as silent as asking for three steps, and fewer
    short signs are missed)."""
    longest_flicker_s: float = 0.5
    """Rejected spans bridge at most this; signing the same sign again takes longer."""
    bridged_blank_s: float = 0.0
    """Blanks of at most this between two spans of a gloss do not part them; 0 is CTC's own meaning."""

    def __post_init__(self) -> None:
        if not 0 <= self.minimum_confidence <= 1:
            raise BadInputError(f"minimum_confidence must be from 0 to 1, and is {self.minimum_confidence}.")
        for name in ("minimum_evidence_s", "longest_flicker_s", "bridged_blank_s"):
            if not getattr(self, name) >= 0:
                raise BadInputError(f"{name} must be 0 s or more, and is {getattr(self, name)}.")

    def accepts(self, span: GlossSpan, step_s: float) -> bool:
        """Whether a span is sure enough for its length; `step_s` is the length of an output step."""
        duration_s = (span.end_step - span.start_step) * step_s
        return (
            span.is_agreed
            and span.confidence >= self.minimum_confidence
            and span.confidence * duration_s >= self.minimum_evidence_s - _TOLERANCE_S
        )


class Commitment:
    """Applies a `CommitRule` to spans in their order, one at a time; it remembers only the last span it kept."""

    def __init__(self, rule: CommitRule, step_s: float) -> None:
        self._rule = rule
        self._step_s = step_s
        self._last: GlossSpan | None = None
        self._last_end_step = 0
        self._rejected_step_count = 0

    def push(self, span: GlossSpan) -> GlossSpan | None:
        """Take the next closed span and return it if it is to be committed, None if it is rejected or nothing new."""
        if not self._rule.accepts(span, self._step_s):
            self._rejected_step_count += span.end_step - span.start_step
            return None
        is_new = not self._continues(span)
        self._last = span
        self._last_end_step = span.end_step
        self._rejected_step_count = 0
        return span if is_new else None

    def would_commit(self, span: GlossSpan) -> bool:
        """Whether a still open span would be committed if it closed as it is."""
        return self._rule.accepts(span, self._step_s) and not self._continues(span)

    def is_signing(self, span: GlossSpan | None) -> bool:
        """Whether an open span counts as signing, rather than as noise."""
        return span is not None and self._rule.accepts(span, self._step_s)

    def _continues(self, span: GlossSpan) -> bool:
        if self._last is None or self._last.gloss_id != span.gloss_id:
            return False
        gap_steps = span.start_step - self._last_end_step
        blank_s = (gap_steps - self._rejected_step_count) * self._step_s
        rejected_s = self._rejected_step_count * self._step_s
        return (
            blank_s <= self._rule.bridged_blank_s + _TOLERANCE_S
            and rejected_s <= self._rule.longest_flicker_s + _TOLERANCE_S
        )


def commit_spans(
    spans: Iterable[GlossSpan], card: ModelCard, rule: CommitRule | None = None, start_s: float = 0.0
) -> list[RecognizedGloss]:
    """Return the glosses that the rule commits, of spans from any decoder; the clip begins at `start_s`."""
    commitment = Commitment(rule or CommitRule(), card.step_s)
    kept = [commitment.push(span) for span in spans]
    return [recognized_gloss(span, card, start_s) for span in kept if span is not None]


def commit_glosses(
    log_probs: LogProbs, card: ModelCard, rule: CommitRule | None = None, start_s: float = 0.0
) -> list[RecognizedGloss]:
    """Return what a live stream would commit for a whole clip's log-probs, float32 (U, V)."""
    return commit_spans(greedy_decode(log_probs), card, rule, start_s)


def recognized_gloss(span: GlossSpan, card: ModelCard, start_s: float) -> RecognizedGloss:
    """Return a span as people get it: step u covers frames k u to k u + k - 1 of a stream that began at `start_s`."""
    return RecognizedGloss(
        gloss=card.vocabulary.decode([span.gloss_id])[0],
        start_s=start_s + span.start_step * card.frames_per_step / card.frame_rate,
        end_s=start_s + span.end_step * card.frames_per_step / card.frame_rate,
        confidence=span.confidence,
        alternatives=tuple(Alternative(card.vocabulary.decode([i])[0], share) for i, share in span.alternatives),
    )
