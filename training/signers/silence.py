"""What happens in a clip without signs: rest, an activity, talk with the hands, somebody who leaves or comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from training.signers.activities import ACTIVITIES
from training.signers.idling import REST_POSES, sample_gesture
from training.signers.props import PropKind
from training.signers.spells import FOREVER_S, Spell
from training.signers.style import SigningStyle
from training.signers.timeline import TimelineWriter

SilenceKind = Literal["restless", "busy", "talks", "leaves", "still"]
SILENCE_KINDS: tuple[SilenceKind, ...] = get_args(SilenceKind)
_SHARES = (0.25, 0.35, 0.14, 0.14, 0.12)
_LENGTHS_S: dict[SilenceKind, tuple[float, float]] = {
    "restless": (2.0, 6.0),
    "busy": (3.0, 7.0),
    "talks": (3.0, 7.0),
    "leaves": (4.5, 8.0),
    "still": (2.0, 5.0),
}

_AWAY_M = 1.7
"""How far beside the chair nobody is in any picture."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What one silent clip shows; `activity` is one of ACTIVITIES where the kind is "busy" or "talks"."""

    kind: SilenceKind
    activity: str = ""

    @property
    def prop(self) -> PropKind | None:
        """What the dominant hand holds all the time."""
        return ACTIVITIES[self.activity].prop if self.activity else None


def sample_silence(rng: np.random.Generator, kind: SilenceKind | None = None) -> Silence:
    """A random silence, of the given kind if there is one."""
    drawn = SILENCE_KINDS[int(rng.choice(len(SILENCE_KINDS), p=_SHARES))]
    kind = drawn if kind is None else kind
    activities = [name for name in ACTIVITIES if name != "talks with the hands"]
    activity = activities[int(rng.integers(len(activities)))]
    return Silence(kind, {"busy": activity, "talks": "talks with the hands"}.get(kind, ""))


def write_silence(
    writer: TimelineWriter,
    silence: Silence,
    style: SigningStyle,
    rng: np.random.Generator,
    duration_s: float | None = None,
) -> list[Spell]:
    """Writes at least `duration_s` (None: as long as the kind usually takes); returns what head and trunk do."""
    duration_s = float(rng.uniform(*_LENGTHS_S[silence.kind])) if duration_s is None else duration_s
    if silence.activity:
        return _write_activity(writer, silence, style, rng, duration_s)
    if silence.kind == "restless":
        _write_restless(writer, duration_s, style, rng)
        return []
    writer.start_from(REST_POSES["sides" if rng.random() < 0.7 else "lap"])
    if silence.kind == "still":
        writer.rest(duration_s)
        return []
    if rng.random() < 0.5:
        writer.rest(float(rng.uniform(0.1, 1.0)))
        writer.gesture(sample_gesture(rng))
    writer.rest(max(0.5, duration_s - writer.now_s))
    return _depart(max(duration_s, writer.now_s), rng)


def _write_restless(writer: TimelineWriter, duration_s: float, style: SigningStyle, rng: np.random.Generator) -> None:
    """A resting person who now and then moves or rests in another way."""
    writer.rest(float(rng.uniform(0.2, 1.5)))
    while writer.now_s < duration_s:
        choice = rng.random()
        if choice < 0.35 + style.restlessness:
            writer.gesture(sample_gesture(rng))
            if rng.random() < 0.3:
                writer.gesture(sample_gesture(rng))
        elif choice < 0.75:
            writer.change_rest_pose()
        writer.rest(float(rng.uniform(0.3, 2.0)))


def _write_activity(
    writer: TimelineWriter, silence: Silence, style: SigningStyle, rng: np.random.Generator, duration_s: float
) -> list[Spell]:
    """Rounds of the activity with rests between them; the head turns as each step says."""
    activity = ACTIVITIES[silence.activity]
    side = 1.0 if style.left_handed else -1.0
    writer.start_from(activity.base)
    writer.pause(float(rng.uniform(0.0, 0.6)))
    spells = []
    while writer.now_s < duration_s:
        for step in activity.script(rng):
            start_s = writer.now_s
            writer.gesture(step.gesture)
            writer.pause(step.pause_s)
            down, tilt, turn = step.look
            spells.append(Spell(start_s - 0.1, writer.now_s + 0.3, 0.5, head=(down, side * tilt, side * turn)))
        if rng.random() < 0.5:
            writer.rest(float(rng.uniform(0.2, 1.2)))
    return spells


def _depart(duration_s: float, rng: np.random.Generator) -> list[Spell]:
    """Goes out of the picture, or leans out of it, and comes back or not; or comes into it."""
    beside = 1.0 if rng.random() < 0.5 else -1.0
    way = str(rng.choice(["goes", "returns", "comes", "leans out", "comes close"], p=[0.28, 0.24, 0.2, 0.16, 0.12]))
    start_s, length_s = float(rng.uniform(0.15, 0.4)) * duration_s, float(rng.uniform(0.35, 0.5)) * duration_s
    if way == "leans out":  # for something beside the chair
        lean = (float(rng.uniform(0.1, 0.5)), beside * float(rng.uniform(0.6, 1.0)), 0.0)
        return [Spell(start_s, start_s + length_s, 0.9, lean=lean, shift=(beside * float(rng.uniform(0, 0.3)), 0, 0))]
    if way == "comes close":  # to the keyboard or to the camera
        lean = (float(rng.uniform(0.15, 0.4)), 0.0, beside * float(rng.uniform(0, 0.3)))
        return [Spell(start_s, start_s + length_s, 0.8, lean=lean, shift=(0.0, -0.05, float(rng.uniform(-0.05, 0.1))))]
    first_s, last_s = start_s, start_s + length_s
    first_s = -FOREVER_S if way == "comes" else first_s
    last_s = FOREVER_S if way == "goes" else last_s
    return _walk(first_s, last_s, beside, rng)


def _walk(leaves_s: float, is_back_s: float, beside: float, rng: np.random.Generator) -> list[Spell]:
    """Away to one side between two times: gets up, turns, walks; the same backwards."""
    takes_s, height_m = float(rng.uniform(1.0, 1.8)), float(rng.choice([0.0, 0.2, 0.38]))
    turn = beside * float(rng.uniform(0.4, 1.1))
    rises = Spell(leaves_s - 0.4, is_back_s + 0.4, 0.9, shift=(0.0, 0.0, height_m))
    bends = (Spell(at_s - 0.5, at_s + 0.9, 0.6, lean=(0.3, 0.0, 0.0)) for at_s in (leaves_s, is_back_s - 0.4))
    walks = Spell(leaves_s, is_back_s, takes_s, shift=(beside * _AWAY_M, float(rng.uniform(-0.1, 0.4)), 0.0))
    turns_away = Spell(leaves_s - 0.2, leaves_s + takes_s + 0.5, 0.5, lean=(0.0, 0.0, turn))
    turns_back = Spell(is_back_s - takes_s - 0.5, is_back_s + 0.2, 0.5, lean=(0.0, 0.0, -turn))
    return [rises, walks, turns_away, turns_back, *(bends if height_m else ())]
