"""Parts of the synthetic world that can be kept alike in every clip, to measure what varying them is worth (ours)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal, get_args

import numpy as np

from training.signers.cast import clip_random
from training.signers.style import SigningStyle

Part = Literal["people", "rooms", "light", "camera", "webcam", "manner", "forms", "fidgets", "bystanders"]
PARTS: tuple[Part, ...] = get_args(Part)
"""people: bodies, looks and clothes. rooms: background and things in front. light: lamps, daylight, backlight.
camera: framing, angle, shaking. webcam: colour, noise, blur, compression, uneven frames. manner: speed, size, aim,
laxness, trunk and head. forms: other forms of a sign, recordings, more repeats. fidgets: what comes between signs."""

_ONE_FOR_ALL = 12345
"""Seed that stands for the clip's own where a part is kept alike."""


def part_random(seed: int, stream: int, part: Part, fixed: Collection[Part]) -> np.random.Generator:
    """The random numbers of a part of a clip: its own, or everybody's."""
    return clip_random(_ONE_FOR_ALL if part in fixed else seed, stream)


def fix_style(style: SigningStyle, fixed: Collection[Part]) -> SigningStyle:
    """The style without what is kept alike; handedness stays the signer's."""
    neutral = SigningStyle()
    if "manner" in fixed:
        style = replace(
            neutral, left_handed=style.left_handed, rest_pose=style.rest_pose, dropped_hand=style.dropped_hand,
            extra_repeats=style.extra_repeats, reversed_circles=style.reversed_circles, variants=style.variants,
            recorded=style.recorded, recordings=style.recordings, restlessness=style.restlessness,
        )  # fmt: skip
    if "forms" in fixed:
        style = replace(
            style, variants=0.0, recorded=0.0, reversed_circles=0.0, extra_repeats=neutral.extra_repeats
        )  # fmt: skip
    if "fidgets" in fixed:
        style = replace(style, restlessness=0.0)
    return style
