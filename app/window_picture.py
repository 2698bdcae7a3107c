"""A picture of the running window, taken once the recogniser has said something."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from app.captions import CaptionState
from app.main_window import MainWindow
from models.errors import BadInputError, GlosscastError

__all__ = ["WindowPicture"]

LIMIT_MS = 60_000
SETTLE_MS = 300  # until the figures below the picture are those of the moment


class WindowPicture(QObject):
    """Watches a window until so many glosses have been committed, saves its picture and closes it."""

    def __init__(self, window: MainWindow, path: Path, when_committed: int, limit_ms: int = LIMIT_MS) -> None:
        super().__init__(window)
        if not path.parent.is_dir():
            raise BadInputError(f"The picture cannot be saved to {path}: there is no folder {path.parent}.")
        self._window = window
        self._path = path
        self._when_committed = when_committed
        self._is_waiting = True
        self._failure: str | None = None
        window.captions_shown.connect(self._look)
        QTimer.singleShot(limit_ms, self._give_up)

    def check(self) -> None:
        """Raise GlosscastError if there is no picture."""
        if self._is_waiting:
            self._failure = "the window was closed before"
        if self._failure:
            raise GlosscastError(f"The picture was not saved to {self._path}: {self._failure}.")

    @Slot(object)
    def _look(self, captions: CaptionState) -> None:
        if self._is_waiting and captions.committed_count >= self._when_committed:
            self._is_waiting = False
            QTimer.singleShot(SETTLE_MS, self._save)

    @Slot()
    def _save(self) -> None:
        if not self._window.grab().save(str(self._path)):
            self._failure = "it could not be written"
        self._window.close()

    @Slot()
    def _give_up(self) -> None:
        if self._is_waiting:
            self._is_waiting = False
            count = self._window.captions.committed_count
            self._failure = f"only {count} of {self._when_committed} glosses were recognised in time"
            self._window.close()
