"""What nobody foresaw: the details go to a file, the person gets one sentence, and the window stays if it can."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

__all__ = ["crash_log_path", "install_exception_hook", "log_to_file"]

logger = logging.getLogger(__name__)


def crash_log_path() -> Path:
    """Where this operating system keeps what a program writes for whoever mends it."""
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "Glosscast"
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Logs" / "Glosscast"
    else:
        folder = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "glosscast"
    return folder / "glosscast.log"


def log_to_file() -> None:
    """Send log records of level WARNING and above to the crash log, which is only made when there is one to write."""
    logging.getLogger().addHandler(_CrashLogHandler(logging.WARNING))


def install_exception_hook(show: Callable[[str], None]) -> None:
    """From now on an exception nobody caught, in any thread or Qt slot, is logged, and `show` gets one sentence."""

    def report(error_type: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(error_type, KeyboardInterrupt):
            sys.__excepthook__(error_type, error or KeyboardInterrupt(), trace)
            return
        logger.error("Nobody caught this.", exc_info=(error_type, error or error_type(), trace))
        show(f"Something went wrong inside Glosscast ({error_type.__name__}); the details are in {crash_log_path()}.")

    def report_thread(happening: threading.ExceptHookArgs) -> None:
        report(happening.exc_type, happening.exc_value, happening.exc_traceback)

    sys.excepthook = report
    threading.excepthook = report_thread


class _CrashLogHandler(logging.Handler):
    """Makes the folder and the file at the first record: a run in which nothing goes wrong writes nothing."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        path = crash_log_path()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as log:
                log.write(self.format(record) + "\n")
        except OSError:
            return  # a disk that cannot be written to must not add a second failure to the first
