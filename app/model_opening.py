"""Opens a model's file in a thread of its own, so that the window never waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.background_job import BackgroundJob
from app.model_loader import MeasuredModel
from app.model_trial import GoOn
from models.errors import GlosscastError, UnusableModelError

__all__ = ["ModelOpening"]

logger = logging.getLogger(__name__)

Load = Callable[[Path, GoOn], MeasuredModel]


class ModelOpening(QObject):
    """Opens one file after another; what an earlier one comes to is forgotten when a later one is asked for.

    Args:
        load: Opens and checks a file; called in the thread. Raises GlosscastError.
    """

    opened = Signal(object)  # MeasuredModel
    refused = Signal(object, object)  # the path; GlosscastError

    def __init__(self, load: Load, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._path = Path()
        self._unwanted = threading.Event()
        self._job = BackgroundJob(self, thread_name="model")
        self._job.done.connect(self._take)

    def open(self, path: Path) -> None:
        """Begin; one of the signals tells how it ended."""
        self.forget()
        self._path, self._unwanted = path, threading.Event()
        self._job.begin(partial(_opened, self._load, path, self._unwanted))

    def forget(self) -> None:
        """What is being opened is not wanted any more; the thread gives up as soon as it can."""
        self._unwanted.set()
        self._job.forget()

    @Slot(object)
    def _take(self, result: MeasuredModel | GlosscastError) -> None:
        if isinstance(result, GlosscastError):
            self.refused.emit(self._path, result)
        else:
            self.opened.emit(result)


def _opened(load: Load, path: Path, unwanted: threading.Event) -> MeasuredModel | GlosscastError:
    """The model, or why there is none; in the thread."""

    def check() -> None:
        if unwanted.is_set():
            raise UnusableModelError(f"{path} is not wanted any more.")

    try:
        return load(path, check)
    except GlosscastError as error:
        return error
    except Exception as error:
        logger.exception("Opening %s failed.", path)
        return GlosscastError(f"{path} could not be opened: {error}")
