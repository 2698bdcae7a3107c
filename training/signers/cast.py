"""Who signs and where: fixed pools of signers and scenes for each split, so that test people and rooms are never
seen in training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np

from training.signers.body import SignerBody, sample_body
from training.signers.looks import SignerLook, sample_signer_look
from training.signers.style import SigningStyle, sample_style

Split = Literal["train", "dev", "test"]

SPLITS: tuple[Split, ...] = ("train", "dev", "test")
SIGNER_COUNTS: dict[Split, int] = {"train": 200, "dev": 24, "test": 40}
SCENE_COUNTS: dict[Split, int] = {"train": 600, "dev": 40, "test": 80}

VERSION = 2
"""Goes into every seed: raised whenever the same seed no longer gives the same bytes."""

_TRAINING_RECORDINGS = 0.7
"""Share of a sign's recorded movements that training signers make; the others belong to dev and test."""

_SIGNER_STREAM, _SCENE_STREAM, _CLIP_STREAM = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Signer:
    """One person: the body, the looks and the manner of signing that stay the same from clip to clip."""

    name: str
    body: SignerBody
    look: SignerLook
    style: SigningStyle


@lru_cache(maxsize=32)
def signer(split: Split, number: int) -> Signer:
    """Signer `number` of the split's pool, always the same person."""
    rng = np.random.default_rng([VERSION, _SIGNER_STREAM, SPLITS.index(split), number])
    body = sample_body(rng)
    look, style = sample_signer_look(rng, body.kind), sample_style(rng)
    recordings = (0.0, _TRAINING_RECORDINGS) if split == "train" else (_TRAINING_RECORDINGS, 1.0)
    return Signer(f"{split}-{number:03d}", body, look, replace(style, recordings=recordings))


def scene_name(split: Split, number: int) -> str:
    """Name of scene `number` of the split's pool."""
    return f"{split}-scene-{number:03d}"


def scene_random(split: Split, number: int, stream: int) -> np.random.Generator:
    """The random numbers that make scene `number`: one stream for its room, one for its light."""
    return np.random.default_rng([VERSION, _SCENE_STREAM, SPLITS.index(split), number, stream])


def clip_random(seed: int, stream: int) -> np.random.Generator:
    """Random numbers of one clip; each part of it has its own stream, so that none disturbs another."""
    return np.random.default_rng([VERSION, _CLIP_STREAM, seed, stream])
