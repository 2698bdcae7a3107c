"""The clips of a corpus and the reading of `clips.csv`; training/corpora/ reads the corpora that others publish."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

from models.errors import BadInputError
from models.vocabulary import GlossVocabulary
from training.drawn_splits import UnsplitClip, draw_splits

SPLITS = ("train", "dev", "test")
_REQUIRED_COLUMNS = ("video", "glosses", "signer")
_OPTIONAL_COLUMNS = ("split", "silent", "scene", "truth")

FaultKind = Literal[
    "missing file", "missing video", "unreadable frame", "too short", "frame count", "unknown split", "unknown gloss",
    "bad line",
]  # fmt: skip
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class ClipAnnotation:
    """One line of a corpus: a video and what is signed in it.

    `video` is a file, or a folder with one picture a frame; pictures carry no time, so `frame_rate` says how many of
    them make a second. `glosses` is empty for a silent clip (somebody resting, an empty room). `truth` is a `.npz`
    with the truth of every frame, which only generated corpora have.
    """

    video: Path
    glosses: tuple[str, ...]
    signer: str
    split: str
    scene: str = ""
    truth: Path | None = None
    frame_rate: float | None = None

    @property
    def is_silent(self) -> bool:
        """True where nothing is signed, so that every recognised gloss is a false one."""
        return not self.glosses


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a corpus; `line` is 0 where the whole file is meant, `clip` empty where no clip is."""

    file: Path
    line: int
    kind: FaultKind
    sentence: str
    clip: str = ""

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.sentence}" if self.line else f"{self.file}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class ListedClip:
    """A clip and where it is listed; `frame_count` is what the corpus itself says of its length, if anything."""

    name: str
    annotation: ClipAnnotation
    file: Path
    line: int
    frame_count: int | None = None


@dataclass(slots=True)
class CorpusReading:
    """All that the annotation of a corpus says and all that is wrong with it; a reader adds to it line by line.

    Attributes:
        clips: every clip listed, also those whose video is missing.
        faults: in the order found.
        notes: what a user must know about how this corpus was read, a sentence each.
        known_glosses: the vocabulary that the corpus ships, empty where it ships none.
        is_split_drawn: the corpus says of no clip which split it is in, so a rule of ours does.
    """

    clips: list[ListedClip] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    known_glosses: frozenset[str] = frozenset()
    is_split_drawn: bool = False
    _places: dict[Path, tuple[Path, int]] = field(default_factory=dict)

    def add(self, name: str, annotation: ClipAnnotation, file: Path, line: int, frame_count: int | None = None) -> None:
        """Adds a clip, or a fault where its video is listed already; notes a fault as well where it is missing."""
        video = annotation.video
        if video in self._places:
            other, first = self._places[video]
            where = f"line {first}" if other == file else f"{other} line {first}"
            self.fault(file, line, "bad line", f"the video {video} is already on {where}.", name)
            return
        self._places[video] = (file, line)
        self.clips.append(ListedClip(name, annotation, file, line, frame_count))
        if not video.exists():
            self.fault(file, line, "missing video", f"the video {video} does not exist.", name)

    def fault(self, file: Path, line: int, kind: FaultKind, sentence: str, clip: str = "") -> None:
        """Adds a fault."""
        self.faults.append(Fault(file, line, kind, sentence, clip))

    def draw_splits(self) -> None:
        """Says of every clip which split it is in, where the corpus says it of none, and notes how."""
        if not self.clips:
            return
        unsplit = [UnsplitClip(clip.name, clip.annotation.signer, clip.annotation.glosses) for clip in self.clips]
        splits, note = draw_splits(unsplit)
        self.clips = [
            replace(clip, annotation=replace(clip.annotation, split=split))
            for clip, split in zip(self.clips, splits, strict=True)
        ]
        self.is_split_drawn = True
        self.notes.append(note)

    def annotations(self) -> list[ClipAnnotation]:
        """The clips.

        Raises:
            BadInputError: something is wrong; the sentence is the first fault.
        """
        if self.faults:
            raise BadInputError(str(self.faults[0]))
        return [clip.annotation for clip in self.clips]


def read_clip_list(path: Path) -> list[ClipAnnotation]:
    """Reads `clips.csv`, or the one inside a folder; paths in it are relative to its own folder.

    Columns: `video`, `glosses` (separated by spaces), `signer`, and optionally `split` (train, dev or test; where no
    line says it, it is drawn as drawn_splits.py says), `silent` (`yes` where nothing is signed; only then may `glosses`
    be empty), `scene` and `truth`.

    Raises:
        BadInputError: the file cannot be read, or a line is wrong; the sentence names file and line.
    """
    return scan_clip_list(path).annotations()


