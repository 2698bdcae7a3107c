"""What this process holds in memory, and how fast that grows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.errors import BadInputError

__all__ = ["memory_mb", "slope"]

_STATUS = Path("/proc/self/statm")


def memory_mb() -> float:
    """Megabytes of this process in memory now. Raises BadInputError where the system does not say so in a file."""
    try:
        pages = int(_STATUS.read_text(encoding="ascii").split()[1])
    except OSError as error:
        raise BadInputError(f"Memory is measured on Linux only: {_STATUS} cannot be read.") from error
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def slope(places: Sequence[float], values: Sequence[float]) -> float:
    """What the values grow by as the place grows by 1, by least squares; 0 where there are not two places."""
    if len(set(places)) < 2:
        return 0.0
    x = np.asarray(places, np.float64) - np.mean(places)
    return float(x @ np.asarray(values, np.float64) / (x @ x))
