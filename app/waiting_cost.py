"""For developers: `python -m app.waiting_cost` measures what waiting for a camera costs, in percent of a core.

It asks for a camera that no computer has, by the real way through OpenCV; the aim is less than 3 %.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

# Before anything that imports OpenCV: it keeps OpenCV from printing every failed try.
from models.video import use_one_thread  # isort: skip

from PySide6.QtCore import QCoreApplication

from app.camera import FrameSource, Webcam
from app.camera_keeper import CameraKeeper
from app.event_loop import run_events

__all__ = ["measure_waiting"]

MISSING_CAMERA = 63
MEASURED_S = 15.0
SETTLING_S = 5.0  # until tries are as rare as they get


def measure_waiting(
    open_camera: Callable[[], FrameSource], *, is_paused: bool, duration_s: float = MEASURED_S
) -> float:
    """The share of one core that this process takes while it waits, 0 to 1. Needs a QCoreApplication."""
    keeper = CameraKeeper(open_camera)
    keeper.start()
    if is_paused:
        keeper.pause()
    run_events(SETTLING_S if duration_s > SETTLING_S else 0.0)
    started_s, used_s = time.monotonic(), time.process_time()
    run_events(duration_s)
    share = (time.process_time() - used_s) / (time.monotonic() - started_s)
    keeper.stop()
    keeper.wait(1.0)
    return share


def main() -> int:
    """Print both figures."""
    use_one_thread()
    application = QCoreApplication(sys.argv[:1])
    for name, is_paused in (("no camera, tried again and again", False), ("paused", True)):
        share = measure_waiting(partial(Webcam, MISSING_CAMERA), is_paused=is_paused)
        print(f"{name}: {100 * share:.2f} % of a core")
    application.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
