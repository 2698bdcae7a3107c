"""For developers: `python -m tests.app.abuse` does to a window what cables, people and clocks do, again and again.

The camera is pulled and put back, the model's file deleted, the wall clock set, everything reset, the hand changed, the
camera paused; all with the real threads and the shipped model on a camera made of code. At the end signs must still be
recognised, memory must be flat, and every thread must end within two seconds.
"""

import argparse
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from app import signer_guide
from app.__main__ import open_model, run_guarded, sample_clip
from app.camera_state import CameraState
from app.event_loop import run_events, run_until
from app.process_memory import memory_mb
from app.soak import our_threads
from models.errors import GlosscastError
from models.video import read_video
from tests.app.scripted_window import LATER_S, LIMIT_S, ScriptedWindow

CLOCK_JUMPS_S = (-10 * 365 * 86_400.0, -3600.0, 3600.0, 40 * 365 * 86_400.0)


@dataclass(frozen=True, slots=True)
class AbuseConfig:
    """How often what is done, in all."""

    pulls: int = 50
    resets: int = 100
    hand_changes: int = 50
    pauses: int = 25
    rounds: int = 5
    """Into so many parts the above is cut; memory is compared from the end of the first to the end of the last."""
    pause_s: float = 0.0
    """How long the window is left alone, captioning, after each of these."""

    @property
    def count(self) -> int:
        """How many things are done in all."""
        return self.pulls + self.resets + self.hand_changes + self.pauses


@dataclass(frozen=True, slots=True)
class AbuseReport:
    """What was left. Memory in megabytes at the end of each round."""

    glosses_before: tuple[str, ...]
    glosses_after: tuple[str, ...]
    memory_mb: tuple[float, ...]
    end_s: float
    left_threads: tuple[str, ...]

    @property
    def growth_mb(self) -> float:
        """From the end of the first round to the end of the last."""
        return self.memory_mb[-1] - self.memory_mb[0]

    @property
    def faults(self) -> list[str]:
        """A sentence for everything that does not hold."""
        found = {
            "no gloss was recognised before": not self.glosses_before,
            "no gloss was recognised afterwards": not self.glosses_after,
            f"memory has grown by {self.growth_mb:.1f} MB; 10 are allowed": self.growth_mb >= 10,
            f"ending took {self.end_s:.1f} s; 2 are allowed": self.end_s >= 2,
            f"threads are left: {', '.join(self.left_threads)}": bool(self.left_threads),
        }
        return [sentence for sentence, is_fault in found.items() if is_fault]


class Abuse:
    """A window on a fake camera, and what is done to it.

    Args:
        model: The model's file; a copy of it is opened, and deleted.
        pictures: RGB, what the camera shows, by the real clock at 25 a second, round after round.
        folder: An empty one.
    """

    def __init__(self, model: Path, clip: Path, pictures: list[NDArray[np.uint8]], folder: Path) -> None:
        self._model = folder / "model.onnx"
        shutil.copyfile(model, self._model)
        self._scripted = ScriptedWindow(self._model, clip, pictures, folder)
        self._camera, self._window = self._scripted.camera, self._scripted.window

    def run(self, config: AbuseConfig) -> AbuseReport:
        """Do all of it. Raises GlosscastError if something that was waited for does not come."""
        self._window.show()
        self._window.start_camera()
        self._scripted.wait_for(CameraState.RUNNING)
        before = self._glosses()
        guide = self._window.findChildren(signer_guide.SignerGuide)[0]
        if not signer_guide.why_not_followed():
            run_until(lambda: guide.is_loaded, "MediaPipe did not find the signer", LIMIT_S)
        self._model.unlink()
        memory: list[float] = []
        for number in range(config.rounds):
            for action, count in (
                (self._pull, config.pulls),
                (self._reset, config.resets),
                (self._change_hand, config.hand_changes),
                (self._pause, config.pauses),
            ):
                for _ in range(count * (number + 1) // config.rounds - count * number // config.rounds):
                    action()
                    run_events(config.pause_s)
            for jump_s in CLOCK_JUMPS_S:
                self._set_wall_clock(jump_s)
            self._window.reset()
            run_events(0.2)
            memory.append(memory_mb())
        after = self._glosses()
        return AbuseReport(before, after, tuple(memory), self._scripted.close(), our_threads())

    def _pull(self) -> None:
        self._camera.unplug()
        self._scripted.wait_for(CameraState.LOST)
        self._camera.plug()
        self._scripted.wait_for(CameraState.BACK, later_s=LATER_S)

    def _reset(self) -> None:
        self._window.reset()
        run_events(0.0)

    def _change_hand(self) -> None:
        preferences = self._window.preferences
        preferences.change(replace(preferences.settings, is_left_handed=not preferences.settings.is_left_handed))
        run_events(0.02)

    def _pause(self) -> None:
        self._window.camera.toggle()
        self._scripted.wait_for(CameraState.PAUSED)
        if self._camera.is_on:
            raise GlosscastError("The camera is on, and is said to be paused.")
        self._window.camera.toggle()
        self._scripted.wait_for(CameraState.RUNNING)

    def _set_wall_clock(self, jump_s: float) -> None:
        real = time.time
        with patch("time.time", lambda: real() + jump_s):
            run_events(0.05)

    def _glosses(self) -> tuple[str, ...]:
        """What is recognised from here on, right-handed, until there are two glosses."""
        preferences = self._window.preferences
        preferences.change(replace(preferences.settings, is_left_handed=False))
        self._window.reset()
        run_until(lambda: self._window.captions.committed_count >= 2, "Two glosses were not recognised", LIMIT_S)
        captions = self._window.captions
        return tuple(gloss for sentence in (*captions.finished, captions.committed) for gloss in sentence)


def main(arguments: list[str]) -> int:
    """Do it and print what was left; 1 if something does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.app.abuse", description=__doc__)
    parser.add_argument("--times", type=int, default=1, help="everything so many times as often (%(default)s)")
    parser.add_argument("--hours", type=float, default=0.0, help="spread over so many hours (%(default)s: at once)")
    chosen = parser.parse_args(arguments)
    times, hours = chosen.times, chosen.hours
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    clip = sample_clip()
    pictures = [frame.image for frame in read_video(clip)]
    config = AbuseConfig(50 * times, 100 * times, 50 * times, 25 * times)
    config = replace(config, pause_s=hours * 3600 / config.count)
    with tempfile.TemporaryDirectory() as folder:
        report = Abuse(open_model(None).path, clip, pictures, Path(folder)).run(config)
    print(f"recognised before: {' '.join(report.glosses_before)}; afterwards: {' '.join(report.glosses_after)}")
    print(f"memory at the end of each round: {', '.join(f'{size:.1f}' for size in report.memory_mb)} MB")
    print(f"ended in {report.end_s:.2f} s")
    print(*(f"FAULT: {fault}" for fault in report.faults), sep="\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(run_guarded(partial(main, sys.argv[1:])))
