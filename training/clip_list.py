"""The list of clips of a corpus: one `clips.csv` with a line per video, checked once, at the border."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import BadInputError
from models.vocabulary import GlossVocabulary

SPLITS = ("train", "dev", "test")
_REQUIRED_COLUMNS = ("video", "glosses", "signer", "split")
_OPTIONAL_COLUMNS = ("silent", "scene", "truth")


@dataclass(frozen=True, slots=True)
class ClipAnnotation:
    """One line of a corpus: a video and what is signed in it.

    `glosses` is empty for a silent clip (somebody resting, an empty room). `truth` is a `.npz` with the truth of
    every frame, which only generated corpora have.
    """

    video: Path
    glosses: tuple[str, ...]
    signer: str
    split: str
    scene: str = ""
    truth: Path | None = None

    @property
    def is_silent(self) -> bool:
        """True where nothing is signed, so that every recognised gloss is a false one."""
        return not self.glosses


def read_clip_list(path: Path) -> list[ClipAnnotation]:
    """Reads `clips.csv`, or the one inside a folder; paths in it are relative to its own folder.

    Columns: `video`, `glosses` (separated by spaces), `signer`, `split` (train, dev or test), and optionally
    `silent` (`yes` where nothing is signed; only then may `glosses` be empty), `scene` and `truth`.

    Raises:
        BadInputError: the file cannot be read, or a line is wrong; the sentence names file and line.
    """
    file = path / "clips.csv" if path.is_dir() else path
    if not file.is_file():
        raise BadInputError(f"{file}: no such clip list.")
    annotations: list[ClipAnnotation] = []
    line_of_video: dict[Path, int] = {}
    line = 1
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            columns = _read_header(file, next(reader, []))
            for cells in reader:
                line = reader.line_num
                if not any(cell.strip() for cell in cells):
                    continue
                annotation = _read_row(file, line, columns, cells)
                if annotation.video in line_of_video:
                    first = line_of_video[annotation.video]
                    raise BadInputError(f"{file} line {line}: the video {annotation.video} is already on line {first}.")
                line_of_video[annotation.video] = line
                annotations.append(annotation)
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadInputError(f"{file} line {line}: cannot be read as UTF-8 comma-separated text ({error}).") from error
    except OSError as error:
        raise BadInputError(f"{file}: cannot be read ({error.strerror}).") from error
    if not annotations:
        raise BadInputError(f"{file} line {line}: expected at least one clip below the header, found none.")
    return annotations


def of_split(annotations: Iterable[ClipAnnotation], split: str) -> list[ClipAnnotation]:
    """The clips of one split, in the order of the list."""
    return [annotation for annotation in annotations if annotation.split == split]


def collect_vocabulary(annotations: Iterable[ClipAnnotation]) -> GlossVocabulary:
    """The glosses signed in these clips, sorted, so that the same clips always give the same numbering."""
    return GlossVocabulary(tuple(sorted({gloss for annotation in annotations for gloss in annotation.glosses})))


def _read_header(file: Path, cells: Sequence[str]) -> list[str]:
    columns = [cell.strip() for cell in cells]
    for name in _REQUIRED_COLUMNS:
        if name not in columns:
            found = ", ".join(columns) or "nothing"
            raise BadInputError(f"{file} line 1: the column '{name}' is missing (found: {found}).")
    for name in (*_REQUIRED_COLUMNS, *_OPTIONAL_COLUMNS):
        if columns.count(name) > 1:
            raise BadInputError(f"{file} line 1: the column '{name}' is there {columns.count(name)} times.")
    return columns


def _read_row(file: Path, line: int, columns: Sequence[str], cells: Sequence[str]) -> ClipAnnotation:
    place = f"{file} line {line}"
    if len(cells) != len(columns):
        raise BadInputError(f"{place}: expected {len(columns)} cells as in the header, found {len(cells)}.")
    row = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
    if row["split"] not in SPLITS:
        raise BadInputError(f"{place}: expected split train, dev or test, found '{row['split']}'.")
    truth = row.get("truth", "")
    return ClipAnnotation(
        video=_existing_file(place, file.parent, "video", row["video"]),
        glosses=_read_glosses(place, row["glosses"], row.get("silent", "")),
        signer=row["signer"],
        split=row["split"],
        scene=row.get("scene", ""),
        truth=_existing_file(place, file.parent, "truth", truth) if truth else None,
    )


def _read_glosses(place: str, cell: str, silent: str) -> tuple[str, ...]:
    if silent not in ("", "yes", "no"):
        raise BadInputError(f"{place}: expected silent yes, no or nothing, found '{silent}'.")
    glosses = tuple(cell.split())
    if not glosses and silent != "yes":
        raise BadInputError(f"{place}: the gloss is empty; a clip without signs needs a column 'silent' saying yes.")
    if glosses and silent == "yes":
        raise BadInputError(f"{place}: the clip is silent, yet has glosses ('{cell}').")
    return glosses


def _existing_file(place: str, folder: Path, column: str, cell: str) -> Path:
    if not cell:
        raise BadInputError(f"{place}: the cell '{column}' is empty.")
    file = folder / cell
    if not file.is_file():
        raise BadInputError(f"{place}: the {column} {file} does not exist.")
    return file
