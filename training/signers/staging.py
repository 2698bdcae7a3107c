"""Plans a clip before its first pixel: who, where, in which light, before which camera; filming.py films the plan."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.signers.body import load_topology
from training.signers.bystander import Bystander, sample_bystander
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
from training.signers.fixing import Part, fix_style, part_random
from training.signers.framing import Camera, lowest_visible, sample_camera, widen
from training.signers.hands import Side
from training.signers.handshapes import handshape_id
from training.signers.lexicon import Lexicon
from training.signers.lights import light_from_behind, sample_lighting, sample_mood
from training.signers.looks import Outfit, sample_outfit
from training.signers.mesh import body_regions, dress
from training.signers.motion import SignedMotion, plan_motion
from training.signers.props import hold
from training.signers.rasterizer import Lighting, RenderMesh
from training.signers.scenes import draw_foreground, draw_room, sample_room_view
from training.signers.silence import Silence, SilenceKind, sample_silence
from training.signers.textures import FloatArray
from training.signers.webcam import Webcam, frame_moments, sample_webcam

PLAN_RATE = 25.0
"""Poses a second in the planned motion; frames of any rate are read off between them."""

_HEAD_BOX_M = np.array([[-0.09, 0, 0.15], [0.09, 0, 0.15], [0, 0, -0.15]])
"""Corners of the head around the middle of the eyes."""
_REACH_M = 0.2
"""How far before the face most signs are made."""
_AT_HOME_M = 0.15
"""How far from their place at rest the eyes of somebody are who leans or walks out of the picture."""
_CLOSE_CUT = 0.35
"""Share of clips cut close around what is signed."""

# Streams of random numbers of one clip; 0 belongs to its sentence.
_CASTING, _MOTION, _CUT, _CLOTHES, _CAMERA, _LIGHT, _SCENERY, _WEBCAM, GRAIN, _SHAKE = range(1, 11)
_SILENCE, _PROP, _TIMING, _MOOD, _BYSTANDER = range(11, 16)


@dataclass(frozen=True, slots=True, eq=False)
class ClipPlan:
    """Everything decided about a clip before the first pixel is drawn. `motion` None: nobody is in the room."""

    seed: int
    frame_size: int
    frame_rate: float
    frame_times: NDArray[np.float64]  # (T,) seconds within the motion; one twice: the frame before it again
    person: Signer
    scene_name: str
    outfit: Outfit
    silence: Silence | None
    motion: SignedMotion | None
    mesh: RenderMesh
    cameras: tuple[Camera, ...]  # T, one a frame: they shake
    lighting: Lighting
    webcam: Webcam
    room: FloatArray  # (S, S, 3)
    foreground: FloatArray  # (S, S, 4)
    bystander: Bystander | None

    @property
    def signer_name(self) -> str:
        """Of the pool of the split; also where nobody is in the room."""
        return self.person.name


@lru_cache(maxsize=2)
def hand_joints(side: str) -> list[int]:
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
    silence: SilenceKind | Silence | None = None,
    lexicon: Lexicon | None = None,
    fixed: Collection[Part] = (),
) -> ClipPlan:
    """Decides everything about the clip of `seed`.

    `empty_room` leaves the signer out; `rest_s` asks for so many seconds without signs (no glosses), and `silence` for
    what is then to be seen, a kind or one silence of it: by default any kind. `lexicon` describes the glosses, by
    default the one that comes with the code. What is `fixed` is alike in all clips.
    """
    person, scene = cast_clip(seed, split, fixed)
    quiet = None if glosses else _quiet(seed, silence)
    motion, camera, lowest_sign = _performed(seed, person, glosses, quiet, rest_s, lexicon, fixed)
    webcam = sample_webcam(part_random(seed, _WEBCAM, "webcam", fixed), 0.0 if "webcam" in fixed else severity)
    frame_times = _frame_times(seed, motion, frame_rate, rest_s, webcam)
    scenery, mood_random = part_random(seed, _SCENERY, "rooms", fixed), part_random(seed, _MOOD, "light", fixed)
    view, mood = sample_room_view(scenery), sample_mood(mood_random, severity)
    room = draw_room(_scene_random(split, scene, "rooms", fixed), view, frame_size)
    lamp = _scene_random(split, scene, "light", fixed)
    outfit, mesh = _dressed(seed, person, quiet, fixed)
    company = not empty_room and "bystanders" not in fixed
    return ClipPlan(
        seed=seed, frame_size=frame_size, frame_rate=frame_rate, frame_times=frame_times,
        person=person, scene_name=scene_name(split, scene), outfit=outfit, silence=quiet,
        motion=None if empty_room else motion,
        mesh=mesh,
        cameras=_shaken(camera, frame_times, part_random(seed, _SHAKE, "camera", fixed)),
        lighting=sample_lighting(lamp, part_random(seed, _LIGHT, "light", fixed), _chest(person), mood),
        webcam=webcam,
        room=light_from_behind(room, mood_random, mood.backlight),
        foreground=draw_foreground(scenery, frame_size, lowest_sign + 0.02),
        bystander=_bystander(seed, split, person, camera, frame_times, view.blur) if company else None,
    )  # fmt: skip


def _quiet(seed: int, silence: SilenceKind | Silence | None) -> Silence:
    return silence if isinstance(silence, Silence) else sample_silence(clip_random(seed, _SILENCE), silence)


def cast_clip(seed: int, split: Split, fixed: Collection[Part] = ()) -> tuple[Signer, int]:
    """Who signs, and the number of the scene."""
    casting = clip_random(seed, _CASTING)
    number, scene = int(casting.integers(SIGNER_COUNTS[split])), int(casting.integers(SCENE_COUNTS[split]))
    drawn = signer(split, number)
    seen = signer("train", 0) if "people" in fixed else drawn  # whatever the split: fixed there, it is the same one
    return replace(drawn, body=seen.body, look=seen.look, style=fix_style(drawn.style, fixed)), scene


def _scene_random(
    split: Split, scene: int, part: Literal["rooms", "light"], fixed: Collection[Part]
) -> np.random.Generator:
    stream = {"rooms": 0, "light": 1}[part]
    return scene_random("train", 0, stream) if part in fixed else scene_random(split, scene, stream)


def _bystander(
    seed: int, split: Split, person: Signer, camera: Camera, frame_times: NDArray[np.float64], blur: float
) -> Bystander | None:
    seconds, rng = float(frame_times[-1]) + 0.1, clip_random(seed, _BYSTANDER)
    return sample_bystander(rng, split, person.name, camera, seconds, PLAN_RATE, blur)


def _dressed(seed: int, person: Signer, silence: Silence | None, fixed: Collection[Part]) -> tuple[Outfit, RenderMesh]:
    """The clothes of the day, and the signer in them, with what the hand holds."""
    clothes = part_random(seed, _CLOTHES, "people", fixed)
    outfit = sample_outfit(person.look, clothes)
    mesh = dress(person.body, body_regions(load_topology()), person.look, outfit, clothes)
    if silence is None or silence.prop is None:
        return outfit, mesh
    side: Side = "L" if person.style.left_handed else "R"
    return outfit, hold(mesh, person.body, side, silence.prop, clip_random(seed, _PROP))


def _performed(
    seed: int,
    person: Signer,
    glosses: Sequence[str],
    silence: Silence | None,
    rest_s: float | None,
    lexicon: Lexicon | None,
    fixed: Collection[Part],
) -> tuple[SignedMotion, Camera, float]:
    """The motion, a camera that sees what is signed, and the lowest height of a sign in it, 0 to 1."""
    rest_eyes = _rest_eyes(person)
    camera = sample_camera(part_random(seed, _CAMERA, "camera", fixed), rest_eyes, person.body.shoulder_width_m)
    motion = plan_motion(
        person.body, glosses, person.style, clip_random(seed, _MOTION), PLAN_RATE, duration_s=rest_s,
        silence=silence, lexicon=lexicon, lowest_visible_m=lowest_visible(camera, rest_eyes - [0, _REACH_M, 0]),
    )  # fmt: skip
    signing = _signing_hands(motion, person.style.left_handed)
    eyes = _eyes(motion)
    if silence is not None:  # the camera does not follow somebody who leaves
        eyes = eyes[np.linalg.norm(eyes - rest_eyes, axis=1) < _AT_HOME_M]
    head = (eyes[:, None] + _HEAD_BOX_M).reshape(-1, 3)  # (T*3, 3)
    camera = widen(camera, np.concatenate([head, signing]))
    return motion, camera, float(camera.project(signing)[:, 1].max(initial=0.0))


def _frame_times(
    seed: int, motion: SignedMotion, frame_rate: float, rest_s: float | None, webcam: Webcam
) -> NDArray[np.float64]:
    """Times (T,) at which the webcam takes the frames, in seconds of the motion."""
    due_times = _due_times(motion, frame_rate, rest_s, clip_random(seed, _CUT))
    return frame_moments(due_times, webcam.timing, clip_random(seed, _TIMING))


def _due_times(
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


def _rest_eyes(person: Signer) -> NDArray[np.float64]:
    """Place (3,) between the eyes of somebody who does not move."""
    return np.asarray((person.body.joint("eye.L") + person.body.joint("eye.R")) / 2)


def _chest(person: Signer) -> NDArray[np.float64]:
    return _rest_eyes(person) - [0, 0, 0.25]


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
        points.append(motion.joints[signs][:, hand_joints(side)].reshape(-1, 3).astype(np.float64))
    return np.concatenate(points)


def _shaken(camera: Camera, frame_times: NDArray[np.float64], rng: np.random.Generator) -> tuple[Camera, ...]:
    """One camera a frame: most stand still, some tremble on a lap or a desk."""
    strength = rng.uniform(0.002, 0.008) if rng.random() < 0.3 else 0.0
    speeds, phases = rng.uniform(2, 14, (2, 3)), rng.uniform(0, 2 * math.pi, (2, 3))
    waves = np.sin(frame_times[:, None, None] * speeds + phases).mean(-1) * strength  # (T, 2)
    return tuple(camera.shaken(right, up) for right, up in waves)


def at_time(poses: FloatArray, time_s: float) -> FloatArray:
    """The pose between two planned ones."""
    place = min(max(time_s * PLAN_RATE, 0.0), len(poses) - 1.0)
    before = int(place)
    after = min(before + 1, len(poses) - 1)
    share = np.float32(place - before)
    return np.asarray(poses[before] * (1 - share) + poses[after] * share)
