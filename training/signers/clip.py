"""A clip of a synthetic signer before a webcam, and its exact truth, everything from one seed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.video import RgbImage
from training.signers.cast import Split, clip_random
from training.signers.choices import choices_of
from training.signers.filming import film
from training.signers.fixing import Part
from training.signers.frame_truth import frame_truth
from training.signers.lexicon import Lexicon, cached_lexicon
from training.signers.silence import SilenceKind
from training.signers.staging import plan_clip

BackgroundKind = Literal["black", "noise", "empty-room", "resting"]

_SENTENCE, _SILENCE = 0, 100
"""Streams of random numbers of one clip that the staging does not use."""


@dataclass(frozen=True, slots=True)
class SentenceMix:
    """How often a clip shows nothing signed, or one sign; the others are sentences of 2 to `longest` signs."""

    silent: float = 0.15
    single: float = 0.45
    longest: int = 5
    repeated: float = 0.06
    """Chance that a sign of a sentence is the one before it, signed again."""
    empty_rooms: float = 0.2
    """Share of the silent clips in which nobody is in the room."""
    silences: tuple[SilenceKind, ...] = ()
    """What the others show, one as often as another; empty: every kind, in its usual share."""

    def __post_init__(self) -> None:
        for name in ("silent", "single", "repeated"):
            if not 0 <= getattr(self, name) <= 1:
                raise BadInputError(f"expected a {name}_share of 0 to 1, got {getattr(self, name):g}.")
        if self.silent + self.single > 1 + 1e-9:
            raise BadInputError(
                "expected silent_share and single_share to be at most 1 together, "
                f"got {self.silent:g} and {self.single:g}."
            )

    @property
    def sheet(self) -> dict[str, Any]:
        """For a corpus's data sheet; without what older corpora have no word for, where it is not used."""
        return {name: value for name, value in asdict(self).items() if name != "silences" or value}


DEFAULT_MIX = SentenceMix()


def training_mix(
    silent: float, single: float | None, repeated: float, silences: tuple[SilenceKind, ...] = ()
) -> SentenceMix:
    """What the flags ask for; if only the silence changes, single signs and sentences share the rest as they did."""
    usual = DEFAULT_MIX
    if single is None:
        single = usual.single * ((1 - silent) / (1 - usual.silent))  # times exactly 1 for the usual share
    return SentenceMix(silent, single, repeated=repeated, silences=silences)


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticClip:
    """T frames of side S and what is true of each of them."""

    frames: NDArray[np.uint8]  # (T, S, S, 3) RGB
    frame_rate: float
    glosses: tuple[str, ...]
    gloss_index: NDArray[np.int16]  # (T,) place in `glosses`, or -1
    joints_2d: NDArray[np.float16]  # (T, J, 2) of JOINT_NAMES, picture units: 0..1, x right, y down
    handshape: NDArray[np.int16]  # (T, 2) dominant and other hand
    place: NDArray[np.int16]  # (T, 2) where they are or move to
    direction: NDArray[np.float16]  # (T, 2, 2, 3) of fingers and palm, along the camera's axes: right, up, towards it
    movement: NDArray[np.float16]  # (T, 2, 3) of the wrists along the same axes, in shoulder widths a second
    signer: str
    scene: str
    choices: dict[str, Any]  # every random choice, as in choices.py


def draw_sentence(
    rng: np.random.Generator, vocabulary: Sequence[str], mix: SentenceMix = DEFAULT_MIX
) -> tuple[str, ...]:
    """Random glosses of a vocabulary for a clip; empty for a silent one."""
    kind = rng.random()
    if kind < mix.silent:
        return ()
    length = 1 if kind < mix.silent + mix.single else int(rng.integers(2, mix.longest + 1))
    sentence: list[str] = []
    for _ in range(length):
        again = bool(sentence) and rng.random() < mix.repeated
        sentence.append(sentence[-1] if again else vocabulary[int(rng.integers(len(vocabulary)))])
    return tuple(sentence)


def render_clip(
    seed: int,
    glosses: Sequence[str] | None,
    *,
    frame_size: int = 224,
    frame_rate: float = 25.0,
    split: Split = "train",
    mix: SentenceMix = DEFAULT_MIX,
    severity: float = 1.0,
    vocabulary: Sequence[str] = (),
    lexicon: Lexicon | None = None,
    fixed: Collection[Part] = (),
) -> SyntheticClip:
    """The clip of `seed`: a signer and a scene of the split, signing `glosses`.

    Without `glosses` the sentence too is drawn from the seed: from `vocabulary`, by default all signs of the lexicon.

    The same arguments give the same bytes. Half the frame rate shows the same motion at half the cost. `severity`
    is how bad the webcam is: 0 faultless, 1 moderate. An empty sentence shows somebody who does not sign, or an empty
    room.
    """
    if glosses is None:
        signs = tuple(vocabulary) or (lexicon or cached_lexicon()).glosses
        sentence = draw_sentence(clip_random(seed, _SENTENCE), signs, mix)
    else:
        sentence = tuple(glosses)
    silence_random = clip_random(seed, _SILENCE)
    empty_room = not sentence and bool(silence_random.random() < mix.empty_rooms)
    silence = mix.silences[int(silence_random.integers(len(mix.silences)))] if mix.silences else None
    plan = plan_clip(
        seed, sentence, frame_size=frame_size, frame_rate=frame_rate, split=split, severity=severity,
        empty_room=empty_room, silence=silence, lexicon=lexicon, fixed=fixed,
    )  # fmt: skip
    truth = frame_truth(plan)
    return SyntheticClip(
        frames=np.stack(list(film(plan))),  # (T, S, S, 3)
        frame_rate=frame_rate,
        glosses=sentence,
        gloss_index=truth.gloss_index,
        joints_2d=truth.joints_2d,
        handshape=truth.handshape,
        place=truth.place,
        direction=truth.direction,
        movement=truth.movement,
        signer=f"{split}-nobody" if empty_room else plan.signer_name,
        scene=plan.scene_name,
        choices=choices_of(plan),
    )


def background_clip(
    kind: BackgroundKind, seed: int, seconds: float, *, frame_size: int = 224, frame_rate: float = 25.0
) -> Iterator[RgbImage]:
    """Frames (S, S, 3) in which nothing is signed, `seconds` long, by signers and in scenes of the test split."""
    count = round(seconds * frame_rate)
    shape = (frame_size, frame_size, 3)
    if kind == "black":
        return (np.zeros(shape, np.uint8) for _ in range(count))
    if kind == "noise":
        rng = clip_random(seed, _SILENCE)
        return (rng.integers(0, 256, shape, np.uint8) for _ in range(count))
    plan = plan_clip(
        seed, (), frame_size=frame_size, frame_rate=frame_rate, split="test", empty_room=kind == "empty-room",
        rest_s=seconds, silence="restless",
    )  # fmt: skip
    return film(plan)
