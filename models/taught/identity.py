"""Which model a sign was taught through: features mean nothing to another one."""

from dataclasses import dataclass

import numpy as np

from models.errors import UnusableModelError
from models.recognizer import GlossRecognizer
from models.taught.sight import Sight
from models.whole_file import file_digest

__all__ = ["ModelIdentity", "identify"]


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """A model file as taught signs know it.

    Attributes:
        digest: SHA-256 of the file's bytes, in hexadecimal.
        feature_count: C, as `Sight` has it.
        vocabulary_size: V, with the blank.
    """

    digest: str
    feature_count: int
    vocabulary_size: int


def identify(recognizer: GlossRecognizer) -> ModelIdentity:
    """Read the model's file and run it once; raise UnusableModelError if the file has gone."""
    card = recognizer.card
    count = card.frames_per_step if recognizer.is_stateful else card.frames_per_step + 2 * card.context_frames
    frames = np.zeros(
        (count // card.frames_per_step * card.frames_per_step, card.frame_size, card.frame_size, 3), np.uint8
    )
    output = recognizer.step(frames, recognizer.start())
    try:
        digest = file_digest(recognizer.path)
    except OSError as error:
        raise UnusableModelError(f"{recognizer.path} cannot be read any more: {error.strerror}.") from error
    return ModelIdentity(digest, len(Sight(card).look(output)), output.log_probs.shape[1])
