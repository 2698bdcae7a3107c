"""One piece of work in a thread of its own, so that the window never waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.mailbox import Mailbox
from models.errors import GlosscastError

__all__ = ["BackgroundJob"]

logger = logging.getLogger(__name__)

LOOKED_AFTER_MS = 30


class BackgroundJob(QObject):
    """Does one thing after another; what an earlier one comes to is forgotten when a later one begins.

    Args:
        thread_name: Of the threads.
    """

    done = Signal(object)  # what the work returned
    failed = Signal(str)  # why it could not be done: a sentence

    def __init__(self, parent: QObject | None = None, *, thread_name: str = "job") -> None:
        super().__init__(parent)
        self._thread_name = thread_name
        self._thread: _Thread | None = None
        self._leaving: list[_Thread] = []
        self._timer = QTimer(self, interval=LOOKED_AFTER_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done whose end will be told."""
        return self._thread is not None

    def begin(self, work: Callable[[], object]) -> None:
        """Do this; it may raise GlosscastError."""
        self.forget()
        self._thread = _Thread(work, self._thread_name)
        self._thread.start()
        self._timer.start()

    def forget(self) -> None:
        """What is being done is not wanted any more; nothing is told of it."""
        self._timer.stop()
        self._leaving = [thread for thread in self._leaving if thread.is_alive()]
        if self._thread:
            self._leaving.append(self._thread)
        self._thread = None

    def finish(self, limit_s: float = 2.0) -> None:
        """Before the end: forget it, and wait for the thread, which works for a moment longer."""
        self.forget()
        for thread in self._leaving:
            thread.join(limit_s)

    @Slot()
    def _look(self) -> None:
        result = self._thread.box.take() if self._thread else None
        if result is None:
            return
        self.forget()
        if isinstance(result, _Failure):
            self.failed.emit(result.sentence)
        else:
            self.done.emit(result)


class _Failure:
    def __init__(self, sentence: str) -> None:
        self.sentence = sentence


class _Thread(threading.Thread):
    """Fills a mailbox only: it may outlive the window, and must not send signals of what is gone."""

    def __init__(self, work: Callable[[], object], name: str) -> None:
        # No daemon: a program that ends in the midst of a model crashes. It waits, unseen, until the work is done.
        super().__init__(name=name, daemon=False)
        self.box: Mailbox[object] = Mailbox()
        self._work = work

    def run(self) -> None:
        try:
            self.box.put(self._work())
        except GlosscastError as error:
            self.box.put(_Failure(str(error)))
        except Exception as error:
            logger.exception("Work in the background failed.")
            self.box.put(_Failure(f"This could not be done: {error}"))
