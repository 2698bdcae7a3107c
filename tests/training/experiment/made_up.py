"""Figures made up for tests."""

from collections.abc import Sequence

from training.experiment.figures import Figures
from training.metrics import ErrorCounts


def figures(
    errors: Sequence[int], *, seed: int = 0, words: int = 10, macs: float = 1e6, parameters: int = 1000
) -> Figures:
    """A row whose test clips hold `words` glosses each, with so many errors, all deletions."""
    counts = ErrorCounts(0, sum(errors), 0, words * len(errors))
    return Figures(
        seed=seed,
        macs=macs,
        parameters=parameters,
        bytes=4 * parameters,
        int8_bytes=parameters,
        dev=counts,
        test=counts,
        live=counts,
        int8=counts,
        clip_errors=tuple(errors),
        clip_words=(words,) * len(errors),
        median_delay_s=0.8,
        p95_delay_s=None,
        conditions="made up, split test",
    )
