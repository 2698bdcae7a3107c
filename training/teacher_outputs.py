"""What a frozen teacher says of the batches of a run, kept on disk for further runs over the same batches (ours).

Students that are compared with one another see the same batches, and the teacher, by far the largest of them, says the
same of a batch each time. So it is asked once.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from models.errors import BadInputError
from training.batches import ClipBatch
from training.checkpoint import write_text
from training.clips import ClipSource

_SETTINGS = "settings.json"


class TeacherOutput(NamedTuple):
    """What a student is taught with: a part of `NetworkOutput`.

    Attributes:
        feature_map: (B, T/2, C, H, W).
        logits: (B, U, V).
    """

    feature_map: Tensor
    logits: Tensor


class TeacherOutputs:
    """The teacher's feature maps and logits, batch by batch: from the folder, or from the teacher and then kept.

    Without a folder the teacher is always asked. Kept tensors are float16, and a tensor that was just made is rounded
    the same way, so that the first run of a folder learns what the others do.
    """

    def __init__(self, teacher: nn.Module, folder: Path | None, settings: Mapping[str, Any]) -> None:
        """`settings` is all that the batches and the teacher depend on; each set has a folder of its own."""
        self._teacher = teacher
        self._folder = None
        if folder is not None:
            text = json.dumps(settings, indent=2, sort_keys=True, default=str) + "\n"
            self._folder = folder / hashlib.sha256(text.encode()).hexdigest()[:16]
            write_text(self._folder / _SETTINGS, text)

    def are_kept(self, batch_numbers: range) -> bool:
        """Whether the teacher, and so its frames, is not needed for any of these batches."""
        if self._folder is None:
            return False
        kept = {path.name.split("-")[0] for path in self._folder.glob("*.pt")}
        return all(_number(number) in kept for number in batch_numbers)

    @torch.no_grad()
    def __call__(self, batch: ClipBatch, step_count: int) -> TeacherOutput:
        """Of a batch whose student takes `step_count` steps U.

        Raises:
            BadInputError: the batch has no frames for the teacher, and the folder holds too little of it.
        """
        if self._folder is None or batch.number is None:
            return self._asked(batch)
        path = self._folder / f"{_number(batch.number)}-{batch.first}-{len(batch.names)}.pt"
        found = _read(path) or self._part_of_kept(batch.number, batch.first, len(batch.names))
        if found is None or found.logits.shape[1] < step_count:  # kept of the batch shortened
            asked = self._asked(batch)
            found = TeacherOutput(asked.feature_map.half(), asked.logits.half())
            _write(path, found)
        feature_map, logits = (tensor.to(batch.frames.device).float() for tensor in found)
        map_count = feature_map.shape[1] * step_count // logits.shape[1]
        return TeacherOutput(feature_map[:, :map_count], logits[:, :step_count])

    def _part_of_kept(self, number: int, first: int, count: int) -> TeacherOutput | None:
        """Of some neighbouring clips of a batch, where what is kept is of more of them: memory is tried on a few."""
        assert self._folder is not None
        for path in sorted(self._folder.glob(f"{_number(number)}-*.pt")):
            kept_first, kept_count = (int(text) for text in path.stem.split("-")[1:])
            before = first - kept_first
            if before >= 0 and before + count <= kept_count and (kept := _read(path)) is not None:
                return TeacherOutput(*(tensor[before : before + count] for tensor in kept))
        return None

    def _asked(self, batch: ClipBatch) -> TeacherOutput:
        if not batch.teacher_frames.numel():  # all were said to be kept
            raise BadInputError(f"{self._folder}: holds batch {batch.number} in part only; remove the folder.")
        output = self._teacher(batch.teacher_frames)
        return TeacherOutput(output.feature_map, output.logits)


def _number(number: int) -> str:
    return f"{number:07d}"


def _read(path: Path) -> TeacherOutput | None:
    return TeacherOutput(**torch.load(path, weights_only=True)) if path.is_file() else None


def _write(path: Path, output: TeacherOutput) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        torch.save({name: tensor.cpu() for name, tensor in output._asdict().items()}, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def weights_digest(network: nn.Module) -> str:
    """A name for the weights of a network: equal where they are equal."""
    digest = hashlib.sha256()
    for name, value in sorted(network.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def clips_digest(sources: Sequence[ClipSource]) -> str:
    """A name for training clips: their files, lengths, glosses, and the picture in the middle of each."""
    digest = hashlib.sha256()
    for source in sources:
        images = np.asarray(source.images)  # (T, H, W, 3)
        digest.update(f"{source.annotation.video.name} {len(images)} {source.gloss_ids}".encode())
        digest.update(np.ascontiguousarray(images[len(images) // 2]).tobytes())
    return digest.hexdigest()
