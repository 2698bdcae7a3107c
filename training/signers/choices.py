"""The data sheet of one clip: every random choice that was made for it, as plain words and numbers."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from training.signers.staging import ClipPlan

_DIGITS = 4
_LARGEST = 12
"""Arrays of more numbers than this are pictures and the like, which follow from the rest."""


def choices_of(plan: ClipPlan) -> dict[str, Any]:
    """What was drawn for a clip: who, where, how it is signed, light, camera. JSON can hold it."""
    camera, is_empty = plan.cameras[0], plan.motion is None
    return {
        "seed": plan.seed,
        "signer": None if is_empty else plan.signer_name,
        "scene": plan.scene_name,
        "forms": [] if plan.motion is None else list(plan.motion.forms),
        "silence": plain(plan.silence),
        "style": None if is_empty else plain(plan.person.style),
        "look": None if is_empty else plain(plan.person.look),
        "outfit": None if is_empty else plain(plan.outfit),
        "bystander": None if plan.bystander is None else plan.bystander.name,
        "camera_m": plain(camera.eye),
        "camera_shakes": any(not np.array_equal(camera.view_projection, c.view_projection) for c in plan.cameras),
        "light": plain(plan.lighting),
        "webcam": plain(plan.webcam),
        "frames_repeated": int((np.diff(plan.frame_times) <= 0).sum()),
    }


def plain(value: Any) -> Any:
    """Dataclasses, arrays and numbers as dicts, lists and rounded numbers; large arrays are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {
            name: plain(part) for name, part in named if not (isinstance(part, np.ndarray) and part.size > _LARGEST)
        }
    if isinstance(value, np.ndarray):
        return [plain(part) for part in value.tolist()]
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, float | np.floating):
        return round(float(value), _DIGITS)
    return value
