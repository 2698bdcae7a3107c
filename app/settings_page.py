"""The settings page: every change is seen at once, in the window and in the sample at its head."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.captions import CaptionState
from app.contrast import ENOUGH
from app.plain_controls import ChoiceBox, NumberBox, SwitchBox
from app.preferences import Preferences
from app.settings import Settings
from app.settings_controls import ColourBox, FontBox, SizeBox
from app.signer_switches import SignerSwitches
from app.subtitle_view import SubtitleView

__all__ = ["SettingsPage"]

SAMPLE_HEIGHT = 110  # pixels
SAMPLE_WIDTH, PAGE_HEIGHT = 620, 680


class SettingsPage(QDialog):
    """Shows the settings in force and changes them.

    Args:
        glosses: Of the model, for the sample.
    """

    def __init__(self, preferences: Preferences, glosses: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.setWindowTitle(self.tr("Settings"))
        self._sample = SubtitleView()
        self._sample.setAccessibleName(self.tr("Sample of a subtitle"))
        self._sample.setFixedHeight(SAMPLE_HEIGHT)
        self.show_glosses(glosses)
        self._contrast = QLabel()
        self._contrast.setWordWrap(True)
        self._contrast.setMinimumHeight(40)  # two lines: nothing moves when the warning comes
        self._contrast.setAccessibleName(self.tr("Contrast"))
        self._make_controls()
        self._build()
        self._show(preferences.settings)
        preferences.changed.connect(self._show)

    def show_glosses(self, glosses: tuple[str, ...]) -> None:
        """Show signs of this list in the sample."""
        self._sample.show_captions(CaptionState(committed=glosses[:1], partial=glosses[-1:], committed_count=1))

    def _make_controls(self) -> None:
        self._font = FontBox()
        self._size = SizeBox()
        self._text_colour = ColourBox(self.tr("Another text colour"))
        self._background_colour = ColourBox(self.tr("Another background colour"))
        self._opacity = NumberBox(0, 100, 10, "%")
        self._outline = SwitchBox(self.tr("Letters have an edge"))
        self._rows = ChoiceBox({1: self.tr("One"), 2: self.tr("Two")})
        self._position = ChoiceBox({"bottom": self.tr("At the bottom"), "top": self.tr("At the top")})
        self._over = SwitchBox(self.tr("On the picture, not beside it"))
        self._theme = ChoiceBox(
            {
                "system": self.tr("As the system"),
                "dark": self.tr("Dark"),
                "light": self.tr("Light"),
                "high-contrast": self.tr("High contrast"),
            }
        )
        self._mirror = SwitchBox(self.tr("Show my camera as a mirror"))
        self._left = SwitchBox(self.tr("I sign with my left hand"))
        self._signer = SignerSwitches(self._preferences, self)
        self._font.chosen.connect(lambda family: self._change_subtitle(font_family=family))
        self._size.chosen.connect(lambda size: self._change_subtitle(font_size_pt=size))
        self._text_colour.chosen.connect(lambda colour: self._change_subtitle(text_colour=colour))
        self._background_colour.chosen.connect(lambda colour: self._change_subtitle(background_colour=colour))
        self._opacity.chosen.connect(lambda opacity: self._change_subtitle(background_opacity=opacity))
        self._outline.toggled.connect(lambda is_on: self._change_subtitle(has_outline=is_on))
        self._rows.chosen.connect(lambda count: self._change_subtitle(row_count=count))
        self._position.chosen.connect(lambda position: self._change_subtitle(position=position))
        self._over.toggled.connect(lambda is_on: self._change_subtitle(is_over_picture=is_on))
        self._theme.chosen.connect(lambda theme: self._change(theme=theme))
        self._mirror.toggled.connect(lambda is_on: self._change(is_mirrored=is_on))
        self._left.toggled.connect(lambda is_on: self._change(is_left_handed=is_on))

    def _build(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.addRow(_heading(self.tr("Subtitle")))
        for text, control in (
            (self.tr("Font"), self._font),
            (self.tr("Size"), self._size),
            (self.tr("Text colour"), self._text_colour),
            (self.tr("Background colour"), self._background_colour),
            (self.tr("Background opacity"), self._opacity),
            (self.tr("Edge"), self._outline),
            (self.tr("Rows of text"), self._rows),
            (self.tr("Place"), self._position),
            ("", self._over),
        ):
            _add_row(form, text, control)
        form.addRow(_heading(self.tr("Look of the window")))
        _add_row(form, self.tr("Theme"), self._theme)
        form.addRow(_heading(self.tr("Camera")))
        _add_row(form, self.tr("Picture"), self._mirror)
        form.addRow(_note(self.tr("Changes only what you see, never what is recognised.")))
        _add_row(form, self.tr("Hand"), self._left)
        form.addRow(_note(self.tr("The model is then given your signing mirrored. What you see does not change.")))
        self._signer.add_to(form)
        whole = QVBoxLayout(self)
        whole.addWidget(self._sample)
        whole.addWidget(self._contrast)
        whole.addWidget(_scrolled(form), stretch=1)
        whole.addLayout(self._buttons())
        self.resize(SAMPLE_WIDTH, PAGE_HEIGHT)

    def _buttons(self) -> QHBoxLayout:
        defaults = QPushButton(self.tr("Back to defaults"))
        defaults.setAccessibleName(self.tr("Set everything back to the defaults"))
        defaults.clicked.connect(self._set_back)
        close = QPushButton(self.tr("Close"))
        close.setAccessibleName(self.tr("Close the settings"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        defaults.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(defaults)
        row.addStretch(1)
        row.addWidget(close)
        return row

    @Slot()
    def _set_back(self) -> None:
        self._preferences.change(Settings(model_path=self._preferences.settings.model_path))  # not chosen on this page

    def _change(self, **changed: Any) -> None:
        self._preferences.change(replace(self._preferences.settings, **changed))

    def _change_subtitle(self, **changed: Any) -> None:
        self._change(subtitle=replace(self._preferences.settings.subtitle, **changed))

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        style = settings.subtitle
        self._font.show_choice(style.font_family)
        self._size.show_choice(style.font_size_pt)
        self._text_colour.show_choice(style.text_colour)
        self._background_colour.show_choice(style.background_colour)
        self._opacity.show_choice(style.background_opacity)
        self._outline.setChecked(style.has_outline)
        self._rows.show_choice(style.row_count)
        self._position.show_choice(style.position)
        self._over.setChecked(style.is_over_picture)
        self._theme.show_choice(settings.theme)
        self._mirror.setChecked(settings.is_mirrored)
        self._left.setChecked(settings.is_left_handed)
        self._signer.show_settings(settings)
        self._sample.set_style(replace(style, row_count=1))
        self._show_contrast()

    def _show_contrast(self) -> None:
        colours = self._sample.colours
        figure = f"{int(10 * colours.contrast) / 10:.1f}"  # 6.96 is not 7.0
        if colours.is_readable:
            sentence = self.tr("Lowest contrast {figure} : 1 (at least {enough} : 1 is good).")
            self._contrast.setObjectName("")
        else:
            sentence = self.tr(
                "Hard to read: the lowest contrast is {figure} : 1; at least {enough} : 1 is good. Choose other "
                "colours, more background, or letters with an edge."
            )
            self._contrast.setObjectName("warning")
        self._contrast.setText(sentence.format(figure=figure, enough=f"{ENOUGH:.0f}"))
        self._contrast.style().polish(self._contrast)


def _scrolled(form: QFormLayout) -> QScrollArea:
    inner = QWidget()
    inner.setLayout(form)
    form.setContentsMargins(16, 4, 16, 16)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(inner)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to whatever gets the focus
    return scroll


def _heading(text: str) -> QLabel:
    heading = QLabel(text)
    heading.setObjectName("heading")
    heading.setContentsMargins(0, 10, 0, 0)
    return heading


def _note(text: str) -> QLabel:
    note = QLabel(text)
    note.setObjectName("notice")
    note.setWordWrap(True)
    return note


def _add_row(form: QFormLayout, text: str, control: QWidget) -> None:
    """A control and its label, which also names it to a screen reader unless it carries a text of its own."""
    if isinstance(control, SwitchBox):
        form.addRow(text, control)
        return
    control.setAccessibleName(text)
    form.addRow(text, control)
