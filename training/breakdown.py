"""Where the errors lie: by signer, by gloss, and gloss by gloss, for `evaluate` and `score` alike."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from models.errors import BadInputError
from training.metrics import ErrorCounts, Pair, align, count_errors


class Scored(Protocol):
    """A clip, or a segment of a transcript: what was signed by whom, and what was output."""

    @property
    def name(self) -> str:
        """Tells it from the others in a listing."""
        ...

    @property
    def signer(self) -> str:
        """Who signs."""
        ...

    @property
    def reference(self) -> tuple[str, ...]:
        """The glosses signed."""
        ...

    @property
    def hypothesis(self) -> tuple[str, ...]:
        """The glosses output."""
        ...


@dataclass(frozen=True, slots=True)
class SignerScore:
    """How the clips of one signer fared."""

    signer: str
    clip_count: int
    counts: ErrorCounts

    def to_json(self) -> dict[str, Any]:
        """Everything, for `json.dumps`."""
        return {"signer": self.signer, "clip_count": self.clip_count, **self.counts.to_json()}


@dataclass(frozen=True, slots=True)
class GlossScore:
    """How one gloss of the vocabulary fared, over all clips."""

    gloss: str
    reference_count: int
    right: int
    substituted: int
    deleted: int
    inserted: int
    most_often_taken_for: str

    def to_json(self) -> dict[str, Any]:
        """Everything, for `json.dumps`."""
        return {name: getattr(self, name) for name in self.__slots__}


def signer_scores(clips: Iterable[Scored]) -> list[SignerScore]:
    """One row per signer, by name."""
    by_signer: dict[str, list[ErrorCounts]] = {}
    for clip in clips:
        by_signer.setdefault(clip.signer, []).append(count_errors(clip.reference, clip.hypothesis))
    return [SignerScore(name, len(found), sum(found, ErrorCounts())) for name, found in sorted(by_signer.items())]


def gloss_scores(clips: Iterable[Scored]) -> list[GlossScore]:
    """One row per gloss that was signed or output, by name."""
    pairs = Counter(pair for clip in clips for pair in align(clip.reference, clip.hypothesis))
    taken_for: dict[str, Counter[str]] = {}
    for (signed, output), count in pairs.items():
        if signed is not None and output is not None and signed != output:
            taken_for.setdefault(signed, Counter())[output] = count
    signed_count: Counter[str | None] = Counter()
    for (signed, _), count in pairs.items():
        signed_count[signed] += count
    glosses = sorted({gloss for pair in pairs for gloss in pair if gloss is not None})
    return [_gloss_score(gloss, pairs, signed_count[gloss], taken_for.get(gloss, Counter())) for gloss in glosses]


def signer_table(scores: Iterable[SignerScore], percent: str = ".1f") -> str:
    """One line per signer for people; `percent` is the format of the rate, without its sign."""
    rows = [("signer", "clips", "signed", "substituted", "deleted", "inserted", "WER")]
    for score in scores:
        counts = score.counts
        numbers = (score.clip_count, counts.reference_count, counts.substitutions, counts.deletions, counts.insertions)
        rows.append((score.signer, *map(str, numbers), format_rate(counts, percent)))
    return format_table(rows)


def gloss_table(scores: Iterable[GlossScore]) -> str:
    """One line per gloss for people."""
    rows = [("gloss", "signed", "right", "substituted", "deleted", "inserted", "most often taken for")]
    for score in scores:
        numbers = (score.reference_count, score.right, score.substituted, score.deleted, score.inserted)
        rows.append((score.gloss, *map(str, numbers), score.most_often_taken_for))
    return format_table(rows)


def write_listing(path: Path, clips: Iterable[Scored]) -> None:
    """Writes every clip with its glosses under each other, errors marked: S substituted, D deleted, I inserted.

    Raises:
        BadInputError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(_listed(clip) for clip in clips), encoding="utf-8")
    except OSError as error:
        raise BadInputError(f"{path}: cannot be written ({error.strerror}).") from error


def format_counts(counts: ErrorCounts, clips: str, percent: str = ".1f") -> str:
    """Rate and errors in one phrase; `clips` says how many of what, such as "3 clips"."""
    return (
        f"WER {format_rate(counts, percent)} ({counts.substitutions} substitutions, {counts.deletions} deletions, "
        f"{counts.insertions} insertions, {counts.reference_count} glosses signed, {clips})"
    )


def format_rate(counts: ErrorCounts, percent: str = ".1f") -> str:
    """The error rate in percent; "unknown" where nothing was signed."""
    return f"{100 * counts.wer:{percent}} %" if counts.reference_count else "unknown"


def format_table(rows: Sequence[Sequence[str]]) -> str:
    """Aligned columns: the first and the last to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        middle = [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1], strict=True)]
        lines.append("  ".join([row[0].ljust(widths[0]), *middle, row[-1]]).rstrip())
    return "\n".join(lines)


def _gloss_score(gloss: str, pairs: Counter[Pair], signed_count: int, taken_for: Counter[str]) -> GlossScore:
    # The most frequent, and among equals the first by name, so that a table is always the same.
    most_often = min(taken_for.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    return GlossScore(
        gloss=gloss,
        reference_count=signed_count,
        right=pairs[(gloss, gloss)],
        substituted=taken_for.total(),
        deleted=pairs[(gloss, None)],
        inserted=pairs[(None, gloss)],
        most_often_taken_for=f"{most_often[0]} ({most_often[1]})" if most_often[1] else "",
    )


def _listed(clip: Scored) -> str:
    pairs = align(clip.reference, clip.hypothesis)
    rows = [["reference"], ["hypothesis"], ["error"]]
    for signed, output in pairs:
        width = max(len(signed or ""), len(output or ""))
        cells = (signed or "*" * width, output or "*" * width, _letter(signed, output))
        for row, cell in zip(rows, cells, strict=True):
            row.append(cell.ljust(width))
    lines = ["  ".join([row[0].ljust(len("hypothesis")), *row[1:]]).rstrip() for row in rows]
    counts = count_errors(clip.reference, clip.hypothesis)
    title = (
        f"{clip.name}, {clip.signer}: {counts.substitutions} substitutions, {counts.deletions} deletions, "
        f"{counts.insertions} insertions, {counts.reference_count} glosses signed"
    )
    return "\n".join([title, *(f"  {line}" for line in lines), ""])


def _letter(signed: str | None, output: str | None) -> str:
    if signed is None:
        return "I"
    if output is None:
        return "D"
    return "" if signed == output else "S"
