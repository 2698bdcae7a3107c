"""The colours of the three themes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DARK", "HIGH_CONTRAST", "LIGHT", "ThemeColours"]


@dataclass(frozen=True, slots=True)
class ThemeColours:
    """Colours as #rrggbb. Every text stands out from every surface at 7 : 1, every border and the focus at 3 : 1.

    Args:
        surface: Of panels and controls.
        attention: Of messages.
        focus: The frame around the control that the keyboard goes to.
        selection: Behind the chosen entry of a list.
    """

    background: str
    surface: str
    border: str
    text: str
    muted: str
    attention: str
    focus: str
    selection: str


DARK = ThemeColours(
    background="#14171c",
    surface="#1e232b",
    border="#66748a",
    text="#eef2f6",
    muted="#b4bfcc",
    attention="#ffd166",
    focus="#ffd166",
    selection="#38414e",
)
LIGHT = ThemeColours(
    background="#f3f5f7",
    surface="#ffffff",
    border="#737f8c",
    text="#14171c",
    muted="#434d59",
    attention="#6b3d00",
    focus="#0b4fb3",
    selection="#cfe0f7",
)
HIGH_CONTRAST = ThemeColours(
    background="#000000",
    surface="#000000",
    border="#ffffff",
    text="#ffffff",
    muted="#ffffff",
    attention="#ffff00",
    focus="#ffff00",
    selection="#004d99",
)
