"""Which rows of glosses stand on the screen, and where. Text that has been shown does not move, but for rolling up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.captions import CaptionState

__all__ = ["PlacedGloss", "SubtitleLayout", "SubtitleRow"]

VISIBLE_ROWS = 2  # the usual limit of subtitle guidelines: more is not read in time


@dataclass(frozen=True, slots=True)
class PlacedGloss:
    """A gloss and its left edge, in the units of the width it was measured in."""

    text: str
    is_committed: bool
    left: float


@dataclass(frozen=True, slots=True)
class SubtitleRow:
    """One row of one sentence.

    Args:
        key: The number of the sentence and of the row in it; the order of keys is the order of time.
        glosses: From left to right.
    """

    key: tuple[int, int]
    glosses: tuple[PlacedGloss, ...]


class SubtitleLayout:
    """Chooses the rows to show. They fill from the top and roll up by one when full, and never roll back."""

    def __init__(self, row_count: int = VISIBLE_ROWS) -> None:
        self.row_count = row_count  # may be changed at any time
        self._first_key = (0, 0)

    def restart(self) -> None:
        """Begin at the first sentence again, after a reset."""
        self._first_key = (0, 0)

    def hide(self, state: CaptionState) -> None:
        """Show nothing of what is there now; what comes next starts at the top."""
        self._first_key = (state.current_number, 0)

    def rows(self, state: CaptionState, width: float, gap: float, measure: Callable[[str], float]) -> list[SubtitleRow]:
        """At most `row_count` rows, top first.

        Args:
            width: What a row may take.
            gap: What stands between two glosses.
            measure: The width of a gloss. It must not depend on whether the gloss is committed.
        """
        # Still older sentences cannot be among the last rows.
        sentences = (*state.finished, state.committed)[-self.row_count - 1 :]
        rows: list[SubtitleRow] = []
        for number, committed in enumerate(sentences, start=state.current_number + 1 - len(sentences)):
            glosses = [(text, True) for text in committed]
            if number == state.current_number:
                glosses += [(text, False) for text in state.partial]
            rows += _wrap(number, glosses, width, gap, measure)
        if len(rows) >= self.row_count:
            self._first_key = max(self._first_key, rows[-self.row_count].key)
        if rows and rows[-1].key[0] == self._first_key[0]:
            self._first_key = min(self._first_key, rows[-1].key)  # partial glosses were taken back, rows with them
        return [row for row in rows if row.key >= self._first_key]


def _wrap(
    number: int, glosses: Sequence[tuple[str, bool]], width: float, gap: float, measure: Callable[[str], float]
) -> list[SubtitleRow]:
    """From left to right, as much as fits: so a gloss's place depends only on those before it."""
    rows: list[list[PlacedGloss]] = []
    left = 0.0
    for text, is_committed in glosses:
        text_width = measure(text)
        if not rows or left + text_width > width:
            rows.append([])
            left = 0.0
        rows[-1].append(PlacedGloss(text, is_committed, left))
        left += text_width + gap
    return [SubtitleRow((number, index), tuple(row)) for index, row in enumerate(rows)]
