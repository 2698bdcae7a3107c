"""CSL-Daily (USTC, 2021): Chinese Sign Language, everyday sentences by 10 signers.

Layout:

    sentence_label/split_1.txt                        name|split
    sentence_label/video_map.txt                      index|name|length|gloss|char|word|postag
    sentence_label/csl2020ct_v2.pkl                   the same as a pickle, with the vocabulary as "gloss_map"
    sentence/frames_512x512/S000000_P0000_T00/*.jpg   (also seen: sentence_frames-512x512/…)

The labels come from the text, or where it is not there from the pickle, which is read as plain data and never
unpickled (plain_pickle.py says why). The signer is the P of a name: public code shows that it equals the pickle's
column "signer". Checked against a public copy of split_1.txt (every line is read), public copies of all sentences,
and public code and printed records for the two label files; not checked, for want of the corpus: the label files
themselves and the pictures. 30 frames a second is what users of the corpus state.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import BadInputError
from training.clip_list import ClipAnnotation, CorpusReading, known_split, table_rows
from training.corpora.plain_pickle import read_plain_pickle

FRAME_RATE = 30.0
CLIP_WITHOUT_LABEL = "S000005_P0004_T00"
"""Is in split_1.txt, but public code finds neither its label nor its pictures."""
_FRAME_FOLDERS = (
    "sentence/frames_512x512", "sentence_frames-512x512/frames_512x512", "sentence_frames-512x512", "frames_512x512",
)  # fmt: skip
_SIGNER = re.compile(r"S\d+_(P\d+)_T\d+")


@dataclass(frozen=True, slots=True)
class _Label:
    glosses: tuple[str, ...]
    frame_count: int | None


def split_file(folder: Path) -> Path:
    """Which clip is in which split."""
    return folder / "sentence_label" / "split_1.txt"


def scan(folder: Path) -> CorpusReading:
    """All clips that have a split."""
    reading = CorpusReading()
    file = split_file(folder)
    labels = _read_labels(reading, folder / "sentence_label")
    if not labels:
        return reading  # one fault about the labels says more than one for every clip
    root = next((folder / name for name in _FRAME_FOLDERS if (folder / name).is_dir()), folder / _FRAME_FOLDERS[0])
    for line, row in table_rows(reading, file, ("name", "split"), separator="|"):
        name = row["name"]
        signer = _SIGNER.fullmatch(name)
        try:
            split = known_split(row["split"])
        except BadInputError as error:
            reading.fault(file, line, "unknown split", str(error), name)
            continue
        if signer is None:
            reading.fault(file, line, "bad line", f"expected a name like S000000_P0000_T00, found '{name}'.", name)
        elif name not in labels:
            reading.fault(file, line, "bad line", f"{name} has no label.", name)
        else:
            label = labels[name]
            annotation = ClipAnnotation(root / name, label.glosses, signer[1], split, frame_rate=FRAME_RATE)
            reading.add(name, annotation, file, line, label.frame_count)
    unused = len(labels.keys() - {clip.name for clip in reading.clips})
    if unused:
        reading.notes.append(f"{unused} labelled clips are in no split.")
    return reading


def _read_labels(reading: CorpusReading, folder: Path) -> dict[str, _Label]:
    text, pickled = folder / "video_map.txt", folder / "csl2020ct_v2.pkl"
    if text.is_file() or not pickled.is_file():
        return dict(_labels_of_text(reading, text))
    try:
        return dict(_labels_of_pickle(reading, pickled, read_plain_pickle(pickled)))
    except BadInputError as error:
        sentence = str(error).removeprefix(f"{pickled}: ")
        reading.fault(pickled, 0, "missing file", f"{sentence} The same labels are in {text.name}: put it beside it.")
        return {}


def _labels_of_text(reading: CorpusReading, file: Path) -> Iterator[tuple[str, _Label]]:
    for line, row in table_rows(reading, file, ("name", "length", "gloss"), separator="|"):
        glosses, length = tuple(row["gloss"].split()), row["length"]
        if not glosses or not length.isdecimal():
            sentence = f"expected a length in frames and at least one gloss, found '{length}' and '{row['gloss']}'."
            reading.fault(file, line, "bad line", sentence, row["name"])
        else:
            yield row["name"], _Label(glosses, int(length))


def _labels_of_pickle(reading: CorpusReading, file: Path, data: Any) -> Iterator[tuple[str, _Label]]:
    records = data.get("info") if isinstance(data, dict) else None
    if not isinstance(records, list):
        raise BadInputError(f"{file}: expected a dictionary with a list 'info'.")
    known = data.get("gloss_map")
    reading.known_glosses = frozenset(filter(_is_gloss, known if isinstance(known, list | dict) else ()))
    for number, record in enumerate(records):
        name, glosses, length = (
            (record.get(key) for key in ("name", "label_gloss", "length"))
            if isinstance(record, dict)
            else (None, None, None)
        )
        if isinstance(name, str) and isinstance(glosses, list) and glosses and all(map(_is_gloss, glosses)):
            yield name, _Label(tuple(glosses), length if isinstance(length, int) else None)
        else:
            clip = name if isinstance(name, str) else ""
            reading.fault(file, 0, "bad line", f"record {number} has no name or no glosses.", clip)


def _is_gloss(value: object) -> bool:
    return isinstance(value, str) and value.split() == [value]
