"""Opens a model as the window wants it: tried out, its speed on this computer known, with the threads it needs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.model_speed import ModelSpeed, computer_name, measure_speed
from app.model_trial import GoOn, go_on, named_failures, try_out
from app.speed_file import SpeedFile
from models.errors import UnusableModelError
from models.recognizer import GlossRecognizer
from models.whole_file import file_digest

__all__ = ["MeasuredModel", "ModelLoader"]


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredModel:
    """A model, opened with as many threads as it needs, and its speed."""

    recognizer: GlossRecognizer
    speed: ModelSpeed


class ModelLoader:
    """Belongs to whichever thread calls it; takes seconds for a large model, but gives up soon after it is told to.

    Args:
        speeds: Where speeds are kept; None to measure each time.
        clock: Seconds, by which steps are measured.
    """

    def __init__(
        self,
        speeds: SpeedFile | None = None,
        *,
        clock: Callable[[], float] = time.perf_counter,
        core_count: int | None = None,
    ) -> None:
        self._speeds = speeds
        self._clock = clock
        self._core_count = core_count

    def open(self, path: Path, check: GoOn = go_on) -> MeasuredModel:
        """A model that can take over. Raises UnusableModelError if it is unsound, or too slow for this computer."""
        measured = self.measure(path, check)
        speed = measured.speed
        if not speed.is_enough:
            raise UnusableModelError(
                f"{path} is too slow for this computer: a step of {speed.budget_ms:.0f} ms takes {speed.step_ms:.0f} "
                "ms; a smaller model or fewer open programs would help."
            )
        # On another session, which goes: onnxruntime keeps the room that a whole clip took, tens of megabytes.
        try_out(GlossRecognizer(path, speed.thread_count), check)
        return measured

    def measure(self, path: Path, check: GoOn = go_on) -> MeasuredModel:
        """A model, however slow it is. Raises UnusableModelError only if it cannot be opened or run."""
        first = GlossRecognizer(path)
        check()
        if self._speeds is None:
            return self._measure_anew(first, check)
        model, processor = file_digest(path), computer_name()
        known = self._speeds.find(model, processor)
        if known:
            return MeasuredModel(first if known.thread_count == 1 else GlossRecognizer(path, known.thread_count), known)
        measured = self._measure_anew(first, check)
        # That it is too slow is not kept: perhaps something else had kept the computer busy.
        if measured.speed.is_enough:
            self._speeds.keep(model, processor, measured.speed)
        return measured

    def _measure_anew(self, first: GlossRecognizer, check: GoOn) -> MeasuredModel:
        with named_failures(first.path):
            return MeasuredModel(*measure_speed(first, clock=self._clock, core_count=self._core_count, check=check))
