"""Every corpus that the commands take: how its folder is recognised, how it is read, how large it is as published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from models.errors import BadInputError
from training.clip_list import SPLITS, ClipAnnotation, CorpusReading, ListedClip, scan_clip_list
from training.corpora import ce_csl, csl, csl_daily, gloss_folders, phoenix14, phoenix14t, published
from training.corpora.published import PublishedCounts

LayoutName = Literal[
    "clips-csv", "phoenix14", "phoenix14-si5", "phoenix14t", "csl-1", "csl-2", "csl-daily", "ce-csl", "gloss-folders"
]


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout.

    Attributes:
        title: the corpus, for people.
        holds: whether a folder has this layout; quick, and reads no file.
        scan: reads the annotation.
        published: the corpus as published; None for one's own clips.
        known_faults: clips that the distribution itself gets wrong, and why; never trained or measured on.
    """

    title: str
    holds: Callable[[Path], bool]
    scan: Callable[[Path], CorpusReading]
    published: PublishedCounts | None = None
    known_faults: Mapping[str, str] = field(default_factory=dict)


def _any_split(file: Callable[[Path, str], Path]) -> Callable[[Path], bool]:
    return lambda folder: any(file(folder, split).is_file() for split in SPLITS)


def _is_csl(folder: Path) -> bool:
    return (folder / "color").is_dir() and csl.annotation_file(folder).is_file()


_PHOENIX14_FAULTS = {
    phoenix14.TOO_SHORT_CLIP: "it has fewer frames than its glosses need, and public code leaves it out too"
}

# In the order in which a folder is tried. CSL does not say which of its splits is meant: the first is taken.
LAYOUTS: Mapping[LayoutName, Layout] = {
    "clips-csv": Layout("clips.csv", lambda folder: (folder / "clips.csv").is_file(), scan_clip_list),
    "phoenix14": Layout(
        "RWTH-PHOENIX-Weather 2014, multisigner",
        _any_split(phoenix14.annotation_file), phoenix14.scan_multisigner, published.PHOENIX14,
        _PHOENIX14_FAULTS,
    ),
    "phoenix14-si5": Layout(
        "RWTH-PHOENIX-Weather 2014, signer-independent SI5",
        _any_split(phoenix14.signer_independent_file), phoenix14.scan_signer_independent, published.PHOENIX14_SI5,
        _PHOENIX14_FAULTS,
    ),
    "phoenix14t": Layout(
        "RWTH-PHOENIX-Weather 2014 T", _any_split(phoenix14t.annotation_file), phoenix14t.scan, published.PHOENIX14T
    ),
    "csl-1": Layout("CSL, split I (other signers)", _is_csl, csl.scan_split_1, published.CSL_1),
    "csl-2": Layout("CSL, split II (other sentences)", _is_csl, csl.scan_split_2, published.CSL_2),
    "csl-daily": Layout(
        "CSL-Daily", lambda folder: csl_daily.split_file(folder).is_file(), csl_daily.scan, published.CSL_DAILY,
        {csl_daily.CLIP_WITHOUT_LABEL: "split_1.txt lists it, but it was published without label and pictures"},
    ),
    "ce-csl": Layout("CE-CSL", _any_split(ce_csl.annotation_file), ce_csl.scan, published.CE_CSL),
    "gloss-folders": Layout("one folder a gloss", gloss_folders.is_layout, gloss_folders.scan),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus whose annotation was read: with which layout, from where, and all that was found.

    The faults of clips that are known to be wrong in the distribution are not among `reading.faults`.
    """

    folder: Path
    name: LayoutName
    layout: Layout
    reading: CorpusReading

    @property
    def usable(self) -> list[ListedClip]:
        """The clips, without those that are known to be wrong in the distribution."""
        return [clip for clip in self.reading.clips if clip.name not in self.layout.known_faults]


def read_corpus(path: Path, layout: LayoutName | None = None) -> list[ClipAnnotation]:
    """The clips of a corpus, without those that are known to be wrong in its distribution.

    Args:
        path: the corpus's folder, a folder that holds just one corpus, or a clips.csv.
        layout: which one; by default it is recognised by what is in the folder.

    Raises:
        BadInputError: it is not recognised, or something is wrong with it; the sentence names file and line.
    """
    corpus = scan_corpus(path, layout)
    faults = corpus.reading.faults
    if faults:
        others = f" ({len(faults) - 1} more; glosscast-train check-data lists all)" if len(faults) > 1 else ""
        raise BadInputError(f"{faults[0]}{others}")
    usable = [clip.annotation for clip in corpus.usable]
    if not usable:
        raise BadInputError(f"{corpus.folder}: expected at least one clip of {corpus.layout.title}, found none.")
    return usable


def scan_corpus(path: Path, layout: LayoutName | None = None) -> Corpus:
    """All that the annotation of a corpus says, and all that is wrong with it; takes what `read_corpus` takes.

    Raises:
        BadInputError: there is no such folder, or its layout is not recognised.
    """
    if path.is_file() or path.suffix == ".csv" or (layout == "clips-csv" and not path.exists()):
        if layout not in (None, "clips-csv"):
            raise BadInputError(f"{path}: expected the folder of {LAYOUTS[layout].title}, found a file.")
        return Corpus(path, "clips-csv", LAYOUTS["clips-csv"], scan_clip_list(path))
    if not path.is_dir():
        raise BadInputError(f"{path}: no such folder; expected a corpus.")
    folder, name = (_folder_of(path, layout), layout) if layout is not None else recognise(path)
    reading = LAYOUTS[name].scan(folder)
    known = LAYOUTS[name].known_faults
    reading.faults[:] = [fault for fault in reading.faults if fault.clip not in known]
    return Corpus(folder, name, LAYOUTS[name], reading)


def recognise(path: Path) -> tuple[Path, LayoutName]:
    """The folder of the corpus, `path` itself or the one folder in it that is a corpus, and its layout.

    Raises:
        BadInputError: there is none, or several.
    """
    if name := _layout_of(path):
        return path, name
    folders = sorted(entry for entry in path.iterdir() if entry.is_dir())
    # A folder of videos two levels down is no corpus by itself: it may be anything.
    found = [(folder, name) for folder in folders if (name := _layout_of(folder)) and name != "gloss-folders"]
    if len(found) == 1:
        return found[0]
    if found:
        names = " and ".join(f"{folder.name} ({name})" for folder, name in found)
        raise BadInputError(f"{path}: holds {names}; expected the folder of one corpus.")
    raise BadInputError(
        f"{path}: holds no clips.csv and no corpus of a known layout ({', '.join(get_args(LayoutName)[1:])}); "
        "--layout says which one it is, and its file in training/corpora/ what is expected."
    )


def _folder_of(path: Path, layout: LayoutName) -> Path:
    """`path` itself, or the one folder in it that has this layout."""
    holds = LAYOUTS[layout].holds
    found = [] if holds(path) else [entry for entry in path.iterdir() if entry.is_dir() and holds(entry)]
    return found[0] if len(found) == 1 else path


def _layout_of(folder: Path) -> LayoutName | None:
    return next((name for name, layout in LAYOUTS.items() if layout.holds(folder)), None)
