"""All keys in one place, read from the controls themselves, so that the list cannot be wrong."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.text_page import TextPage

__all__ = ["KeysPage"]

WIDTH, HEIGHT = 560, 480  # pixels


class KeysPage(TextPage):
    """Lists the keys of a window each time it is opened."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(WIDTH, HEIGHT, window)
        self._window = window
        self.set_names(self.tr("Keyboard"), self.tr("Keys"))
        self.refresh()

    def refresh(self) -> None:
        """Read the keys anew."""
        general = [
            (self.tr("Tab, Shift+Tab"), self.tr("The next control, the one before")),
            (self.tr("Space"), self.tr("Press the button that has the frame")),
            (self.tr("Arrows"), self.tr("Scroll, or go through a list")),
        ]
        rows = "".join(
            f"<tr><td><b>{escape(keys)}</b></td><td>{escape(text)}</td></tr>" for keys, text in self._keys() + general
        )
        self.show_html(f'<table cellpadding="6">{rows}</table>')

    def _keys(self) -> list[tuple[str, str]]:
        """Keys and what they do, of every button and action of the window that has any."""
        form = QKeySequence.SequenceFormat.NativeText
        found: list[tuple[str, str]] = []
        for button in self._window.findChildren(QAbstractButton):
            if not button.shortcut().isEmpty():
                found.append((button.shortcut().toString(form), button.accessibleName() or button.text()))
        for action in self._window.findChildren(QAction):
            keys = [sequence.toString(form) for sequence in action.shortcuts() if not sequence.isEmpty()]
            if keys:
                found.append((self.tr(" or ").join(keys), action.text().replace("&", "")))
        return found
