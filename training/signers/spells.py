"""Spells: stretches of time in which the head is turned, the trunk leans or the whole person stands elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.signers.rotations import Array

Vector = tuple[float, float, float]

FOREVER_S = 1e6


@dataclass(frozen=True, slots=True)
class Spell:
    """From `start_s` to `end_s`, with flanks of `ramp_s` within. World axes; rotation vectors in radians, metres."""

    start_s: float
    end_s: float
    ramp_s: float
    head: Vector = (0.0, 0.0, 0.0)
    lean: Vector = (0.0, 0.0, 0.0)
    shift: Vector = (0.0, 0.0, 0.0)


def ramp(times: Array, start_s: float, end_s: float, ramp_s: float) -> Array:
    """1 between start and end, 0 outside, with smooth flanks; (T,)."""
    rising, falling = np.clip((times - start_s) / ramp_s, 0, 1), np.clip((end_s - times) / ramp_s, 0, 1)
    level = rising * falling
    return np.asarray(level * level * (3 - 2 * level))


def sum_spells(spells: Sequence[Spell], times: Array) -> tuple[Array, Array, Array]:
    """Head, lean and shift that the spells add up to at `times` (T,), (T, 3) each."""
    head, lean, shift = (np.zeros((len(times), 3)) for _ in range(3))
    for spell in spells:
        level = ramp(times, spell.start_s, spell.end_s, spell.ramp_s)[:, None]
        head += level * spell.head
        lean += level * spell.lean
        shift += level * spell.shift
    return head, lean, shift
