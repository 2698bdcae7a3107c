"""Word error rate: how many substitutions, deletions and insertions turn a reference into a hypothesis."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Pair = tuple[str | None, str | None]
"""(reference gloss, hypothesis gloss); None in the first is an insertion, in the second a deletion."""

# The weights of sclite, whose alignment the published figures of this field rest on.
_SUBSTITUTION_COST = 4
_GAP_COST = 3  # of a deletion or an insertion


@dataclass(frozen=True, slots=True)
class ErrorCounts:
    """The errors of one clip, or, summed, of a corpus."""

    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    reference_count: int = 0

    @property
    def errors(self) -> int:
        """Substitutions, deletions and insertions together."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def wer(self) -> float:
        """Errors per reference gloss, as a fraction (may exceed 1); not a number where nothing was signed."""
        return self.errors / self.reference_count if self.reference_count else math.nan

    def to_json(self) -> dict[str, int | float | None]:
        """The five figures that every command reports; `wer` is a fraction, and null where nothing was signed."""
        return {
            "words": self.reference_count,
            "substitutions": self.substitutions,
            "deletions": self.deletions,
            "insertions": self.insertions,
            "wer": self.wer if self.reference_count else None,
        }

    def __add__(self, other: "ErrorCounts") -> "ErrorCounts":
        return ErrorCounts(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            self.reference_count + other.reference_count,
        )


def align(reference: Sequence[str], hypothesis: Sequence[str]) -> list[Pair]:
    """Pairs the glosses of a reference with those of a hypothesis as NIST's sclite 2.4.10 does.

    A substitution costs 4, a deletion or an insertion 3, and the cheapest alignment is taken. Among equally cheap ones
    the last glosses of both are paired; where that costs more, the hypothesis's is inserted, and the reference's
    deleted only where that alone is cheapest; and so on, to the front. Thus the counts are those that papers report.
    Neighbouring equal glosses are never merged. The errors may be a few more than the fewest possible, because three
    substitutions cost as much as two deletions and two insertions.
    """
    costs = _costs(reference, hypothesis)
    row, column = len(reference), len(hypothesis)
    pairs: list[Pair] = []
    while row or column:
        if row and column and costs[row][column] == _paired(costs, reference, hypothesis, row, column):
            row, column = row - 1, column - 1
            pairs.append((reference[row], hypothesis[column]))
        elif column == 0 or (row and costs[row - 1][column] < costs[row][column - 1]):
            row -= 1
            pairs.append((reference[row], None))
        else:
            column -= 1
            pairs.append((None, hypothesis[column]))
    return pairs[::-1]


def count_errors(reference: Sequence[str], hypothesis: Sequence[str]) -> ErrorCounts:
    """The errors of one clip; an empty hypothesis is one deletion per reference gloss."""
    pairs = align(reference, hypothesis)
    return ErrorCounts(
        substitutions=sum(1 for signed, output in pairs if signed != output and None not in (signed, output)),
        deletions=sum(1 for _, output in pairs if output is None),
        insertions=sum(1 for signed, _ in pairs if signed is None),
        reference_count=len(reference),
    )


def corpus_errors(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> ErrorCounts:
    """The summed errors of (reference, hypothesis) pairs: the corpus-wide rate, not the mean of the clips' rates."""
    return sum((count_errors(reference, hypothesis) for reference, hypothesis in pairs), ErrorCounts())


def _paired(
    costs: Sequence[Sequence[int]], reference: Sequence[str], hypothesis: Sequence[str], row: int, column: int
) -> int:
    """The cost of the first `row` and `column` glosses if the last of both stand opposite each other."""
    is_wrong = reference[row - 1] != hypothesis[column - 1]
    return costs[row - 1][column - 1] + _SUBSTITUTION_COST * is_wrong


def _costs(reference: Sequence[str], hypothesis: Sequence[str]) -> list[list[int]]:
    """`costs[i][j]` is the least cost between the first i reference and the first j hypothesis glosses."""
    costs = [[_GAP_COST * column for column in range(len(hypothesis) + 1)]]
    for row in range(1, len(reference) + 1):
        costs.append([_GAP_COST * row])
        for column in range(1, len(hypothesis) + 1):
            gap = min(costs[row - 1][column], costs[row][column - 1]) + _GAP_COST
            costs[row].append(min(gap, _paired(costs, reference, hypothesis, row, column)))
    return costs
