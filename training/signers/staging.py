"""Plans a clip before its first pixel (who, where, which light, which camera) and films the plan frame by frame."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from training.signers.body import load_topology
from training.signers.cast import (
    SCENE_COUNTS,
    SIGNER_COUNTS,
    Signer,
    Split,
    clip_random,
    scene_name,
    scene_random,
    signer,
)
from training.signers.framing import Camera, as_float32, lowest_visible, sample_camera, widen
from training.signers.handshapes import handshape_id
from training.signers.looks import sample_outfit
from training.signers.mesh import BodyRegions, body_regions, dress
from training.signers.motion import SignedMotion, plan_motion
from training.signers.picture_loops import lay_over
from training.signers.rasterizer import Lighting, Rasterizer, RenderMesh
from training.signers.scenes import draw_foreground, draw_room, sample_lighting, sample_room_view
from training.signers.skeleton import TRUTH_JOINTS
from training.signers.textures import FloatArray
from training.signers.webcam import RgbImage, Webcam, record, sample_webcam, settle_exposure

PLAN_RATE = 25.0
"""Poses a second in the planned motion; frames of any rate are read off between them."""

_HEAD_BOX_M = np.array([[-0.09, 0, 0.15], [0.09, 0, 0.15], [0, 0, -0.15]])
"""Corners of the head around the middle of the eyes."""
_REACH_M = 0.2
"""How far before the face most signs are made."""
_STILL = 0.004
"""Movement within one exposure, in picture heights, below which one pose stands for all of it."""
_CLOSE_CUT = 0.35
"""Share of clips cut close around what is signed."""

# Streams of random numbers of one clip; 0 belongs to its sentence.
_CASTING, _MOTION, _CUT, _CLOTHES, _CAMERA, _LIGHT, _SCENERY, _WEBCAM, _GRAIN, _SHAKE = range(1, 11)


@dataclass(frozen=True, slots=True, eq=False)
class ClipPlan:
    """Everything decided about a clip before the first pixel is drawn. `motion` None: nobody is in the room."""

    seed: int
    frame_size: int
    frame_times: NDArray[np.float64]  # (T,) seconds within the motion
    signer_name: str
    scene_name: str
    motion: SignedMotion | None
    mesh: RenderMesh
    cameras: tuple[Camera, ...]  # T, one a frame: they shake
    lighting: Lighting
    webcam: Webcam
    room: FloatArray  # (S, S, 3)
    foreground: FloatArray  # (S, S, 4)


@lru_cache(maxsize=1)
def _regions() -> BodyRegions:
    return body_regions(load_topology())


@lru_cache(maxsize=1)
def _truth_joints() -> list[int]:
    return [load_topology().bone(name) for name in TRUTH_JOINTS]


@lru_cache(maxsize=2)
def _hand_joints(side: str) -> list[int]:
    """The wrist, the knuckles and the finger tips of one side, "L" or "R"."""
    names = load_topology().bone_names
    wanted = (f"wrist.{side}", *(f"finger{finger}-{end}.{side}" for finger in range(1, 6) for end in ("1", "2", "tip")))
    return [names.index(name) for name in wanted]


def plan_clip(
    seed: int,
    glosses: Sequence[str],
    *,
    frame_size: int,
    frame_rate: float,
    split: Split = "train",
    severity: float = 1.0,
    empty_room: bool = False,
    rest_s: float | None = None,
) -> ClipPlan:
    """Decides everything about the clip of `seed`.

    `empty_room` leaves the signer out; `rest_s` asks for so many seconds of a resting signer (no glosses).
    """
    casting = clip_random(seed, _CASTING)
    person = signer(split, int(casting.integers(SIGNER_COUNTS[split])))
    scene = int(casting.integers(SCENE_COUNTS[split]))
    motion, camera, lowest_sign = _performed(seed, person, glosses, rest_s)
    frame_times = _frame_times(motion, frame_rate, rest_s, clip_random(seed, _CUT))
    clothes, scenery = clip_random(seed, _CLOTHES), clip_random(seed, _SCENERY)
    room = draw_room(scene_random(split, scene, 0), sample_room_view(scenery), frame_size)
    chest = _eyes(motion).mean(0) - [0, 0, 0.25]
    return ClipPlan(
        seed=seed,
        frame_size=frame_size,
        frame_times=frame_times,
        signer_name=person.name,
        scene_name=scene_name(split, scene),
        motion=None if empty_room else motion,
        mesh=dress(person.body, _regions(), person.look, sample_outfit(person.look, clothes), clothes),
        cameras=_shaken(camera, frame_times, clip_random(seed, _SHAKE)),
        lighting=sample_lighting(scene_random(split, scene, 1), clip_random(seed, _LIGHT), chest),
        webcam=sample_webcam(clip_random(seed, _WEBCAM), severity),
        room=room,
        foreground=draw_foreground(scenery, frame_size, lowest_sign + 0.02),
    )


def _performed(
    seed: int, person: Signer, glosses: Sequence[str], rest_s: float | None
) -> tuple[SignedMotion, Camera, float]:
    """The motion, a camera that sees what is signed, and the lowest height of a sign in its picture, 0 to 1."""
    body = person.body
    rest_eyes = (body.joint("eye.L") + body.joint("eye.R")) / 2
    camera = sample_camera(clip_random(seed, _CAMERA), rest_eyes, body.shoulder_width_m)
    motion = plan_motion(
        body, glosses, person.style, clip_random(seed, _MOTION), PLAN_RATE, duration_s=rest_s,
        lowest_visible_m=lowest_visible(camera, rest_eyes - [0, _REACH_M, 0]),
    )  # fmt: skip
    signing = _signing_hands(motion, person.style.left_handed)
    head = (_eyes(motion)[:, None] + _HEAD_BOX_M).reshape(-1, 3)  # (T*3, 3)
    camera = widen(camera, np.concatenate([head, signing]))
    return motion, camera, float(camera.project(signing)[:, 1].max(initial=0.0))


def _frame_times(
    motion: SignedMotion, frame_rate: float, duration_s: float | None, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Times (T,) of the frames within the motion, in seconds; some clips are cut close around the signing."""
    if duration_s is not None:
        return np.arange(round(duration_s * frame_rate)) / frame_rate
    first, last = 0.0, (len(motion.gloss_index) - 1) / PLAN_RATE
    cut_close, before, after, phase = rng.random(4)
    signed = np.flatnonzero(motion.gloss_index >= 0)
    if len(signed) and cut_close < _CLOSE_CUT:
        first = max(first, signed[0] / PLAN_RATE - 0.2 * before)
        last = min(last, signed[-1] / PLAN_RATE + 0.2 * after)
    first += phase / frame_rate
    return first + np.arange(max(1, int((last - first) * frame_rate) + 1)) / frame_rate


