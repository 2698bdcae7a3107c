"""`glosscast-train not-signing`: how often a model invents a sign while nobody signs, by what is seen instead.

Empty rooms, and people of the test split at rest, drinking, typing and talking with their hands, are rendered and
streamed through the model; what it commits is counted. Rendering takes long, so each clip is written down when it is
done, and the same command goes on where it was stopped.

glosscast-train not-signing --minutes 10
"""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from tqdm import tqdm

from models.captioning import recognize_frames
from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.video import timed_frames, use_one_thread
from models.whole_file import file_digest
from training.checkpoint import write_text
from training.signers.filming import film
from training.signers.silence import Silence
from training.signers.staging import plan_clip

_CLIP_SIZE = 128
_FIRST_SEED = 8_000_000
_FORMAT = 1

Kind = Literal["empty-room", "at-rest", "drinking", "typing", "talking"]
KINDS: tuple[Kind, ...] = get_args(Kind)

SILENCES: dict[Kind, tuple[Silence, ...]] = {
    "empty-room": (Silence("restless"),),
    "at-rest": (Silence("restless"),),
    "drinking": tuple(Silence("busy", f"drinks from a {vessel}") for vessel in ("mug", "glass", "bottle")),
    "typing": (Silence("busy", "types"),),
    "talking": (Silence("talks", "talks with the hands"),),
}
"""What the clips of a kind show, in turn."""


@dataclass(frozen=True, slots=True)
class NotSigningConfig:
    """Count the glosses that a model commits while nobody signs."""

    model: Path = Path("assets/starter.onnx")
    """The .onnx file."""
    minutes: float = 10.0
    """Of each kind."""
    clip_seconds: float = 30.0
    """Length of a clip; each has another person, room and light. The last of a kind is as long as is left."""
    kinds: tuple[Kind, ...] = KINDS
    """What is shown."""
    seed: int = 0
    """Of the clips."""
    out: Path = Path("build/not-signing.json")
    """Where each clip is written down; clips that stand there, of this model and these settings, are not made again."""


@dataclass(frozen=True, slots=True)
class QuietClip:
    """What was committed while one clip played."""

    kind: Kind
    seed: int
    seconds: float
    glosses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindFigure:
    """All clips of a kind together."""

    kind: Kind
    minutes: float
    count: int

    @property
    def per_hour(self) -> float:
        """Committed glosses an hour."""
        return 60 * self.count / self.minutes


def count_false_glosses(config: NotSigningConfig) -> list[KindFigure]:
    """Renders and streams what is missing, prints a line for each kind, and returns the figures.

    Raises BadInputError for impossible settings, UnusableModelError for an unusable model.
    """
    if not config.minutes > 0 or not config.clip_seconds > 0:
        raise BadInputError("not-signing needs more than 0 minutes, in clips of more than 0 seconds.")
    use_one_thread()
    recognizer = GlossRecognizer(config.model)
    made_by = file_digest(config.model)
    done = _read_done(config.out, made_by)
    wanted = list(_wanted(config))
    for kind, seed, seconds in tqdm(wanted, desc="clips"):
        if (kind, seed, seconds) not in done:
            done[kind, seed, seconds] = _watch(recognizer, kind, seed, seconds)
            _write(config.out, made_by, list(done.values()), _figures(done, wanted))
    figures = _figures(done, wanted)
    _write(config.out, made_by, list(done.values()), figures)
    for figure in figures:
        print(f"{figure.kind:<12}{figure.per_hour:8.1f} an hour   ({figure.count} in {figure.minutes:.1f} minutes)")
    print(f"Written to {config.out}.")
    return figures


def _wanted(config: NotSigningConfig) -> Iterator[tuple[Kind, int, float]]:
    """Kind by kind a clip each, so that a run that is stopped has something of all."""
    total_s = 60 * config.minutes
    for number in range(math.ceil(total_s / config.clip_seconds - 1e-9)):
        seconds = round(min(config.clip_seconds, total_s - number * config.clip_seconds), 3)
        for kind in config.kinds:
            yield kind, _FIRST_SEED + 10_000 * config.seed + len(KINDS) * number + KINDS.index(kind), seconds


def _watch(recognizer: GlossRecognizer, kind: Kind, seed: int, seconds: float) -> QuietClip:
    rate = recognizer.card.frame_rate
    silences = SILENCES[kind]
    plan = plan_clip(
        seed, (), frame_size=_CLIP_SIZE, frame_rate=rate, split="test", empty_room=kind == "empty-room",
        rest_s=seconds, silence=silences[seed // len(KINDS) % len(silences)],
    )  # fmt: skip
    found = recognize_frames(timed_frames(film(plan), rate), recognizer)
    return QuietClip(kind, seed, seconds, tuple(gloss.gloss for gloss in found))


def _figures(done: dict[tuple[Kind, int, float], QuietClip], wanted: list[tuple[Kind, int, float]]) -> list[KindFigure]:
    """Of the wanted clips that are done; kinds of which there is none yet are left out."""
    figures = []
    for kind in KINDS:
        clips = [done[key] for key in wanted if key[0] == kind and key in done]
        if clips:
            minutes = sum(clip.seconds for clip in clips) / 60
            figures.append(KindFigure(kind, minutes, sum(len(clip.glosses) for clip in clips)))
    return figures


def _read_done(path: Path, made_by: str) -> dict[tuple[Kind, int, float], QuietClip]:
    """The clips of this model that stand in the file; none if it is another's, or of another format."""
    if not path.is_file():
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInputError(
            f"{path} is not JSON; expected the figures of an earlier run. Give another --out."
        ) from error
    if found.get("format") != _FORMAT or found.get("model_sha256") != made_by:
        return {}
    clips = [QuietClip(**clip | {"glosses": tuple(clip["glosses"])}) for clip in found["clips"]]
    return {(clip.kind, clip.seed, clip.seconds): clip for clip in clips}


def _write(path: Path, made_by: str, clips: list[QuietClip], figures: list[KindFigure]) -> None:
    report = {
        "format": _FORMAT,
        "model_sha256": made_by,
        "conditions": "synthetic people and rooms of the test split, never trained on",
        "figures": [asdict(figure) | {"per_hour": figure.per_hour} for figure in figures],
        "clips": [asdict(clip) for clip in clips],
    }
    write_text(path, json.dumps(report, indent=2) + "\n")
