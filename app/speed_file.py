"""Keeps how fast models were on this computer, beside the settings, so that each is measured once."""

from __future__ import annotations

import json
import logging
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.model_speed import ModelSpeed
from models.errors import BadInputError
from models.whole_file import write_whole

__all__ = ["SpeedFile"]

logger = logging.getLogger(__name__)

FORMAT_VERSION = 1
KEPT_COUNT = 20  # models times processors; the oldest gives way
LARGEST_COUNT = 64  # threads: what a damaged file must not exceed


@dataclass(frozen=True, slots=True)
class _Entry:
    model: str
    processor: str
    thread_count: int
    step_ms: float
    budget_ms: float


class SpeedFile:
    """A small file of figures. One that cannot be read or written is no loss: the model is measured again."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def find(self, model: str, processor: str) -> ModelSpeed | None:
        """What was measured of a model on a processor, if it was."""
        for entry in self._read():
            if (entry.model, entry.processor) == (model, processor):
                return ModelSpeed(entry.thread_count, entry.step_ms, entry.budget_ms)
        return None

    def keep(self, model: str, processor: str, speed: ModelSpeed) -> None:
        """Write what was measured, in the place of what was known of the same model and processor."""
        others = [one for one in self._read() if (one.model, one.processor) != (model, processor)]
        entries = [*others, _Entry(model, processor, **asdict(speed))][-KEPT_COUNT:]
        content = {"version": FORMAT_VERSION, "speeds": [asdict(entry) for entry in entries]}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, (json.dumps(content, indent=2) + "\n").encode(), "How fast the model is")
        except (OSError, BadInputError) as error:
            logger.info("%s", error)

    def _read(self) -> list[_Entry]:
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            if content["version"] != FORMAT_VERSION:
                return []
            return [_entry(fields) for fields in content["speeds"]]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return []


def _entry(fields: dict[str, Any]) -> _Entry:
    """Raises ValueError or TypeError for what cannot have been measured."""
    texts, count = (fields["model"], fields["processor"]), fields["thread_count"]
    durations_ms = (fields["step_ms"], fields["budget_ms"])
    is_sound = all(isinstance(text, str) for text in texts) and type(count) is int and 1 <= count <= LARGEST_COUNT
    if not is_sound or not all(type(duration) is float and 0 < duration < math.inf for duration in durations_ms):
        raise ValueError("This is no speed.")
    return _Entry(**fields)
