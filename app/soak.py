"""For developers: `python -m app.soak --hours 8` shows the window hours of video in a fraction of that time.

The real window with all its threads watches the sample clip on a simulated clock, which goes as fast as every frame
gets through: nothing is skipped. Memory, the age of the picture and what waits are watched, and judged at the end.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app.__main__ import open_model, run_guarded, sample_clip
from models.captioning import recognize_video
from models.errors import GlosscastError
from models.recognizer import GlossRecognizer
from models.video import RgbImage

# After onnxruntime, as in app/__main__.py.
from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot  # isort: skip
from PySide6.QtWidgets import QApplication  # isort: skip

from app.camera import VideoFile
from app.camera_preview import CameraPreview
from app.event_loop import delete_now, run_until
from app.garbage import GarbageCollector
from app.main_window import MainWindow
from app.preferences import Preferences
from app.process_memory import memory_mb, slope
from app.settings import Settings
from app.simulated_camera import SimulatedCamera
from app.soak_report import SoakReport
from app.theme import ThemeFollower
from models.whole_file import write_whole

__all__ = ["Soak", "SoakConfig", "our_threads", "run_soak"]

MOST_WAITING = 16  # frames before the recognition: half of what its queue holds, so that none is dropped
SAMPLE_COUNT = 240
WARM_UP_SHARE = 0.05  # of the run: until every cache is filled
STUCK_S = 60.0
POLL_S = 0.0005


@dataclass(frozen=True, slots=True)
class SoakConfig:
    """What is run.

    Args:
        hours: Of video.
        held_s: So long, by the simulated clock, the window's loop is held up each time; 0.04 is a window that keeps up
            with a camera of 25 frames a second.
    """

    hours: float = 1.0
    held_s: float = 0.16


class Soak(QObject):
    """Lets the simulated time pass for a window that watches `camera`, as fast as frames get through."""

    finished = Signal()

    def __init__(self, window: MainWindow, camera: SimulatedCamera, config: SoakConfig) -> None:
        super().__init__()
        self._window = window
        self._camera = camera
        self._config = config
        self._preview = window.findChildren(CameraPreview)[0]
        self._seen: RgbImage | None = None
        self._started_at_s = camera.clock()
        self._sampled_at_s = self._started_at_s
        self.samples: list[tuple[float, float]] = []
        self.oldest_picture_s = 0.0
        self.hold_count = self.taken_count = 0
        self.most_waiting = 0
        self.failure: str | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._hold_up)

    def start(self) -> None:
        """Begin as soon as the window's loop runs."""
        self._timer.start()

    @property
    def passed_s(self) -> float:
        """Seconds of video until now."""
        return self._camera.clock() - self._started_at_s

    @Slot()
    def _hold_up(self) -> None:
        """Do what a slow window does: nothing, while frames come."""
        self._look_at_picture()
        try:
            for _ in range(max(1, round(self._config.held_s / self._camera.frame_s))):
                self._camera.let_pass(self._camera.frame_s)
                _wait_until(self._has_room)
        except TimeoutError:
            self.failure = f"no frame got through for {STUCK_S:g} s"
        total_s = 3600 * self._config.hours
        if self._camera.clock() - self._sampled_at_s >= total_s / SAMPLE_COUNT:
            self._sampled_at_s = self._camera.clock()
            self.samples.append((self.passed_s / 3600, memory_mb()))
        if self.passed_s >= total_s or self.failure:
            self._timer.stop()
            self.finished.emit()

    def _look_at_picture(self) -> None:
        """How old a picture is that the window has taken since it was held up last."""
        self.hold_count += 1
        image = self._preview.image
        age_s = self._camera.age_s(image) if image is not None and image is not self._seen else None
        if age_s is not None:
            self.taken_count += 1
            self.oldest_picture_s = max(self.oldest_picture_s, age_s)
        self._seen = image

    def _has_room(self) -> bool:
        status = self._window.status
        waiting_count = status.waiting_count if status else 0
        self.most_waiting = max(self.most_waiting, waiting_count)
        return (
            self._camera.has_shown_all and self._window.camera.feed.waiting_count == 0 and waiting_count < MOST_WAITING
        )


