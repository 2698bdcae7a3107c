"""Clips for measuring taught signs: people of the test split who make signs that the model does not know.

A clip is rendered once and kept as the model sees it, so that another model or another way of matching costs no pixel
again. A person signs "on another day", each clip in another room, light and clothes before another camera, or "in one
sitting", with all of that the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.preprocessing import prepare_frame
from models.recognizer import GlossRecognizer
from models.taught.tries import Observed, observe
from training.not_signing import SILENCES, Kind
from training.signers.cast import SPLITS, Split
from training.signers.clip_files import renamed_when_done
from training.signers.filming import film
from training.signers.frame_truth import frame_truth
from training.signers.lexicon import STARTER_GLOSSES, Lexicon, cached_lexicon
from training.signers.recorded import recorded_gestures
from training.signers.silence import Silence
from training.signers.staging import ClipPlan, cast_clip, plan_clip

__all__ = [
    "Person", "PlannedClip", "SeenClip", "own_quiet_clips", "quiet_clips", "see", "sentences_of", "signs_of",
    "training_clips", "tries_of",
]  # fmt: skip

ClipKind = Literal["try", "sentence", "quiet"]
QUIET_KINDS: tuple[ClipKind, ...] = ("at-rest", "drinking", "typing", "talking")
SIGNS_EACH = 10

_SEED = 0
_FRAME_SIZE = 64
_FRAME_RATE = 12.5
_KINDS: tuple[ClipKind, ...] = ("try", "sentence", "quiet")
_PEOPLE_STREAM, _SENTENCE_STREAM, _QUIET_STREAM, _TRAINING_STREAM = 77, 5, 9, 13
_SITTING = 5000  # numbers of clips from here on are of the one sitting
_SITTING_PLAN = 900
_QUIET_S, _TRAINING_QUIET_S = 30.0, 20.0


@dataclass(frozen=True, slots=True)
class Person:
    """One right-handed person of a split, who is taught ten signs; two people share their ten."""

    split: Split
    number: int
    is_sitting: bool = False

    @property
    def name(self) -> str:
        """As the cast knows them."""
        return _right_handed(self.split)[self.number]

    @property
    def label(self) -> str:
        """Begins the names of this person's clips."""
        return f"{self.split}-{'s' if self.is_sitting else ''}{self.number}"


@dataclass(frozen=True, slots=True)
class PlannedClip:
    """One clip to be rendered: a try of a sign, a sentence, or half a minute without signs."""

    file: str
    split: Split
    seed: int
    glosses: tuple[str, ...]
    silence: Silence | None = None
    person: Person | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SeenClip:
    """A clip through a model; `spans` are the first and the last step of each gloss."""

    seen: Observed
    glosses: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@lru_cache(maxsize=1)
def _unknown_signs() -> tuple[str, ...]:
    """Signs of the lexicon that the starter model does not know and nobody's recordings are of, shuffled."""
    names = [name for name in cached_lexicon().glosses if name not in STARTER_GLOSSES and not recorded_gestures(name)]
    return tuple(names[i] for i in np.random.default_rng(_SEED).permutation(len(names)))


def signs_of(person: Person) -> tuple[str, ...]:
    """The ten signs that a person teaches: twenty for the test split, ten others for dev."""
    first = 2 * SIGNS_EACH if person.split == "dev" else person.number // 2 * SIGNS_EACH
    return _unknown_signs()[first : first + SIGNS_EACH]


def _strangers() -> tuple[str, ...]:
    """Signs that nobody teaches and no model knows."""
    return _unknown_signs()[3 * SIGNS_EACH :]


def tries_of(person: Person, count: int) -> Iterator[PlannedClip]:
    """So many tries of each of a person's signs, all first ones before all second ones."""
    for number in range(count):
        for index, gloss in enumerate(signs_of(person)):
            seed = _seed_of(person, "try", 100 * index + number)
            yield PlannedClip(f"{person.label}-try-{gloss}-{number}", person.split, seed, (gloss,), person=person)


def sentences_of(person: Person, count: int) -> Iterator[PlannedClip]:
    """Sentences of two taught signs, two known ones and one that is neither, in random order."""
    rng = np.random.default_rng([_SEED, _SENTENCE_STREAM, SPLITS.index(person.split), person.number])
    taught, known, neither = (_in_turns(names, rng) for names in (signs_of(person), STARTER_GLOSSES, _strangers()))
    for number in range(count):
        five = [next(taught), next(taught), next(known), next(known), next(neither)]
        glosses = tuple(five[i] for i in rng.permutation(5))
        seed = _seed_of(person, "sentence", number)
        yield PlannedClip(f"{person.label}-sentence-{number:03d}", person.split, seed, glosses, person=person)


def quiet_clips(split: Split, rounds: int) -> Iterator[PlannedClip]:
    """Half a minute of each kind, by anybody of the split, again and again."""
    for number in range(rounds):
        for index, kind in enumerate(QUIET_KINDS):
            entropy = [_SEED, _QUIET_STREAM, SPLITS.index(split), number, index]
            seed = int(np.random.SeedSequence(entropy).generate_state(1, np.uint32)[0])
            yield PlannedClip(f"{split}-quiet-{kind}-{number:03d}", split, seed, (), _silence(kind, number))


