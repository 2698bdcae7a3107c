"""What an evaluation found: clip by clip, summed up, as one line, as a table and as JSON."""

import math
import statistics
from dataclasses import dataclass
from typing import Any

from models.card import MeasuredResult
from training.breakdown import (
    GlossScore,
    SignerScore,
    format_counts,
    gloss_scores,
    gloss_table,
    signer_scores,
    signer_table,
)
from training.metrics import ErrorCounts

_SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class ClipScore:
    """One clip: what was signed, what was committed, and how long after its end each right gloss was committed.

    `delays_s` holds the glosses recognised rightly whose true end is known, and that were committed while the clip
    was still running; what only the clip's end committed says nothing about a live stream.
    """

    video: str
    signer: str
    duration_s: float
    reference: tuple[str, ...]
    hypothesis: tuple[str, ...]
    delays_s: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """What a listing calls it."""
        return self.video

    @property
    def is_silent(self) -> bool:
        """True where nothing was signed."""
        return not self.reference


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything measured on a list of clips.

    The rate is corpus-wide over the clips in which something is signed. False glosses on silent clips are not mixed
    into it, because the number of silent clips is arbitrary: they are counted by the hour.
    """

    counts: ErrorCounts
    clips: tuple[ClipScore, ...]
    conditions: str
    unknown_glosses: tuple[str, ...] = ()

    @property
    def wer(self) -> float:
        """Word error rate as a fraction; not a number where nothing was signed at all."""
        return self.counts.wer

    @property
    def clip_count(self) -> int:
        """Clips scored, silent ones included; none is ever left out."""
        return len(self.clips)

    @property
    def silent_s(self) -> float:
        """Seconds of video in which nothing was signed, counting whole silent clips only."""
        return sum(clip.duration_s for clip in self.clips if clip.is_silent)

    @property
    def false_glosses(self) -> int:
        """Glosses committed on silent clips."""
        return sum(len(clip.hypothesis) for clip in self.clips if clip.is_silent)

    @property
    def false_glosses_per_hour(self) -> float:
        """False glosses for each hour of silent clips; not a number where there is no silent clip."""
        return self.false_glosses * _SECONDS_PER_HOUR / self.silent_s if self.silent_s else math.nan

    @property
    def delays_s(self) -> tuple[float, ...]:
        """From a gloss's true end to its commitment, every measured one, ascending."""
        return tuple(sorted(delay for clip in self.clips for delay in clip.delays_s))

    @property
    def median_delay_s(self) -> float:
        """The middle sign-to-commit delay; not a number without frame truth."""
        return statistics.median(self.delays_s) if self.delays_s else math.nan

    @property
    def p95_delay_s(self) -> float:
        """The sign-to-commit delay that 95 % stay within (nearest rank); not a number without frame truth."""
        delays = self.delays_s
        return delays[math.ceil(0.95 * len(delays)) - 1] if delays else math.nan

    def signer_scores(self) -> list[SignerScore]:
        """One row per signer, by name, over the clips in which something is signed: they sum up to the counts."""
        return signer_scores(clip for clip in self.clips if not clip.is_silent)

    def gloss_scores(self) -> list[GlossScore]:
        """One row per gloss that was signed or output, by name, silent clips included."""
        return gloss_scores(self.clips)

    def results(self) -> list[MeasuredResult]:
        """The measured figures with their conditions, as a model's card holds them."""
        figures = [
            ("word error rate", 100 * self.wer, "%"),
            ("sign-to-commit delay, median", self.median_delay_s, "s"),
            ("sign-to-commit delay, 95th percentile", self.p95_delay_s, "s"),
            ("false glosses per hour of silent clips", self.false_glosses_per_hour, "1/h"),
        ]
        return [
            MeasuredResult(name, round(value, 3), unit, self.conditions)
            for name, value, unit in figures
            if math.isfinite(value)
        ]

    def to_json(self) -> dict[str, Any]:
        """Everything, for `json.dumps`; a figure that could not be measured is null."""
        return {
            "conditions": self.conditions,
            **self.counts.to_json(),
            "clip_count": self.clip_count,
            "silent_s": self.silent_s,
            "false_glosses": self.false_glosses,
            "false_glosses_per_hour": _finite(self.false_glosses_per_hour),
            "delay_count": len(self.delays_s),
            "median_delay_s": _finite(self.median_delay_s),
            "p95_delay_s": _finite(self.p95_delay_s),
            "unknown_glosses": list(self.unknown_glosses),
            "results": [
                {"name": item.name, "value": item.value, "unit": item.unit, "conditions": item.conditions}
                for item in self.results()
            ],
            "signers": [row.to_json() for row in self.signer_scores()],
            "glosses": [row.to_json() for row in self.gloss_scores()],
            "clips": [
                {
                    "video": clip.video,
                    "signer": clip.signer,
                    "duration_s": round(clip.duration_s, 3),
                    "reference": list(clip.reference),
                    "hypothesis": list(clip.hypothesis),
                    "delays_s": [round(delay, 3) for delay in clip.delays_s],
                }
                for clip in self.clips
            ],
        }

    def summary(self) -> str:
        """One line for people."""
        parts = [format_counts(self.counts, f"{self.clip_count} clips")]
        if self.delays_s:
            parts.append(f"sign to commit {self.median_delay_s:.2f} s, 95 % within {self.p95_delay_s:.2f} s")
        if self.unknown_glosses:
            parts.append(f"the model does not know {' '.join(self.unknown_glosses)}")
        if self.silent_s:
            parts.append(f"{self.false_glosses} false glosses in {self.silent_s:.0f} s of silent clips")
        return "; ".join(parts) + "."

    def table(self) -> str:
        """A line per signer and a line per gloss, for people."""
        return f"{signer_table(self.signer_scores())}\n\n{gloss_table(self.gloss_scores())}"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
