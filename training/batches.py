"""A batch of clips, and its parts: for several processes, or for one after the other where memory is short."""

from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor

from training.hand_targets import HandTargets


@dataclass(frozen=True, slots=True)
class ClipBatch:
    """B clips, padded at the end by repeating their last frames.

    Attributes:
        frames: uint8 (B, T, S, S, 3), what the student sees.
        teacher_frames: uint8 (B, T, S', S', 3), the same crop at the teacher's size; empty where none was asked for.
        frame_counts: (B,) true frames of each clip.
        targets: gloss numbers of all clips, one after the other.
        target_counts: (B,).
        frame_gloss_ids: (B, T), UNKNOWN in the padding and where there is no truth.
        joints: (B, T, J, 2) in units of the crop, NaN where unknown.
        hands: what each hand does.
        names: the clips' files, for messages.
        whole: the batch that this is a part of, without its pictures; None: this is all of it.
        first: which of its clips comes first here.
        is_spare: this part has no clip of its own and repeats one, which must count for nothing.
        learning: (B, T) bool, the frames that a network's plain stages learn from; None: from all.
        number: of the batch in its run; None: it belongs to none.
    """

    frames: Tensor
    teacher_frames: Tensor
    frame_counts: Tensor
    targets: Tensor
    target_counts: Tensor
    frame_gloss_ids: Tensor
    joints: Tensor
    hands: HandTargets
    names: tuple[str, ...]
    whole: "ClipBatch | None" = None
    first: int = 0
    is_spare: bool = False
    learning: Tensor | None = None
    number: int | None = None

    @property
    def all_clips(self) -> "ClipBatch":
        """What is known of all clips of the batch, whatever part of it this is; always on the CPU."""
        return self if self.whole is None else self.whole

    def part(self, rows: range) -> "ClipBatch":
        """Some neighbouring clips of it, padded as they are; without rows a spare part, so that a process may wait."""
        kept = rows or range(1)
        clips = slice(kept.start, kept.stop)
        before = int(self.target_counts[: kept.start].sum())
        count = int(self.target_counts[clips].sum())
        return ClipBatch(
            frames=self.frames[clips],
            teacher_frames=self.teacher_frames[clips],
            frame_counts=self.frame_counts[clips],
            targets=self.targets[before : before + count],
            target_counts=self.target_counts[clips],
            frame_gloss_ids=self.frame_gloss_ids[clips],
            joints=self.joints[clips],
            hands=HandTargets(*(tensor[clips] for tensor in self.hands)),
            names=self.names[clips],
            whole=self._without_pictures() if self.whole is None else self.whole,
            first=self.first + kept.start,
            is_spare=self.is_spare or not rows,
            learning=None if self.learning is None else self.learning[clips],
            number=self.number,
        )

    def shortened(self, frame_count: int) -> "ClipBatch":
        """Its first frames alone, to measure something with: the glosses stay, whether they fit or not."""
        kept = slice(frame_count)
        learning = self.learning
        if learning is not None:  # as large a share of them, but never none or all
            count = min(max(1, round(float(learning.float().mean()) * frame_count)), frame_count - 1)
            learning = (torch.arange(frame_count) < count).expand(len(self.names), -1)
        return replace(
            self,
            frames=self.frames[:, kept],
            teacher_frames=self.teacher_frames[:, kept],
            frame_counts=self.frame_counts.clamp(max=frame_count),
            frame_gloss_ids=self.frame_gloss_ids[:, kept],
            joints=self.joints[:, kept],
            hands=HandTargets(*(tensor[:, kept] for tensor in self.hands)),
            learning=learning,
        )

    def to(self, device: torch.device) -> "ClipBatch":
        """The same on a device; `whole` stays where it is, for it is only counted."""
        moved = {
            field.name: value.to(device, non_blocking=True)
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), Tensor)
        }
        return replace(self, **moved, hands=HandTargets(*(tensor.to(device) for tensor in self.hands)))

    def _without_pictures(self) -> "ClipBatch":
        nothing = self.frames[:, :, :0, :0]  # (B, T, 0, 0, 3)
        return replace(self, frames=nothing.clone(), teacher_frames=nothing.clone())


@dataclass(frozen=True, slots=True)
class Share:
    """Which clips of every batch one of several takes: number `number` of `count` about equal, neighbouring parts."""

    number: int = 0
    count: int = 1

    def rows(self, clip_count: int) -> range:
        """Those clips of a batch of `clip_count`; none where there are more parts than clips."""
        return range(clip_count * self.number // self.count, clip_count * (self.number + 1) // self.count)


ALL_CLIPS = Share()