def own_quiet_clips(person: Person, rounds: int) -> Iterator[PlannedClip]:
    """Half a minute each of rest, typing and talk by one person."""
    for number in range(rounds):
        for index, kind in enumerate(QUIET_KINDS):
            if kind != "drinking":  # what is drunk from would have to be dressed into the sitting
                seed = _seed_of(person, "quiet", 10 * number + index, is_numbered_anew=False)
                file = f"{person.label}-quiet-{kind}-{number:03d}"
                yield PlannedClip(file, person.split, seed, (), _silence(kind, number), person)


def training_clips(silences: int, sentences: int) -> Iterator[PlannedClip]:
    """Of people and rooms of the training split: clips without signs, mostly talk, and sentences of known signs."""
    rng = np.random.default_rng([_SEED, _TRAINING_STREAM])
    glosses = _in_turns(STARTER_GLOSSES, rng)
    for number in range(silences):
        kind: Kind = ("talking", "at-rest", "talking", "drinking", "talking", "typing")[number % 6]
        yield PlannedClip(
            f"train-quiet-{kind}-{number:03d}", "train", int(rng.integers(2**32)), (), _silence(kind, number)
        )
    for number in range(sentences):
        signed = tuple(next(glosses) for _ in range(4))
        yield PlannedClip(f"train-sentence-{number:03d}", "train", int(rng.integers(2**32)), signed)


def see(clip: PlannedClip, recognizer: GlossRecognizer, cache: Path) -> SeenClip:
    """Render a clip unless its frames are in the cache, and show it to the model."""
    path = cache / f"{clip.file}.npz"
    if not path.is_file():
        _render(clip, path, recognizer.card.frame_size)
    with np.load(path, allow_pickle=False) as arrays:
        frames, index, glosses = arrays["frames"], arrays["index"], tuple(str(gloss) for gloss in arrays["glosses"])
    if glosses != clip.glosses:
        raise BadInputError(f"{path} shows other signs than it should: give another --cache, or remove it.")
    k = recognizer.card.frames_per_step
    spans = []
    for number in range(len(clip.glosses)):
        signed = np.flatnonzero(index == number)
        spans.append((int(signed[0]) // k, int(signed[-1]) // k) if len(signed) else (-1, -1))
    return SeenClip(observe(recognizer, frames), clip.glosses, tuple(spans))


def _render(clip: PlannedClip, path: Path, frame_size: int) -> None:
    plan = plan_clip(
        clip.seed, clip.glosses, frame_size=_FRAME_SIZE, frame_rate=_FRAME_RATE, split=clip.split,
        lexicon=_own_forms() if clip.glosses else None, silence=clip.silence,
        rest_s=None if clip.silence is None else (_QUIET_S if clip.split == "test" else _TRAINING_QUIET_S),
    )  # fmt: skip
    if clip.person is not None and clip.person.is_sitting:
        place = _sitting(clip.person)
        cameras = place.cameras[:1] * len(plan.frame_times)
        plan = replace(
            place, seed=clip.seed, frame_times=plan.frame_times, motion=plan.motion, cameras=cameras, bystander=None
        )
    frames = np.stack([prepare_frame(picture, frame_size) for picture in film(plan)])
    path.parent.mkdir(parents=True, exist_ok=True)
    with renamed_when_done(path) as partial:
        np.savez(partial, frames=frames, index=frame_truth(plan).gloss_index, glosses=np.array(clip.glosses, np.str_))


@lru_cache(maxsize=8)
def _sitting(person: Person) -> ClipPlan:
    """Where a person sits: room, clothes, light and camera of one clip."""
    first = next(sentences_of(replace(person, is_sitting=False), 1))
    seed = _seed_of(person, "sentence", _SITTING_PLAN, is_numbered_anew=False)
    return plan_clip(
        seed, first.glosses, frame_size=_FRAME_SIZE, frame_rate=_FRAME_RATE, split=person.split, lexicon=_own_forms()
    )


@lru_cache(maxsize=1)
def _own_forms() -> Lexicon:
    """The lexicon in which each unknown sign has one form: that is what its teacher means by it."""
    lexicon, unknown = cached_lexicon(), set(_unknown_signs())
    signs = {
        gloss: replace(sign, forms=sign.forms[:1]) if gloss in unknown else sign
        for gloss, sign in lexicon.signs.items()
    }
    return Lexicon(lexicon.path, signs, lexicon.is_recorded)


def _silence(kind: Kind, number: int) -> Silence:
    return SILENCES[kind][number % len(SILENCES[kind])]


@lru_cache(maxsize=2)
def _right_handed(split: Split) -> tuple[str, ...]:
    people = (cast_clip(seed, split)[0] for seed in range(3000))
    return tuple(sorted({person.name for person in people if not person.style.left_handed}))


def _seed_of(person: Person, kind: ClipKind, number: int, *, is_numbered_anew: bool = True) -> int:
    """A seed whose clip is cast with this person."""
    number += _SITTING if person.is_sitting and is_numbered_anew else 0
    split, name = person.split, person.name
    entropy = [_SEED, _PEOPLE_STREAM, _KINDS.index(kind) + 1, SPLITS.index(split), int(name[-3:]), number]
    seed = int(np.random.SeedSequence(entropy).generate_state(1, np.uint32)[0])
    while cast_clip(seed, split)[0].name != name:
        seed += 1
    return seed


def _in_turns(names: Sequence[str], rng: np.random.Generator) -> Iterator[str]:
    """All names, then all again in another order."""
    while True:
        order: NDArray[np.intp] = rng.permutation(len(names))
        yield from (names[i] for i in order)
