"""Somebody's clips: what is known of them, how they are told from others, and what nothing can be learned from."""

from pathlib import Path

import pytest

from models.errors import BadInputError
from tests.training.corpora.made import make_ce_csl, make_own_clips, write_video
from training.given_corpus import GivenCorpus

LINES = ("a.avi,YES NO,anna,train", "b.avi,YES,anna,train", "c.avi,NO,ben,dev", "d.avi,YES,carl,test")


def test_the_identity_is_what_is_listed_not_where_it_lies(tmp_path: Path) -> None:
    """A moved folder is the same corpus; a new line, another gloss or a video recorded anew makes another."""
    first = GivenCorpus.open(make_own_clips(tmp_path / "one" / "mine", *LINES), None)
    moved = GivenCorpus.open(make_own_clips(tmp_path / "two" / "mine", *LINES), None)
    assert first.identity == moved.identity
    assert first.identity.startswith("mine (4 clips, ")

    write_video(tmp_path / "two" / "mine" / "a.avi", 31)
    longer = GivenCorpus.open(tmp_path / "two" / "mine", None)
    other = GivenCorpus.open(make_own_clips(tmp_path / "one" / "mine", *LINES[:-1], "d.avi,NO,carl,test"), None)
    assert len({first.identity, longer.identity, other.identity}) == 3


@pytest.mark.parametrize(
    ("tested", "sentence"),
    [
        (["d.avi,YES,carl,test"], "signed by 1 person; measured on clips signed by other people."),
        (["d.avi,YES,anna,test"], "signed by 1 person; measured on clips signed by the same people."),
        (
            ["d.avi,YES,anna,test", "e.avi,YES,carl,test"],
            "signed by 1 person; measured on clips signed by partly the same people.",
        ),
        (["d.avi,YES,,test"], "signed by people who are not named; measured on clips signed by maybe the same people."),
    ],
)
def test_whom_it_was_measured_on_is_said(tmp_path: Path, tested: list[str], sentence: str) -> None:
    """A figure of people who were trained on never goes without saying so."""
    given = GivenCorpus.open(make_own_clips(tmp_path / "mine", *LINES[:3], *tested), None)
    assert given.described() == f"2 clips of 'mine', {sentence}"


def test_glosses_that_cannot_be_learned_are_named(tmp_path: Path) -> None:
    """A gloss of dev or test alone is in the vocabulary, and nothing teaches it."""
    given = GivenCorpus.open(make_own_clips(tmp_path, *LINES, "e.avi,HELP,carl,test"), None)
    assert given.notes == ("No training clip has these glosses of dev or test, so they cannot be learned: HELP.",)
    assert given.counts()["glosses"] == 3


@pytest.mark.parametrize(
    ("lines", "found", "advice"),
    [
        (["a.avi,YES,anna,train", "b.avi,YES,ben,train"], "2 train, 0 dev, 0 test", "leave that column out"),
        (["a.avi,YES,anna,test"], "0 train, 0 dev, 1 test", "leave that column out"),
        (["a.avi,YES,anna,train", "b.avi,YES,ben,dev"], "1 train, 1 dev, 0 test", "say test in the column 'split'"),
        (["a.avi,YES,anna,train,no", "b.avi,,ben,test,yes"], "1 train, 0 dev, 0 test", "say test"),
        (["a.avi,YES,anna,", "b.avi,NO,anna,"], "2 train, 0 dev, 0 test", "record every gloss at least twice"),
    ],
)
def test_a_corpus_that_nothing_can_be_measured_on_is_refused(
    tmp_path: Path, lines: list[str], found: str, advice: str
) -> None:
    """One split alone, or nothing signed in one of the two: one sentence that says what to do."""
    header = "video,glosses,signer,split" + (",silent" if lines[0].count(",") == 4 else "")
    with pytest.raises(BadInputError) as caught:
        GivenCorpus.open(make_own_clips(tmp_path, *lines, header=header), None)
    assert str(caught.value).startswith(f"{tmp_path}: expected clips to train on")
    assert f"found {found} with glosses" in str(caught.value)
    assert advice in str(caught.value)


def test_published_layouts_are_given_in_the_same_way(tmp_path: Path) -> None:
    """The layout is recognised in the folder or in the one folder in it, as by every other command."""
    make_ce_csl(tmp_path / "CE-CSL")
    given = GivenCorpus.open(tmp_path, None)
    assert given.name == "CE-CSL"
    assert given.counts()["clips"] == {"train": 1, "dev": 1, "test": 1}
