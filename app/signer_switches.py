"""The part of the settings page that is about the signer: following, hints, an outline of what the model sees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFormLayout, QLabel

from app.plain_controls import SwitchBox
from app.preferences import Preferences
from app.settings import Settings
from app.signer import why_not_followed

__all__ = ["SignerSwitches"]


class SignerSwitches(QObject):
    """Three switches and a note below them."""

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._followed = SwitchBox(self.tr("Follow the signer"))
        self._hints = SwitchBox(self.tr("Show hints"))
        self._square = SwitchBox(self.tr("Show what the model sees"))
        self._followed.toggled.connect(lambda is_on: self._change(is_followed=is_on))
        self._hints.toggled.connect(lambda is_on: self._change(has_hints=is_on))
        self._square.toggled.connect(lambda is_on: self._change(shows_square=is_on))

    def add_to(self, form: QFormLayout) -> None:
        """Add them to a form, with what can be said about them."""
        form.addRow(self.tr("Signer"), self._followed)
        form.addRow("", self._hints)
        form.addRow("", self._square)
        note = QLabel(self._note())
        note.setObjectName("notice")
        note.setWordWrap(True)
        form.addRow(note)

    def show_settings(self, settings: Settings) -> None:
        """Show that these are in force."""
        self._followed.setChecked(settings.is_followed)
        self._hints.setChecked(settings.has_hints)
        self._square.setChecked(settings.shows_square)

    def _note(self) -> str:
        if reason := why_not_followed():
            told = self.tr("Not possible here now, the model sees the middle of the picture: {reason}")
            return told.format(reason=reason)
        return self.tr(
            "At a camera, the square that the model sees stays around you, and a hint says what to mend: more light, "
            "step back. The outline can be used to check your place before you sign."
        )

    def _change(self, **changed: Any) -> None:
        self._preferences.change(replace(self._preferences.settings, **changed))
