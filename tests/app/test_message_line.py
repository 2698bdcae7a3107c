"""The line of messages."""

import pytest
from pytestqt.qtbot import QtBot

from app.message_line import MessageLine
from app.pace import Pace


@pytest.fixture
def line(qtbot: QtBot) -> MessageLine:
    """An empty line."""
    widget = MessageLine()
    qtbot.addWidget(widget)
    return widget


def test_each_level_has_its_sentence(line: MessageLine) -> None:
    """Four levels, four different sentences without a figure; keeping up is not worth a word."""
    shown = []
    for pace in (Pace.STRAINED, Pace.STARVED, Pace.BEHIND, Pace.FAR_BEHIND):
        line.show_pace(pace)
        shown.append(line.shown)
    line.show_pace(Pace.KEEPS_UP)

    assert len(set(shown)) == 4
    assert all(sentence.startswith(("This computer", "Too few pictures")) for sentence in shown)
    assert all(sentence.endswith(".") and not any(map(str.isdigit, sentence)) for sentence in shown)
    assert line.shown == ""


def test_notices_outlast_messages(line: MessageLine) -> None:
    """A message comes and goes; what else there is to know stays beside it, and a screen reader gets both."""
    line.setText("Starting the camera…")
    line.show_notice("Your settings could not be read.")
    assert line.text() == "Starting the camera…"
    assert line.shown == line.accessibleDescription() == "Starting the camera…  Your settings could not be read."

    line.clear()
    assert line.text() == ""
    assert line.shown == "Your settings could not be read."

    line.show_notice("")
    assert line.shown == ""


def test_what_is_said_of_the_model_stands_by_itself(line: MessageLine) -> None:
    """It neither takes a message's place nor goes with it."""
    line.setText("No camera was found.")
    line.show_model("mine.onnx is in use now.")
    line.clear()
    assert line.shown == "mine.onnx is in use now."

    line.show_model("")
    assert line.shown == ""
