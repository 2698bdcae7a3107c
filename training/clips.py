"""From a list of clips to batches: read, resample to the model's frame rate, augment once, crop at two sizes, pad."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from models.errors import BadInputError
from models.vocabulary import BLANK, GlossVocabulary
from training.augmentation import NO_AUGMENTATION, AugmentationRanges, draw_augmentation
from training.batches import ALL_CLIPS, ClipBatch, Share
from training.clip_frames import read_frames
from training.clip_list import ClipAnnotation
from training.hand_targets import HandTruth, batch_hands, nothing_known, read_hands
from training.stored_clips import MEMORY_BYTES, StoredImages, due_indices, fits_in_memory, store_images

UNKNOWN = -100
"""Where the truth of a frame is not known; the value that torch's cross-entropy ignores."""
_LONGEST_FRAMES = 400
"""Longer clips are cut while training, at whole glosses' cost of memory; evaluation never cuts."""


@dataclass(frozen=True, slots=True)
class FrameTruth:
    """Exact truth of T frames; only generated corpora have it.

    Attributes:
        gloss_ids: (T,) number in the vocabulary, BLANK where nothing is signed.
        joints: (T, J, 2) in picture units (0..1, x right, y down).
        hands: shape, place, direction and movement of both hands; older corpora have none.
    """

    gloss_ids: NDArray[np.int64]
    joints: NDArray[np.float32]
    hands: HandTruth | None = None


@dataclass(frozen=True, slots=True)
class ClipSource:
    """One clip: uint8 (T, H, W, 3) at the model's frame rate, its gloss numbers and its truth, if any.

    The frames are in memory, or on the disk until `np.asarray` asks for them.
    """

    annotation: ClipAnnotation
    images: NDArray[np.uint8] | StoredImages
    gloss_ids: tuple[int, ...]
    truth: FrameTruth | None


def read_clip(annotation: ClipAnnotation, vocabulary: GlossVocabulary, frame_rate: float) -> ClipSource:
    """Decode a clip and resample it by timestamp to `frame_rate`, each due time taking the last frame before it."""
    frames = list(read_frames(annotation))
    indices = due_indices(np.array([frame.time_s for frame in frames]) - frames[0].time_s, frame_rate)
    gloss_ids = tuple(vocabulary.encode(annotation.glosses))
    truth = None if annotation.truth is None else _read_truth(annotation.truth, gloss_ids, indices, len(frames))
    return ClipSource(annotation, np.stack([frames[i].image for i in indices]), gloss_ids, truth)


def read_clips(
    annotations: Sequence[ClipAnnotation],
    vocabulary: GlossVocabulary,
    frame_rate: float,
    name: str,
    memory_bytes: int = MEMORY_BYTES,
) -> list[ClipSource]:
    """Read every clip into memory, with a progress bar; those of a larger corpus are read when a batch needs them.

    Only clips without truth are left on the disk: truth asks for the exact length, which a file may misstate.
    """
    if not any(annotation.truth for annotation in annotations):
        bar = tqdm(annotations, desc=f"finding {name}", unit="clip")
        stored = [store_images(annotation, frame_rate) for annotation in bar]
        if not fits_in_memory(stored, memory_bytes):
            return [
                ClipSource(clip.annotation, clip, tuple(vocabulary.encode(clip.annotation.glosses)), None)
                for clip in stored
            ]
    read = partial(read_clip, vocabulary=vocabulary, frame_rate=frame_rate)
    return [read(annotation) for annotation in tqdm(annotations, desc=f"reading {name}", unit="clip")]


def _read_truth(path: Path, gloss_ids: tuple[int, ...], indices: NDArray[np.int64], frame_count: int) -> FrameTruth:
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    if len(arrays["gloss_index"]) != frame_count:
        raise BadInputError(f"{path}: expected the truth of {frame_count} frames, found {len(arrays['gloss_index'])}")
    return frame_truth(arrays, gloss_ids, indices)


