"""For developers: `python -m app.window_figures` opens the real window on the sample clip and prints figures as JSON.

`glosscast-train benchmark` runs it as a process of its own: when the window could be seen, by how much its timers are
late while signs are recognised, and what it holds in memory when that is over.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from functools import partial
from pathlib import Path

from app.__main__ import open_model, run_guarded, sample_clip

# After onnxruntime, as in app/__main__.py.
from PySide6.QtCore import QObject, Qt, QTimer, Slot  # isort: skip
from PySide6.QtWidgets import QApplication  # isort: skip

import itertools

from app.main_window import MainWindow
from app.process_memory import memory_mb
from app.window_command import open_window
from models.errors import GlosscastError

__all__ = ["WindowProbe", "lateness_ms"]

TIMER_MS = 10
STARTING_S = 0.5  # the window's first half second is not what a person waits for later
LONGEST_WAIT_S = 60.0
FEWEST_TICKS = 10  # however busy the machine is


class WindowProbe(QObject):
    """Waits for the window, then measures for `duration_s`, and closes it. To be made before the window is."""

    def __init__(self, application: QApplication, duration_s: float) -> None:
        super().__init__(application)
        self.visible_at_s: float | None = None  # by the wall clock, so that another process can compare
        self.memory_mb = 0.0
        self.frame_rate: float | None = None
        self.ticks_s: list[float] = []
        self._window: MainWindow | None = None
        self._duration_s = duration_s
        self._starts_at_s = 0.0
        self._gives_up_at_s = time.monotonic() + LONGEST_WAIT_S
        self._timer = QTimer(self, interval=0, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        if self._window is None:
            self._look()
            return
        now_s = time.perf_counter()
        if now_s >= self._starts_at_s:
            self.ticks_s.append(now_s)
        is_enough = len(self.ticks_s) >= FEWEST_TICKS or not self._duration_s
        if now_s >= self._starts_at_s + self._duration_s and is_enough:
            status = self._window.status
            self.frame_rate = status.frame_rate if status else None
            self._timer.stop()
            self.memory_mb = memory_mb()
            self._window.close()

    def _look(self) -> None:
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()]
        handle = windows[0].windowHandle() if windows else None
        if handle is not None and handle.isExposed():
            windows[0].repaint()  # whatever was painted until now, this is
            self.visible_at_s = time.time()
            self._window = windows[0]
            self._starts_at_s = time.perf_counter() + (STARTING_S if self._duration_s else 0.0)
            self._timer.setInterval(TIMER_MS)
        elif time.monotonic() > self._gives_up_at_s:
            QApplication.quit()


def lateness_ms(ticks_s: list[float], share: float) -> float | None:
    """By how many milliseconds at most that share of a timer's intervals differ from what was asked for."""
    intervals = [1000 * (later - earlier) for earlier, later in itertools.pairwise(ticks_s)]
    if not intervals:
        return None
    errors = sorted(abs(interval - TIMER_MS) for interval in intervals)
    return errors[min(len(errors) - 1, int(share * len(errors)))]


def main(arguments: list[str]) -> int:
    """Open the window, measure, close it, print."""
    parser = argparse.ArgumentParser(prog="python -m app.window_figures", description=__doc__)
    parser.add_argument("--model", type=Path, default=None, help="the .onnx file (default: the starter model)")
    parser.add_argument("--seconds", type=float, default=5.5, help="of the sample clip (%(default)s)")
    options = parser.parse_args(arguments)
    probe = WindowProbe(QApplication(sys.argv[:1]), options.seconds)
    clip = sample_clip()
    exit_code = open_window(open_model(options.model), clip, video=clip)
    if probe.visible_at_s is None:
        raise GlosscastError(f"No window was to be seen within {LONGEST_WAIT_S:g} s.")
    figures = {
        "visible_at_s": probe.visible_at_s,
        "late_95_ms": lateness_ms(probe.ticks_s, 0.95),
        "memory_mb": probe.memory_mb,
        "frame_rate": probe.frame_rate,
        "has_mediapipe": "mediapipe" in sys.modules,
    }
    print(json.dumps(figures))
    return exit_code


if __name__ == "__main__":
    sys.exit(run_guarded(partial(main, sys.argv[1:])))