def _eyes(motion: SignedMotion) -> NDArray[np.float64]:
    """World place (T, 3) of the middle between the eyes."""
    topology = load_topology()
    pair = motion.joints[:, [topology.bone("eye.L"), topology.bone("eye.R")]]  # (T, 2, 3)
    return np.asarray(pair.astype(np.float64).mean(1))


def _signing_hands(motion: SignedMotion, left_handed: bool) -> NDArray[np.float64]:
    """World points (P, 3) of the hands while they sign; a hand that rests meanwhile may leave the picture."""
    sides = ("L", "R") if left_handed else ("R", "L")
    resting = handshape_id("rest")
    points = [np.zeros((0, 3))]
    for hand, side in enumerate(sides):
        signs = (motion.gloss_index >= 0) & (motion.handshape[:, hand] != resting)
        points.append(motion.joints[signs][:, _hand_joints(side)].reshape(-1, 3).astype(np.float64))
    return np.concatenate(points)


def _shaken(camera: Camera, frame_times: NDArray[np.float64], rng: np.random.Generator) -> tuple[Camera, ...]:
    """One camera a frame: most stand still, some tremble on a lap or a desk."""
    strength = rng.uniform(0.002, 0.008) if rng.random() < 0.3 else 0.0
    speeds, phases = rng.uniform(2, 14, (2, 3)), rng.uniform(0, 2 * math.pi, (2, 3))
    waves = np.sin(frame_times[:, None, None] * speeds + phases).mean(-1) * strength  # (T, 2)
    return tuple(camera.shaken(right, up) for right, up in waves)


@dataclass(frozen=True, slots=True, eq=False)
class FrameTruth:
    """What is true of each of T frames; joints are those of TRUTH_JOINTS."""

    gloss_index: NDArray[np.int16]  # (T,)
    joints_2d: NDArray[np.float16]  # (T, J, 2)
    handshape: NDArray[np.int16]  # (T, 2)
    place: NDArray[np.int16]  # (T, 2)
    direction: NDArray[np.float16]  # (T, 2, 2, 3) unit vectors of fingers and palm along the camera's axes
    movement: NDArray[np.float16]  # (T, 2, 3) of the wrists along them, in shoulder widths a second


