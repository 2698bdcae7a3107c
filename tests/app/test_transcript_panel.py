"""The transcript's panel, off-screen: what it shows, by mouse, and by keyboard alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMainWindow, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.camera import VideoFile
from app.captions import Captions
from app.transcript import Transcript
from app.transcript_model import HEADING_ROLE, OPENS_SENTENCE_ROLE, Column, TranscriptModel
from app.transcript_panel import TranscriptPanel
from app.transcript_row import HEADING_HEIGHT
from app.transcript_table import ROW_HEIGHT, TranscriptTable
from models.decoding import Alternative, RecognizedGloss
from models.streaming import Hypothesis
from models.vocabulary import GlossVocabulary
from tests.fakes import make_card

CARD = make_card(("YES", "NO", "HELP", "THANK-YOU", "GOOD"))
OTHERS = (Alternative("HELP", 0.25), Alternative("THANK-YOU", 0.04), Alternative("GOOD", 0.004))


def hypothesis(text: str, *, ends: bool = False) -> Hypothesis:
    """Glosses by their names, ten seconds apart."""
    glosses = [RecognizedGloss(name, 10.0 * i, 10.0 * i + 1, 0.934, OTHERS) for i, name in enumerate(text.split())]
    return Hypothesis(tuple(glosses), (), ends, 0.0)


class Panel:
    """A panel in a window, and the captions that feed it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.captions = Captions()
        self.panel = TranscriptPanel(CARD)
        self.window = QMainWindow()
        self.window.setCentralWidget(self.panel)
        self.window.addActions(self.panel.window_actions)
        qtbot.addWidget(self.window)
        self.window.resize(400, 420)
        self.window.show()
        self.window.activateWindow()
        self.panel.begin(VideoFile(Path("clip.mp4")))
        self.table = self.panel.findChild(TranscriptTable)

    def sign(self, text: str, *, ends: bool = False) -> None:
        """The recogniser commits these glosses of one sentence."""
        self.panel.take(self.captions.update(hypothesis(text, ends=ends)))

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """What the table says, hyphens as typed."""
        model = self.table.model()
        texts = [[model.index(row, column).data() for column in Column] for row in range(model.rowCount())]
        return [tuple(text.replace("\N{NON-BREAKING HYPHEN}", "-") for text in row) for row in texts]

    def button(self, start: str) -> QToolButton:
        """The visible button whose text starts so."""
        texts = {one.text(): one for one in self.panel.findChildren(QToolButton) if one.isVisible()}
        return next(button for text, button in texts.items() if text.startswith(start))

    def key(self, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        qtbot.keyClick(self.window.focusWidget() or self.window, key, modifier)


@pytest.fixture
def shown(qtbot: QtBot) -> Panel:
    """An empty panel."""
    return Panel(qtbot)


CONTROL = Qt.KeyboardModifier.ControlModifier


def test_each_gloss_is_a_row(shown: Panel) -> None:
    """Time, gloss and confidence, as they are committed; the line of a new sentence stands where it begins."""
    shown.sign("YES")
    shown.sign("YES THANK-YOU", ends=True)
    shown.sign("NO")

    assert shown.rows == [("0:00", "YES", "93 %"), ("0:10", "THANK-YOU", "93 %"), ("0:11", "NO", "93 %")]
    assert [shown.table.model().index(row, 0).data(OPENS_SENTENCE_ROLE) for row in range(3)] == [False, False, True]
    spoken = shown.table.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "THANK-YOU, recognised with a confidence of 93 %"


def test_an_alternative_is_chosen_by_mouse(qtbot: QtBot, shown: Panel) -> None:
    """A click on a gloss offers its alternatives, a click on one of them corrects it, and the row says so."""
    shown.sign("YES NO")
    place = shown.table.visualRect(shown.table.model().index(1, 1)).center()
    qtbot.mouseClick(shown.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    with qtbot.waitSignal(shown.panel.edited):
        qtbot.mouseClick(shown.button("1  HELP  25 %"), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))

    assert [row[1:] for row in shown.rows] == [("YES", "93 %"), ("HELP", "corrected")]
    spoken = shown.table.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "HELP, corrected; recognised was NO with a confidence of 93 %"


def test_an_alternative_is_chosen_by_keyboard(qtbot: QtBot, shown: Panel) -> None:
    """Ctrl+E goes to the last gloss, arrows to others, digits choose; the recognised one can be had back."""
    shown.sign("YES NO")
    shown.key(qtbot, Qt.Key.Key_E, CONTROL)
    assert shown.window.focusWidget() is shown.table
    shown.key(qtbot, Qt.Key.Key_Up)
    shown.key(qtbot, Qt.Key.Key_2)
    assert [row[1] for row in shown.rows] == ["THANK-YOU", "NO"]

    assert shown.button("1  YES").accessibleName() == "Back to YES, as recognised"
    shown.key(qtbot, Qt.Key.Key_4)  # offered are YES, HELP and GOOD: nothing happens
    shown.key(qtbot, Qt.Key.Key_1)
    assert [row[1:] for row in shown.rows] == [("YES", "93 %"), ("NO", "93 %")]


def test_any_sign_of_the_list_may_be_chosen(qtbot: QtBot, shown: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter on a gloss asks for one of all signs; asked and not answered, nothing changes."""
    asked: list[list[str]] = []
    answers = iter([("YES", False), ("GOOD", True)])

    def answer(parent: QWidget, title: str, question: str, known: list[str], index: int, *, editable: bool) -> object:
        asked.append([known[index], *known])
        return next(answers)

    monkeypatch.setattr(QInputDialog, "getItem", answer)
    shown.sign("NO")
    shown.key(qtbot, Qt.Key.Key_E, CONTROL)
    shown.key(qtbot, Qt.Key.Key_Return)
    assert shown.rows[0][1] == "NO"
    qtbot.mouseClick(shown.button("Other sign…"), Qt.MouseButton.LeftButton)

    assert shown.rows[0][1:] == ("GOOD", "corrected")
    assert asked == [["NO", "GOOD", "HELP", "NO", "THANK-YOU", "YES"]] * 2


def test_undo_and_clear_by_key(qtbot: QtBot, shown: Panel) -> None:
    """Ctrl+Z takes back the last gloss and says which, Ctrl+Delete all; with nothing there, the buttons are off."""
    shown.sign("YES NO", ends=True)
    shown.key(qtbot, Qt.Key.Key_Z, CONTROL)
    assert [row[1] for row in shown.rows] == ["YES"]
    assert shown.panel.note == "NO was taken back."
    shown.sign("GOOD")
    assert [row[1] for row in shown.rows] == ["YES", "GOOD"]
    shown.key(qtbot, Qt.Key.Key_Delete, CONTROL)

    assert shown.rows == []
    assert not shown.button("Undo").isEnabled()
    shown.panel.undo()
    assert shown.rows == []


def test_copy_takes_the_selection_or_all(qtbot: QtBot, shown: Panel) -> None:
    """Ctrl+C copies the selected glosses, without a selection everything, a sentence a line."""
    shown.sign("YES THANK-YOU", ends=True)
    shown.sign("NO")
    shown.key(qtbot, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "YES THANK-YOU\nNO"

    shown.table.selectRow(1)
    shown.key(qtbot, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "THANK-YOU"
    assert shown.panel.note == "Signs copied: 1"


def test_who_reads_what_is_old_is_left_there(shown: Panel) -> None:
    """The end is followed, unless the list was scrolled back."""
    shown.sign("YES " * 40)
    bar = shown.table.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(3)
    shown.sign("YES " * 60)

    assert bar.value() == 3


def test_a_transcript_is_saved_where_it_is_asked_for(
    shown: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kind chosen gives the ending; another ending, and a name that would replace a file unasked, are said."""
    answers = iter(
        [
            ("", ""),
            (str(tmp_path / "talk"), "SubRip subtitles (*.srt)"),
            (str(tmp_path / "talk"), "SubRip subtitles (*.srt)"),
            (str(tmp_path / "talk.doc"), ""),
        ]
    )
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: next(answers))
    shown.sign("YES NO")
    save = next(action for action in shown.panel.window_actions if action.text() == "Save transcript…")

    save.trigger()
    assert (list(tmp_path.iterdir()), shown.panel.note) == ([], "")
    save.trigger()
    assert (tmp_path / "talk.srt").read_text().endswith("YES NO\n")
    assert shown.panel.note == "The transcript was saved to talk.srt."
    save.trigger()
    assert shown.panel.note == "talk.srt exists already. Choose another name."
    save.trigger()
    assert "talk.doc does not" in shown.panel.note


def test_a_live_file_is_written_until_it_is_not_wanted(
    qtbot: QtBot, shown: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opt-in: sentences, undo and the end reach the file; chosen again, it is complete; another source ends it too."""
    path = tmp_path / "talk.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(path), ""))
    live = next(action for action in shown.panel.window_actions if action.text() == "Write live to file…")

    def written() -> list[str]:
        return [one["gloss"] for part in json.loads(path.read_text())["sentences"] for one in part["glosses"]]

    shown.sign("YES NO", ends=True)
    live.trigger()
    assert (written(), live.isChecked(), live.text()) == (["YES", "NO"], True, "Stop writing to talk.json")
    assert shown.button("Save ●").accessibleName().startswith("What is recognised is being written to talk.json")
    shown.panel.undo()
    assert written() == ["YES"]
    shown.sign("GOOD")
    live.trigger()
    assert (written(), live.isChecked()) == (["YES", "GOOD"], False)
    assert shown.panel.note == "talk.json is complete."
    assert shown.button("Save…").isEnabled()

    live.trigger()
    shown.panel.begin(VideoFile(Path("other.mp4")))
    assert ([row[1] for row in shown.rows], live.isChecked()) == (["YES", "GOOD"], False)
    assert shown.panel.note == "talk.json is complete: another source is watched now."
    assert written() == ["YES", "GOOD"]


def test_another_model_completes_a_live_file(shown: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file names one model, so another ends it, and what is saved later names the model of each part."""
    answers = iter(["live.json", "all.txt"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(tmp_path / next(answers)), ""))
    actions = {action.text(): action for action in shown.panel.window_actions}
    actions["Write live to file…"].trigger()
    shown.sign("YES", ends=True)
    shown.panel.use_model(CARD)
    assert shown.panel.note == ""
    shown.panel.use_model(replace(CARD, name="second"))
    assert shown.panel.note == "live.json is complete: another model is used now."
    shown.sign("NO", ends=True)
    actions["Save transcript…"].trigger()

    live = json.loads((tmp_path / "live.json").read_text())
    assert live["model"] == "tiny"
    assert [one["gloss"] for part in live["sentences"] for one in part["glosses"]] == ["YES"]
    assert (tmp_path / "all.txt").read_text() == "[clip.mp4, tiny]\nYES\n\n[clip.mp4, second]\nNO\n"


def test_each_section_is_named_above_its_first_row(shown: Panel) -> None:
    """With one section there is nothing to tell apart; with two, each has its name, in the table and when read out."""

    def headings() -> list[str]:
        model = shown.table.model()
        return [model.index(row, 0).data(HEADING_ROLE) for row in range(model.rowCount())]

    def heights() -> list[int]:
        return [shown.table.rowHeight(row) - ROW_HEIGHT for row in range(shown.table.model().rowCount())]

    shown.sign("YES NO", ends=True)
    assert (headings(), heights()) == (["", ""], [0, 0])
    without = shown.table.grab().toImage()
    shown.panel.use_model(replace(CARD, name="second"))
    shown.sign("HELP", ends=True)

    assert headings() == ["clip.mp4, tiny", "", "clip.mp4, second"]
    assert heights() == [HEADING_HEIGHT, 0, HEADING_HEIGHT]
    spoken = shown.table.model().index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "clip.mp4, second: HELP, recognised with a confidence of 93 %"
    assert shown.table.grab().toImage() != without
    shown.panel.undo()
    assert (headings(), heights()) == (["", ""], [0, 0])
    assert shown.table.grab().toImage() == without


def test_a_heading_stays_with_its_section(shown: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the oldest rows are forgotten, the name stands where its section now begins, and at the head of the list."""
    shown.panel.transcript._kept_glosses = 4
    shown.sign("YES NO", ends=True)
    shown.sign("YES", ends=True)
    shown.panel.use_model(replace(CARD, name="second"))
    for text, rows in (("HELP", [0, 3]), ("GOOD", [0, 1]), ("NO", [0, 1]), ("YES", [])):
        shown.sign(text, ends=True)
        count = shown.table.model().rowCount()
        assert [row for row in range(count) if shown.table.rowHeight(row) > ROW_HEIGHT] == rows, text


@pytest.mark.parametrize("is_answered", [True, False])
def test_which_part_a_file_with_times_is_of(
    shown: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_answered: bool
) -> None:
    """With several sources one of them is asked for, the newest offered first; not answered, nothing is written."""
    asked: list[tuple[list[str], int]] = []

    def answer(parent: QWidget, title: str, question: str, names: list[str], index: int, *, editable: bool) -> object:
        asked.append((names, index))
        return names[0], is_answered

    monkeypatch.setattr(QInputDialog, "getItem", answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(tmp_path / "talk.srt"), ""))
    save = next(action for action in shown.panel.window_actions if action.text() == "Save transcript…")
    shown.sign("YES", ends=True)
    shown.panel.begin(VideoFile(Path("other.mp4")))
    shown.captions = Captions()
    shown.sign("NO", ends=True)
    save.trigger()

    assert asked == [(["1: clip.mp4", "2: other.mp4"], 1)]
    assert (tmp_path / "talk.srt").exists() is is_answered
    if is_answered:
        assert (tmp_path / "talk.srt").read_text().endswith("YES\n")


def test_a_live_file_that_fails_is_said_once(shown: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick pulled out: one sentence, nothing more is written, and recognition goes on."""
    path = tmp_path / "talk.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(path), ""))
    live = next(action for action in shown.panel.window_actions if action.text() == "Write live to file…")
    live.trigger()
    path.unlink()
    path.mkdir()
    shown.sign("YES", ends=True)

    assert shown.panel.note.endswith("this is a folder. Nothing more is written.")
    assert not live.isChecked()
    shown.sign("NO", ends=True)
    assert [row[1] for row in shown.rows] == ["YES", "NO"]


def test_a_hidden_panel_speaks_through_the_window(qtbot: QtBot, shown: Panel) -> None:
    """In a small window the keys still work, and what they did is said elsewhere."""
    shown.sign("YES NO")
    shown.panel.hide()

    with qtbot.waitSignal(shown.panel.message_given) as told:
        shown.panel.undo()
    assert told.args == ["NO was taken back."]


def test_every_control_has_a_name(shown: Panel) -> None:
    """A screen reader can say what each button, the list and the note are."""
    shown.sign("YES")
    shown.table.selectRow(0)
    buttons = [one for one in shown.panel.findChildren(QToolButton) if one.isVisible()]

    assert len(buttons) == 5 + 4
    assert all(one.accessibleName() for one in [*buttons, shown.table])
    assert all(one.focusPolicy() == Qt.FocusPolicy.StrongFocus for one in buttons)
    assert "Take back the last sign (Ctrl+Z)" in [one.accessibleName() for one in buttons]


def test_the_model_keeps_the_rules_of_models(qtbot: QtBot) -> None:
    """Qt's own tester watches growth, undo, correction, forgetting and clearing."""
    transcript, captions = Transcript(GlossVocabulary(CARD.vocabulary.glosses), kept_glosses=5), Captions()
    model = TranscriptModel(transcript)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for number in range(9):
        transcript.take(captions.update(hypothesis("YES NO", ends=True)))
        if number % 2:
            transcript.correct(transcript.forgotten_count, "GOOD")
        if number % 3 == 2:
            transcript.undo()
        if number % 4 == 3:
            transcript.use_model(replace(CARD, name=str(number)))
        model.refresh()
        shown_glosses = [model.gloss(row) for row in range(model.rowCount())]
        assert shown_glosses == list(transcript.glosses)
        assert model.number(0) == transcript.forgotten_count
    transcript.clear()
    model.refresh()
    assert model.rowCount() == 0
    assert tester.model() is model
