"""Clips of synthetic signers rendered while a network is trained on them: nothing is read from disk or written to it.

Rendering is slower than training, so every clip stays in memory for a while and is drawn, and augmented anew, a few
times. Which clips a batch is drawn from depends on its number alone: no matter how many processes render, or where a
run was stopped, the same batches come.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from models.errors import BadInputError
from models.vocabulary import GlossVocabulary
from training.batches import ClipBatch
from training.clip_list import ClipAnnotation, collect_vocabulary, of_split
from training.clips import BatchDataset, ClipSource, frame_truth, read_clips
from training.corpora.layouts import LayoutName, read_corpus
from training.signers.cast import Split
from training.signers.clip import DEFAULT_MIX, SentenceMix, render_clip, training_mix
from training.signers.clip_files import truth_arrays
from training.signers.corpus import MEASURED_MIXES, check_sizes, clip_seed
from training.signers.lexicon import cached_lexicon
from training.signers.silence import SilenceKind

_AHEAD = 4
"""Clips that each process may have ready before they are asked for."""


@dataclass(frozen=True, slots=True)
class SyntheticClips:
    """Clips rendered while training, in place of a corpus; the same seed and sizes give the clips of `synthesize`."""

    clips: int = 0
    """How many to train on, each for a stretch of the run; 0 takes the corpus."""
    held: int = 200
    """How many are in memory at a time, to draw batches from; 128 pixels at 12.5 frames a second: about 2 MB each."""
    dev_clips: int = 40
    """Sentences by other signers, for watching the run."""
    frame_size: int = 128
    """Side of a rendered frame in pixels."""
    seed: int = 0
    workers: int = 0
    """Processes that render; 0 means half as many as there are cores, and at least one."""
    glosses: tuple[str, ...] = ()
    """The signs; by default all of the lexicon."""
    silent_share: float = DEFAULT_MIX.silent
    """As for `synthesize`, like the next three."""
    single_share: float | None = None
    repeated_share: float = DEFAULT_MIX.repeated
    silences: tuple[SilenceKind, ...] = ()

    @property
    def signs(self) -> tuple[str, ...]:
        """The glosses that may be signed.

        Raises:
            BadInputError: one of them is not in the lexicon.
        """
        return cached_lexicon().chosen(self.glosses)

    def first_held(self, step: int, steps: int) -> int:
        """Number of the oldest clip in memory at a step; from the first ones to the last, all for equally long."""
        return (max(0, self.clips - self.held) + 1) * min(step, steps - 1) // steps


@dataclass(frozen=True, slots=True)
class ClipRenderer(Dataset[ClipSource]):
    """Clip number n of a split, for every n: a function of the settings and n alone."""

    config: SyntheticClips
    split: Split
    mix: SentenceMix
    vocabulary: GlossVocabulary
    frame_rate: float

    def __getitem__(self, number: int) -> ClipSource:
        seed = clip_seed(self.config.seed, self.split, number)
        size, rate = self.config.frame_size, self.frame_rate
        clip = render_clip(
            seed, None, frame_size=size, frame_rate=rate, split=self.split, mix=self.mix, vocabulary=self.config.signs
        )
        gloss_ids = tuple(self.vocabulary.encode(clip.glosses))
        name = Path(f"{self.split} clip {number} of seed {self.config.seed}")
        annotation = ClipAnnotation(name, clip.glosses, clip.signer, self.split, clip.scene)
        truth = frame_truth(truth_arrays(clip), gloss_ids, np.arange(len(clip.frames)))
        return ClipSource(annotation, clip.frames, gloss_ids, truth)

    def rendered(self, numbers: range) -> Iterator[ClipSource]:
        """Those clips in this order, rendered ahead of time by other processes."""
        workers = self.config.workers or max(1, (os.cpu_count() or 1) // 2)
        # Not forked from this process: OpenCV, once it has used its threads, waits for them for ever in a fork.
        processes = multiprocessing.get_context("forkserver")
        processes.set_forkserver_preload([__name__])
        loader = DataLoader(
            self, batch_size=None, sampler=numbers, num_workers=workers, prefetch_factor=_AHEAD,
            worker_init_fn=_use_one_thread, generator=torch.Generator(), multiprocessing_context=processes,
        )  # fmt: skip
        return iter(loader)


def _use_one_thread(_: int) -> None:
    cv2.setNumThreads(1)


class RenderedBatches:
    """The batches of a dataset whose clips are replaced, one by one, by newly rendered ones."""

    def __init__(self, dataset: BatchDataset, renderer: ClipRenderer) -> None:
        self._dataset, self._renderer = dataset, renderer

    def __getitem__(self, number: int) -> ClipBatch:
        """A batch of the clips in memory."""
        return self._dataset[number]

    def batches(self, start: int) -> Iterator[ClipBatch]:
        """The batches from number `start` to the last, each made while the one before is used."""
        config, length = self._renderer.config, len(self._dataset)
        # The processes start here, before this thread makes others.
        clips = self._renderer.rendered(range(config.first_held(start, length), config.clips))
        return _made_ahead(self._drawn(start, clips))

    def _drawn(self, start: int, clips: Iterator[ClipSource]) -> Iterator[ClipBatch]:
        config, length = self._renderer.config, len(self._dataset)
        count = min(config.held, config.clips)
        first = config.first_held(start, length)
        held = deque(tqdm((next(clips) for _ in range(count)), "rendering train", count, unit="clip"), maxlen=count)
        self._dataset.hold(held)
        for number in range(start, length):
            newest = config.first_held(number, length)
            held.extend(next(clips) for _ in range(newest - first))
            if newest > first:
                self._dataset.hold(held)
            first = newest
            yield self._dataset[number]


def _made_ahead(batches: Iterator[ClipBatch]) -> Iterator[ClipBatch]:
    with ThreadPoolExecutor(1) as thread:
        upcoming = thread.submit(next, batches, None)
        while (batch := upcoming.result()) is not None:
            upcoming = thread.submit(next, batches, None)
            yield batch


@dataclass(frozen=True, slots=True)
class TrainingClips:
    """What a command trains on: `train` is a whole corpus or, with a renderer, a few clips like those to come."""

    vocabulary: GlossVocabulary
    train: Sequence[ClipSource]
    dev: Sequence[ClipSource]
    renderer: ClipRenderer | None = None

    def feeding(self, dataset: BatchDataset) -> BatchDataset | RenderedBatches:
        """The dataset itself, or with its clips rendered as it goes."""
        return dataset if self.renderer is None else RenderedBatches(dataset, self.renderer)


def open_clips(
    corpus: Path | None,
    synthetic: SyntheticClips,
    frame_rate: float,
    vocabulary: GlossVocabulary | None = None,
    layout: LayoutName | None = None,
) -> TrainingClips:
    """Reads a corpus, or makes ready to render one; its own glosses are the vocabulary where none is given.

    Raises:
        BadInputError: not one of the two was asked for, the corpus cannot be read, or a size is out of range.
    """
    if (corpus is None) == (synthetic.clips == 0):
        raise BadInputError("expected either --corpus or --synthetic.clips.")
    if corpus is not None:
        annotations = read_corpus(corpus, layout)
        vocabulary = vocabulary or collect_vocabulary(annotations)
        train, dev = (
            read_clips(of_split(annotations, split), vocabulary, frame_rate, split) for split in ("train", "dev")
        )
        return TrainingClips(vocabulary, train, dev)
    return _open_renderer(synthetic, frame_rate, vocabulary or GlossVocabulary(tuple(sorted(synthetic.signs))))


def _open_renderer(config: SyntheticClips, frame_rate: float, vocabulary: GlossVocabulary) -> TrainingClips:
    counts: dict[Split, int] = {"train": config.clips, "dev": config.dev_clips}
    check_sizes(counts, config.frame_size, frame_rate, config.seed, config.workers)
    if min(config.held, config.dev_clips) < 1:
        raise BadInputError(f"expected at least 1 clip held and 1 of dev, got {config.held} and {config.dev_clips}.")
    vocabulary.encode(config.signs)  # refuses, before anything is rendered, a vocabulary that lacks a sign
    mix = training_mix(config.silent_share, config.single_share, config.repeated_share, config.silences)
    watched = ClipRenderer(config, "dev", MEASURED_MIXES["dev"], vocabulary, frame_rate)
    dev = list(tqdm(watched.rendered(range(config.dev_clips)), "rendering dev", config.dev_clips, unit="clip"))
    # Commands learn from `train` what truth there is and what pictures look like; the dev clips show both.
    return TrainingClips(vocabulary, dev, dev, ClipRenderer(config, "train", mix, vocabulary, frame_rate))
