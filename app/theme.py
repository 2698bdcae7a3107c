"""The look of the window: Qt's Fusion style with a dark palette, and the colours of the subtitle."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

__all__ = [
    "ATTENTION",
    "BACKGROUND",
    "BORDER",
    "COMMITTED",
    "MUTED",
    "PARTIAL",
    "SUBTITLE_BACKGROUND",
    "SURFACE",
    "TEXT",
    "apply_theme",
]

BACKGROUND = QColor("#14171c")
SURFACE = QColor("#1e232b")
BORDER = QColor("#38414e")
TEXT = QColor("#eef2f6")
MUTED = QColor("#a9b4c2")  # 8.6 : 1 against the background
ATTENTION = QColor("#ffd166")
SUBTITLE_BACKGROUND = QColor("#000000")
COMMITTED = QColor("#ffffff")  # 21 : 1
PARTIAL = QColor("#8fa3b8")  # 8.1 : 1, and its dots tell it apart without colour

_STYLE_SHEET = f"""
QPushButton {{
    background: {SURFACE.name()}; color: {TEXT.name()}; border: 1px solid {BORDER.name()};
    border-radius: 8px; padding: 9px 18px; font-size: 15px;
}}
QPushButton:hover {{ border-color: {MUTED.name()}; }}
QPushButton:pressed {{ background: {BORDER.name()}; }}
QPushButton:focus {{ border: 2px solid {ATTENTION.name()}; padding: 8px 17px; }}
QLabel#message {{ color: {ATTENTION.name()}; font-size: 19px; }}
QLabel#figures {{ color: {MUTED.name()}; font-size: 15px; }}
QLabel#notice {{ color: {MUTED.name()}; font-size: 15px; }}
QLabel#heading {{ color: {MUTED.name()}; font-size: 15px; font-weight: 600; }}
QLabel#signs {{ color: {TEXT.name()}; font-size: 20px; }}
QFrame#panel {{ background: {SURFACE.name()}; border-radius: 10px; }}
QListWidget {{
    background: transparent; border: none; outline: none; margin-left: -3px;
    color: {TEXT.name()}; font-size: 20px;
}}
QListWidget::item {{ padding: 4px 0; }}
"""


def apply_theme(application: QApplication) -> None:
    """Set style, palette and style sheet for the whole application."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, BACKGROUND)
    palette.setColor(QPalette.ColorRole.Base, SURFACE)
    palette.setColor(QPalette.ColorRole.AlternateBase, BACKGROUND)
    palette.setColor(QPalette.ColorRole.Button, SURFACE)
    palette.setColor(QPalette.ColorRole.ToolTipBase, SURFACE)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.ToolTipText,
        QPalette.ColorRole.BrightText,
    ):
        palette.setColor(role, TEXT)
    palette.setColor(QPalette.ColorRole.PlaceholderText, MUTED)
    palette.setColor(QPalette.ColorRole.Highlight, BORDER)
    palette.setColor(QPalette.ColorRole.HighlightedText, TEXT)
    palette.setColor(QPalette.ColorRole.Link, ATTENTION)
    application.setStyle("Fusion")
    application.setPalette(palette)
    application.setStyleSheet(_STYLE_SHEET)
