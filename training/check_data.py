"""Checks a corpus before anything is trained on it: every fault with file and line, and counts beside the published.

glosscast-train check-data --corpus phoenix-2014-multisigner            (opens the first frame of every clip)
glosscast-train check-data --corpus phoenix-2014-multisigner --frames   (opens every frame)
"""

import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from tqdm import tqdm

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.video import use_one_thread
from training.breakdown import format_table
from training.checkpoint import load_checkpoint
from training.clip_list import Fault
from training.corpora.checking import (
    CorpusCounts,
    StepNeeds,
    all_frame_faults,
    comparison,
    count_clips,
    vocabulary_faults,
)
from training.corpora.layouts import Corpus, LayoutName, scan_corpus


@dataclass(frozen=True, slots=True)
class CheckDataConfig:
    """Name every fault of a corpus with file and line, and count what is there beside what was published."""

    corpus: Path
    """Folder of a corpus, or a clips.csv."""
    layout: LayoutName | None = None
    """Which corpus it is; by default recognised by what is in the folder. CSL is read as split I (csl-1)."""
    frames: bool = False
    """Open every frame, not only the first of every clip."""
    vocabulary: Path | None = None
    """Glosses that may be signed: a model (.onnx or .pt), or a text with one gloss a line; by default what the corpus
    itself ships, if anything."""
    frame_rate: float = 25.0
    """Frames a second of the network that a clip must be long enough for (the paper's)."""
    frames_per_step: int = 4
    """Frames a step of that network; 12.5 and 2 ask for the same length as 25 and 4."""
    workers: int = 0
    """Clips opened at a time; 0 takes one a core."""
    json: bool = False
    """Print JSON instead of lines and a table."""


@dataclass(frozen=True, slots=True)
class DataReport:
    """What was found."""

    corpus: Corpus
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    counts: CorpusCounts


def check_data(config: CheckDataConfig) -> DataReport:
    """Checks a corpus and prints what was found.

    Raises:
        BadInputError: there are faults (they are printed before), or there is no such corpus.
    """
    report = inspect(config)
    if config.json:
        print(json.dumps(_as_json(report), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_as_lines(report, config.frames)))
    if report.faults:
        kinds = Counter(fault.kind for fault in report.faults)
        summary = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        count = f"{len(report.faults)} fault{'s' if len(report.faults) > 1 else ''}"
        raise BadInputError(f"{config.corpus}: has {count} ({summary}).")
    return report


def inspect(config: CheckDataConfig) -> DataReport:
    """Checks a corpus and prints nothing but a progress bar.

    Raises:
        BadInputError: there is no such corpus, or a setting is out of range.
    """
    if not config.frame_rate > 0 or config.frames_per_step < 1 or config.workers < 0:
        raise BadInputError("check-data needs a frame rate above 0, at least 1 frame a step and no negative workers.")
    use_one_thread()
    known = None if config.vocabulary is None else _read_vocabulary(config.vocabulary)
    corpus = scan_corpus(config.corpus, config.layout)
    reading, left_out = corpus.reading, corpus.layout.known_faults
    clips = corpus.usable
    faults = [*reading.faults, *vocabulary_faults(clips, reading.known_glosses if known is None else known)]
    needs = StepNeeds(config.frame_rate, config.frames_per_step)
    found = all_frame_faults(clips, needs, config.frames, config.workers)
    for of_clip in tqdm(found, "opening clips", len(clips), unit="clip", file=sys.stderr, disable=None, leave=False):
        faults += of_clip
    notes = [*reading.notes, *(f"{name} is left out: {reason}." for name, reason in left_out.items())]
    return DataReport(corpus, tuple(faults), tuple(notes), count_clips(reading.clips))


def _read_vocabulary(path: Path) -> frozenset[str]:
    if path.suffix == ".onnx":
        return frozenset(GlossRecognizer(path).card.vocabulary.glosses)
    if path.suffix == ".pt":
        return frozenset(load_checkpoint(path).vocabulary.glosses)
    try:
        glosses = path.read_text(encoding="utf-8-sig").split()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path}: cannot be read as UTF-8 text with one gloss a line ({error}).") from error
    if not glosses:
        raise BadInputError(f"{path}: expected at least one gloss, found none.")
    return frozenset(glosses)


def _as_lines(report: DataReport, every_frame: bool) -> list[str]:
    corpus = report.corpus
    opened = "every frame" if every_frame else "the first frame of every clip"
    faults = [str(fault) for fault in report.faults] or [f"No fault; {opened} was opened."]
    lines = [*faults, "", f"{corpus.layout.title} ({corpus.name}) in {corpus.folder}", *report.notes, ""]
    published = corpus.layout.published
    rows = [
        (what, str(found), "" if expected is None else str(expected), "" if expected in (None, found) else "differs")
        for what, found, expected in comparison(report.counts, published)
    ]
    lines.append(format_table([("", "found", "published" if published else "", ""), *rows]))
    return [*lines, f"Published: {published.source}."] if published else lines


def _as_json(report: DataReport) -> dict[str, object]:
    corpus = report.corpus
    published = corpus.layout.published
    return {
        "corpus": corpus.layout.title,
        "layout": corpus.name,
        "folder": str(corpus.folder),
        "faults": [asdict(fault) | {"file": str(fault.file)} for fault in report.faults],
        "notes": list(report.notes),
        "counts": asdict(report.counts),
        "published": None if published is None else asdict(published),
    }
