"""Films a planned clip: draws its frames one by one and lets the webcam record them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import cv2
import numpy as np

from models.video import RgbImage
from training.signers.cast import clip_random
from training.signers.framing import Camera, as_float32
from training.signers.motion import SignedMotion
from training.signers.picture_loops import lay_over
from training.signers.rasterizer import Rasterizer
from training.signers.staging import GRAIN, PLAN_RATE, ClipPlan, at_time, hand_joints
from training.signers.textures import FloatArray
from training.signers.webcam import record, settle_exposure

_STILL = 0.004
"""Movement within one exposure, in picture heights, below which one pose stands for all of it."""


def film(plan: ClipPlan) -> Iterator[RgbImage]:
    """The frames of the plan, (S, S, 3) uint8 RGB, drawn one by one; a late frame is the one before it again."""
    fresh = np.concatenate([[True], np.diff(plan.frame_times) > 0])
    pictures = _pictures(plan, np.flatnonzero(fresh))
    first = next(pictures)
    webcam = settle_exposure(plan.webcam, first)
    recorded = record(itertools.chain([first], pictures), webcam, clip_random(plan.seed, GRAIN), plan.frame_rate)
    frame = next(recorded)
    yield frame
    for is_fresh in fresh[1:]:
        frame = next(recorded) if is_fresh else frame
        yield frame


def _pictures(plan: ClipPlan, frames: np.ndarray) -> Iterator[FloatArray]:
    """Linear RGB pictures (S, S, 3) of these frames before the webcam."""
    size, before = plan.frame_size, plan.foreground
    drawn_size = supersampled_size(size)
    canvas = np.empty((drawn_size, drawn_size, 4), np.float32)
    artist = Rasterizer(plan.mesh, drawn_size, shadow_size=min(160, drawn_size))
    background = _Background(plan)
    for frame in frames:
        camera, time_s = plan.cameras[frame], float(plan.frame_times[frame])
        picture = background.seen_by(camera, time_s)
        if plan.motion is not None:
            canvas.fill(0)
            _expose(plan, plan.motion, artist, camera, time_s, canvas)
            signer_picture = cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA)
            picture = lay_over(signer_picture, picture)
        yield lay_over(before, picture)


class _Background:
    """The room, and in some clips somebody in it."""

    def __init__(self, plan: ClipPlan) -> None:
        self._plan = plan
        if plan.bystander is not None:
            # Out of focus, so neither drawn larger and shrunk nor given a shadow.
            self._artist = Rasterizer(plan.bystander.mesh, plan.frame_size, shadow_size=0)
            self._canvas = np.empty((plan.frame_size, plan.frame_size, 4), np.float32)

    def seen_by(self, camera: Camera, time_s: float) -> FloatArray:
        """Linear RGB (S, S, 3)."""
        plan, somebody = self._plan, self._plan.bystander
        if somebody is None:
            return plan.room
        view, lighting = somebody.view(camera), somebody.lighting(plan.lighting)
        self._canvas.fill(0)
        skin = at_time(somebody.motion.skin, time_s)
        self._artist.draw(skin, as_float32(view.view_projection), as_float32(view.eye), lighting, self._canvas)
        blurred = cv2.GaussianBlur(self._canvas, (0, 0), max(somebody.blur * plan.frame_size, 0.5))
        return lay_over(blurred, plan.room)


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
        hands = hand_joints("L") + hand_joints("R")
        start = camera.project(at_time(motion.joints, time_s)[hands])
        end = camera.project(at_time(motion.joints, time_s + open_s)[hands])
        steps = steps if np.abs(end - start).max() > _STILL else 1
    eye, view_projection = as_float32(camera.eye), as_float32(camera.view_projection)
    for step in range(steps):
        skin = at_time(motion.skin, time_s + open_s * step / steps)
        artist.draw(skin, view_projection, eye, plan.lighting, canvas, share=1 / steps, keep_shadow=step > 0)