def run_soak(recognizer: GlossRecognizer, clip: Path, config: SoakConfig) -> SoakReport:
    """Run all of it in this process, which needs a QApplication. Raises GlosscastError if frames get stuck."""
    glosses = recognize_video(clip, recognizer)
    camera = SimulatedCamera(clip)
    # MediaPipe looks thrice a second of our own time, whatever the simulated clock: hours of it are not to be had so.
    preferences = Preferences()
    preferences.change(Settings(is_followed=False, has_hints=False))
    window = _watch(camera, MainWindow(recognizer, VideoFile(clip, is_looped=True), lambda: camera, preferences))
    collector, soak = GarbageCollector(window), Soak(window, camera, config)
    began_s = time.monotonic()
    loop = QEventLoop()
    soak.finished.connect(loop.quit)
    soak.start()
    loop.exec()
    wall_s = time.monotonic() - began_s
    status, committed_count, thread_count = window.status, window.captions.committed_count, threading.active_count()
    ending_at_s = time.monotonic()
    window.close()
    end_s = time.monotonic() - ending_at_s
    collector.finish()
    delete_now([window])
    if soak.failure:
        raise GlosscastError(f"After {soak.passed_s / 3600:.2f} hours of video {soak.failure}.")
    return SoakReport(
        hours=soak.passed_s / 3600,
        wall_hours=wall_s / 3600,
        held_s=config.held_s,
        frame_count=camera.frame_count,
        dropped_count=status.dropped_count if status else 0,
        committed_count=committed_count,
        expected_count=camera.round_count * len(glosses),
        hold_count=soak.hold_count,
        taken_count=soak.taken_count,
        oldest_picture_s=soak.oldest_picture_s,
        most_waiting=soak.most_waiting,
        thread_count=thread_count,
        end_s=end_s,
        left_threads=our_threads(),
        **_memory_figures(soak.samples),
    )


def _watch(camera: SimulatedCamera, window: MainWindow) -> MainWindow:
    """Let the window watch the camera, and wait for its first picture."""
    window.camera.clock = camera.clock
    window.show()
    window.start_camera()
    keeper = window.camera
    run_until(
        lambda: keeper.state is not None and keeper.state.has_picture, "The simulated camera gave no picture", STUCK_S
    )
    return window


def _memory_figures(samples: list[tuple[float, float]]) -> dict[str, Any]:
    warm = samples[int(WARM_UP_SHARE * len(samples)) :]
    hours, sizes = [hour for hour, _ in warm], [size for _, size in warm]
    half = len(warm) // 2
    return {
        "memory_mb": sizes[-1],
        "growth_mb": sizes[-1] - sizes[0],
        "first_half_slope": slope(hours[:half], sizes[:half]),
        "second_half_slope": slope(hours[half:], sizes[half:]),
        "samples": tuple(samples),
    }


def our_threads() -> tuple[str, ...]:
    """The names of those of a window's threads that run."""
    names = {"camera", "camera reader", "recognition", "signer", "job"}
    return tuple(thread.name for thread in threading.enumerate() if thread.name in names)


def _wait_until(is_so: Callable[[], bool]) -> None:
    gives_up_at_s = time.monotonic() + STUCK_S
    while not is_so():
        if time.monotonic() > gives_up_at_s:
            raise TimeoutError
        time.sleep(POLL_S)


def main(arguments: list[str]) -> int:
    """Run it, print what was found and write it as JSON; 1 if something does not hold."""
    parser = argparse.ArgumentParser(prog="python -m app.soak", description=__doc__)
    usual = SoakConfig()
    parser.add_argument("--hours", type=float, default=usual.hours, help="of video (default: %(default)s)")
    parser.add_argument(
        "--held", type=float, default=usual.held_s, help="seconds the window is held up each time (%(default)s)"
    )
    parser.add_argument("--report", type=Path, default=Path("build/soak.json"), help="(default: %(default)s)")
    options = parser.parse_args(arguments)
    options.report.parent.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    ThemeFollower(application, "dark")
    report = run_soak(open_model(None), sample_clip(), SoakConfig(options.hours, options.held))
    write_whole(options.report, report.to_json().encode(), "The report")
    print(*report.lines(), *(f"FAULT: {fault}" for fault in report.faults), f"Written to {options.report}.", sep="\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(run_guarded(partial(main, sys.argv[1:])))
