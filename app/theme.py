"""The look of the window: Qt's Fusion style in dark, light or high contrast, after the system unless chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication

from app.settings import Settings, ThemeChoice
from app.theme_colours import DARK, HIGH_CONTRAST, LIGHT, ThemeColours
from app.theme_sheet import style_sheet

__all__ = ["ThemeFollower", "apply_theme"]

EFFECTS = (
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)


def apply_theme(application: QApplication, choice: ThemeChoice = "system") -> None:
    """Set style, palette and style sheet for the whole application. Nothing moves in it by itself."""
    hints = application.styleHints()
    # What the system draws, title bars above all, follows the choice too.
    hints.setColorScheme(
        {"dark": Qt.ColorScheme.Dark, "high-contrast": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}.get(
            choice, Qt.ColorScheme.Unknown
        )
    )
    application.setStyle("Fusion")
    _show(application, _colours(choice, hints.colorScheme(), hints))
    for effect in EFFECTS:
        QApplication.setEffectEnabled(effect, False)


class ThemeFollower(QObject):
    """Keeps the application in the theme that was chosen, and with "system" in that of the system."""

    def __init__(self, application: QApplication, choice: ThemeChoice) -> None:
        super().__init__(application)
        self._application = application
        self._choice: ThemeChoice = choice
        application.styleHints().colorSchemeChanged.connect(self._follow_system)
        apply_theme(application, choice)

    @Slot(object)
    def follow_settings(self, settings: Settings) -> None:
        """Apply another choice, if it is another."""
        if settings.theme != self._choice:
            self._choice = settings.theme
            apply_theme(self._application, self._choice)

    @Slot(Qt.ColorScheme)
    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            _show(self._application, _colours("system", scheme, self._application.styleHints()))


def _show(application: QApplication, colours: ThemeColours) -> None:
    application.setPalette(_palette(colours))
    application.setStyleSheet(style_sheet(colours))


def _colours(choice: ThemeChoice, scheme: Qt.ColorScheme, hints: QStyleHints) -> ThemeColours:
    if choice == "high-contrast" or (choice == "system" and _wants_high_contrast(hints)):
        return HIGH_CONTRAST
    if choice == "light" or (choice == "system" and scheme is Qt.ColorScheme.Light):
        return LIGHT
    return DARK  # also where the system does not say: a dark room and a bright picture go together


def _wants_high_contrast(hints: QStyleHints) -> bool:
    if not hasattr(hints, "accessibility"):  # before Qt 6.10
        return False
    return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast


def _palette(colours: ThemeColours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for roles, colour in (
        ((role.Window, role.AlternateBase), colours.background),
        ((role.Base, role.Button, role.ToolTipBase), colours.surface),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), colours.text),
        ((role.PlaceholderText,), colours.muted),
        ((role.Mid, role.Dark), colours.border),
        ((role.Highlight,), colours.selection),
        ((role.HighlightedText,), colours.text),
        ((role.Link, role.LinkVisited), colours.focus),
        ((role.Accent,), colours.focus),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    return palette
