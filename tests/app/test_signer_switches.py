"""The part of the settings page that is about the signer."""

import pytest
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.plain_controls import SwitchBox
from app.preferences import Preferences
from app.settings import Settings
from app.signer_switches import SignerSwitches


def form_of(qtbot: QtBot, preferences: Preferences) -> QWidget:
    """A widget with nothing but this part."""
    widget = QWidget()
    qtbot.addWidget(widget)
    form = QFormLayout(widget)
    switches = SignerSwitches(preferences, widget)
    switches.add_to(form)
    switches.show_settings(preferences.settings)
    preferences.changed.connect(switches.show_settings)
    return widget


def test_each_switch_changes_its_own_setting(qtbot: QtBot) -> None:
    """Following and hints are on at first, the outline is off."""
    preferences = Preferences()
    widget = form_of(qtbot, preferences)
    switches = widget.findChildren(SwitchBox)

    assert [one.text() for one in switches] == ["Follow the signer", "Show hints", "Show what the model sees"]
    assert [one.isChecked() for one in switches] == [True, True, False]
    switches[0].click()
    assert preferences.settings == Settings(is_followed=False)
    switches[1].click()
    assert preferences.settings == Settings(is_followed=False, has_hints=False)
    switches[2].click()
    assert preferences.settings == Settings(is_followed=False, has_hints=False, shows_square=True)


def test_what_comes_from_elsewhere_is_shown(qtbot: QtBot) -> None:
    """And not told back."""
    preferences = Preferences()
    widget = form_of(qtbot, preferences)
    told: list[Settings] = []
    preferences.changed.connect(told.append)
    chosen = Settings(is_followed=False, has_hints=False, shows_square=True)
    preferences.change(chosen)

    assert [one.isChecked() for one in widget.findChildren(SwitchBox)] == [False, False, True]
    assert told == [chosen]


@pytest.mark.parametrize("reason", ["", "MediaPipe is not installed."])
def test_the_note_says_whether_it_can_be_done(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    """Without MediaPipe or its file: why, and what the model sees instead."""
    monkeypatch.setattr("app.signer_switches.why_not_followed", lambda: reason)
    widget = form_of(qtbot, Preferences())
    note = next(one for one in widget.findChildren(QLabel) if one.objectName() == "notice")

    said = f"Not possible here now, the model sees the middle of the picture: {reason}"
    assert (note.text() == said) is bool(reason)