def frame_truth(plan: ClipPlan) -> FrameTruth:
    """The truth of the plan's frames.

    In an empty room every joint lies at (-1, -1), hand shapes and places are -1, directions and movements NaN.
    """
    if plan.motion is None:
        return _nobodys_truth(len(plan.frame_times))
    last = len(plan.motion.gloss_index) - 1
    nearest = np.clip(np.floor(plan.frame_times * PLAN_RATE + 0.5).astype(int), 0, last)
    poses = plan.motion.joints[:, _truth_joints()]  # (T at the plan's rate, J, 3)
    views = [(camera, float(time_s)) for camera, time_s in zip(plan.cameras, plan.frame_times, strict=True)]
    joints = np.stack([camera.project(_at_time(poses, time_s)) for camera, time_s in views])
    turns = np.stack([camera.along_axes(_at_time(plan.motion.direction, time_s)) for camera, time_s in views])
    movement = np.stack([camera.along_axes(_at_time(plan.motion.movement, time_s)) for camera, time_s in views])
    return FrameTruth(
        gloss_index=plan.motion.gloss_index[nearest],
        joints_2d=joints.astype(np.float16),
        handshape=plan.motion.handshape[nearest],
        place=plan.motion.place[nearest],
        direction=(turns / np.linalg.norm(turns, axis=-1, keepdims=True)).astype(np.float16),
        movement=movement.astype(np.float16),
    )


def _nobodys_truth(count: int) -> FrameTruth:
    nothing = np.full((count, 2), -1, np.int16)
    return FrameTruth(
        gloss_index=nothing[:, 0],
        joints_2d=np.full((count, len(TRUTH_JOINTS), 2), -1, np.float16),
        handshape=nothing,
        place=nothing,
        direction=np.full((count, 2, 2, 3), np.nan, np.float16),
        movement=np.full((count, 2, 3), np.nan, np.float16),
    )


def _at_time(poses: FloatArray, time_s: float) -> FloatArray:
    """The pose between two planned ones."""
    place = min(max(time_s * PLAN_RATE, 0.0), len(poses) - 1.0)
    before = int(place)
    after = min(before + 1, len(poses) - 1)
    share = np.float32(place - before)
    return np.asarray(poses[before] * (1 - share) + poses[after] * share)


def film(plan: ClipPlan) -> Iterator[RgbImage]:
    """The frames of the plan, (S, S, 3) uint8 RGB, drawn one by one."""
    pictures = _pictures(plan)
    first = next(pictures)
    webcam = settle_exposure(plan.webcam, first)
    return record(itertools.chain([first], pictures), webcam, clip_random(plan.seed, _GRAIN))


def _pictures(plan: ClipPlan) -> Iterator[FloatArray]:
    """Linear RGB pictures (S, S, 3) before the webcam."""
    size = plan.frame_size
    drawn_size = supersampled_size(size)
    behind, before = plan.room, plan.foreground
    canvas = np.empty((drawn_size, drawn_size, 4), np.float32)
    artist = Rasterizer(plan.mesh, drawn_size, shadow_size=min(160, drawn_size))
    for camera, time_s in zip(plan.cameras, plan.frame_times, strict=True):
        picture = behind
        if plan.motion is not None:
            canvas.fill(0)
            _expose(plan, plan.motion, artist, camera, float(time_s), canvas)
            signer_picture = cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA)
            picture = lay_over(signer_picture, behind)
        yield lay_over(before, picture)


def supersampled_size(frame_size: int) -> int:
    """Side in pixels of the picture that is drawn and then shrunk: twice the frame, less where frames are large."""
    return 2 * frame_size if frame_size <= 144 else frame_size + max(144, frame_size // 2)


def _expose(
    plan: ClipPlan, motion: SignedMotion, artist: Rasterizer, camera: Camera, time_s: float, canvas: FloatArray
) -> None:
    """Adds the signer to `canvas`, averaged over the time the shutter is open."""
    open_s = plan.webcam.shutter / PLAN_RATE
    steps = plan.webcam.exposure_steps
    if steps > 1:
        hands = _hand_joints("L") + _hand_joints("R")
        start = camera.project(_at_time(motion.joints, time_s)[hands])
        end = camera.project(_at_time(motion.joints, time_s + open_s)[hands])
        steps = steps if np.abs(end - start).max() > _STILL else 1
    eye, view_projection = as_float32(camera.eye), as_float32(camera.view_projection)
    for step in range(steps):
        skin = _at_time(motion.skin, time_s + open_s * step / steps)
        artist.draw(skin, view_projection, eye, plan.lighting, canvas, share=1 / steps, keep_shadow=step > 0)
