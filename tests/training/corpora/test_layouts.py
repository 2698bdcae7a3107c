"""Every layout is recognised by itself and read as its corpus means it; what is none is refused in a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import BadInputError
from tests.training.corpora.made import (
    make_ce_csl,
    make_csl,
    make_csl_daily,
    make_gloss_folders,
    make_phoenix14,
    make_phoenix14t,
    write_lines,
    write_video,
)
from training.corpora.layouts import LAYOUTS, LayoutName, read_corpus, recognise, scan_corpus


def make_clips_csv(folder: Path) -> Path:
    """One line."""
    write_video(folder / "a.avi", 12)
    write_lines(folder / "clips.csv", "video,glosses,signer,split", "a.avi,HELLO,anna,train")
    return folder


MAKERS: dict[LayoutName, Callable[[Path], Path]] = {
    "clips-csv": make_clips_csv,
    "phoenix14": make_phoenix14,
    "phoenix14-si5": lambda folder: make_phoenix14(folder, ".SI5"),
    "phoenix14t": make_phoenix14t,
    "csl-1": make_csl,
    "csl-2": make_csl,
    "csl-daily": make_csl_daily,
    "ce-csl": make_ce_csl,
    "gloss-folders": make_gloss_folders,
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_recognised_and_read(tmp_path: Path, name: LayoutName) -> None:
    """A corpus in its layout has no fault, its clips are there, and it is found by itself; CSL as split I."""
    folder = MAKERS[name](tmp_path / "corpus")

    clips = read_corpus(folder, name)

    assert recognise(folder) == (folder, "csl-1" if name == "csl-2" else name)
    assert clips
    assert all(clip.video.exists() and clip.glosses and clip.signer for clip in clips)


def test_a_corpus_one_folder_down_is_found_and_two_are_refused(tmp_path: Path) -> None:
    """The folder that a release unpacks to will do, as long as it holds one corpus."""
    make_phoenix14(tmp_path / "phoenix-2014-multisigner")
    assert recognise(tmp_path)[1] == "phoenix14"

    make_phoenix14(tmp_path / "phoenix-2014-signerindependent-SI5", ".SI5")
    with pytest.raises(BadInputError, match=r"multisigner \(phoenix14\) and .*SI5 \(phoenix14-si5\)"):
        recognise(tmp_path)


def test_what_is_no_corpus_is_refused(tmp_path: Path) -> None:
    """No folder, an empty one, and a file for a layout that wants a folder: a sentence each."""
    with pytest.raises(BadInputError, match="no such folder"):
        read_corpus(tmp_path / "nothing")
    with pytest.raises(BadInputError, match=r"no corpus of a known layout .*phoenix14t"):
        read_corpus(tmp_path)
    file = write_lines(tmp_path / "a.csv", "video,glosses,signer,split")
    with pytest.raises(BadInputError, match="expected the folder of CSL-Daily"):
        read_corpus(file, "csl-daily")


def test_training_refuses_a_faulty_corpus_and_names_the_command_that_lists_all(tmp_path: Path) -> None:
    """The first fault is the sentence; how many more there are is said."""
    make_phoenix14(tmp_path)
    for split in ("dev", "test"):
        (tmp_path / f"annotations/manual/{split}.corpus.csv").unlink()

    with pytest.raises(BadInputError, match=r"dev\.corpus\.csv: does not exist\. \(1 more; .*check-data lists all\)"):
        read_corpus(tmp_path)


def test_clips_that_the_distribution_gets_wrong_are_left_out(tmp_path: Path) -> None:
    """PHOENIX's clip without enough frames is listed but not trained on; CSL-Daily's without a label is no fault."""
    make_phoenix14(tmp_path / "p")
    name = "13April_2011_Wednesday_tagesschau_default-14"
    file = tmp_path / "p/annotations/manual/train.corpus.csv"
    file.write_text(file.read_text(encoding="utf-8") + f"{name}|{name}/1/*.png|Signer07|A B\n", encoding="utf-8")

    assert len(scan_corpus(tmp_path / "p").reading.clips) == 4
    assert len(read_corpus(tmp_path / "p")) == 3
    assert len(read_corpus(make_csl_daily(tmp_path / "d"))) == 3
