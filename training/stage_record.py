"""Which stages of which run are finished, and what they found: a long command goes on where it was stopped."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import BadInputError
from training.checkpoint import write_text

Figures = dict[str, Any]
"""What a stage found, by name, as it is written as JSON."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: what it does, and the last file that it writes, or any that is there once it was recorded.

    It is done again, and all after it, where its `settings` are not those that it was done with.
    """

    name: str
    run: Callable[[], Figures]
    output: Path
    settings: Figures = field(default_factory=dict)


class StageRecord:
    """`pipeline.json` of a run folder; whatever the head says must be what it said when the run began."""

    def __init__(self, path: Path, head: Mapping[str, object], stages: dict[str, Figures]) -> None:
        self._path = path
        self._head = dict(head)
        self.stages = stages

    @classmethod
    def open(cls, path: Path, head: Mapping[str, object]) -> "StageRecord":
        """Begins or continues the run; raises BadInputError where another one is recorded, or something else."""
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            return cls(path, head, {})
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            stages = dict(content.pop("stages"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInputError(f"{path}: is no record of a pipeline; give another --out.") from error
        for name, value in head.items():
            if content.get(name) != value:
                found, expected = ("nothing" if item is None else item for item in (content.get(name), value))
                raise BadInputError(f"{path}: holds a run with {name} {found}, not {expected}; give another --out.")
        return cls(path, head, stages)

    def has(self, stage: Stage) -> bool:
        """Whether a stage is finished and what it wrote is still there; if not, the stages after it are void too."""
        done = self.stages.get(stage.name)
        if done is not None and stage.output.is_file() and stage.settings.items() <= done.items():
            return True
        names = list(self.stages)
        for name in names[names.index(stage.name) :] if stage.name in names else ():
            del self.stages[name]
        return False

    def finish(self, stage: Stage, figures: Figures, seconds: float) -> None:
        """Notes a stage as finished."""
        self.stages[stage.name] = {"seconds": round(seconds, 1), **stage.settings, **figures}
        write_text(self._path, json.dumps({**self._head, "stages": self.stages}, indent=2, allow_nan=False) + "\n")
