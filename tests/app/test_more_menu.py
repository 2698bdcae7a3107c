"""The pages beside the window, every control by keyboard, and a name for each."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.camera import VideoFile
from app.event_loop import delete_now
from app.keys_page import KeysPage
from app.main_window import MainWindow
from app.model_page import ModelPage
from app.more_menu import MoreButton
from app.settings_page import SettingsPage
from app.teach_page import TeachPage
from app.theme import apply_theme
from models.recognizer import GlossRecognizer
from tests.app.conftest import no_camera


@pytest.fixture
def window(qtbot: QtBot, recognizer: GlossRecognizer, red_green_video: Path) -> Iterator[MainWindow]:
    """A window in its dark theme."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    sheet, palette = application.styleSheet(), application.palette()
    apply_theme(application, "dark")
    one = MainWindow(recognizer, VideoFile(red_green_video), no_camera)
    one.show()
    one.activateWindow()
    yield one
    one.close()
    delete_now([one])
    application.styleHints().unsetColorScheme()
    application.setStyleSheet(sheet)
    application.setPalette(palette)


def open_pages(window: MainWindow) -> dict[type[QDialog], QDialog]:
    """All pages, opened."""
    more = window.findChild(MoreButton)
    for open_page in (more.open_settings, more.open_teaching, more.open_model, more.open_keys):
        open_page()
    return {type(page): page for page in window.findChildren(QDialog)}


def reached_by_tab(qtbot: QtBot, top: QWidget) -> list[QWidget]:
    """The controls that the Tab key goes through, in its order, once round."""
    top.activateWindow()
    qtbot.waitUntil(top.isActiveWindow)
    reached: list[QWidget] = []
    while True:
        qtbot.keyClick(QApplication.focusWidget() or top, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in reached:
            return reached
        reached.append(focused)


def wanted(top: QWidget) -> set[QWidget]:
    """The controls of a window that can be used at all, without those of other windows and the insides of controls."""
    return {
        widget
        for widget in top.findChildren(QWidget)
        if widget.window() is top
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    }


def test_each_page_opens_by_key_and_from_the_menu(qtbot: QtBot, window: MainWindow) -> None:
    """Ctrl+comma, Ctrl+T, Ctrl+I, F1 and ? open their pages, one of each however often; Escape closes one."""
    for key, keys, kind in (
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, SettingsPage),
        (Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier, TeachPage),
        (Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier, ModelPage),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, KeysPage),
        ("?", Qt.KeyboardModifier.NoModifier, KeysPage),
    ):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, key, keys)
        (page,) = window.findChildren(kind)
        qtbot.waitUntil(page.isActiveWindow)
        qtbot.keyClick(page, Qt.Key.Key_Escape)
        assert not page.isVisible()

    menu = window.findChild(MoreButton).findChild(QMenu)
    assert [action.text() for action in menu.actions()] == [
        "Settings", "Teach my sign", "What this model knows", "Open another model…", "Keyboard",
    ]  # fmt: skip


def test_the_list_of_keys_is_complete(window: MainWindow) -> None:
    """Every shortcut of every button and action is listed with what it does."""
    text = open_pages(window)[KeysPage].text  # type: ignore[attr-defined]
    named = [(button.shortcut(), button.accessibleName()) for button in window.findChildren(QAbstractButton)]
    named += [(key, action.text()) for action in window.findChildren(QAction) for key in action.shortcuts()]
    keys = [(key.toString(key.SequenceFormat.NativeText), name) for key, name in named if not key.isEmpty()]

    assert len(keys) >= 7
    assert len({key for key, _ in keys}) == len(keys), "one key, one meaning"
    for key, name in keys:
        assert key in text
        assert name in text


def test_every_control_has_a_name(window: MainWindow) -> None:
    """Walking all widgets of the window and its pages: what can be used or read out has an accessible name."""
    tops = [window, *open_pages(window).values()]
    for top in tops:
        for widget in wanted(top) | set(top.findChildren(QAbstractButton)):
            if not widget.objectName().startswith("qt_"):
                assert widget.accessibleName(), f"{type(widget).__name__} in {type(top).__name__} has no name"
    assert len(tops) == 5


def test_tab_reaches_every_control(qtbot: QtBot, window: MainWindow) -> None:
    """In the window and on each page the Tab key comes to everything that can be used, and round again."""
    for top in (window, *open_pages(window).values()):
        assert set(reached_by_tab(qtbot, top)) == wanted(top), type(top).__name__


def test_tab_goes_down_the_settings(qtbot: QtBot, window: MainWindow) -> None:
    """The order of the Tab key is the order on the page, from top to bottom."""
    page = open_pages(window)[SettingsPage]
    names = [widget.accessibleName() for widget in reached_by_tab(qtbot, page)]
    first = names.index("Font")
    names = names[first:] + names[:first]

    assert names[:6] == [
        "Font", "Size: as large as fits", "Text colour", "Another text colour", "Background colour",
        "Another background colour",
    ]  # fmt: skip
    assert names[-6:] == [
        "I sign with my left hand", "Follow the signer", "Show hints", "Show what the model sees",
        "Set everything back to the defaults", "Close the settings",
    ]  # fmt: skip


def test_the_focus_can_be_seen(qtbot: QtBot, window: MainWindow) -> None:
    """Each control looks different when the keyboard is there."""
    for top in (window, *open_pages(window).values()):
        controls = reached_by_tab(qtbot, top)
        for control, other in zip(controls, controls[1:] + controls[:1], strict=True):
            if len(controls) == 1:
                continue
            other.setFocus(Qt.FocusReason.TabFocusReason)
            without = control.grab().toImage()
            control.setFocus(Qt.FocusReason.TabFocusReason)
            assert control.grab().toImage() != without, f"{control.accessibleName()} in {type(top).__name__}"


def test_a_change_on_the_page_is_seen_in_the_window(window: MainWindow) -> None:
    """Settings are in force at once."""
    preferences = window.preferences
    style = replace(preferences.settings.subtitle, position="top")
    below = window.findChild(MoreButton).mapTo(window, window.rect().topLeft()).y()
    preferences.change(replace(preferences.settings, subtitle=style))
    window.centralWidget().layout().activate()
    subtitle = next(one for one in window.findChildren(QWidget) if one.accessibleName() == "Subtitle")

    assert subtitle.mapTo(window, subtitle.rect().topLeft()).y() == 0
    assert window.findChild(MoreButton).mapTo(window, window.rect().topLeft()).y() == below
