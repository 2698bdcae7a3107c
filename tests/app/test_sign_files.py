"""What the list of one's signs does with files, and what it says of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.own_signs import OwnSigns
from app.sign_files import SignFiles
from app.teach_consent import Consent
from models.recognizer import GlossRecognizer
from models.taught.tries import record_try
from tests.models.taught.conftest import COLOUR_OF, try_frames

ALL = Consent(was_asked=True, keeps_clips=True, exports_clips=True)


class Desk:
    """Signs, what is done with them, and all that is said."""

    def __init__(self, qtbot: QtBot, folder: Path, recognizer: GlossRecognizer) -> None:
        page = QWidget()
        qtbot.addWidget(page)
        self.page = page
        self.signs = OwnSigns(folder, recognizer, page)
        self.files = SignFiles(self.signs, page)
        self.told: list[str] = []
        self.files.told.connect(self.told.append)

    def teach(self, gloss: str, consent: Consent) -> None:
        """Two tries, with their pictures where that is allowed."""
        self.signs.change_consent(consent)
        tries = [record_try(self.signs.recognizer, try_frames(COLOUR_OF[gloss]), keep_frames=True) for _ in range(2)]
        self.signs.teach(gloss, tuple(tries))


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, recognizer: GlossRecognizer) -> Desk:
    """With PINK."""
    one = Desk(qtbot, tmp_path / "signs", recognizer)
    one.teach("PINK", ALL)
    return one


def test_an_export_is_clips_as_well_where_that_was_allowed(desk: Desk, tmp_path: Path) -> None:
    """From here to training is one step; without consent there are numbers only."""
    (tmp_path / "out").mkdir()
    (tmp_path / "bare").mkdir()

    with_pictures = desk.files.export_to(tmp_path / "out")
    desk.signs.change_consent(replace(ALL, exports_clips=False))
    bare = desk.files.export_to(tmp_path / "bare")

    assert "with their pictures" in with_pictures
    assert sorted(path.name for path in (tmp_path / "out" / "clips").iterdir()) == [
        "PINK-1.avi", "PINK-2.avi", "clips.csv",
    ]  # fmt: skip
    assert bare == "1 signs were copied to bare, without pictures."
    assert [path.name for path in (tmp_path / "bare").iterdir()] == ["sign-PINK.npz"]


def test_files_are_taken_in(desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken and what was not is said; not chosen, nothing is."""
    (tmp_path / "out").mkdir()
    desk.files.export_to(tmp_path / "out")
    (tmp_path / "out" / "zero.npz").write_bytes(b"")
    other = Desk(qtbot, tmp_path / "elsewhere", desk.signs.recognizer)
    other.signs.change_consent(Consent(was_asked=True))
    chosen: list[list[str]] = [[], [str(path) for path in sorted((tmp_path / "out").glob("*.npz"))]]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *arguments: (chosen.pop(0), ""))

    other.files.take_in()
    assert other.told == []
    other.files.take_in()

    assert other.told[0].startswith("Taken in: PINK.")
    assert "zero.npz" in other.told[0]
    qtbot.waitUntil(lambda: other.signs.glosses == ("PINK",), timeout=60_000)


def test_what_cannot_be_done_is_said(desk: Desk) -> None:
    """A name that is taken, a sign whose file somebody has removed: one sentence each."""
    desk.teach("YELLOW", ALL)
    desk.files.rename("PINK", "YELLOW")
    assert "already" in desk.told[-1]
    (desk.signs.store.folder or Path()).joinpath("sign-PINK.npz").unlink()
    desk.files.rename("PINK", "ROSE")
    assert "no taught sign PINK" in desk.told[-1]
    desk.files.delete("PINK")
    assert desk.told[-1] == "PINK is deleted."
