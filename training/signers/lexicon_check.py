"""Whether a body can do what the lexicon says: reach, wrists, and hands that stay outside the body."""

from __future__ import annotations

import numpy as np

from training.signers.anchors import map_body
from training.signers.body import SignerBody, sample_body
from training.signers.hands import measure_hand
from training.signers.lexicon import Lexicon
from training.signers.notation import Form
from training.signers.rotations import Array
from training.signers.skeleton import LARGEST_FOREARM_TWIST, ArmPose, measure_arm, solve_arm
from training.signers.style import SigningStyle
from training.signers.timeline import (
    LONGEST_SIGN_S,
    SHORTEST_SIGN_S,
    Key,
    SigningSpace,
    TimelineWriter,
)
from training.signers.trajectory import HandKeys, HandPath, follow_keys, place_keys

_CHECK_RATE = 100.0  # poses a second, so that a pose lies near every key
_LARGEST_MISS_M = 0.03
_LARGEST_PUSH_M = 0.05
_LARGEST_TURN = np.radians(20)
_NEUTRAL = SigningStyle(sway=0.0, nonmanual=0.0, smoothing_s=0.002)


def motion_faults(lexicon: Lexicon, body_seed: int = 0) -> list[str]:
    """A sentence for every form that the body of a seed cannot perform as it is written."""
    body = sample_body(np.random.default_rng(body_seed))
    faults: list[str] = []
    for sign in lexicon.signs.values():
        for number, form in enumerate(sign.forms, 1):
            faults += [f"{sign.gloss}, form {number}, {fault}" for fault in _form_faults(body, form)]
    return faults


def form_duration_s(form: Form) -> float:
    """Seconds from the first posture to the end of the last hold, as a neutral signer performs it."""
    body = sample_body(np.random.default_rng(0))
    writer = _performed(body, form)[0]
    span = writer.timeline.spans[0]
    return span.end_s - span.start_s


def _performed(body: SignerBody, form: Form) -> tuple[TimelineWriter, SigningSpace, int, int]:
    """The timeline of rest and the sign, and how many keys of either hand belong to the rest."""
    space = SigningSpace(map_body(body), body.shoulder_width_m, 1.0, 0.0)
    writer = TimelineWriter(space, _NEUTRAL, np.random.default_rng(0))
    writer.rest(0.4)
    before = len(writer.timeline.dominant), len(writer.timeline.other)
    writer.sign(form.gesture, 0)
    return writer, space, *before


def _form_faults(body: SignerBody, form: Form) -> list[str]:
    writer, space, first_dominant, first_other = _performed(body, form)
    timeline, rng = writer.timeline, np.random.default_rng(0)
    span = timeline.spans[0]
    faults: list[str] = []
    if not SHORTEST_SIGN_S <= span.end_s - span.start_s <= LONGEST_SIGN_S:
        lasts = f"{span.end_s - span.start_s:.2f} s"
        faults.append(f"whole: expected to last {SHORTEST_SIGN_S} to {LONGEST_SIGN_S} s, lasts {lasts}")
    times = np.arange(0, timeline.duration_s + 0.1, 1 / _CHECK_RATE)
    still = np.zeros((len(times), 3))
    right, left = measure_hand(body, "R"), measure_hand(body, "L")
    other_keys = place_keys(left, timeline.other, space, _NEUTRAL, rng, None)
    dominant_keys = place_keys(right, timeline.dominant, space, _NEUTRAL, rng, other_keys)
    for name, hand, keys, placed, first in (
        ("hand", right, timeline.dominant, dominant_keys, first_dominant),
        ("other", left, timeline.other, other_keys, first_other),
    ):
        if name == "other" and not form.gesture.other:
            continue
        path = follow_keys(hand, keys, placed, space, _NEUTRAL, times, still)
        arm = solve_arm(measure_arm(body, hand.side), path.wrist, path.rotation, space.body_map, _CHECK_RATE)
        faults += _key_faults(name, keys[first:], placed, first, path, arm)
    return faults


def _key_faults(name: str, keys: list[Key], placed: HandKeys, first: int, path: HandPath, arm: ArmPose) -> list[str]:
    faults: list[str] = []
    number = 0
    for index, key in enumerate(keys, first):
        if index > first and key.posture is keys[index - first - 1].posture:
            continue  # the end of a hold
        number += 1
        frame = min(round(placed.times[index] * _CHECK_RATE), len(path.wrist) - 1)
        where = f"{name}, posture {number}"
        pushed = float(np.linalg.norm(path.wrist[frame] - placed.wrist[index]))
        if pushed > _LARGEST_PUSH_M:
            faults.append(f"{where}: the hand would be {100 * pushed:.0f} cm inside the body")
        missed = float(np.linalg.norm(arm.wrist[frame] - path.wrist[frame]))
        if missed > _LARGEST_MISS_M:
            faults.append(f"{where}: the arm is {100 * missed:.0f} cm too short to reach the place")
        turned = _angle_between(arm.rotations[f"wrist.{path.side}"][frame], path.rotation[frame])
        if turned > _LARGEST_TURN:
            faults.append(f"{where}: the wrist would have to bend {np.degrees(turned):.0f} degrees further than it can")
        twist = abs(float(arm.forearm_twist[frame]))
        if twist > LARGEST_FOREARM_TWIST + 0.3:
            faults.append(f"{where}: the forearm would be twisted by {np.degrees(twist):.0f} degrees")
    return faults


def _angle_between(first: Array, second: Array) -> float:
    """Angle in radians of the rotation that leads from one rotation (3, 3) to another."""
    cosine = (np.trace(first.T @ second) - 1) / 2
    return float(np.arccos(np.clip(cosine, -1, 1)))
