"""A page of text beside the window, which can be scrolled by keyboard, selected and copied."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

__all__ = ["TextPage"]


class TextPage(QDialog):
    """Shows what `show_html` is given; width and height are in pixels."""

    def __init__(self, width: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QTextBrowser()
        self._text.setTabChangesFocus(True)
        close = QPushButton(self.tr("Close"))
        close.setAccessibleName(self.tr("Close this page"))
        close.clicked.connect(self.accept)
        self._row = row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text)
        layout.addLayout(row)
        self.resize(width, height)

    def add_button(self, button: QPushButton) -> None:
        """Put a button at the foot, before the others but after those added earlier."""
        button.setAutoDefault(False)
        self._row.insertWidget(self._row.count() - 2, button)

    def set_names(self, title: str, text_name: str) -> None:
        """The page's title, and what a screen reader calls its text."""
        self.setWindowTitle(title)
        self._text.setAccessibleName(text_name)

    @property
    def text(self) -> str:
        """All that the page says."""
        return self._text.toPlainText()

    def show_html(self, html: str) -> None:
        """Put this in place of what the page says."""
        self._text.setHtml(html)
