"""Waiting while a window's events run."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.event_loop import delete_now, run_events, run_until
from models.errors import GlosscastError


def test_events_run_until_something_is_so(qtbot: QtBot) -> None:
    """What waits is done, and waiting ends as soon as it has come."""
    seen: list[str] = []
    QTimer.singleShot(0, lambda: seen.append("at once"))
    run_events(0.02)
    assert seen == ["at once"]

    QTimer.singleShot(20, lambda: seen.append("later"))
    run_until(lambda: "later" in seen, "It did not come", 60.0)
    assert seen == ["at once", "later"]


def test_what_does_not_come_in_time_is_said(qtbot: QtBot) -> None:
    """One sentence, with the limit."""
    with pytest.raises(GlosscastError, match=r"^It did not come in 0\.01 s\.$"):
        run_until(lambda: False, "It did not come", 0.01)


def test_windows_are_deleted_at_once(qtbot: QtBot) -> None:
    """Qt deletes them before the call ends, whoever still holds them."""
    windows = [QWidget(), QWidget()]
    delete_now(windows)
    assert not any(isValid(window) for window in windows)
