"""Reads what sclite reads: references as .stm, hypotheses as .ctm, and pairs them by segment, never by order.

An .stm line is `file channel signer start end [<label>] GLOSS GLOSS …`, a .ctm line `file channel start duration GLOSS
[confidence]`, times in seconds; `;;` begins a comment. As in sclite, case does not count, a trailing * and whatever
follows a ; belong to no gloss, and a hypothesis falls into the segment that its middle lies in.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import BadInputError

# Notations of sclite that mean one of several glosses, or none: rather refused than scored wrongly.
_ALTERNATION = re.compile(r"\{|<ALT|@$", re.IGNORECASE)
_IGNORED = re.compile("IGNORE_TIME_SEGMENT_IN_SCORING|IGNORETIMESEGMENTINSCORING")

Key = tuple[str, str]
"""(file, channel) in capitals: what sclite pairs by."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of an .stm file."""

    name: str
    channel: str
    signer: str
    end_s: float
    glosses: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What its hypotheses are found by."""
        return _fold(self.name), _fold(self.channel)


@dataclass(frozen=True, slots=True)
class TimedGloss:
    """One line of a .ctm file; the gloss is empty where the line ends before it. `start` is as written, for sorting."""

    name: str
    channel: str
    start: str
    duration: str
    gloss: str

    @property
    def key(self) -> Key:
        """What its segments are found by."""
        return _fold(self.name), _fold(self.channel)

    @property
    def middle_s(self) -> float:
        """Where sclite thinks the gloss is."""
        return float(self.start) + float(self.duration) / 2


@dataclass(frozen=True, slots=True)
class PairedSegment:
    """A segment's reference and hypothesis, as sclite compares them: in capitals."""

    name: str
    signer: str
    reference: tuple[str, ...]
    hypothesis: tuple[str, ...]


def read_stm(path: Path) -> list[Segment]:
    """The segments of a reference, in the file's order; those to be left out of scoring are still among them.

    Raises:
        BadInputError: no such file, a line that is no segment, or no gloss at all; file and line are named.
    """
    segments = []
    for where, fields in _lines(path):
        if len(fields) < 5:
            raise BadInputError(
                f"{where}: expected file, channel, signer, start, end and glosses, found '{' '.join(fields)}'."
            )
        start_s, end_s = _number(where, "start", fields[3]), _number(where, "end", fields[4])
        if end_s < start_s:
            raise BadInputError(f"{where}: the segment ends at {fields[4]} s, before its start at {fields[3]} s.")
        glosses = fields[6:] if fields[5:] and fields[5].startswith("<") else fields[5:]
        _refuse_alternations(where, glosses)
        segments.append(Segment(*fields[:3], _in_single_precision(end_s), tuple(glosses)))
    if not any(segment.glosses for segment in segments):
        raise BadInputError(f"{path}: holds no reference; expected at least one segment with a gloss.")
    return segments


def read_ctm(path: Path) -> list[TimedGloss]:
    """The glosses of a hypothesis, in the file's order; a file without a line is an empty hypothesis.

    Raises:
        BadInputError: no such file, or a line that is no gloss with its times; file and line are named.
    """
    glosses = []
    for where, fields in _lines(path):
        if len(fields) < 4:
            raise BadInputError(
                f"{where}: expected file, channel, start, duration and a gloss, found '{' '.join(fields)}'."
            )
        _number(where, "start", fields[2])
        _number(where, "duration", fields[3])
        if len(fields) > 5 and fields[5].upper() != "NA":
            _number(where, "confidence, after its one gloss,", fields[5])
        gloss = fields[4] if len(fields) > 4 else ""
        _refuse_alternations(where, [gloss])
        glosses.append(TimedGloss(*fields[:4], gloss))
    return glosses


def pair_segments(
    segments: Sequence[Segment], glosses: Sequence[TimedGloss], empty: str | None = None
) -> list[PairedSegment]:
    """Every segment with its hypothesis, in the order of the segments, but for those marked to be left out.

    Args:
        segments: the reference.
        glosses: the hypothesis; within a segment their order counts. Those of no segment are left out.
        empty: what stands for a hypothesis without a gloss; None leaves it empty.
    """
    by_key: dict[Key, list[TimedGloss]] = {}
    for gloss in glosses:
        if gloss.gloss:
            by_key.setdefault(gloss.key, []).append(gloss)
    remaining = Counter(segment.key for segment in segments)
    pairs = []
    for segment in segments:
        remaining[segment.key] -= 1
        rest = by_key.get(segment.key, [])
        # The last segment of a file takes all that is left, as in sclite.
        count = _count_before(segment.end_s, rest) if remaining[segment.key] else len(rest)
        by_key[segment.key] = rest[count:]
        if any(_IGNORED.search(gloss) for gloss in segment.glosses):
            continue
        hypothesis = [gloss.gloss for gloss in rest[:count]] or ([empty] if empty else [])
        pairs.append(
            PairedSegment(segment.name, segment.signer, _as_compared(segment.glosses), _as_compared(hypothesis))
        )
    return pairs


def _lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    """(file and line number, fields) of every line that is neither empty nor a comment."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read ({error.strerror}).") from error
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        # Split as bytes, like sclite: only ASCII spaces separate. Glosses in another encoding stay distinct.
        fields = [field.decode("utf-8", errors="backslashreplace") for field in line.split()]
        if fields and not fields[0].startswith(";;"):
            yield f"{path} line {number}", fields


def _number(where: str, what: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise BadInputError(f"{where}: the {what} must be a number, and is '{text}'.")
    return value


def _in_single_precision(time_s: float) -> float:
    """As sclite keeps the times of segments, but not of glosses: it decides for a gloss whose middle is the end."""
    return float(np.float32(min(time_s, float(np.finfo(np.float32).max))))


def _refuse_alternations(where: str, glosses: Sequence[str]) -> None:
    for gloss in glosses:
        if _ALTERNATION.match(gloss):
            raise BadInputError(f"{where}: '{gloss}' begins an alternation of sclite, expected plain glosses.")


def _count_before(end_s: float, glosses: Sequence[TimedGloss]) -> int:
    """How many of the next glosses belong to a segment that ends at `end_s`."""
    return next((count for count, gloss in enumerate(glosses) if gloss.middle_s >= end_s), len(glosses))


def _as_compared(glosses: Sequence[str]) -> tuple[str, ...]:
    bare = (gloss.partition(";")[0] for gloss in glosses)
    return tuple(_fold(gloss[:-1] if len(gloss) > 1 and gloss.endswith("*") else gloss) for gloss in bare)


def _fold(text: str) -> str:
    """In capitals, but for letters beyond ASCII, whose case sclite keeps."""
    return text.encode().upper().decode()
