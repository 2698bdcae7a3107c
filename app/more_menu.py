"""The button "More": settings, what the model knows, and all keys, each on a page beside the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QPushButton

from app.keys_page import KeysPage
from app.model_page import ModelPage
from app.preferences import Preferences
from app.settings_page import SettingsPage
from models.card import ModelCard

__all__ = ["MoreButton"]


class MoreButton(QPushButton):
    """Opens the pages of a window; their keys work in the window without the button."""

    def __init__(self, window: QMainWindow, card: ModelCard, preferences: Preferences) -> None:
        super().__init__()
        self.setText(self.tr("More"))
        self.setAccessibleName(self.tr("More: settings, the model, keys"))
        self.setToolTip(self.accessibleName())
        self._window = window
        self._card = card
        self._preferences = preferences
        self._pages: dict[type[QDialog], QDialog] = {}
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("More"))
        for text, keys, open_page in (
            (self.tr("Settings"), [QKeySequence("Ctrl+,")], self.open_settings),
            (self.tr("What this model knows"), [QKeySequence("Ctrl+I")], self.open_model),
            (self.tr("Keyboard"), [QKeySequence(Qt.Key.Key_F1), QKeySequence("?")], self.open_keys),
        ):
            action = QAction(text, window)
            action.setShortcuts(keys)
            action.triggered.connect(open_page)
            window.addAction(action)
            menu.addAction(action)
        self.setMenu(menu)

    @Slot()
    def open_settings(self) -> None:
        """Show the settings page."""
        glosses = self._card.vocabulary.glosses
        self._open(SettingsPage, lambda: SettingsPage(self._preferences, glosses, self._window))

    @Slot()
    def open_model(self) -> None:
        """Show what the model knows."""
        self._open(ModelPage, lambda: ModelPage(self._card, self._window))

    @Slot()
    def open_keys(self) -> None:
        """Show all keys."""
        page = self._open(KeysPage, lambda: KeysPage(self._window))
        if isinstance(page, KeysPage):
            page.refresh()

    def _open(self, kind: type[QDialog], make: Callable[[], QDialog]) -> QDialog:
        """Each page is made when it is first wanted, and there is one of each."""
        page = self._pages.get(kind)
        if page is None:
            page = self._pages[kind] = make()
        available = self._window.screen().availableGeometry()
        page.resize(page.size().boundedTo(available.size()))
        page.show()
        page.raise_()
        page.activateWindow()
        return page
