"""RWTH-PHOENIX-Weather 2014 T: German Sign Language, weather forecasts, glosses beside a German text.

Layout (release v3, `PHOENIX-2014-T/`):

    annotations/manual/PHOENIX-2014-T.train.corpus.csv    name|video|start|end|speaker|orth|translation
    features/fullFrame-210x260px/train/NAME/images0001.png

The column `video` says NAME/1/*.png, but the pictures lie in NAME itself; a folder `1` is used where there is one.
Checked against public copies of the annotation (every line is read) and public code that lists the pictures; not
checked, for want of the corpus: the pictures themselves. 25 frames a second is what papers say.
"""

from pathlib import Path

from training.clip_list import SPLITS, ClipAnnotation, CorpusReading, table_rows
from training.corpora.phoenix14 import FRAME_RATE, frames_root


def annotation_file(folder: Path, split: str) -> Path:
    """The annotation of a split."""
    return folder / "annotations" / "manual" / f"PHOENIX-2014-T.{split}.corpus.csv"


def scan(folder: Path) -> CorpusReading:
    """All clips."""
    reading = CorpusReading()
    root = frames_root(folder)
    for split in SPLITS:
        file = annotation_file(folder, split)
        for line, row in table_rows(reading, file, ("name", "speaker", "orth"), separator="|"):
            name, glosses = row["name"], tuple(row["orth"].split())
            if not name or not glosses:
                reading.fault(file, line, "bad line", "expected a name and at least one gloss.", name)
                continue
            video = root / split / name
            video = video / "1" if (video / "1").is_dir() else video
            reading.add(name, ClipAnnotation(video, glosses, row["speaker"], split, frame_rate=FRAME_RATE), file, line)
    return reading