def frame_truth(
    arrays: Mapping[str, NDArray[Any]], gloss_ids: tuple[int, ...], indices: NDArray[np.int64]
) -> FrameTruth:
    """What the arrays of a truth file say of the frames chosen."""
    gloss_index, joints = arrays["gloss_index"].astype(np.int64), arrays["joints_2d"].astype(np.float32)
    names = [str(name) for name in arrays["joint_names"]]
    order = [names.index(name) for name in sorted(names)]
    numbers = np.array([*gloss_ids, BLANK])  # index -1 is the blank at the end
    return FrameTruth(numbers[gloss_index][indices], joints[indices][:, order], read_hands(arrays, indices))


class BatchDataset(Dataset[ClipBatch]):
    """Batch number n of a run, for every n: drawn from (seed, n) alone, so a resumed run sees what it would have seen.

    The clips of a batch are of like length. Some entries are replaced by pictures that hold nobody at all (black,
    one colour, noise), which must stay silent.
    """

    def __init__(
        self,
        sources: Sequence[ClipSource],
        *,
        frame_size: int,
        teacher_frame_size: int = 0,
        frames_per_step: int,
        batch_frames: int,
        augmentation: AugmentationRanges,
        nothing_share: float,
        seed: int,
        length: int,
        share: Share = ALL_CLIPS,
    ) -> None:
        self.hold(sources)
        self._frame_size, self._teacher_frame_size = frame_size, teacher_frame_size
        self._frames_per_step, self._batch_frames = frames_per_step, batch_frames
        self._augmentation, self._nothing_share = augmentation, nothing_share
        self._seed, self._length, self._share = seed, length, share

    def hold(self, sources: Iterable[ClipSource]) -> None:
        """Draw from these clips from now on."""
        self._sources = sorted(sources, key=lambda source: len(source.images))
        self._counts = np.array([len(source.images) for source in self._sources])

    def batches(self, start: int) -> Iterable[ClipBatch]:
        """The batches from number `start` to the last, made ahead of time by another process."""
        return DataLoader(self, batch_size=None, sampler=range(start, self._length), num_workers=1, prefetch_factor=4)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, number: int) -> ClipBatch:
        rng = np.random.default_rng([self._seed, number])
        anchor = int(rng.integers(len(self._sources)))
        size = max(1, self._batch_frames // int(self._counts[anchor]))
        low = np.searchsorted(self._counts, self._counts[anchor] * 0.85)
        high = max(int(np.searchsorted(self._counts, self._counts[anchor] * 1.15, side="right")), int(low) + 1)
        others = rng.choice(np.arange(low, high), min(size, high - int(low)), replace=False)
        chosen = [self._sources[i] for i in others]
        batch = make_batch(
            chosen,
            frame_size=self._frame_size,
            teacher_frame_size=self._teacher_frame_size,
            frames_per_step=self._frames_per_step,
            augmentation=self._augmentation,
            nothing_share=self._nothing_share,
            rng=rng,
            share=self._share,
        )
        return replace(batch, number=number)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One clip of a batch before padding."""

    frames: NDArray[np.uint8]
    teacher_frames: NDArray[np.uint8]
    gloss_ids: tuple[int, ...]
    frame_gloss_ids: NDArray[np.int64]
    joints: NDArray[np.float32]
    hands: HandTruth
    name: str


def make_batch(
    sources: Sequence[ClipSource],
    *,
    frame_size: int,
    teacher_frame_size: int = 0,
    frames_per_step: int,
    augmentation: AugmentationRanges = NO_AUGMENTATION,
    nothing_share: float = 0.0,
    rng: np.random.Generator,
    share: Share = ALL_CLIPS,
) -> ClipBatch:
    """Augment and crop each clip, then pad all to the longest, rounded up to whole steps.

    Of a share only its own pictures are made, yet every clip takes its random numbers: all shares together are the
    batch that one process would make.
    """
    rows = share.rows(len(sources))
    pictured = rows or range(1)
    entries = []
    for row, source in enumerate(sources):
        is_nothing = bool(rng.random() < nothing_share)
        entry = _entry(source, frame_size, teacher_frame_size, augmentation, rng, is_pictured=row in pictured)
        entries.append(_without_anybody(entry, rng) if is_nothing else entry)
    longest = max(len(entry.frames) for entry in entries)
    longest = -(-longest // frames_per_step) * frames_per_step
    nothing = torch.zeros((len(entries), longest, 0, 0, 3), dtype=torch.uint8)
    known = ClipBatch(
        frames=nothing,
        teacher_frames=nothing,
        frame_counts=torch.tensor([len(entry.frames) for entry in entries]),
        targets=torch.tensor([i for entry in entries for i in entry.gloss_ids], dtype=torch.long),
        target_counts=torch.tensor([len(entry.gloss_ids) for entry in entries]),
        frame_gloss_ids=_stack([_pad_value(entry.frame_gloss_ids, longest, UNKNOWN) for entry in entries]),
        joints=_stack([_pad_value(entry.joints, longest, np.nan) for entry in entries]),
        hands=batch_hands([entry.hands for entry in entries], longest),
        names=tuple(entry.name for entry in entries),
    )
    chosen = [entries[row] for row in pictured]
    return replace(
        known if share == ALL_CLIPS else known.part(rows),
        frames=_stack([_pad_last(entry.frames, longest) for entry in chosen]),
        teacher_frames=_stack([_pad_last(entry.teacher_frames, longest) for entry in chosen]),
    )


def _entry(
    source: ClipSource,
    frame_size: int,
    teacher_frame_size: int,
    ranges: AugmentationRanges,
    rng: np.random.Generator,
    *,
    is_pictured: bool,
) -> _Entry:
    images = np.asarray(source.images)  # (T, H, W, 3)
    height, width = images.shape[1:3]
    change = draw_augmentation(ranges, min(len(images), _LONGEST_FRAMES), rng)
    count = len(change.frame_indices)
    truth = source.truth

    def pictures(size: int) -> NDArray[np.uint8]:
        if size and is_pictured:
            return change.frames(images, size)
        return np.broadcast_to(np.uint8(0), (count, size, size, 3))  # takes no memory

    return _Entry(
        frames=pictures(frame_size),
        teacher_frames=pictures(teacher_frame_size),
        gloss_ids=source.gloss_ids,
        frame_gloss_ids=np.full(count, UNKNOWN) if truth is None else truth.gloss_ids[change.frame_indices],
        joints=np.full((count, 0, 2), np.nan, np.float32)
        if truth is None
        else change.points(truth.joints, height, width),
        hands=nothing_known(count) if truth is None or truth.hands is None else truth.hands.augmented(change),
        name=str(source.annotation.video),
    )


def _without_anybody(entry: _Entry, rng: np.random.Generator) -> _Entry:
    """The same entry with its pictures replaced by black, one colour or noise, and nothing signed."""
    kind, colour = rng.integers(3), rng.integers(0, 256, 3)
    strength, noise_seed = rng.uniform(2, 80), int(rng.integers(2**63))

    def blank(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
        base = np.zeros(3) if kind == 0 else colour.astype(np.float64)
        own = np.random.default_rng(noise_seed)  # the clips to come must not depend on the size of these frames
        noise = own.normal(0, strength, frames.shape).astype(np.float32) if kind == 2 else np.float32(0)
        return np.clip(base + noise + np.zeros(frames.shape, np.float32), 0, 255).astype(np.uint8)

    count = len(entry.frames)
    return _Entry(
        frames=blank(entry.frames),
        teacher_frames=blank(entry.teacher_frames),
        gloss_ids=(),
        frame_gloss_ids=np.full(count, BLANK),
        joints=np.full_like(entry.joints, np.nan),
        hands=nothing_known(count),
        name=entry.name,
    )


def _pad_last(values: NDArray[np.uint8], length: int) -> NDArray[np.uint8]:
    return np.concatenate([values, np.repeat(values[-1:], length - len(values), axis=0)])


def _pad_value(values: NDArray[Any], length: int, value: float) -> NDArray[Any]:
    return np.concatenate([values, np.full((length - len(values), *values.shape[1:]), value, values.dtype)])


def _stack(arrays: Sequence[NDArray[np.generic]]) -> Tensor:
    return torch.from_numpy(np.stack(arrays))
