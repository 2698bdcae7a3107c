"""`glosscast-train taught`: how well signs that somebody taught are found, by those who taught them and by others.

People of the test split, whom the model never saw, teach signs that it does not know, ten each with 1, 3, 5 and 10
tries; then fresh sentences of theirs, and of somebody else who makes the same signs, are streamed through the model,
and half minutes in which nobody signs. Rendering takes long, so every clip is kept in the cache.

glosscast-train taught --model assets/starter.onnx --cache build/taught
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tqdm import tqdm

from models.card import ModelCard
from models.commitment import CommitRule
from models.decoding import RecognizedGloss
from models.endpoints import EndpointRule
from models.errors import BadInputError
from models.hypothesis import Sentence
from models.recognizer import GlossRecognizer
from models.taught.background import Background, read_background
from models.taught.identity import ModelIdentity, identify
from models.taught.matcher import TaughtMatcher
from models.taught.sign import SignTry, TaughtSign
from models.video import use_one_thread
from training.breakdown import format_table
from training.checkpoint import write_text
from training.signers.lexicon import STARTER_GLOSSES
from training.taught_clips import (
    Person,
    PlannedClip,
    SeenClip,
    own_quiet_clips,
    quiet_clips,
    see,
    sentences_of,
    signs_of,
    tries_of,
)

_TEACHERS = ((0, 1), (2, 3))  # of the test split, each with the other person who makes the same ten signs
_SENTENCES = 20
_EARLY_STEPS, _LATE_STEPS = 1, 2  # how far from a sign what is said of it may begin or end


@dataclass(frozen=True, slots=True)
class TaughtConfig:
    """Measure how taught signs are found, what else is taken for them, and how often one is invented."""

    model: Path = Path("assets/starter.onnx")
    """The .onnx file."""
    background: Path = Path("assets/background.npz")
    """What is no sign, as `glosscast-train background` makes it for this model."""
    cache: Path = Path("build/taught")
    """Where rendered clips are kept."""
    tries: tuple[int, ...] = (1, 3, 5, 10)
    """How often each sign is shown."""
    quiet_rounds: int = 10
    """Half minutes each of rest, drinking, typing and talk by anybody, besides the teachers' own."""
    out: Path | None = None
    """Write the figures as JSON here too."""


@dataclass(frozen=True, slots=True)
class TaughtFigure:
    """What was found under one condition, over all teachers.

    Attributes:
        taught: Where the signs were shown and where they are then made.
        signed: Taught signs made; `found` of them were said, `said_twice` more than once.
        others: Other signs made; `taken` of them were taken for a taught one.
        known: Signs of the model's own among the others; `known_found` of them were said, `known_alone` without any
            taught sign.
        invented: Taught signs said while nobody signed, for so many minutes.
    """

    taught: str
    tries: int
    signed: int = 0
    found: int = 0
    said_twice: int = 0
    others: int = 0
    taken: int = 0
    known: int = 0
    known_found: int = 0
    known_alone: int = 0
    invented: int = 0
    minutes: float = 0.0

    def __add__(self, other: "TaughtFigure") -> "TaughtFigure":
        counted = {name: getattr(self, name) + getattr(other, name) for name in list(self.__dataclass_fields__)[2:]}
        return TaughtFigure(self.taught, self.tries, **counted)


