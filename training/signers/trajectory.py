"""From a hand's keys to its path: where the wrist is, how the hand is turned and shaped in every frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from training.signers.anchors import BodyMap
from training.signers.hand_truth import place_id
from training.signers.hands import Hand, Side, finger_joints, finger_rotations, reference_points
from training.signers.handshapes import handshape_angles, handshape_id
from training.signers.postures import OTHER_HAND, Circle, Posture
from training.signers.recorded import Recorded
from training.signers.rotations import (
    Array,
    frame_of,
    normalize,
    quaternions_of,
    rotation_from_vector,
    rotations_of,
)
from training.signers.style import SigningStyle
from training.signers.timeline import Key, SigningSpace, is_on_head, to_world

_SHAPE_LEAD = 0.7  # part of a movement after which the hand shape has arrived
_FINGER_RADIUS_M = 0.009
_PUSH_SMOOTHING_S = 0.04


@dataclass(frozen=True, slots=True, eq=False)
class HandKeys:
    """The keys of one hand as arrays over K keys."""

    times: Array  # (K,) increasing
    wrist: Array  # (K, 3)
    rotation: Array  # (K, 3, 3) of the hand from its rest pose
    fingers: Array  # (K, 4, 4)
    thumb: Array  # (K, 3, 3)
    on_head: Array  # (K,) 0 or 1
    handshape: NDArray[np.int16]  # (K,)
    place: NDArray[np.int16]  # (K,)
    points: dict[str, Array]  # (K, 3) each, reference points in the world


@dataclass(frozen=True, slots=True, eq=False)
class HandPath:
    """One hand over T frames, with the trunk at rest."""

    side: Side
    wrist: Array  # (T, 3)
    rotation: Array  # (T, 3, 3)
    finger_rotations: Array  # (T, 5, 3, 3, 3) relative to the hand
    joints: Array  # (T, 5, 4, 3) of the fingers, from the wrist in the hand's rest axes
    handshape: NDArray[np.int16]  # (T,)
    place: NDArray[np.int16]  # (T,)


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    """Where each frame lies between two keys."""

    segment: NDArray[np.int64]  # (T,) index of the key before
    fraction: Array  # (T,) of the time between the two keys
    eased: Array  # (T,) minimum-jerk way done

    def between(self, values: Array, done: Array | None = None) -> Array:
        """Values (K, ...) interpolated to (T, ...)."""
        weight = (self.eased if done is None else done).reshape((-1,) + (1,) * (values.ndim - 1))
        return values[self.segment] * (1 - weight) + values[self.segment + 1] * weight


def minimum_jerk(fraction: Array) -> Array:
    """The way done at each fraction 0..1 of the time, with a smooth start and stop (Flash and Hogan, 1985)."""
    return fraction**3 * (10 - 15 * fraction + 6 * fraction**2)


def hand_rotations(hand: Hand, postures: Sequence[Posture]) -> Array:
    """Rotations (K, 3, 3) of the hand from its rest pose into the finger and palm directions of K postures."""
    return _turn_hand(
        hand,
        np.stack([to_world(posture.fingers, hand.side) for posture in postures]),
        np.stack([to_world(posture.palm, hand.side) for posture in postures]),
    )


def _turn_hand(hand: Hand, fingers: Array, palm: Array) -> Array:
    """Rotations (..., 3, 3) from the rest pose to world directions (..., 3)."""
    along, facing, _ = np.moveaxis(frame_of(fingers, palm), -1, 0)
    thumbward = np.cross(along, facing) if hand.side == "R" else np.cross(facing, along)
    return np.stack([along, thumbward, facing], axis=-1) @ hand.axes.T


def place_keys(
    hand: Hand,
    keys: Sequence[Key],
    space: SigningSpace,
    style: SigningStyle,
    rng: np.random.Generator,
    partner: HandKeys | None,
) -> HandKeys:
    """Wrist, orientation and shape of the hand at every key; `partner` is the other hand, placed before."""
    count = len(keys)
    rest_fingers, rest_thumb = handshape_angles("rest")
    lax = style.laxness * rng.uniform(0.4, 1.2, count)[:, None, None]
    shapes = [handshape_angles(key.posture.handshape) for key in keys]
    fingers = np.stack([shape[0] for shape in shapes]) * (1 - lax) + rest_fingers * lax
    thumb = normalize(np.stack([shape[1] for shape in shapes]) * (1 - lax) + rest_thumb * lax)

    jitter = rotation_from_vector(rng.normal(0, style.turn_jitter, (count, 3)))
    habit = rotation_from_vector(np.array(style.turn_offset))
    rotation = habit @ jitter @ hand_rotations(hand, [key.posture for key in keys])
    points = reference_points(hand, finger_joints(hand, finger_rotations(hand, fingers, thumb)))
    turned = {name: np.einsum("kij,kj->ki", rotation, offset) for name, offset in points.items()}

    wrist = np.empty((count, 3))
    for index, key in enumerate(keys):
        target = _target(key, hand, space, partner)
        wrist[index] = target - turned[key.posture.point][index]
    times = np.array([key.time_s for key in keys]) + 1e-4 * np.arange(count)
    return HandKeys(
        times=np.maximum.accumulate(times),
        wrist=wrist,
        rotation=rotation,
        fingers=fingers,
        thumb=thumb,
        on_head=np.array([float(is_on_head(key.posture.place)) for key in keys]),
        handshape=np.array([handshape_id(key.posture.handshape) for key in keys], np.int16),
        place=np.array([place_id(key.posture.place.anchor) for key in keys], np.int16),
        points={name: wrist + offset for name, offset in turned.items()},
    )


def _target(key: Key, hand: Hand, space: SigningSpace, partner: HandKeys | None) -> Array:
    place = key.posture.place
    if place.anchor == OTHER_HAND:
        assert partner is not None, "the other hand must be placed first"
        offset = to_world(place.offset, hand.side) * space.shoulder_width_m
        return partner.points[place.other_point][key.partner] + offset + key.shift
    return space.locate(place, hand.side) + key.shift


def follow_keys(
    hand: Hand,
    keys: Sequence[Key],
    placed: HandKeys,
    space: SigningSpace,
    style: SigningStyle,
    times: Array,
    head: Array,
) -> HandPath:
    """The hand in every frame.

    Args:
        hand: The hand in rest pose.
        keys: Its keys, for the paths between them.
        placed: The same keys as arrays.
        space: The body's places; its map keeps the hand outside.
        style: For the strength of coarticulation.
        times: Seconds, (T,), equally spaced.
        head: Rotation vector of the head, (T, 3); what is signed at the head goes with it.
    """
    moment = _find_moments(placed.times, times)
    wrist = moment.between(placed.wrist) + _detours(keys, placed, moment, hand, space)
    quaternions = moment.between(quaternions_of(placed.rotation))
    shaped = minimum_jerk(np.clip(moment.fraction / _SHAPE_LEAD, 0, 1))
    fingers, thumb = moment.between(placed.fingers, shaped), moment.between(placed.thumb, shaped)
    for index, key in enumerate(keys):
        if isinstance(key.path, Recorded):
            quaternions = _play(key.path, index, placed, moment, hand, quaternions, fingers, thumb)

    frame_rate = 1 / (times[1] - times[0])
    wrist, quaternions, fingers, thumb = (
        gaussian_filter1d(track, style.smoothing_s * frame_rate, axis=0, mode="nearest")
        for track in (wrist, quaternions, fingers, thumb)
    )
    wrist = _follow_head(wrist, moment.between(placed.on_head), head, space.body_map.head_pivot)
    rotation = rotations_of(quaternions)
    bones = finger_rotations(hand, fingers, normalize(thumb))
    joints = finger_joints(hand, bones)
    wrist = _keep_outside(wrist, rotation, joints, hand, space.body_map, frame_rate)
    next_key = moment.segment + (shaped > 0.5)
    return HandPath(hand.side, wrist, rotation, bones, joints, placed.handshape[next_key], placed.place[next_key])


def _find_moments(key_times: Array, times: Array) -> _Moment:
    segment = np.clip(np.searchsorted(key_times, times, side="right") - 1, 0, len(key_times) - 2)
    length = np.maximum(key_times[segment + 1] - key_times[segment], 1e-3)
    fraction = np.clip((times - key_times[segment]) / length, 0, 1)
    return _Moment(segment, fraction, minimum_jerk(fraction))


def _detours(keys: Sequence[Key], placed: HandKeys, moment: _Moment, hand: Hand, space: SigningSpace) -> Array:
    """What the wrist's way adds to the straight line: arcs, circles, and a little bow forward on long ways; (T, 3)."""
    length = np.linalg.norm(np.diff(placed.wrist, axis=0), axis=1)[moment.segment]
    bow = 4 * moment.eased * (1 - moment.eased)
    detour = np.array([0.0, -0.10, 0.02]) * (bow * np.clip(length - 0.12, 0, 0.5))[:, None]
    for index, key in enumerate(keys):
        here = moment.segment == index - 1
        if key.path is None or not here.any():
            continue
        if isinstance(key.path, Circle):
            radius = key.path.radius * space.shoulder_width_m
            first, second = to_world(key.path.first, hand.side), to_world(key.path.second, hand.side)
            # between even speed and minimum jerk, so that it starts and ends softly but does not dawdle
            angle = 2 * np.pi * key.path.turns * (0.6 * moment.fraction[here] + 0.4 * moment.eased[here])
            round_ = (np.cos(angle) - 1)[:, None] * first + np.sin(angle)[:, None] * second
            detour[here] = radius * round_
        elif isinstance(key.path, Recorded):
            track = key.path.at(_recorded_time(moment, here)).wrist
            first, last = key.path.wrist[[0, -1]]
            straight = first + (last - first) * moment.eased[here, None]
            scale = space.shoulder_width_m * space.amplitude
            detour[here] = scale * np.stack([to_world(offset, hand.side) for offset in track - straight])
        else:
            detour[here] += bow[here, None] * to_world(key.path.bulge, hand.side) * space.shoulder_width_m
    return detour


