"""RWTH-PHOENIX-Weather 2014, multisigner and signer-independent (SI5): German Sign Language, weather forecasts.

Layout (release v3, `phoenix-2014-multisigner/` or `phoenix-2014-signerindependent-SI5/`):

    annotations/manual/train.corpus.csv              id|folder|signer|annotation  (SI5: train.SI5.corpus.csv)
    features/fullFrame-210x260px/train/ID/1/*.png    what `folder` says, below the split

Checked against public copies of the multisigner annotation (every line is read) and against public code that lists
the pictures (Apache-licensed VAC_CSLR among it). Not checked, for want of the corpus: the pictures themselves, and the
SI5 annotation, whose columns public code reads as those of the multisigner one. 25 frames a second is what papers say.
"""

from pathlib import Path

from training.clip_list import SPLITS, ClipAnnotation, CorpusReading, table_rows

FRAME_RATE = 25.0
TOO_SHORT_CLIP = "13April_2011_Wednesday_tagesschau_default-14"
"""Has fewer frames than its glosses need; public code leaves it out of the training clips."""


def annotation_file(folder: Path, split: str) -> Path:
    """The multisigner annotation of a split."""
    return folder / "annotations" / "manual" / f"{split}.corpus.csv"


def signer_independent_file(folder: Path, split: str) -> Path:
    """The signer-independent annotation of a split."""
    return folder / "annotations" / "manual" / f"{split}.SI5.corpus.csv"


def scan_multisigner(folder: Path) -> CorpusReading:
    """All clips of the multisigner set."""
    return _scan(folder, {split: annotation_file(folder, split) for split in SPLITS})


def scan_signer_independent(folder: Path) -> CorpusReading:
    """All clips of SI5: dev and test are by Signer05, who is not in train."""
    return _scan(folder, {split: signer_independent_file(folder, split) for split in SPLITS})


def frames_root(folder: Path) -> Path:
    """Where the pictures are: `fullFrame-210x260px`, or a copy in another size where only that is there."""
    features = folder / "features"
    original = features / "fullFrame-210x260px"
    copies = sorted(features.glob("fullFrame-*px"))
    return original if original.is_dir() or not copies else copies[0]


def _scan(folder: Path, files: dict[str, Path]) -> CorpusReading:
    reading = CorpusReading()
    root = frames_root(folder)
    for split, file in files.items():
        for line, row in table_rows(reading, file, ("id", "folder", "signer", "annotation"), separator="|"):
            name, glosses = row["id"], tuple(row["annotation"].split())
            if not name or not row["folder"] or not glosses:
                reading.fault(file, line, "bad line", "expected an id, a folder and at least one gloss.", name)
                continue
            video = root / split / row["folder"].removesuffix("*.png")
            reading.add(name, ClipAnnotation(video, glosses, row["signer"], split, frame_rate=FRAME_RATE), file, line)
    return reading