def measure_taught(config: TaughtConfig) -> list[TaughtFigure]:
    """Render what is missing, print a table and return its rows; raises GlosscastError for what cannot be used."""
    if not config.tries or min(config.tries) < 1:
        raise BadInputError("taught needs at least one number of tries, of 1 or more.")
    use_one_thread()
    study = _Study(GlossRecognizer(config.model), config)
    figures = []
    for count in config.tries:
        for name, day, (tries_sit, test_sit, is_other) in _CONDITIONS:
            rows = [study.measure(name, count, *pair, tries_sit, test_sit, is_other, day) for pair in _TEACHERS]
            figures.append(sum(rows[1:], rows[0]))
    print(table(figures))
    if config.out is not None:
        write_text(config.out, json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")
    return figures


_CONDITIONS = (
    # what, whether quiet clips are listened to, (taught in one sitting, used in that sitting, by another person)
    ("same sitting, same person", True, (True, True, False)),
    ("one sitting, used on another day", False, (True, False, False)),
    ("many days, same person", True, (False, False, False)),
    ("many days, another person", False, (False, False, True)),
)


class _Study:
    """The clips through one model, each seen once."""

    def __init__(self, recognizer: GlossRecognizer, config: TaughtConfig) -> None:
        self._recognizer = recognizer
        self._config = config
        self._model: ModelIdentity = identify(recognizer)
        self._background: Background | None = read_background(config.background, self._model)
        self._seen: dict[str, SeenClip] = {}

    def measure(
        self, name: str, count: int, teacher: int, other: int, in_sitting: bool, is_used_there: bool, is_other: bool,
        with_quiet: bool,
    ) -> TaughtFigure:  # fmt: skip
        """One teacher's ten signs under one condition."""
        person = Person("test", teacher, in_sitting)
        matcher = TaughtMatcher(self._signs(person, count), self._recognizer.card.vocabulary, self._background)
        user = Person("test", other if is_other else teacher, is_used_there)
        figure, step_s = TaughtFigure(name, count), self._recognizer.card.step_s
        for clip in self._all(sentences_of(user, _SENTENCES), "sentences"):
            said = _said(self._recognizer.card, clip, matcher)
            alone = _said(self._recognizer.card, clip, None)
            figure += judge_sentence(TaughtFigure(name, count), clip, said, alone, set(matcher.glosses), step_s)
        if with_quiet:
            quiet = list(quiet_clips("test", self._config.quiet_rounds))
            for clip in self._all([*quiet, *(own_quiet_clips(user, 2) if in_sitting else ())], "quiet"):
                said = _said(self._recognizer.card, clip, matcher)
                invented = sum(gloss.gloss in matcher.glosses for gloss in said)
                minutes = len(clip.seen.features) * step_s / 60
                figure += replace(TaughtFigure(name, count), invented=invented, minutes=minutes)
        return figure

    def _signs(self, person: Person, count: int) -> list[TaughtSign]:
        tries: dict[str, list[SignTry]] = {gloss: [] for gloss in sorted(signs_of(person))}
        for clip in self._all(tries_of(person, count), "tries"):
            tries[clip.glosses[0]].append(SignTry(clip.seen.features, clip.seen.log_probs))
        return [TaughtSign(gloss, tuple(found), self._model.digest) for gloss, found in tries.items()]

    def _all(self, clips: Iterable[PlannedClip], what: str) -> list[SeenClip]:
        planned = list(clips)
        for clip in tqdm(planned, desc=what, disable=None, leave=False):
            if clip.file not in self._seen:
                self._seen[clip.file] = see(clip, self._recognizer, self._config.cache)
        return [self._seen[clip.file] for clip in planned]


def _said(card: ModelCard, clip: SeenClip, matcher: TaughtMatcher | None) -> list[RecognizedGloss]:
    """What is committed while a clip plays, as live."""
    if matcher is not None:
        stream = matcher.start()
        steps = zip(clip.seen.features, clip.seen.log_probs, strict=True)
        rows = [row for step in steps for row in stream.push(*step)] + stream.flush()
        card = replace(card, vocabulary=matcher.vocabulary)
    else:
        rows = list(clip.seen.log_probs)
    sentence, said = Sentence(card, CommitRule(), EndpointRule(), 0.0), list[RecognizedGloss]()
    for row in rows:
        said += sentence.push(row) or ()
    return [*said, *sentence.finish()]


def judge_sentence(
    nothing: TaughtFigure, clip: SeenClip, said: list[RecognizedGloss], alone: list[RecognizedGloss], taught: set[str],
    step_s: float,
) -> TaughtFigure:  # fmt: skip
    """A sentence, sign by sign: what was said while each was made, with the taught signs and alone."""
    total = nothing
    for number, (gloss, (first, last)) in enumerate(zip(clip.glosses, clip.spans, strict=True)):
        if first < 0:
            continue
        here = _heard(said, first, last, step_s)
        if gloss in taught:
            total += replace(nothing, signed=1, found=int(gloss in here), said_twice=int(here.count(gloss) > 1))
            continue
        around = clip.glosses[max(0, number - 1) : number + 2]
        is_known = gloss in STARTER_GLOSSES
        total += replace(
            nothing,
            others=1,
            taken=int(any(one in taught and one not in around for one in here)),
            known=int(is_known),
            known_found=int(is_known and gloss in here),
            known_alone=int(is_known and gloss in _heard(alone, first, last, step_s)),
        )
    return total


def _heard(said: list[RecognizedGloss], first: int, last: int, step_s: float) -> list[str]:
    """What was said of the steps of one sign, and of those next to it."""
    start_s, end_s = (first - _EARLY_STEPS) * step_s, (last + _LATE_STEPS) * step_s
    return [one.gloss for one in said if one.start_s < end_s and one.end_s > start_s]


def table(figures: Sequence[TaughtFigure]) -> str:
    """A line for each figure, in per cent of what was made."""
    rows = [("taught and used", "tries", "found", "taken for them", "known found", "alone", "invented an hour", "")]
    for one in figures:
        rate = f"{60 * one.invented / one.minutes:.1f}" if one.minutes else "-"
        note = f"{one.signed} taught, {one.others} other signs" + (
            f", {one.minutes:.0f} minutes" if one.minutes else ""
        )
        rows.append(
            (
                one.taught,
                str(one.tries),
                f"{100 * one.found / one.signed:.0f} %",
                f"{100 * one.taken / one.others:.0f} %",
                f"{100 * one.known_found / one.known:.0f} %",
                f"{100 * one.known_alone / one.known:.0f} %",
                rate,
                note,
            )
        )
    return format_table(rows)