def _recorded_time(moment: _Moment, here: NDArray[np.bool_]) -> Array:
    """Part of a recording that has been played; it starts and ends a little softly, as hands come and go at rest."""
    return 0.75 * moment.fraction[here] + 0.25 * moment.eased[here]


def _play(
    path: Recorded,
    index: int,
    placed: HandKeys,
    moment: _Moment,
    hand: Hand,
    quaternions: Array,
    fingers: Array,
    thumb: Array,
) -> Array:
    """Turns and bends the hand as recorded on the way to key `index`; what the keys have otherwise is kept at the ends.

    Changes `fingers` (T, 4, 4) and `thumb` (T, 3, 3) in place and returns the quaternions, (T, 4).
    """
    here = moment.segment == index - 1
    if not here.any():
        return quaternions
    moments = np.concatenate([[0.0, 1.0], _recorded_time(moment, here)])
    track = path.at(moments)
    turned = _turn_hand(
        hand,
        np.stack([to_world(direction, hand.side) for direction in track.fingers]),
        np.stack([to_world(direction, hand.side) for direction in track.palm]),
    )
    ends, done = slice(index - 1, index + 1), moment.eased[here]
    kept = quaternions_of(placed.rotation[ends] @ np.swapaxes(turned[:2], -1, -2))
    kept = rotations_of(kept[0] + (kept[1] - kept[0]) * done[:, None])
    for values, recorded, keyed in (
        (fingers, track.bends, placed.fingers[ends]),
        (thumb, track.thumb, placed.thumb[ends]),
    ):
        first, last = keyed - recorded[:2]
        values[here] = recorded[2:] + first + (last - first) * done[:, None, None]
    rotation = rotations_of(quaternions)
    rotation[here] = kept @ turned[2:]
    return quaternions_of(rotation)


