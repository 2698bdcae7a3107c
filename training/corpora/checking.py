"""What is wrong with the clips of a corpus beyond their annotation, and how many of everything there are."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models.errors import UnreadableVideoError
from training.clip_frames import clip_frame_count, clip_frame_rate, picture_files, read_frames, read_picture
from training.clip_list import SPLITS, Fault, FaultKind, ListedClip
from training.corpora.published import PublishedCounts
from training.stored_clips import due_indices


@dataclass(frozen=True, slots=True)
class StepNeeds:
    """The steps in which a network reads a clip, of which CTC needs one for every gloss."""

    frame_rate: float
    frames_per_step: int

    def steps(self, frame_count: int, rate: float) -> int:
        """Steps of a clip of so many frames, at least one, of that rate, resampled as for training."""
        frames = len(due_indices(np.arange(frame_count) / rate, self.frame_rate))
        return -(-frames // self.frames_per_step)


@dataclass(frozen=True, slots=True)
class CorpusCounts:
    """How many of everything; vocabulary also of "all", unseen: glosses of dev and test that are not in train."""

    clips: dict[str, int]
    vocabulary: dict[str, int]
    glosses: dict[str, int]
    unseen: dict[str, int]
    signers: int


def count_clips(clips: Sequence[ListedClip]) -> CorpusCounts:
    """Counts what is listed, with or without a video."""
    signed = {
        split: [g for clip in clips if clip.annotation.split == split for g in clip.annotation.glosses]
        for split in SPLITS
    }
    known = {split: set(glosses) for split, glosses in signed.items()}
    return CorpusCounts(
        clips={split: sum(clip.annotation.split == split for clip in clips) for split in SPLITS},
        vocabulary={split: len(glosses) for split, glosses in known.items()}
        | {"all": len(set().union(*known.values()))},
        glosses={split: len(glosses) for split, glosses in signed.items()},
        unseen={split: len(known[split] - known["train"]) for split in ("dev", "test")},
        signers=len({clip.annotation.signer for clip in clips} - {""}),
    )


def comparison(counts: CorpusCounts, published: PublishedCounts | None) -> list[tuple[str, int, int | None]]:
    """(what, found, published or None) for every line of the table of counts."""
    wanted = published or PublishedCounts({})
    rows: list[tuple[str, int, int | None]] = []
    for what, found, expected in (
        ("clips", counts.clips, wanted.clips),
        ("glosses signed", counts.glosses, wanted.glosses),
        ("different glosses", counts.vocabulary, wanted.vocabulary),
    ):
        rows += [(f"{what}, {split}", number, expected.get(split)) for split, number in found.items()]
    rows += [(f"glosses of {split} not in train", number, None) for split, number in counts.unseen.items()]
    return [*rows, ("signers", counts.signers, wanted.signers)]


def vocabulary_faults(clips: Iterable[ListedClip], known: frozenset[str]) -> Iterator[Fault]:
    """A fault for every clip and gloss outside a vocabulary; none where no vocabulary is known."""
    for clip in clips if known else ():
        for gloss in dict.fromkeys(clip.annotation.glosses):
            if gloss not in known:
                sentence = f"the gloss '{gloss}' is not in the vocabulary of {len(known)}."
                yield Fault(clip.file, clip.line, "unknown gloss", sentence, clip.name)


def all_frame_faults(
    clips: Sequence[ListedClip], needs: StepNeeds, every_frame: bool, workers: int
) -> Iterator[list[Fault]]:
    """The faults of every clip in turn, several clips being opened at a time (0: one a core)."""
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as threads:
        yield from threads.map(lambda clip: frame_faults(clip, needs, every_frame), clips)


def frame_faults(clip: ListedClip, needs: StepNeeds, every_frame: bool) -> list[Fault]:
    """What is wrong with the frames of a clip: the first alone is opened, or every one."""
    if not clip.annotation.video.exists():
        return []  # reading the annotation has said so
    faults: list[Fault] = []

    def fault(kind: FaultKind, sentence: str) -> None:
        faults.append(Fault(clip.file, clip.line, kind, sentence, clip.name))

    try:
        frame_count = clip_frame_count(clip.annotation)
        rate = clip_frame_rate(clip.annotation)
        if every_frame:
            frame_count = _open_every_frame(clip, frame_count, lambda sentence: fault("unreadable frame", sentence))
        else:
            next(read_frames(clip.annotation))
    except UnreadableVideoError as error:
        fault("unreadable frame", str(error))
        return faults
    if clip.frame_count is not None and frame_count != clip.frame_count:
        sentence = f"{clip.annotation.video} has {frame_count} frames, the corpus says {clip.frame_count}."
        fault("frame count", sentence)
    if frame_count and (sentence := _too_short(clip, needs, frame_count, rate)):
        fault("too short", sentence)
    return faults


def _open_every_frame(clip: ListedClip, stated: int, say: Callable[[str], None]) -> int:
    """Opens every frame; returns how many there are, readable or not."""
    annotation = clip.annotation
    if not annotation.video.is_dir():
        found = sum(1 for _ in read_frames(annotation))
        if found < stated:
            say(f"{annotation.video} states {stated} frames, but only {found} can be read.")
        return found
    files = picture_files(annotation.video)
    first: tuple[int, ...] = ()
    for file in files:
        try:
            shape = read_picture(file).shape
        except UnreadableVideoError as error:
            say(str(error))
            continue
        first = first or shape
        if shape != first:
            say(f"{file} has {shape[1]} x {shape[0]} pixels; frames before it have {first[1]} x {first[0]}.")
    return len(files)


def _too_short(clip: ListedClip, needs: StepNeeds, frame_count: int, rate: float) -> str:
    glosses = clip.annotation.glosses
    repeats = sum(a == b for a, b in pairwise(glosses))
    steps = needs.steps(frame_count, rate)
    if steps >= len(glosses) + repeats:
        return ""
    between = f" and {repeats} blanks between equal ones" if repeats else ""
    return (
        f"{clip.annotation.video} is too short: {frame_count} frames make {steps} steps, "
        f"and {len(glosses)} glosses{between} need as many."
    )
