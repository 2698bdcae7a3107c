"""The settings in force: changed live, and written to their file when the person pauses."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.settings import Settings, SettingsFile
from models.errors import BadInputError

__all__ = ["Preferences"]

SAVED_AFTER_MS = 500  # a slider that is dragged is one change


class Preferences(QObject):
    """Holds the settings of this run.

    Args:
        file: Where they are kept; None to keep them for this run only.
    """

    changed = Signal(object)  # Settings
    noticed = Signal(str)  # a sentence that the person should read; empty when it no longer holds

    def __init__(self, file: SettingsFile | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._settings = Settings()
        self._notice = ""
        if file is not None:
            load = file.load()
            self._settings = load.settings
            if load.problem and load.kept_as:
                told = self.tr(
                    "Your settings could not be read; the usual ones are in force, and the file is kept as {name}."
                )
                self._notice = told.format(name=load.kept_as)
            elif load.problem:
                told = self.tr("Your settings could not be read; the usual ones are in force. {problem}")
                self._notice = told.format(problem=load.problem)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVED_AFTER_MS)
        self._timer.timeout.connect(self.save_now)

    @property
    def settings(self) -> Settings:
        """What is in force."""
        return self._settings

    @property
    def notice(self) -> str:
        """What the person should know about the settings, or nothing."""
        return self._notice

    def folder_of(self, name: str) -> Path | None:
        """A folder beside the file, for what else is kept; None if nothing is."""
        return self._file.path.with_name(name) if self._file else None

    def change(self, settings: Settings) -> None:
        """Put these in force."""
        if settings == self._settings:
            return
        self._settings = settings
        self.changed.emit(settings)
        self._timer.start()

    @Slot()
    def save_now(self) -> None:
        """Write what is in force, if something has been changed since it was last written; a failure is noticed."""
        self._timer.stop()
        if self._file is None:
            return
        try:
            self._file.save(self._settings)
        except BadInputError as error:
            self._notice = str(error)
        else:
            self._notice = ""
        self.noticed.emit(self._notice)

    def finish(self) -> None:
        """Before the end: write what waits."""
        if self._timer.isActive():
            self.save_now()
