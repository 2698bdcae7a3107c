"""From a folder of taught signs to what a stream needs of it: for the window and for the commands alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import assets
from models.recognizer import GlossRecognizer
from models.taught.background import Background, read_background
from models.taught.files import FoundSigns, read_signs
from models.taught.identity import ModelIdentity, identify
from models.taught.matcher import TaughtMatcher

__all__ = ["SIGNS_NAME", "OpenSigns", "background_of", "open_signs"]

SIGNS_NAME = "signs"  # the folder, beside the settings
BACKGROUND_NAME = "background.npz"


@dataclass(frozen=True, slots=True)
class OpenSigns:
    """The signs of a folder, ready for a model.

    Attributes:
        model: Which model they are for.
        found: What the folder holds, and what is wrong with it.
        matcher: For `StreamingRecognizer`; None where there is no sign to look for.
    """

    model: ModelIdentity
    found: FoundSigns
    matcher: TaughtMatcher | None


def open_signs(folder: Path, recognizer: GlossRecognizer, model: ModelIdentity | None = None) -> OpenSigns:
    """Read the signs that were taught to this model; `model` is its identity, where that is known already."""
    model = model or identify(recognizer)
    found = read_signs(folder, model)
    if not found.signs or not recognizer.is_stateful:
        return OpenSigns(model, found, None)
    return OpenSigns(model, found, TaughtMatcher(found.signs, recognizer.card.vocabulary, background_of(model)))


def background_of(model: ModelIdentity) -> Background | None:
    """The sample of what is no sign that comes with the starter model; None for another model."""
    try:
        return read_background(assets.path(BACKGROUND_NAME), model)
    except FileNotFoundError:
        return None
