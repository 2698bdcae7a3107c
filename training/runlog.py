"""The log of a run: one JSON object per line, appended, so that a resumed run continues the same file."""

import json
import math
import time
from collections.abc import Mapping
from pathlib import Path


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
