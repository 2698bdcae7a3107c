"""A taught sign: its gloss, the tries that it was taught with, and the model through which they were seen."""

import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.video import Clip

__all__ = ["LONGEST_GLOSS", "MOST_TRIES", "SignTry", "TaughtSign", "check_gloss"]

LONGEST_GLOSS = 32
MOST_TRIES = 50


@dataclass(frozen=True, slots=True, eq=False)
class SignTry:
    """One try, with the rest before and after the sign: what the model made of each of its U steps.

    Attributes:
        features: float32 (U, C).
        log_probs: float32 (U, V) of the model's own vocabulary.
        frames: uint8 (T, S, S, 3) of the whole try as it was recorded; kept only where the person agreed to that.
    """

    features: NDArray[np.float32]
    log_probs: NDArray[np.float32]
    frames: Clip | None = None

    def __post_init__(self) -> None:
        """Raises BadInputError for arrays that cannot be a try."""
        for name, array in (("features", self.features), ("log_probs", self.log_probs)):
            if array.dtype != np.float32 or array.ndim != 2 or 0 in array.shape:
                raise BadInputError(f"The {name} of a try must be float32 (U, n), and are {array.dtype} {array.shape}.")
            if not np.isfinite(array).all():
                raise BadInputError(f"The {name} of a try must be finite numbers, and some are not.")
        if len(self.features) != len(self.log_probs):
            raise BadInputError(
                f"A try needs as many log_probs as features, and has {len(self.log_probs)} and {len(self.features)}."
            )
        if self.frames is not None and not _are_frames(self.frames):
            raise BadInputError(
                f"The frames of a try must be uint8 (T, S, S, 3), and are {self.frames.dtype} {self.frames.shape}."
            )


@dataclass(frozen=True, slots=True, eq=False)
class TaughtSign:
    """A sign of somebody's own.

    Attributes:
        gloss: Its name, as `check_gloss` returns it.
        tries: At least one; all seen through the same model.
        model: Which model that was: `ModelIdentity.digest`.
    """

    gloss: str
    tries: tuple[SignTry, ...]
    model: str

    def __post_init__(self) -> None:
        """Raises BadInputError for a wrong gloss, no tries or too many, or tries that do not fit together."""
        if check_gloss(self.gloss) != self.gloss:
            raise BadInputError(f"The gloss of a taught sign must be {check_gloss(self.gloss)!r}, not {self.gloss!r}.")
        if not 1 <= len(self.tries) <= MOST_TRIES:
            raise BadInputError(f"{self.gloss} must have 1 to {MOST_TRIES} tries, and has {len(self.tries)}.")
        if len({(one.features.shape[1], one.log_probs.shape[1]) for one in self.tries}) != 1:
            raise BadInputError(f"The tries of {self.gloss} were not all seen through the same model.")

    @property
    def has_all_frames(self) -> bool:
        """Whether its tries can be seen again through another model."""
        return all(one.frames is not None for one in self.tries)


def check_gloss(text: str) -> str:
    """Return a gloss as glosses are written: capitals, digits, and a hyphen for each gap.

    Raises:
        BadInputError: it holds anything else, nothing, or more than 32 characters.
    """
    gloss = "-".join(unicodedata.normalize("NFC", text).upper().split())
    parts = gloss.split("-")
    if not all(parts) or not all(part.isalnum() for part in parts):
        raise BadInputError(
            f"A sign's name is letters and digits, with single hyphens or spaces between, and this one is {text!r}."
        )
    if len(gloss) > LONGEST_GLOSS:
        raise BadInputError(f"A sign's name has at most {LONGEST_GLOSS} characters, and {gloss!r} has {len(gloss)}.")
    return gloss


def _are_frames(frames: Clip) -> bool:
    shape = frames.shape
    return frames.dtype == np.uint8 and len(shape) == 4 and shape[1] == shape[2] and shape[3] == 3 and 0 not in shape
