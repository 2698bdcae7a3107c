"""The log of a run: one JSON object per line, appended, so that a resumed run continues the same file."""

import json
import math
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

_Batch = TypeVar("_Batch")


class RunLog:
    """Appends to `log.jsonl`; every line is flushed, so a killed run loses nothing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._began_s = time.monotonic()

    def write(self, step: int, losses: Mapping[str, float], **notes: float | int | str) -> None:
        """Appends one line.

        Args:
            step: optimiser steps done so far.
            losses: the loss terms by name; a value that is no finite number is written as null.
            notes: anything else worth keeping: learning rate, dev WER, frames per second, an event's name.
        """
        record: dict[str, object] = {
            "step": step,
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "elapsed_s": round(time.monotonic() - self._began_s, 3),
            "losses": {name: _finite(value) for name, value in losses.items()},
        }
        record |= {name: _finite(value) if isinstance(value, float) else value for name, value in notes.items()}
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(record, allow_nan=False) + "\n")


class RunReport:
    """Bar and log of a run; of several processes only one is shown."""

    def __init__(self, checkpoint: Path, start: int, steps: int, log_every: int, *, is_shown: bool) -> None:
        self._name, self._start, self._steps = checkpoint.stem, start, steps
        self._log_every, self._is_shown = log_every, is_shown
        self._log = RunLog(checkpoint.with_name(f"{self._name}.jsonl"))
        self._sums: dict[str, float] = {}
        self._frame_count, self._began_s = 0, time.monotonic()

    def watched(self, batches: Iterable[_Batch]) -> Iterable[_Batch]:
        """The batches of the steps still to do, under a progress bar."""
        hidden = not self._is_shown
        self._bar = tqdm(batches, self._name, self._steps, initial=self._start, unit="step", disable=hidden)
        return self._bar

    def step(self, done: int, losses: Mapping[str, float], frame_count: int) -> None:
        """Take note of one step; every `log_every` of them make a line of the log."""
        self._frame_count += frame_count
        for name, value in losses.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        if done % self._log_every:
            return
        means = {name: value / self._log_every for name, value in self._sums.items()}
        speed = self._frame_count / (time.monotonic() - self._began_s)
        if self._is_shown:
            self._log.write(done, means, frames_per_s=round(speed, 1))
            self._bar.set_postfix({name: f"{value:.3f}" for name, value in means.items()}, refresh=False)
        self._sums, self._frame_count, self._began_s = {}, 0, time.monotonic()

    def measured(self, done: int, sentence: str, **figures: float) -> None:
        """Take note of a measurement, whose time counts as none of the steps'."""
        if self._is_shown:
            self._log.write(done, {}, **figures)
            self._bar.write(f"step {done}: {sentence}")
        self._frame_count, self._began_s = 0, time.monotonic()


def read_log(path: Path) -> list[dict[str, object]]:
    """The lines of a log; a last line cut short by a killed run is left out."""
    records: list[dict[str, object]] = []
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            records.append(json.loads(text))
        except json.JSONDecodeError:
            continue
    return records


def _finite(value: float) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None
