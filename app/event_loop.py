"""For tools that drive a window: let its events run for a time, or until something is so; and let it go."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer

from models.errors import GlosscastError

__all__ = ["delete_now", "run_events", "run_until"]

STEP_S = 0.01


def run_events(duration_s: float) -> None:
    """Let events run for so long; 0: those that wait."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * duration_s), loop.quit)
    loop.exec()


def run_until(is_so: Callable[[], bool], failure: str, limit_s: float) -> None:
    """Let events run until something is so. Raises GlosscastError, which says the failure, if it is not in time."""
    gives_up_at_s = time.monotonic() + limit_s
    while not is_so():
        run_events(STEP_S)
        if time.monotonic() > gives_up_at_s:
            raise GlosscastError(f"{failure} in {limit_s:g} s.")


def delete_now(windows: Iterable[QObject]) -> None:
    """Have Qt delete closed windows here, in their own thread.

    A window that is only let go of is deleted by Python's collector, in whatever thread that runs: it crashed us.
    """
    for window in windows:
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
