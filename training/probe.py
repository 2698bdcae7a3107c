"""A small recogniser that learns fast, to compare corpora with one another: which of two teaches more (all of it ours).

It is no LRINet and never ships: it looks at frames and at what changed between them, and a recurrent layer sees the
whole clip in both directions. Trained from nothing for the same number of steps on each corpus, measured the same way.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from models.preprocessing import prepare_frame
from models.vocabulary import BLANK, GlossVocabulary
from training.allocator import keep_freed_memory
from training.augmentation import AugmentationRanges
from training.clips import BatchDataset, ClipSource
from training.losses import frame_cross_entropy
from training.metrics import ErrorCounts, corpus_errors

_CHANNELS = (24, 48, 64, 96)
_GRID = 3  # places a side that are kept after pooling
_HIDDEN = 128
_BLANK_WEIGHT = 0.4
_SHORTEST_FRAMES = 3  # a gloss lasts at least so long


@dataclass(frozen=True, slots=True)
class ProbeConfig:
    """How a probe is trained; the same for everything that is compared."""

    steps: int = 600
    """Optimiser steps."""
    batch_frames: int = 640
    """Frames a step, about."""
    learning_rate: float = 2e-3
    """Highest learning rate of AdamW; warmed up, then a half cosine down to nothing."""
    frame_size: int = 64
    """Side of the frames it sees, in pixels."""
    frame_rate: float = 12.5
    """Frames a second."""
    seed: int = 0
    """Of its weights and batches."""


class ProbeNetwork(nn.Module):
    """Convolutions on frame and frame difference, a grid of places, temporal convolutions, a recurrent layer."""

    def __init__(self, vocabulary_size: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 6
        for channels in _CHANNELS:
            layers += [nn.Conv2d(before, channels, 3, 2, 1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(True)]
            before = channels
        self.look = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(_GRID), nn.Flatten())
        width = 2 * _HIDDEN
        self.mix = nn.Sequential(
            nn.Conv1d(before * _GRID * _GRID, width, 1), nn.BatchNorm1d(width), nn.ReLU(True), nn.Dropout(0.2),
            nn.Conv1d(width, width, 5, padding=2), nn.BatchNorm1d(width), nn.ReLU(True), nn.Dropout(0.2),
        )  # fmt: skip
        self.remember = nn.GRU(width, _HIDDEN, batch_first=True, bidirectional=True)
        self.name = nn.Linear(width, vocabulary_size)

    def forward(self, frames: Tensor) -> Tensor:
        """uint8 frames (B, T, S, S, 3) -> logits (B, T, V)."""
        pictures = frames.permute(0, 1, 4, 2, 3).float() / 127.5 - 1  # (B, T, 3, S, S)
        changes = torch.diff(pictures, dim=1, prepend=pictures[:, :1])
        seen = self.look(torch.cat([pictures, 2 * changes], 2).flatten(0, 1))  # (B * T, F)
        seen = seen.unflatten(0, frames.shape[:2])  # (B, T, F)
        mixed = self.mix(seen.transpose(1, 2)).transpose(1, 2)  # (B, T, 2 * hidden)
        logits: Tensor = self.name(self.remember(mixed)[0])
        return logits


def train_probe(sources: Sequence[ClipSource], vocabulary: GlossVocabulary, config: ProbeConfig) -> ProbeNetwork:
    """A probe trained on clips with exact frame truth; depends on its arguments alone."""
    keep_freed_memory()
    torch.manual_seed(config.seed)
    network = ProbeNetwork(vocabulary.size)
    dataset = BatchDataset(
        sources, frame_size=config.frame_size, frames_per_step=1, batch_frames=config.batch_frames,
        augmentation=AugmentationRanges(), nothing_share=0.0, seed=config.seed, length=config.steps,
    )  # fmt: skip
    optimizer = torch.optim.AdamW(network.parameters(), config.learning_rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.learning_rate, total_steps=config.steps, pct_start=0.1
    )
    network.train()
    bar = tqdm(range(config.steps), desc="probe", unit="step")
    for number in bar:
        batch = dataset[number]
        loss = frame_cross_entropy(network(batch.frames), batch.frame_gloss_ids, _BLANK_WEIGHT)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        bar.set_postfix_str(f"loss {float(loss.detach()):.3f}")
    return network.eval()


def sentence_errors(network: ProbeNetwork, sources: Sequence[ClipSource], frame_size: int) -> ErrorCounts:
    """Errors over clips of sentences: every run of frames named alike, three or more long, is a gloss."""
    return corpus_errors(
        (
            [str(number) for number in source.gloss_ids],
            [str(number) for number in glosses_of_runs(_log_probs(network, source, frame_size).argmax(1))],
        )
        for source in sources
    )


def rank_of_isolated(network: ProbeNetwork, source: ClipSource, frame_size: int) -> int:
    """Place, 0 being the first, of the one gloss of a clip among all: by its share in the frames, blank left out."""
    shares = np.exp(_log_probs(network, source, frame_size)).sum(0)  # (V,)
    shares[BLANK] = -1.0
    order = np.argsort(-shares, kind="stable")
    return int(np.flatnonzero(order == source.gloss_ids[0])[0])


def glosses_of_runs(names: NDArray[np.int64]) -> list[int]:
    """The numbers of the runs of equal numbers (T,) that are no blank and last long enough."""
    edges = np.flatnonzero(np.diff(names, prepend=-1, append=-1))
    runs = itertools.pairwise(edges)
    return [int(names[start]) for start, end in runs if names[start] != BLANK and end - start >= _SHORTEST_FRAMES]


def prepared_images(source: ClipSource, frame_size: int) -> NDArray[np.uint8]:
    """A clip's frames as a probe sees them: the centre square, uint8 (T, S, S, 3); of such frames, the same again."""
    return np.stack([prepare_frame(image, frame_size) for image in np.asarray(source.images)])


@torch.inference_mode()
def _log_probs(network: ProbeNetwork, source: ClipSource, frame_size: int) -> NDArray[np.float64]:
    """(T, V) of one clip, centre crop."""
    logits = network(torch.from_numpy(prepared_images(source, frame_size))[None])[0]
    return torch.log_softmax(logits.double(), -1).numpy()
