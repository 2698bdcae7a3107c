"""Opens a model's file in a thread of its own, so that the window never waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.mailbox import Mailbox
from app.model_loader import MeasuredModel
from models.errors import GlosscastError

__all__ = ["ModelOpening"]

logger = logging.getLogger(__name__)

LOOKED_AFTER_MS = 30


class ModelOpening(QObject):
    """Opens one file after another; what an earlier one comes to is forgotten when a later one is asked for.

    The thread only fills a mailbox: it may outlive the window, and must not send signals of what is gone.

    Args:
        load: Opens and checks a file; called in the thread. Raises GlosscastError.
    """

    opened = Signal(object)  # MeasuredModel
    refused = Signal(object, object)  # the path; GlosscastError

    def __init__(self, load: Callable[[Path], MeasuredModel], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._path = Path()
        self._box: Mailbox[MeasuredModel | GlosscastError] = Mailbox()
        self._timer = QTimer(self, interval=LOOKED_AFTER_MS)
        self._timer.timeout.connect(self._look)

    def open(self, path: Path) -> None:
        """Begin; one of the signals tells how it ended."""
        self._path, self._box = path, Mailbox()
        threading.Thread(target=_open, args=(self._load, path, self._box), name="model", daemon=True).start()
        self._timer.start()

    def forget(self) -> None:
        """What is being opened is not wanted any more."""
        self._timer.stop()
        self._box = Mailbox()

    @Slot()
    def _look(self) -> None:
        result = self._box.take()
        if result is None:
            return
        self._timer.stop()
        if isinstance(result, GlosscastError):
            self.refused.emit(self._path, result)
        else:
            self.opened.emit(result)


def _open(load: Callable[[Path], MeasuredModel], path: Path, box: Mailbox[MeasuredModel | GlosscastError]) -> None:
    try:
        box.put(load(path))
    except GlosscastError as error:
        box.put(error)
    except Exception as error:
        logger.exception("Opening %s failed.", path)
        box.put(GlosscastError(f"{path} could not be opened: {error}"))
