"""A picture of one sign: every form, performed by four random signers, moment by moment."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from training.signers.clip_files import renamed_when_done
from training.signers.filming import film
from training.signers.lexicon import Lexicon
from training.signers.staging import PLAN_RATE, ClipPlan, plan_clip
from training.signers.webcam import RgbImage

_SIDE, _MOMENTS = 176, 8
_SIGNERS = 4
_LINE = 22
_WHITE, _INK = 255, (40, 40, 40)


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
        rows += [_row(plan) for plan in _plans(gloss, alone, first_seed)]
    with renamed_when_done(path) as partial:
        if not cv2.imwrite(str(partial), np.concatenate(rows)[..., ::-1]):
            raise BadInputError(f"{path}: cannot be written.")


def _plans(gloss: str, lexicon: Lexicon, first_seed: int) -> Iterator[ClipPlan]:
    for seed in range(first_seed, first_seed + _SIGNERS):
        yield plan_clip(seed, [gloss], frame_size=_SIDE, frame_rate=PLAN_RATE, severity=0.0, lexicon=lexicon)


def _row(plan: ClipPlan) -> RgbImage:
    """The moments of a clip from the beginning of the sign to its end, side by side."""
    assert plan.motion is not None
    signed = np.flatnonzero(plan.motion.gloss_index >= 0)
    times = np.linspace(signed[0], signed[-1], _MOMENTS) / PLAN_RATE
    still = replace(plan, frame_times=times, cameras=plan.cameras[:1] * _MOMENTS)
    return np.concatenate(list(film(still)), axis=1)  # (S, 8 * S, 3)


def _text_row(title: str, text: str) -> RgbImage:
    lines = textwrap.wrap(f"{title}  {text}".strip(), 140)
    row: NDArray[np.uint8] = np.full((_LINE * len(lines) + 6, _SIDE * _MOMENTS, 3), _WHITE, np.uint8)
    for number, line in enumerate(lines, 1):
        cv2.putText(row, line, (6, _LINE * number - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.5, _INK, 1, cv2.LINE_AA)
    return row