def _follow_head(wrist: Array, on_head: Array, head: Array, pivot: Array) -> Array:
    turned = np.einsum("tij,tj->ti", rotation_from_vector(head), wrist - pivot) + pivot
    return wrist + on_head[:, None] * (turned - wrist)


def _keep_outside(
    wrist: Array, rotation: Array, joints: Array, hand: Hand, body_map: BodyMap, frame_rate: float
) -> Array:
    """The wrist moved forward where the hand would be inside the trunk or face."""
    fingers = joints[:, :, [0, 2, 3]].reshape(len(joints), -1, 3)  # (T, 15, 3)
    palm = 0.6 * joints[:, 1:, 0].mean(axis=1, keepdims=True)
    points = np.concatenate([fingers, palm, np.zeros_like(palm)], axis=1)  # (T, 17, 3)
    margin = np.array([_FINGER_RADIUS_M] * 15 + [0.016, 0.025])
    world = wrist[:, None] + np.einsum("tij,tnj->tni", rotation, points)
    depth = body_map.depth_inside(world, margin).max(axis=1)
    widest = maximum_filter1d(depth, max(1, 2 * round(_PUSH_SMOOTHING_S * frame_rate) + 1), mode="nearest")
    depth = gaussian_filter1d(widest, _PUSH_SMOOTHING_S * frame_rate, mode="nearest")
    return wrist - depth[:, None] * np.array([0.0, 1.0, 0.0])
