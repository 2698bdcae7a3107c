"""The movement of a whole person who signs a sentence, or rests: skin matrices, joints and exact truth per frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.signers.anchors import map_body
from training.signers.body import SignerBody
from training.signers.hand_truth import hand_directions, wrist_velocities
from training.signers.hands import Side, finger_bone_names, measure_hand
from training.signers.lexicon import Lexicon, cached_lexicon
from training.signers.rotations import Array
from training.signers.sentences import write_sentence
from training.signers.silence import Silence, write_silence
from training.signers.skeleton import ArmPose, measure_arm, pose_skeleton, solve_arm
from training.signers.spells import Spell, ramp, sum_spells
from training.signers.style import SigningStyle, sample_style
from training.signers.timeline import SigningSpace, SignSpan, Timeline, TimelineWriter
from training.signers.trajectory import HandPath, follow_keys, place_keys

__all__ = ["SignedMotion", "SigningStyle", "plan_motion", "sample_style"]

_HIGHEST_LIFT = 0.45  # shoulder widths
_LOWEST_HAND = 0.34  # shoulder widths below the middle of the signing space; what a close camera must still show
_RAMP_S = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class SignedMotion:
    """T frames of one person. J joints of the body's topology; the skin matrices may be interpolated linearly."""

    skin: NDArray[np.float32]  # (T, J, 3, 4) rest pose to world
    joints: NDArray[np.float32]  # (T, J, 3)
    gloss_index: NDArray[np.int16]  # (T,) position in `glosses` during a sign's core, else -1
    glosses: tuple[str, ...]
    forms: tuple[str, ...]  # of each gloss: which of its forms
    handshape: NDArray[np.int16]  # (T, 2) dominant and other hand, ids into handshapes.HANDSHAPE_NAMES
    place: NDArray[np.int16]  # (T, 2) where they are or move to, ids into hand_truth.PLACE_NAMES
    direction: NDArray[np.float32]  # (T, 2, 2, 3) unit vectors in the world: of fingers and palm
    movement: NDArray[np.float32]  # (T, 2, 3) of the wrists in the world, shoulder widths a second
    frame_rate: float


@dataclass(frozen=True, slots=True, eq=False)
class _TrunkAndHead:
    head: Array  # (T, 3) rotation vectors
    lean: Array  # (T, 3) rotation vectors about the hips
    shift: Array  # (T, 3) metres


def plan_motion(
    body: SignerBody,
    glosses: Sequence[str],
    style: SigningStyle,
    rng: np.random.Generator,
    frame_rate: float = 25.0,
    *,
    lowest_visible_m: float | None = None,
    duration_s: float | None = None,
    silence: Silence | None = None,
    lexicon: Lexicon | None = None,
) -> SignedMotion:
    """Moves `body` through `glosses`; without glosses the person does what `silence` says.

    Args:
        body: Who signs.
        glosses: Signs of the lexicon; BadInputError names one that is not in it.
        style: How.
        rng: Source of everything random.
        frame_rate: Frames a second of the result.
        lowest_visible_m: World z of the lower edge of the picture in front of the signer. What is signed in the air
            before the trunk is then performed higher, as people do before a close camera.
        duration_s: Least length without glosses; by default some seconds. A sentence takes the time it takes.
        silence: What is done without glosses; by default the person rests and fidgets.
        lexicon: The signs; by default the one that comes with the code.
    """
    space = _signing_space(body, style, lowest_visible_m)
    writer = TimelineWriter(space, style, rng)
    spells: list[Spell] = []
    if glosses:
        write_sentence(writer, glosses, lexicon or cached_lexicon(), style, rng)
    else:
        spells = write_silence(writer, silence or Silence("restless"), style, rng, duration_s)
    timeline = writer.timeline
    count = max(2, int(np.ceil(timeline.duration_s * frame_rate)))
    times = np.arange(count) / frame_rate

    trunk = _with_spells(_move_trunk(times, timeline.spans, style, rng, idle=not glosses), spells, times)
    paths = _move_hands(body, timeline, space, style, rng, times, trunk.head)
    rotations = _bend_arms(body, paths, space, frame_rate)
    skin, joints = pose_skeleton(body, rotations, trunk.head, trunk.lean, trunk.shift)
    sides = [path.side for path in paths]
    return SignedMotion(
        skin=skin.astype(np.float32),
        joints=joints.astype(np.float32),
        gloss_index=_label(times, timeline.spans),
        glosses=tuple(glosses),
        forms=tuple(span.form for span in timeline.spans),
        handshape=np.stack([path.handshape for path in paths], axis=1),
        place=np.stack([path.place for path in paths], axis=1),
        direction=hand_directions(body, sides, skin),
        movement=wrist_velocities(body, sides, joints, frame_rate),
        frame_rate=frame_rate,
    )


