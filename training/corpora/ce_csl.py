"""CE-CSL (Zhu, Li and others, arXiv 2409.11960): Chinese Sign Language before more than 70 real backgrounds.

Layout:

    label/train.csv                     Number,Translator,Chinese Sentences,Gloss,Note; glosses separated by /
    video/train/A/train-00001.mp4       split, translator, number; or a folder of that name with extracted pictures

The written glosses carry remarks: of whom (in brackets), which variant (a number at the end). The authors' public code
drops both, writes commas and question marks one way and numbers without leading zeros; doing the same gives the
3,515 glosses that their paper counts, and so it is done here. Punctuation stays a gloss, as it does there. A gloss that
is nothing but a remark keeps its brackets (ours; there is none in the published tables).

Checked against public copies of all three tables and public code for the videos' places; not checked, for want of the
corpus: the videos themselves, and the frame rate of extracted pictures, for which 30 is assumed.
"""

import re
from pathlib import Path

from training.clip_list import SPLITS, ClipAnnotation, CorpusReading, table_rows

FRAME_RATE = 30.0
_REMARK = re.compile(r"[(\[{（][^)\]}）]*[)\]}）]")
_VARIANT = re.compile(r"(?<=.)\d$")


def annotation_file(folder: Path, split: str) -> Path:
    """The table of a split."""
    return folder / "label" / f"{split}.csv"


def scan(folder: Path) -> CorpusReading:
    """All clips."""
    reading = CorpusReading()
    for split in SPLITS:
        file = annotation_file(folder, split)
        for line, row in table_rows(reading, file, ("Number", "Translator", "Gloss")):
            name, signer = row["Number"], row["Translator"]
            glosses = tuple(plain_gloss(gloss) for gloss in row["Gloss"].split("/") if gloss.strip())
            if not name or not signer or not glosses:
                sentence = "expected a number, a translator and at least one gloss."
                reading.fault(file, line, "bad line", sentence, name)
                continue
            pictures = folder / "video" / split / signer / name
            video = pictures if pictures.is_dir() else pictures.with_name(f"{name}.mp4")
            reading.add(name, ClipAnnotation(video, glosses, signer, split, frame_rate=FRAME_RATE), file, line)
    return reading


def plain_gloss(written: str) -> str:
    """A gloss without its remarks."""
    gloss = "".join(_REMARK.sub("", written).split()) or "".join(written.split())
    if not gloss[0].isdigit():
        gloss = _VARIANT.sub("", gloss)
    gloss = {",": "，", "?": "？"}.get(gloss[0], gloss[0]) + gloss[1:]
    return str(int(gloss)) if gloss.isdecimal() else gloss