def scan_clip_list(path: Path) -> CorpusReading:
    """Reads `clips.csv` as `read_clip_list` does, to its end, whatever is wrong with it."""
    file = path / "clips.csv" if path.is_dir() else path
    reading = CorpusReading()
    rows = list(table_rows(reading, file, _REQUIRED_COLUMNS, _OPTIONAL_COLUMNS, missing="no such clip list."))
    is_split = any(row.get("split") for _, row in rows)
    for line, row in rows:
        _add_row(reading, file, line, row if is_split else row | {"split": "train"})
    if not is_split:
        reading.draw_splits()
    if not reading.clips and not reading.faults:
        reading.fault(file, 1, "bad line", "expected at least one clip below the header, found none.")
    return reading


def of_split(annotations: Iterable[ClipAnnotation], split: str) -> list[ClipAnnotation]:
    """The clips of one split, in the order of the list."""
    return [annotation for annotation in annotations if annotation.split == split]


def collect_vocabulary(annotations: Iterable[ClipAnnotation]) -> GlossVocabulary:
    """The glosses signed in these clips, sorted, so that the same clips always give the same numbering."""
    return GlossVocabulary(tuple(sorted({gloss for annotation in annotations for gloss in annotation.glosses})))


def table_rows(
    reading: CorpusReading,
    file: Path,
    required: Sequence[str],
    optional: Sequence[str] = (),
    *,
    separator: str = ",",
    missing: str = "does not exist.",
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cell of each column) of a UTF-8 table whose first line names its columns; empty lines are left out.

    Only a table separated by commas may quote its cells. What is wrong becomes a fault of `reading`.
    """
    if not file.is_file():
        reading.fault(file, 0, "missing file", missing)
        return
    quoting = csv.QUOTE_MINIMAL if separator == "," else csv.QUOTE_NONE
    line = 1
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True, delimiter=separator, quoting=quoting)
            columns = [cell.strip() for cell in next(reader, [])]
            if wrong := _wrong_header(columns, required, optional):
                reading.fault(file, 1, "bad line", wrong)
                return
            for cells in reader:
                line = reader.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(columns):
                    sentence = f"expected {len(columns)} cells as in the header, found {len(cells)}."
                    reading.fault(file, line, "bad line", sentence)
                    continue
                yield line, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
    except (csv.Error, UnicodeDecodeError) as error:
        kind = "comma-separated text" if separator == "," else f"text separated by '{separator}'"
        reading.fault(file, line, "bad line", f"cannot be read as UTF-8 {kind} ({error}).")
    except OSError as error:
        reading.fault(file, 0, "missing file", f"cannot be read ({error.strerror}).")


def _wrong_header(columns: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> str:
    for name in required:
        if name not in columns:
            return f"the column '{name}' is missing (found: {', '.join(columns) or 'nothing'})."
    for name in (*required, *optional):
        if columns.count(name) > 1:
            return f"the column '{name}' is there {columns.count(name)} times."
    return ""


def _add_row(reading: CorpusReading, file: Path, line: int, row: dict[str, str]) -> None:
    """Adds the clip of a line; all that is wrong with the line is said, not only the first."""
    sound = len(reading.faults)

    def kept(kind: FaultKind, read: Callable[[], _Value]) -> _Value | None:
        try:
            return read()
        except BadInputError as error:
            reading.fault(file, line, kind, str(error), row["video"])
            return None

    split = kept("unknown split", lambda: known_split(row["split"]))
    video = kept("bad line", lambda: _beside(file, row["video"]))
    glosses = kept("bad line", lambda: _read_glosses(row["glosses"], row.get("silent", "")))
    truth = file.parent / row["truth"] if row.get("truth") else None
    if truth is not None and not truth.is_file():
        reading.fault(file, line, "missing file", f"the truth {truth} does not exist.", row["video"])
    if len(reading.faults) == sound and video is not None and glosses is not None and split is not None:
        annotation = ClipAnnotation(video, glosses, row["signer"], split, row.get("scene", ""), truth)
        reading.add(row["video"], annotation, file, line)
    elif video is not None and not video.exists():
        reading.fault(file, line, "missing video", f"the video {video} does not exist.", row["video"])


def known_split(name: str) -> str:
    """The split of that name; raises BadInputError where there is none."""
    if name not in SPLITS:
        found = f"'{name}'" if name else "nothing"
        raise BadInputError(f"expected split train, dev or test, found {found}.")
    return name


def _read_glosses(cell: str, silent: str) -> tuple[str, ...]:
    if silent not in ("", "yes", "no"):
        raise BadInputError(f"expected silent yes, no or nothing, found '{silent}'.")
    glosses = tuple(cell.split())
    if not glosses and silent != "yes":
        raise BadInputError("the gloss is empty; a clip without signs needs a column 'silent' saying yes.")
    if glosses and silent == "yes":
        raise BadInputError(f"the clip is silent, yet has glosses ('{cell}').")
    return glosses


def _beside(file: Path, cell: str) -> Path:
    if not cell:
        raise BadInputError("the cell 'video' is empty.")
    return file.parent / cell
