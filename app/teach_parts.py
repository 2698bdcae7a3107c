"""What the steps of teaching have in common: headings, sentences to be read from afar, rows of buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

__all__ = ["TWO_LINES", "button", "button_row", "heading", "sentence"]

TWO_LINES = 56  # pixels: of a hint, so that nothing moves when it becomes longer


def heading(text: str = "") -> QLabel:
    """The title of a step."""
    label = QLabel(text)
    label.setObjectName("title")
    label.setWordWrap(True)
    return label


def sentence(text: str = "", name: str = "", kind: str = "") -> QLabel:
    """A sentence; `name` is what a screen reader calls it, `kind` what the style sheet knows it by."""
    label = QLabel(text)
    label.setObjectName(kind)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    if name:
        label.setAccessibleName(name)
    return label


def button(text: str, name: str, key: str = "") -> QPushButton:
    """A button that is pressed by its own key, or by Space and Enter while it has the frame; never from elsewhere."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.setAccessibleName(name)
    made.setToolTip(name)
    if key:
        made.setShortcut(QKeySequence(key))
        keys = made.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        made.setToolTip(f"{name} ({keys})")
    return made


def button_row(*left: QWidget, right: tuple[QWidget, ...] = ()) -> QHBoxLayout:
    """Some to the left, others to the right."""
    row = QHBoxLayout()
    row.setSpacing(10)
    for widget in left:
        row.addWidget(widget)
    row.addStretch(1)
    for widget in right:
        row.addWidget(widget)
    return row
