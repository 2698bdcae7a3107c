"""Pictures of signs: every form of one by four varied signers, moment by moment; or all signs at a glance."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from models.video import RgbImage
from training.signers.cast import Signer
from training.signers.clip_files import write_picture
from training.signers.filming import film
from training.signers.lexicon import Lexicon
from training.signers.notation import Sign
from training.signers.staging import PLAN_RATE, ClipPlan, cast_clip, plan_clip

_SIDE, _MOMENTS = 176, 8
_LARGE, _SMALL = 1.2, 0.85  # amplitudes
_LINE = 22
_WHITE, _INK = 255, (40, 40, 40)
_SMALL_SIDE, _SMALL_MOMENTS, _SIGNS_A_ROW = 96, 3, 4
_GAP = 6


def write_sheet(path: Path, lexicon: Lexicon, gloss: str, first_seed: int = 0) -> None:
    """Writes the picture of one sign.

    Raises:
        BadInputError: no such sign, or the file cannot be written.
    """
    sign = lexicon.signs[lexicon.choose([gloss])[0]]
    rows = [_text_row(sign.gloss, sign.looks)]
    for form in sign.forms:
        rows.append(_text_row("", f"{form.name}:"))
        alone = Lexicon(lexicon.path, {gloss: replace(sign, forms=(form,))})
        rows += [_row(_plan(gloss, alone, seed, _SIDE)) for seed in _varied_seeds(first_seed)]
    write_picture(path, np.concatenate(rows))


def write_overview(path: Path, lexicon: Lexicon, first_seed: int = 0) -> None:
    """Writes a picture of all signs: the usual form of each, three moments, by one signer after the other.

    Raises:
        BadInputError: the file cannot be written.
    """
    cells = []
    for seed, sign in enumerate(tqdm(lexicon.signs.values(), unit="sign", disable=None), first_seed):
        alone = Lexicon(lexicon.path, {sign.gloss: replace(sign, forms=sign.forms[:1])})
        cells.append(np.concatenate([_row(_plan(sign.gloss, alone, seed, _SMALL_SIDE), _SMALL_MOMENTS), _label(sign)]))
    blank = np.full_like(cells[0], _WHITE)
    cells += [blank] * (-len(cells) % _SIGNS_A_ROW)
    padded = [np.pad(cell, ((0, _GAP), (0, _GAP), (0, 0)), constant_values=_WHITE) for cell in cells]
    rows = [np.concatenate(padded[i : i + _SIGNS_A_ROW], axis=1) for i in range(0, len(padded), _SIGNS_A_ROW)]
    write_picture(path, np.concatenate(rows))


def _label(sign: Sign) -> RgbImage:
    label: RgbImage = np.full((_LINE, _SMALL_SIDE * _SMALL_MOMENTS, 3), _WHITE, np.uint8)
    cv2.putText(label, sign.gloss, (4, _LINE - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.5, _INK, 1, cv2.LINE_AA)
    return label


@cache
def _varied_seeds(first_seed: int) -> tuple[int, ...]:
    """From `first_seed` on, the first child, left-hander, large signer and small signer: where faults show first."""
    wanted: list[Callable[[Signer], bool]] = [
        lambda person: person.body.kind in ("girl", "boy"),
        lambda person: person.style.left_handed,
        lambda person: person.style.amplitude > _LARGE,
        lambda person: person.style.amplitude < _SMALL,
    ]
    seeds: list[int] = []
    for fits in wanted:
        others = (seed for seed in itertools.count(first_seed) if seed not in seeds)
        seeds.append(next(seed for seed in others if fits(cast_clip(seed, "train")[0])))
    return tuple(seeds)


def _plan(gloss: str, lexicon: Lexicon, seed: int, side: int) -> ClipPlan:
    return plan_clip(seed, [gloss], frame_size=side, frame_rate=PLAN_RATE, severity=0.0, lexicon=lexicon)


def _row(plan: ClipPlan, moments: int = _MOMENTS) -> RgbImage:
    """Moments of a clip from the beginning of the sign to its end, side by side."""
    assert plan.motion is not None
    signed = np.flatnonzero(plan.motion.gloss_index >= 0)
    times = np.linspace(signed[0], signed[-1], moments) / PLAN_RATE
    still = replace(plan, frame_times=times, cameras=plan.cameras[:1] * moments)
    return np.concatenate(list(film(still)), axis=1)  # (S, moments * S, 3)


def _text_row(title: str, text: str) -> RgbImage:
    lines = textwrap.wrap(f"{title}  {text}".strip(), 140)
    row: NDArray[np.uint8] = np.full((_LINE * len(lines) + 6, _SIDE * _MOMENTS, 3), _WHITE, np.uint8)
    for number, line in enumerate(lines, 1):
        cv2.putText(row, line, (6, _LINE * number - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.5, _INK, 1, cv2.LINE_AA)
    return row
