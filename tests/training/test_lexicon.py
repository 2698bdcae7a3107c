"""The command that checks, lists and draws the signs."""

from pathlib import Path

import pytest

from models.errors import BadInputError
from training.lexicon import LexiconConfig, show_lexicon
from training.signers.lexicon import LEXICON_FILE, cached_lexicon


def test_it_lists_every_sign_and_says_who_wrote_them(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a sign, and a last line that says that no one who signs wrote them."""
    show_lexicon(LexiconConfig())
    shown = capsys.readouterr().out
    assert all(f"\n{gloss} " in shown for gloss in cached_lexicon().glosses)
    assert "written by people who do not sign" in shown


def test_it_draws_the_signs_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One picture a gloss."""
    show_lexicon(LexiconConfig(sheet=tmp_path / "signs", glosses=("YES",)))
    assert [file.name for file in (tmp_path / "signs").iterdir()] == ["YES.png"]
    assert "1 pictures are in" in capsys.readouterr().out


def test_every_fault_is_printed_and_the_command_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Faults of the notation and of the motion, one a line, then one sentence with their number."""
    text = LEXICON_FILE.read_text(encoding="utf-8")
    file = tmp_path / "wrong.toml"
    file.write_text(text.replace("[0.52, 0.1, 0.42]", "[1.5, 0.5, 1.0]", 1).replace('"3-open"', '"Q"', 1))
    with pytest.raises(BadInputError, match="expected no fault, found 2"):
        show_lexicon(LexiconConfig(file=file))
    printed = capsys.readouterr().err.splitlines()
    assert printed[0].startswith("wrong.toml: NO, form 1, hand, posture 1: expected shape")
    assert printed[1].startswith("wrong.toml: HELLO, form 2, hand, posture 2: the arm is")


def test_the_folder_for_pictures_is_no_file(tmp_path: Path) -> None:
    """A file in its place is left alone."""
    (tmp_path / "signs").write_text("mine")
    with pytest.raises(BadInputError, match="found a file"):
        show_lexicon(LexiconConfig(sheet=tmp_path / "signs", glosses=("YES",)))
    assert (tmp_path / "signs").read_text() == "mine"
