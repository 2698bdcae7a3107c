"""Opens a model's file in a thread of its own, so that the window never waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.mailbox import Mailbox
from app.model_loader import MeasuredModel
from app.model_trial import GoOn
from models.errors import GlosscastError, UnusableModelError

__all__ = ["ModelOpening"]

logger = logging.getLogger(__name__)

LOOKED_AFTER_MS = 30


Load = Callable[[Path, GoOn], MeasuredModel]


class ModelOpening(QObject):
    """Opens one file after another; what an earlier one comes to is forgotten when a later one is asked for.

    The thread only fills a mailbox: it may outlive the window, and must not send signals of what is gone.

    Args:
        load: Opens and checks a file; called in the thread. Raises GlosscastError.
    """

    opened = Signal(object)  # MeasuredModel
    refused = Signal(object, object)  # the path; GlosscastError

    def __init__(self, load: Load, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._thread: _Thread | None = None
        self._timer = QTimer(self, interval=LOOKED_AFTER_MS)
        self._timer.timeout.connect(self._look)

    def open(self, path: Path) -> None:
        """Begin; one of the signals tells how it ended."""
        self.forget()
        self._thread = _Thread(self._load, path)
        self._thread.start()
        self._timer.start()

    def forget(self) -> None:
        """What is being opened is not wanted any more; the thread gives up as soon as it can."""
        self._timer.stop()
        if self._thread:
            self._thread.unwanted.set()

    @Slot()
    def _look(self) -> None:
        if self._thread is None or self._thread.unwanted.is_set():
            return
        result = self._thread.box.take()
        if result is None:
            return
        self._timer.stop()
        path, self._thread = self._thread.path, None
        if isinstance(result, GlosscastError):
            self.refused.emit(path, result)
        else:
            self.opened.emit(result)


class _Thread(threading.Thread):
    def __init__(self, load: Load, path: Path) -> None:
        # No daemon: a program that ends in the midst of a model crashes. It waits, unseen, until the thread gives up.
        super().__init__(name="model", daemon=False)
        self.path = path
        self.unwanted = threading.Event()
        self.box: Mailbox[MeasuredModel | GlosscastError] = Mailbox()
        self._load = load

    def run(self) -> None:
        try:
            self.box.put(self._load(self.path, self._check))
        except GlosscastError as error:
            self.box.put(error)
        except Exception as error:
            logger.exception("Opening %s failed.", self.path)
            self.box.put(GlosscastError(f"{self.path} could not be opened: {error}"))

    def _check(self) -> None:
        if self.unwanted.is_set():
            raise UnusableModelError(f"{self.path} is not wanted any more.")
