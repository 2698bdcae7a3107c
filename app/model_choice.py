"""Which model is used: the one that ships with Glosscast, or the one that the person has opened last. Knows no Qt."""

from __future__ import annotations

from pathlib import Path

import assets
from models.errors import UnusableModelError
from models.recognizer import GlossRecognizer

__all__ = ["STARTER_MODEL", "kept_path", "remembered_model", "starter_path"]

STARTER_MODEL = "starter.onnx"


def starter_path() -> Path | None:
    """Where the shipped model lies; None if this installation lacks it."""
    try:
        return assets.path(STARTER_MODEL)
    except FileNotFoundError:
        return None


def kept_path(path: Path) -> str:
    """How the settings keep a model's path: empty for the shipped one, which may lie elsewhere next time."""
    return "" if path == starter_path() else str(path.absolute())


def remembered_model(kept: str, starter: GlossRecognizer) -> tuple[GlossRecognizer, str]:
    """The model that the settings keep, and an empty text; or else the shipped one, and a sentence that says why."""
    if not kept:
        return starter, ""
    try:
        return GlossRecognizer(Path(kept)), ""
    except UnusableModelError as error:
        return starter, f"{error} The model that comes with Glosscast is used instead."
