"""The button "More": settings, teaching, the model, another one, all keys; pages stand beside the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QFileDialog, QMainWindow, QMenu, QPushButton

from app.keys_page import KeysPage
from app.model_choice import kept_path, starter_path
from app.model_page import ModelPage
from app.model_speed import ModelSpeed
from app.preferences import Preferences
from app.settings_page import SettingsPage
from models.recognizer import GlossRecognizer

__all__ = ["MoreButton"]


class MoreButton(QPushButton):
    """Opens the pages of a window, and asks for another model; their keys work in the window without the button."""

    model_chosen = Signal(object)  # Path
    teach_wanted = Signal()

    def __init__(self, window: QMainWindow, recognizer: GlossRecognizer, preferences: Preferences) -> None:
        super().__init__()
        self.setText(self.tr("More"))
        self.setAccessibleName(self.tr("More: settings, your signs, the model, keys"))
        self.setToolTip(self.accessibleName())
        self._window = window
        self._recognizer = recognizer
        self._speed: ModelSpeed | None = None
        self._taught: tuple[str, ...] = ()
        self._preferences = preferences
        self._pages: dict[type[QDialog], QDialog] = {}
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("More"))
        for text, keys, open_page in (
            (self.tr("Settings"), [QKeySequence("Ctrl+,")], self.open_settings),
            (self.tr("Teach my sign"), [QKeySequence("Ctrl+T")], self.open_teaching),
            (self.tr("What this model knows"), [QKeySequence("Ctrl+I")], self.open_model),
            (self.tr("Open another model…"), [QKeySequence("Ctrl+M")], self.choose_model),
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
        glosses = self._recognizer.card.vocabulary.glosses
        self._open(SettingsPage, lambda: SettingsPage(self._preferences, glosses, self._window))

    @Slot()
    def open_teaching(self) -> None:
        """Ask for the page where signs are taught; it is not this button's own."""
        self.teach_wanted.emit()

    @Slot()
    def open_model(self) -> None:
        """Show what the model knows."""
        self._open(ModelPage, self._make_model_page)

    @Slot()
    def choose_model(self) -> None:
        """Ask for another model's file."""
        kinds = self.tr("Models (*.onnx)")
        folder = str(self._recognizer.path.parent)
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open another model"), folder, kinds)
        if name:
            self.model_chosen.emit(Path(name))

    @Slot(object)
    def show_model(self, recognizer: GlossRecognizer) -> None:
        """From now on the pages are about this model."""
        self._recognizer = recognizer
        for page in self._pages.values():
            if isinstance(page, ModelPage):
                page.show_card(recognizer.card, is_starter=self._is_starter)
            elif isinstance(page, SettingsPage):
                page.show_glosses(recognizer.card.vocabulary.glosses)

    @Slot()
    def open_keys(self) -> None:
        """Show all keys."""
        page = self._open(KeysPage, lambda: KeysPage(self._window))
        if isinstance(page, KeysPage):
            page.refresh()

    @Slot(object)
    def show_speed(self, speed: ModelSpeed | None) -> None:
        """How fast the model in use is here; None while that is not known."""
        self._speed = speed
        page = self._pages.get(ModelPage)
        if isinstance(page, ModelPage):
            page.show_speed(speed)

    @Slot(object)
    def show_taught(self, glosses: tuple[str, ...]) -> None:
        """Which signs somebody has taught besides."""
        self._taught = glosses
        page = self._pages.get(ModelPage)
        if isinstance(page, ModelPage):
            page.show_taught(glosses)

    @property
    def _is_starter(self) -> bool:
        return kept_path(self._recognizer.path) == ""

    def _make_model_page(self) -> ModelPage:
        page = ModelPage(self._recognizer.card, self._window, is_starter=self._is_starter)
        page.show_speed(self._speed)
        page.show_taught(self._taught)
        page.other_wanted.connect(self.choose_model)
        page.starter_wanted.connect(self._choose_starter)
        return page

    @Slot()
    def _choose_starter(self) -> None:
        path = starter_path()
        if path is not None:
            self.model_chosen.emit(path)

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
