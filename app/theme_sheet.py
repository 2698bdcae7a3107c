"""The style sheet of a theme. What every control needs to be found: a border, and a frame where the keyboard is."""

from __future__ import annotations

from app.theme_colours import ThemeColours

__all__ = ["style_sheet"]


def style_sheet(colours: ThemeColours) -> str:
    """The sheet for the whole application."""
    return _buttons(colours) + _surfaces(colours) + _lists_and_texts(colours)


def _buttons(colours: ThemeColours) -> str:
    return f"""
QPushButton {{
    background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.border};
    border-radius: 8px; padding: 9px 18px; font-size: 15px;
}}
QPushButton:hover {{ background: {colours.selection}; }}
QPushButton:pressed {{ background: {colours.selection}; border-color: {colours.focus}; }}
QPushButton:focus {{ border: 2px solid {colours.focus}; padding: 8px 17px; }}
QPushButton:disabled {{ color: {colours.muted}; border-style: dashed; }}
QPushButton::menu-indicator {{ width: 0; }}
"""


def _surfaces(colours: ThemeColours) -> str:
    return f"""
QLabel, QCheckBox {{ font-size: 15px; }}
QLabel#message {{ color: {colours.attention}; font-size: 19px; }}
QLabel#figures, QLabel#notice {{ color: {colours.muted}; }}
QLabel#heading {{ color: {colours.muted}; font-weight: 600; }}
QLabel#signs, QLabel#taught {{ color: {colours.text}; font-size: 20px; }}
QLabel#title {{ color: {colours.text}; font-size: 24px; font-weight: 600; }}
QLabel#hint {{ color: {colours.text}; font-size: 22px; }}
QLabel#verdict {{ color: {colours.attention}; font-size: 40px; font-weight: 700; }}
QLabel#warning {{ color: {colours.attention}; font-weight: 600; }}
QFrame#panel {{ background: {colours.surface}; border: 1px solid {colours.selection}; border-radius: 10px; }}
QToolTip {{ background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.border}; }}
QScrollArea {{ border: none; }}
QScrollBar:vertical {{ background: {colours.background}; width: 14px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {colours.border}; border-radius: 5px; min-height: 30px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
"""


def _lists_and_texts(colours: ThemeColours) -> str:
    return f"""
QListWidget {{
    background: transparent; border: 2px solid transparent; border-radius: 6px; outline: none;
    color: {colours.text}; font-size: 20px;
}}
QListWidget::item {{ padding: 4px 0; }}
QListWidget#own::item {{ padding: 8px 12px; border-bottom: 1px solid {colours.selection}; }}
QListWidget#own::item:selected {{ background: {colours.selection}; color: {colours.text}; }}
QListWidget:focus, QTextBrowser:focus {{ border: 2px solid {colours.focus}; }}
QTextBrowser {{
    background: {colours.surface}; color: {colours.text}; border: 2px solid {colours.border}; border-radius: 8px;
    font-size: 16px; padding: 8px;
}}
QComboBox {{
    background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.border}; border-radius: 6px;
    padding: 6px 10px; font-size: 15px; min-height: 20px; selection-background-color: {colours.selection};
    selection-color: {colours.text};
}}
QComboBox::drop-down {{ border: none; width: 30px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox:focus {{ border: 2px solid {colours.focus}; padding: 5px 9px; }}
QSpinBox {{ font-size: 15px; }}
QLineEdit#gloss {{
    background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.border}; border-radius: 6px;
    padding: 9px 12px; font-size: 28px; selection-background-color: {colours.selection};
    selection-color: {colours.text};
}}
QLineEdit#gloss:focus {{ border: 2px solid {colours.focus}; padding: 8px 11px; }}
QComboBox QAbstractItemView {{
    background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.border};
    selection-background-color: {colours.selection}; selection-color: {colours.text};
}}
QMenu {{
    background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.border}; padding: 6px;
    font-size: 15px;
}}
QMenu::item {{ padding: 8px 24px 8px 14px; border: 2px solid transparent; border-radius: 6px; }}
QMenu::item:selected {{ background: {colours.selection}; border-color: {colours.focus}; }}
"""
