"""The settings page."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QLabel, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.plain_controls import ChoiceBox, SwitchBox
from app.preferences import Preferences
from app.settings import Settings, SubtitleStyle
from app.settings_page import SettingsPage


@pytest.fixture
def preferences() -> Preferences:
    """The settings of a fresh start, kept nowhere."""
    return Preferences()


@pytest.fixture
def page(qtbot: QtBot, preferences: Preferences) -> SettingsPage:
    """The page on the screen."""
    one = SettingsPage(preferences, ("YES", "NO"))
    qtbot.addWidget(one)
    one.show()
    return one


def choice(page: SettingsPage, name: str) -> ChoiceBox:
    """The list box of that name."""
    return next(box for box in page.findChildren(ChoiceBox) if box.accessibleName() == name)


def number(page: SettingsPage, name: str) -> QSpinBox:
    """The number field of that name."""
    return next(box for box in page.findChildren(QSpinBox) if box.accessibleName() == name)


def pick(page: SettingsPage, name: str, value: object) -> None:
    """Choose an entry, as with the keyboard."""
    box = choice(page, name)
    index = box.findData(value)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def press(qtbot: QtBot, page: SettingsPage, text: str) -> None:
    """Press the switch or button that says so, from the keyboard."""
    button = next(one for one in page.findChildren(SwitchBox) + page.findChildren(QPushButton) if one.text() == text)
    qtbot.keyClick(button, Qt.Key.Key_Space)


def test_every_setting_can_be_changed(qtbot: QtBot, page: SettingsPage, preferences: Preferences) -> None:
    """Each control changes its own setting at once and no other."""
    family = choice(page, "Font").itemData(1)
    pick(page, "Font", family)
    press(qtbot, page, "As large as fits")
    number(page, "Size in points").setValue(60)
    pick(page, "Text colour", "#ffe600")
    pick(page, "Background colour", "#00205b")
    number(page, "Background opacity").setValue(90)
    press(qtbot, page, "Letters have an edge")
    pick(page, "Rows of text", 1)
    pick(page, "Place", "top")
    press(qtbot, page, "On the picture, not beside it")
    pick(page, "Theme", "high-contrast")
    press(qtbot, page, "Show my camera as a mirror")
    press(qtbot, page, "I sign with my left hand")
    press(qtbot, page, "Follow the signer")
    press(qtbot, page, "Show hints")
    press(qtbot, page, "Show what the model sees")

    style = SubtitleStyle(family, 60, "#ffe600", "#00205b", 90, True, 1, "top", True)
    assert preferences.settings == Settings("high-contrast", False, True, style, False, False, True)


def test_back_to_defaults(qtbot: QtBot, page: SettingsPage, preferences: Preferences) -> None:
    """One button undoes everything, and the controls show it; the model, which is not chosen here, stays."""
    style = SubtitleStyle("", 20, "#000000", "#ffffff", 50, True, 1)
    preferences.change(Settings("light", False, True, style, model_path="mine.onnx"))
    assert number(page, "Size in points").value() == 20

    press(qtbot, page, "Back to defaults")

    assert preferences.settings == Settings(model_path="mine.onnx")
    assert choice(page, "Theme").currentData() == "system"
    assert choice(page, "Text colour").currentData() == "#ffffff"
    assert not number(page, "Size in points").isEnabled()


def test_showing_settings_changes_none(page: SettingsPage, preferences: Preferences) -> None:
    """What comes from elsewhere is shown and not told back."""
    told: list[Settings] = []
    preferences.changed.connect(told.append)
    chosen = Settings(
        "dark", False, True, SubtitleStyle("No Such Font", 96, "#123456", "#fedcba", 10, True, 1, "top", True)
    )
    preferences.change(chosen)

    assert told == [chosen]
    assert preferences.settings == chosen
    assert choice(page, "Font").currentText() == "No Such Font"
    assert choice(page, "Text colour").currentText() == "#123456"


def test_another_colour(
    qtbot: QtBot, page: SettingsPage, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any colour may be chosen; asked and not answered, nothing changes."""
    answers = iter([QColor(), QColor("#abcdef")])
    monkeypatch.setattr(QColorDialog, "getColor", lambda *arguments: next(answers))
    other = next(one for one in page.findChildren(QPushButton) if one.accessibleName() == "Another text colour")
    qtbot.keyClick(other, Qt.Key.Key_Space)
    assert preferences.settings == Settings()

    qtbot.keyClick(other, Qt.Key.Key_Space)
    assert preferences.settings.subtitle.text_colour == "#abcdef"


def test_a_weak_contrast_is_warned_of(page: SettingsPage, preferences: Preferences) -> None:
    """Below 7 : 1 a sentence with the figure says so, in words and not in colour alone; above, the figure is given."""
    contrast = next(label for label in page.findChildren(QLabel) if label.accessibleName() == "Contrast")
    assert contrast.text() == "Lowest contrast 8.0 : 1 (at least 7 : 1 is good)."

    style = replace(preferences.settings.subtitle, text_colour="#808080", background_colour="#ffffff")
    preferences.change(replace(preferences.settings, subtitle=style))

    assert contrast.text().startswith("Hard to read: the lowest contrast is 3.9 : 1; at least 7 : 1 is good.")
