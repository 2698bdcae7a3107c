"""How well one colour stands out from another, as the web's accessibility guidelines (WCAG 2) reckon it.

Colours are texts of the form #rrggbb, so that nothing here needs Qt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

__all__ = ["ENOUGH", "blend", "channels", "contrast", "distance", "is_colour", "lowest_contrast", "luminance"]

ENOUGH = 7.0  # to one: WCAG's level AAA for text


def is_colour(text: str) -> bool:
    """Whether `text` is of the form #rrggbb."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 (the same) to 21 (black and white)."""
    return _ratio(luminance(first), luminance(second))


def lowest_contrast(colour: str, backgrounds: Iterable[str]) -> float:
    """The contrast of `colour` against the worst of all colours between the given ones, which a picture may contain."""
    levels = [luminance(background) for background in backgrounds]
    return _ratio(luminance(colour), min(max(luminance(colour), min(levels)), max(levels)))


def blend(front: str, behind: str, opacity: float) -> str:
    """The colour seen when `front`, of that opacity (0 to 1), lies over `behind`."""
    mixed = (
        round(opacity * above + (1 - opacity) * below)
        for above, below in zip(channels(front), channels(behind), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def distance(first: str, second: str) -> float:
    """How far two colours lie apart in red, green and blue, 0 to 442."""
    return math.dist(channels(first), channels(second))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4)


def _ratio(first: float, second: float) -> float:
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
