"""Taught signs for the tests: of the tiny model, and by hand."""

import numpy as np
import pytest

from models.recognizer import GlossRecognizer
from models.taught.identity import ModelIdentity, identify
from models.taught.sign import SignTry, TaughtSign

COLOUR_OF = {"PINK": (255, 0, 255), "YELLOW": (255, 255, 0)}


def try_frames(colour: tuple[int, int, int], count: int = 8, rest: int = 8) -> np.ndarray:
    """Rest, a coloured picture for some frames, rest: what the tiny model sees of a sign."""
    frames = np.full((rest + count + rest, 8, 8, 3), 20, np.uint8)
    frames[rest : rest + count] = colour
    return frames


def hand_made(gloss: str = "PINK", *, model: str = "m" * 64, counts: tuple[int, ...] = (4, 6)) -> TaughtSign:
    """A sign of random features, C = 3, V = 4; the first try has its frames."""
    rng = np.random.default_rng(len(gloss))
    tries = [
        SignTry(
            rng.normal(size=(count, 3)).astype(np.float32),
            np.log(np.full((count, 4), 0.25, np.float32)),
            rng.integers(0, 256, (2 * count, 8, 8, 3), np.uint8) if number == 0 else None,
        )
        for number, count in enumerate(counts)
    ]
    return TaughtSign(gloss, tuple(tries), model)


@pytest.fixture(scope="session")
def identity(tiny_recognizer: GlossRecognizer) -> ModelIdentity:
    """The tiny model's."""
    return identify(tiny_recognizer)