def _signing_space(body: SignerBody, style: SigningStyle, lowest_visible_m: float | None) -> SigningSpace:
    body_map = map_body(body)
    lift = 0.0
    if lowest_visible_m is not None:
        lowest_hand = body_map.anchors["neutral", "R"][2] - _LOWEST_HAND * body.shoulder_width_m
        lift = float(np.clip(lowest_visible_m - lowest_hand, 0, _HIGHEST_LIFT * body.shoulder_width_m))
    return SigningSpace(body_map, body.shoulder_width_m, style.amplitude, lift)


def _move_hands(
    body: SignerBody,
    timeline: Timeline,
    space: SigningSpace,
    style: SigningStyle,
    rng: np.random.Generator,
    times: Array,
    head: Array,
) -> tuple[HandPath, HandPath]:
    """Paths of the dominant and the other hand."""
    sides: tuple[Side, Side] = ("L", "R") if style.left_handed else ("R", "L")
    dominant, other = (measure_hand(body, side) for side in sides)
    other_keys = place_keys(other, timeline.other, space, style, rng, None)
    dominant_keys = place_keys(dominant, timeline.dominant, space, style, rng, other_keys)
    return (
        follow_keys(dominant, timeline.dominant, dominant_keys, space, style, times, head),
        follow_keys(other, timeline.other, other_keys, space, style, times, head),
    )


def _bend_arms(body: SignerBody, paths: Sequence[HandPath], space: SigningSpace, frame_rate: float) -> dict[str, Array]:
    """Global rotations (T, 3, 3) of the bones of arms and hands, by name."""
    rotations: dict[str, Array] = {}
    for path in paths:
        arm = solve_arm(measure_arm(body, path.side), path.wrist, path.rotation, space.body_map, frame_rate)
        rotations |= arm.rotations | _finger_globals(arm, path)
    return rotations


def _finger_globals(arm: ArmPose, path: HandPath) -> dict[str, Array]:
    hand = arm.rotations[f"wrist.{path.side}"][:, None, None]
    turned = (hand @ path.finger_rotations).reshape(len(path.wrist), 15, 3, 3)
    return {name: turned[:, index] for index, name in enumerate(finger_bone_names(path.side))}


def _label(times: Array, spans: Sequence[SignSpan]) -> NDArray[np.int16]:
    """Position of the sign whose core a frame lies in, else -1; (T,)."""
    half = (times[1] - times[0]) / 2
    labels = np.full(len(times), -1, np.int16)
    for span in spans:
        labels[(times >= span.start_s - 0.5 * half) & (times <= span.end_s + 0.5 * half)] = span.position
    return labels


def _drift(times: Array, channels: int, fastest_hz: float, rng: np.random.Generator) -> Array:
    """Slow aimless movement of about unit size, (T, channels): a sum of four sines (ours)."""
    shape = (4, 1, channels)
    rate = rng.uniform(0.3, 1, shape) * fastest_hz
    wave = np.sin(2 * np.pi * (rate * times[:, None] + rng.random(shape)))
    return (wave * rng.uniform(0.3, 1, shape)).sum(axis=0) / 2


def _move_trunk(
    times: Array, spans: Sequence[SignSpan], style: SigningStyle, rng: np.random.Generator, idle: bool
) -> _TrunkAndHead:
    """Sway, glances and shifts of posture, and the nods and shakes that belong to signs."""
    head = np.radians(2.2) * style.sway * _drift(times, 3, 0.7, rng)
    lean = np.radians(1.3) * style.sway * _drift(times, 3, 0.45, rng)
    shift = 0.006 * style.sway * _drift(times, 3, 0.4, rng)
    for start, end, size in _random_spells(times, (0.35 if idle else 0.12) * style.sway, rng):
        spell = ramp(times, start, end, 0.35)[:, None]
        head += spell * np.radians([7.0, 2.0, 16.0]) * size
        if rng.random() < 0.4:
            lean += spell * np.radians([4.0, 5.0, 3.0]) * rng.normal(0, 0.8, 3)
    for span in spans:
        since = times - span.start_s + 0.1
        part = ramp(times, span.start_s - 0.1, span.end_s + 0.1, _RAMP_S) * style.nonmanual
        head[:, 0] += np.radians(9) * span.nod * part * np.sin(2 * np.pi * 2.3 * since)
        head[:, 2] += np.radians(11) * span.shake * part * np.sin(2 * np.pi * 1.9 * since)
    return _TrunkAndHead(head, lean, shift)


def _random_spells(times: Array, rate_hz: float, rng: np.random.Generator) -> list[tuple[float, float, Array]]:
    """Start, end and random size (3,) of the glances within `times`."""
    starts = rng.uniform(0, times[-1] + 1e-6, rng.poisson(rate_hz * (times[-1] + 0.5)))
    return [(float(start), float(start + rng.uniform(0.5, 2.0)), rng.normal(0, 0.7, 3)) for start in starts]


def _with_spells(trunk: _TrunkAndHead, spells: Sequence[Spell], times: Array) -> _TrunkAndHead:
    head, lean, shift = sum_spells(spells, times)
    return _TrunkAndHead(trunk.head + head, trunk.lean + lean, trunk.shift + shift)
