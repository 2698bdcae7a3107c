"""Scores a recogniser's output file against a reference file, as sclite does: for figures that papers report.

glosscast-train score --corpus phoenix14 phoenix2014-groundtruth-dev.stm hypothesis-dev.ctm
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from models.errors import BadInputError
from training.breakdown import format_counts, gloss_scores, gloss_table, signer_scores, signer_table, write_listing
from training.metrics import ErrorCounts, corpus_errors
from training.phoenix import Corpus, clean_up
from training.transcripts import PairedSegment, TimedGloss, pair_segments, read_ctm, read_stm

_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ScoreConfig:
    """Score a hypothesis (.ctm) against a reference (.stm), as sclite does: word error rate, by signer and by gloss."""

    reference: Path
    """An .stm file."""
    hypothesis: Path
    """A .ctm file."""
    corpus: Corpus = "none"
    """Whose official rules clean the hypothesis first; none leaves it as it is, which is another metric."""
    listing: Path | None = None
    """Write every segment here, gloss by gloss: what was signed above what was output."""
    json: bool = False
    """Print one JSON object instead of a line and two tables."""


@dataclass(frozen=True, slots=True)
class FileScore:
    """What a pair of files gave. Names are as written."""

    corpus: Corpus
    counts: ErrorCounts
    segments: tuple[PairedSegment, ...]
    without_hypothesis: tuple[str, ...]
    unknown_segments: tuple[str, ...]
    unordered_segments: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Everything but the alignment, for `json.dumps`; `wer` is a fraction."""
        return {
            **self.counts.to_json(),
            "corpus": self.corpus,
            "segment_count": len(self.segments),
            "without_hypothesis": list(self.without_hypothesis),
            "unknown_segments": list(self.unknown_segments),
            "signers": [row.to_json() for row in signer_scores(self.segments)],
            "glosses": [row.to_json() for row in gloss_scores(self.segments)],
        }

    def summary(self) -> str:
        """One line for people."""
        rules = "not cleaned" if self.corpus == "none" else f"cleaned by the rules of {self.corpus}"
        return f"{format_counts(self.counts, f'{len(self.segments)} segments', '.2f')}; hypothesis {rules}."

    def notes(self) -> list[str]:
        """What a reader must know beside the figures, a sentence each."""
        sentences = (
            (self.without_hypothesis, "without a hypothesis, counted as errors"),
            (self.unknown_segments, "only in the hypothesis, not counted"),
            (self.unordered_segments, "in another order than its times say; the official scripts sort times as text"),
        )
        return [f"{_count(names)} {what}: {_some(names)}." for names, what in sentences if names]


def score(config: ScoreConfig) -> FileScore:
    """Scores a pair of files and prints what was found: a line and tables by signer and by gloss, or JSON.

    Raises:
        BadInputError: a file cannot be read or written, or the two have no segment in common.
    """
    found = score_files(config.reference, config.hypothesis, config.corpus)
    if config.listing is not None:
        write_listing(config.listing, found.segments)
    for note in found.notes():
        print(note, file=sys.stderr)
    if config.json:
        print(json.dumps(found.to_json(), indent=2, allow_nan=False))
    else:
        tables = signer_table(signer_scores(found.segments), ".2f"), gloss_table(gloss_scores(found.segments))
        print(found.summary(), *tables, sep="\n\n")
    return found


def score_files(reference: Path, hypothesis: Path, corpus: Corpus) -> FileScore:
    """Reads, cleans, pairs and counts; prints nothing.

    Raises:
        BadInputError: a file cannot be used, or the two have no segment in common.
    """
    segments, raw = read_stm(reference), read_ctm(hypothesis)
    known = {segment.key for segment in segments}
    if raw and known.isdisjoint(gloss.key for gloss in raw):
        raise BadInputError(
            f"{hypothesis}: has no segment of {reference}; expected one such as '{segments[0].name}' in channel "
            f"{segments[0].channel}, found '{raw[0].name}' in channel {raw[0].channel}."
        )
    rules = clean_up(corpus)
    cleaned = rules.clean(raw)
    pairs = pair_segments(segments, cleaned, rules.empty)
    return FileScore(
        corpus=corpus,
        counts=corpus_errors((pair.reference, pair.hypothesis) for pair in pairs),
        segments=tuple(pairs),
        without_hypothesis=tuple(pair.name for pair in pairs if _is_missing(pair, rules.empty)),
        unknown_segments=_names(gloss for gloss in raw if gloss.key not in known),
        unordered_segments=_names(later for earlier, later in pairwise(cleaned) if _is_before(later, earlier)),
    )


def _is_missing(pair: PairedSegment, empty: str | None) -> bool:
    """Whether nothing was output where something was signed, or where nothing costs as much as a wrong gloss."""
    return pair.hypothesis == (empty,) or bool(pair.reference and not pair.hypothesis)


def _is_before(later: TimedGloss, earlier: TimedGloss) -> bool:
    return later.key == earlier.key and float(later.start) < float(earlier.start)


def _names(glosses: Iterable[TimedGloss]) -> tuple[str, ...]:
    """The segments of glosses, each once."""
    return tuple(dict.fromkeys(gloss.name for gloss in glosses))


def _count(names: Sequence[str]) -> str:
    return f"{len(names)} segment{'s' if len(names) > 1 else ''}"


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
