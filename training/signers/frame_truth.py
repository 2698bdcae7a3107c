"""What is true of every frame of a planned clip: gloss, joints, and what the hands do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.signers.body import load_topology
from training.signers.skeleton import TRUTH_JOINTS, truth_joint_indices
from training.signers.staging import PLAN_RATE, ClipPlan, at_time


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
    poses = plan.motion.joints[:, truth_joint_indices(load_topology())]  # (T at the plan's rate, J, 3)
    turns = plan.motion.direction.reshape(len(poses), 4, 3)
    planned = np.concatenate([poses, turns, plan.motion.movement], axis=1)  # (T at the plan's rate, J + 6, 3)
    count = poses.shape[1]
    joints, vectors = [], []
    for camera, time_s in zip(plan.cameras, plan.frame_times, strict=True):
        now = at_time(planned, float(time_s))
        joints.append(camera.project(now[:count]))
        vectors.append(camera.along_axes(now[count:]))
    turns, movement = np.split(np.stack(vectors), [4], axis=1)
    turns = turns.reshape(-1, 2, 2, 3)  # (T, hands, fingers and palm, 3)
    return FrameTruth(
        gloss_index=plan.motion.gloss_index[nearest],
        joints_2d=np.stack(joints).astype(np.float16),
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
