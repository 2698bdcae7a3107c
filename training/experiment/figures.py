"""What was measured of one trained network, as it is kept beside it, and sums of several seeds."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from training.checkpoint import write_text
from training.metrics import ErrorCounts, count_errors
from training.scores import Evaluation

_RESAMPLES = 4000


@dataclass(frozen=True, slots=True)
class Figures:
    """One network of one seed. Errors are those of the exported file, streamed."""

    seed: int
    macs: float
    """Multiply-accumulates for a new frame."""
    parameters: int
    bytes: int
    int8_bytes: int
    dev: ErrorCounts
    """Of greedy decoding, as `test`."""
    test: ErrorCounts
    live: ErrorCounts
    """Of the test clips, by the app's rule: fewer insertions, more deletions."""
    int8: ErrorCounts
    """Of the 8-bit file, as `live`."""
    clip_errors: tuple[int, ...]
    """Errors of every test clip, of greedy decoding."""
    clip_words: tuple[int, ...]
    """Glosses signed in every test clip."""
    median_delay_s: float | None
    """From the end of a sign to its commitment."""
    p95_delay_s: float | None
    conditions: str

    def to_json(self) -> dict[str, Any]:
        """For `json.dumps`."""
        names = ("seed", "macs", "parameters", "bytes", "int8_bytes", "clip_errors", "clip_words")
        names += ("median_delay_s", "p95_delay_s", "conditions")
        counts = {name: getattr(self, name).to_json() for name in ("dev", "test", "live", "int8")}
        return {name: getattr(self, name) for name in names} | counts

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Figures:
        """What `to_json` gave; raises KeyError or TypeError where it is something else."""
        counts = {name: _counts(content[name]) for name in ("dev", "test", "live", "int8")}
        lists = {name: tuple(content[name]) for name in ("clip_errors", "clip_words")}
        return cls(**{**content, **counts, **lists})


def clip_errors(evaluation: Evaluation) -> tuple[int, ...]:
    """Errors of every clip."""
    return tuple(count_errors(clip.reference, clip.hypothesis).errors for clip in evaluation.clips)


def write_figures(path: Path, settings: Mapping[str, Any], figures: Figures) -> None:
    """Keeps the figures with the settings they depend on."""
    content = {"settings": settings, "figures": figures.to_json()}
    write_text(path, json.dumps(content, indent=2, allow_nan=False, default=str) + "\n")


def read_figures(path: Path, settings: Mapping[str, Any]) -> Figures | None:
    """The figures that were kept, or nothing where they were not measured yet.

    Raises:
        BadInputError: the file is something else, or was measured with other settings.
    """
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        figures = Figures.from_json(content["figures"])
        found = content["settings"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(f"{path}: holds no figures of such a row; give another --out.") from error
    if found != json.loads(json.dumps(dict(settings), default=str)):
        raise BadInputError(f"{path}: was measured with other settings; give another --out.")
    return figures


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two word error rates, in points, with the range in which 95 % of the resampled test sets have it."""

    points: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the range leaves out zero."""
        return self.low > 0 or self.high < 0

    def __str__(self) -> str:
        return f"{self.points:+.1f} points (95 % of resampled test sets: {self.low:+.1f} to {self.high:+.1f})"


def wer(figures: Sequence[Figures]) -> float:
    """Word error rate over all seeds, in percent."""
    words = sum(row.test.reference_count for row in figures)
    return 100 * sum(row.test.errors for row in figures) / words if words else math.nan


def wer_difference(of: Sequence[Figures], against: Sequence[Figures]) -> Difference:
    """How much higher the first word error rate is; test clips are resampled in pairs (bootstrap, seed 0, ours)."""
    errors = _errors_of_clips(of) - _errors_of_clips(against)  # (N,) in glosses a seed
    words = np.array(of[0].clip_words, float)  # (N,)
    chosen = np.random.default_rng(0).integers(len(words), size=(_RESAMPLES, len(words)))
    found = 100 * errors[chosen].sum(1) / np.maximum(words[chosen].sum(1), 1)  # (resamples,)
    low, high = np.percentile(found, (2.5, 97.5))
    return Difference(100 * float(errors.sum() / words.sum()), float(low), float(high))


def _errors_of_clips(figures: Sequence[Figures]) -> NDArray[np.float64]:
    """(N,) mean over seeds."""
    return np.mean([row.clip_errors for row in figures], axis=0)


def _counts(content: Mapping[str, Any]) -> ErrorCounts:
    return ErrorCounts(*(content[name] for name in ("substitutions", "deletions", "insertions", "words")))
