"""The settings in force."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import preferences as preferences_module
from app.preferences import Preferences
from app.settings import Settings, SettingsFile

LIMIT_MS = 60_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where settings are kept."""
    return tmp_path / "settings.json"


def test_a_change_is_told_at_once_and_kept(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change is told; the file is written a moment after the last, and the next run begins with it."""
    monkeypatch.setattr(preferences_module, "SAVED_AFTER_MS", 10)
    preferences = Preferences(SettingsFile(path))
    told: list[Settings] = []
    preferences.changed.connect(told.append)
    for theme in ("dark", "light"):
        preferences.change(replace(preferences.settings, theme=theme))
    assert [settings.theme for settings in told] == ["dark", "light"]
    assert not path.exists()

    qtbot.waitUntil(path.exists, timeout=LIMIT_MS)

    assert Preferences(SettingsFile(path)).settings.theme == "light"


def test_what_waits_is_written_at_the_end(path: Path) -> None:
    """Closing the window at once after a change loses nothing; without a change nothing is written."""
    preferences = Preferences(SettingsFile(path))
    preferences.change(Settings())
    preferences.finish()
    assert not path.exists()

    preferences.change(Settings(is_left_handed=True))
    preferences.finish()

    assert SettingsFile(path).load().settings.is_left_handed


def test_settings_may_be_kept_for_this_run_only(tmp_path: Path) -> None:
    """Without a file nothing is written."""
    preferences = Preferences()
    preferences.change(Settings(theme="light"))
    preferences.finish()

    assert preferences.settings.theme == "light"
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_one_sentence(path: Path) -> None:
    """The sentence says where the old file is, and goes once settings have been saved again."""
    path.write_text("{")
    preferences = Preferences(SettingsFile(path))
    assert preferences.notice == (
        f"Your settings could not be read; the usual ones are in force, and the file is kept as {tmp_name(path)}."
    )
    noticed: list[str] = []
    preferences.noticed.connect(noticed.append)

    preferences.change(Settings(theme="dark"))
    preferences.finish()

    assert noticed == [""]


def tmp_name(path: Path) -> Path:
    """The name under which the first unusable file is kept."""
    return path.with_name("settings.set-aside-1.json")


def test_a_failure_to_save_is_noticed(tmp_path: Path) -> None:
    """The change is in force for this run, and a sentence says that it was not kept."""
    (tmp_path / "config").write_text("a file where the folder should be")
    preferences = Preferences(SettingsFile(tmp_path / "config" / "settings.json"))
    noticed: list[str] = []
    preferences.noticed.connect(noticed.append)

    preferences.change(Settings(theme="dark"))
    preferences.finish()

    assert preferences.settings.theme == "dark"
    assert len(noticed) == 1
    assert noticed[0].startswith("The settings cannot be written to")
