"""CSL-Daily: labels from the text or from the pickle, splits, and every fault."""

import os
import pickle
from pathlib import Path

from tests.training.corpora.made import make_csl_daily, write_lines
from training.corpora.csl_daily import CLIP_WITHOUT_LABEL, scan


def pickle_labels(folder: Path, info: object) -> Path:
    """Puts the labels into the pickle alone."""
    (folder / "sentence_label/video_map.txt").unlink()
    file = folder / "sentence_label/csl2020ct_v2.pkl"
    file.write_bytes(pickle.dumps({"info": info, "gloss_map": ["", "你们", "好", "他", "今天"]}))
    return file


def test_clips_take_labels_from_the_text(tmp_path: Path) -> None:
    """Glosses, length and the signer that the name says; the one clip without a label is named, the spare one told."""
    reading = scan(make_csl_daily(tmp_path))

    assert [(clip.annotation.split, clip.annotation.signer, clip.annotation.glosses) for clip in reading.clips] == [
        ("train", "P0000", ("你们", "好")),
        ("dev", "P0000", ("他", "今天")),
        ("test", "P0004", ("他", "今天")),
    ]
    assert reading.clips[0].frame_count == 12
    assert [(fault.line, fault.clip) for fault in reading.faults] == [(3, CLIP_WITHOUT_LABEL)]
    assert reading.notes == ["1 labelled clips are in no split."]


def test_the_pickle_gives_the_same_clips_and_its_vocabulary(tmp_path: Path) -> None:
    """Where the text is not there, the pickle's records serve, and glosses outside its map can be found."""
    expected = [clip.annotation for clip in scan(make_csl_daily(tmp_path)).clips]
    labels = {
        "S000000_P0000_T00": ["你们", "好"],
        "S000020_P0000_T00": ["他", "今天"],
        "S000020_P0004_T00": ["他", "今天"],
    }
    pickle_labels(tmp_path, [{"name": n, "length": 12, "label_gloss": g, "signer": 0} for n, g in labels.items()])

    reading = scan(tmp_path)

    assert [clip.annotation for clip in reading.clips] == expected
    assert reading.known_glosses == {"你们", "好", "他", "今天"}


def test_a_pickle_with_more_than_data_is_refused(tmp_path: Path) -> None:
    """One fault that says where the same labels are to be had; nothing in the file is run."""
    file = pickle_labels(make_csl_daily(tmp_path), [os.getcwd])

    (fault,) = scan(tmp_path).faults

    assert fault.file == file
    assert "more than plain data" in fault.sentence
    assert "video_map.txt" in fault.sentence


def test_every_fault_is_named(tmp_path: Path) -> None:
    """An unknown split, a strange name, a missing folder, a label without glosses or length, a record without."""
    make_csl_daily(tmp_path)
    file = write_lines(
        tmp_path / "sentence_label/split_1.txt",
        "name|split",
        "S000000_P0000_T00|val",
        "S000000|train",
        "S000007_P0003_T00|train",
    )
    text = tmp_path / "sentence_label/video_map.txt"
    text.write_text(text.read_text(encoding="utf-8") + "4|S9|x||a|b|c\n", encoding="utf-8")

    assert [(f.file, f.line, f.kind) for f in scan(tmp_path).faults] == [
        (text, 6, "bad line"),
        (file, 2, "unknown split"),
        (file, 3, "bad line"),
        (file, 4, "missing video"),
    ]

    pickled = pickle_labels(tmp_path, [{"name": "S000007_P0003_T00", "label_gloss": ["a"]}, 7])
    assert (pickled, "bad line") in [(f.file, f.kind) for f in scan(tmp_path).faults]
