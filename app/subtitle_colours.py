"""Which colours a subtitle style means: of committed and partial glosses, their edge, and how readable they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.contrast import ENOUGH, blend, contrast, distance, lowest_contrast
from app.settings import SubtitleStyle

__all__ = ["ANY_PICTURE", "SubtitleColours", "subtitle_colours"]

BLACK, WHITE = "#000000", "#ffffff"
ANY_PICTURE = (BLACK, WHITE)  # what may lie behind a subtitle over the picture: everything between these
PARTIAL_TONES = ("#8fa3b8", "#b8a07a")  # bluish grey, or sand where the text itself is like that
OTHER_TONES = ("#7fd0c0", "#e08090", "#2040c0")  # where neither is apart enough: dark texts on white, mostly
SHADES = tuple(part / 20 for part in range(21))  # how much black or white is mixed into a tone, tried in this order
APART = 90.0  # ours: at this distance in red, green and blue two texts side by side are seen to differ


@dataclass(frozen=True, slots=True)
class SubtitleColours:
    """Colours as #rrggbb.

    Args:
        outline: None without an edge.
        contrast: Of the less readable of committed and partial glosses, 1 to 21.
    """

    committed: str
    partial: str
    outline: str | None
    contrast: float

    @property
    def is_readable(self) -> bool:
        """Whether both kinds of gloss stand out at 7 : 1 or more."""
        return self.contrast >= ENOUGH


def subtitle_colours(style: SubtitleStyle, backdrop: Sequence[str]) -> SubtitleColours:
    """The colours of a style.

    Args:
        backdrop: What lies behind the subtitle's background and shines through it: one colour, or two for everything
            between them.
    """
    committed = style.text_colour
    outline = max(ANY_PICTURE, key=lambda edge: contrast(edge, committed)) if style.has_outline else None
    backgrounds = [blend(style.background_colour, behind, style.background_opacity / 100) for behind in backdrop]

    def readability(colour: str) -> float:
        # Letters with an edge are read against it, whatever lies around.
        around = lowest_contrast(colour, backgrounds)
        return max(around, contrast(colour, outline)) if outline else around

    different = [shade for shade in _partial_shades() if distance(shade, committed) >= APART]
    enough = [shade for shade in different if readability(shade) >= ENOUGH]
    partial = enough[0] if enough else max(different, key=readability)
    return SubtitleColours(committed, partial, outline, min(readability(committed), readability(partial)))


def _partial_shades() -> list[str]:
    return [
        blend(end, tone, part)
        for tones in (PARTIAL_TONES, OTHER_TONES)
        for part in SHADES
        for tone in tones
        for end in ANY_PICTURE
    ]
