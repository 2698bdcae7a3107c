"""The lexicon file that comes with the code, and how any lexicon file is read."""

from pathlib import Path

import pytest

from models.errors import BadInputError
from training.signers.lexicon import LEXICON_FILE, STARTER_GLOSSES, cached_lexicon, parse_lexicon, read_lexicon

ENTRY = """
[WAVE]
looks = "A flat hand before the shoulder."
[[WAVE.form]]
hand = [{shape = "B", at = "shoulder", offset = [0.2, 0.0, 0.4], point = "palm", fingers = "up", palm = "forward"}]
"""


def write(folder: Path, text: str) -> Path:
    """A lexicon file."""
    file = folder / "signs.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_lexicon_has_no_fault_and_the_shipped_signs_first() -> None:
    """Every entry is read; the eight signs of the shipped model come first, in their order."""
    lexicon, faults = parse_lexicon(LEXICON_FILE)
    assert faults == []
    assert lexicon.glosses[:8] == STARTER_GLOSSES


def test_signs_that_share_a_beginning_differ_in_their_hands() -> None:
    """GOOD needs the other hand and THANK-YOU does not, which is what tells them apart."""
    lexicon = cached_lexicon()
    assert all(form.other for form in lexicon.forms("GOOD"))
    assert not any(form.other for form in lexicon.forms("THANK-YOU"))


def test_the_list_of_signs_is_complete() -> None:
    """docs/signs.md has one row for every sign, with the number of its forms."""
    text = (Path(__file__).parents[3] / "docs" / "signs.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "]
    listed = {row[0]: row[1] for row in rows[1:] if row[1].isdigit()}
    assert listed == {gloss: str(len(sign.forms)) for gloss, sign in cached_lexicon().signs.items()}


def test_a_sign_is_added_by_adding_an_entry(tmp_path: Path) -> None:
    """A file with one entry is a lexicon of one sign."""
    lexicon = read_lexicon(write(tmp_path, ENTRY))
    assert lexicon.glosses == ("WAVE",)
    assert lexicon.forms("WAVE")[0].dominant[0].fingers == (0.0, 1.0, 0.0)


def test_the_digest_changes_with_what_is_signed_only(tmp_path: Path) -> None:
    """Another offset gives another digest; another description does not."""
    moved = ENTRY.replace("0.4]", "0.5]")
    described = ENTRY.replace("A flat hand", "The flat hand")
    first, second, third = (read_lexicon(write(tmp_path, text)).digest(["WAVE"]) for text in (ENTRY, moved, described))
    assert first != second
    assert first == third


def test_an_unknown_sign_is_named_with_those_there_are() -> None:
    """A gloss without an entry is refused in one sentence."""
    with pytest.raises(BadInputError, match=r"know no sign 'BANANA'; they know HELLO, THANK-YOU"):
        cached_lexicon().choose(["HELLO", "BANANA"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[WAVE", "is no TOML file"),
        (ENTRY + ENTRY, "is no TOML file"),  # a gloss twice
        ("", "at least one sign"),
        (ENTRY.replace('"B"', '"Q7"'), r"WAVE, form 1, hand, posture 1: expected shape to be one of .*found 'Q7'\.$"),
        (ENTRY.replace('"up"', '"sideways"').replace("0.4]", "9]"), r"found \[0.2, 0.0, 9\] \(and 1 more: .*lexicon"),
    ],
)
def test_a_faulty_file_is_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    """The sentence names the file and the first fault, and counts the others."""
    with pytest.raises(BadInputError, match=sentence) as caught:
        read_lexicon(write(tmp_path, text))
    assert "signs.toml" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No such file: one sentence."""
    with pytest.raises(BadInputError, match=r"none\.toml: cannot be read \(No such file"):
        read_lexicon(tmp_path / "none.toml")


def test_the_same_form_twice_is_a_fault(tmp_path: Path) -> None:
    """Two signs that look exactly alike are named: no network could tell them apart."""
    faults = parse_lexicon(write(tmp_path, ENTRY + ENTRY.replace("WAVE", "HALT")))[1]
    assert faults == ["HALT, form 1: is the same as WAVE, form 1"]
