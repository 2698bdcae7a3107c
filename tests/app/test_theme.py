"""The three themes."""

from collections.abc import Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from app.contrast import ENOUGH, contrast
from app.settings import Settings
from app.theme import ThemeFollower, apply_theme
from app.theme_colours import DARK, HIGH_CONTRAST, LIGHT, ThemeColours
from app.theme_sheet import style_sheet

THEMES = {"dark": DARK, "light": LIGHT, "high-contrast": HIGH_CONTRAST}


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application, whose look is put back afterwards."""
    palette, sheet = QPalette(qapp.palette()), qapp.styleSheet()
    yield qapp
    qapp.styleHints().unsetColorScheme()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


@pytest.mark.parametrize("name", THEMES)
def test_every_text_is_readable_on_every_surface(name: str) -> None:
    """Text at 7 : 1 or more on background, surface and selection; edges and the keyboard's frame at 3 : 1 or more."""
    theme = THEMES[name]
    for behind in (theme.background, theme.surface):
        for text in (theme.text, theme.muted, theme.attention):
            assert contrast(text, behind) >= ENOUGH
        for line in (theme.border, theme.focus):
            assert contrast(line, behind) >= 3
    assert contrast(theme.text, theme.selection) >= ENOUGH


def test_high_contrast_is_the_highest() -> None:
    """Black and white, with 19 : 1 at least for whatever is not a selection."""
    texts = (HIGH_CONTRAST.text, HIGH_CONTRAST.muted, HIGH_CONTRAST.attention, HIGH_CONTRAST.focus)

    assert min(contrast(text, HIGH_CONTRAST.background) for text in texts) > 19


@pytest.mark.parametrize("name", THEMES)
def test_the_sheet_uses_every_colour(name: str) -> None:
    """No colour of a theme is forgotten, and no other colour is in the sheet."""
    theme = THEMES[name]
    sheet = style_sheet(theme)
    own = {getattr(theme, field.name) for field in fields(ThemeColours)}

    assert {word.strip(";,") for word in sheet.split() if word.startswith("#") and len(word.strip(";,")) == 7} == own
    assert "transition" not in sheet


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_is_applied_to_all(application: QApplication, name: str) -> None:
    """Palette and sheet are the theme's, and nothing slides or fades in."""
    apply_theme(application, name)  # type: ignore[arg-type]

    assert application.palette().color(QPalette.ColorRole.Window).name() == THEMES[name].background
    assert application.palette().color(QPalette.ColorRole.WindowText).name() == THEMES[name].text
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_FadeMenu)


def test_a_choice_is_followed(application: QApplication) -> None:
    """Choosing another theme changes the running application, and choosing the same again does nothing."""
    follower = ThemeFollower(application, "dark")
    follower.follow_settings(Settings(theme="light"))
    assert application.palette().color(QPalette.ColorRole.Window).name() == LIGHT.background

    application.setStyleSheet("")
    follower.follow_settings(Settings(theme="light", is_left_handed=True))
    assert application.styleSheet() == ""
    follower.deleteLater()


@pytest.mark.parametrize(("scheme", "theme"), [(Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Dark, DARK)])
def test_the_system_is_followed(application: QApplication, scheme: Qt.ColorScheme, theme: ThemeColours) -> None:
    """Without a choice the window turns light or dark with the system, while it runs."""
    follower = ThemeFollower(application, "system")
    application.styleHints().colorSchemeChanged.emit(scheme)  # as when the system changes

    assert application.palette().color(QPalette.ColorRole.Window).name() == theme.background
    follower.follow_settings(Settings(theme="high-contrast"))
    application.styleHints().colorSchemeChanged.emit(scheme)
    assert application.palette().color(QPalette.ColorRole.Window).name() == HIGH_CONTRAST.background
    follower.deleteLater()
