"""Train a finished LRINet on: on more clips of its own signs, or of people who do not sign in front of it.

    glosscast-train refine --model assets/starter.onnx --corpus runs/corpus --out runs/refined

By default only what looks across frames learns, and the classifier: a step takes 0.38 of the processor time (measured),
and what the early stages know of people stays as it is (ours). No teacher is asked.
"""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import torch

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.recognizer import GlossRecognizer
from training.augmentation import AugmentationRanges
from training.corpora.layouts import LayoutName
from training.fitting import FitConfig
from training.parallel import Team, joined_team
from training.rendered import SyntheticClips, open_clips
from training.starting_weights import start_from
from training.truth import TruthWeights
from training.truth_training import train_on_truth

Learns = Literal["late", "all"]


@dataclass(frozen=True, slots=True)
class RefineConfig:
    """Train a finished LRINet on, without a teacher: with other clips of its signs, or with clips of no signs."""

    out: Path
    """Run folder: lrinet.pt, with .jsonl and .config.json. An unfinished run in it is resumed."""
    model: Path = Path("assets/starter.onnx")
    """The .onnx to begin with; its glosses, frame size and frame rate stay."""
    corpus: Path | None = None
    """Folder of a corpus (with a clips.csv, or as it is distributed: see `layout`), or a clips.csv."""
    layout: LayoutName | None = None
    """Which corpus it is; by default recognised by what is in the folder."""
    synthetic: SyntheticClips = field(default_factory=SyntheticClips)
    learns: Learns = "late"
    """late: the blocks across frames and the classifier; all: every stage."""
    widths: tuple[int, int, int, int] = (16, 32, 64, 128)
    """Channels of the model's four stages."""
    blocks: tuple[int, int, int, int] = (2, 2, 2, 2)
    """Residual blocks of the four stages."""
    temporal_blocks: int = 1
    """How many of the last blocks of stage 3 cross frames."""
    stem_stride: int = 1
    """1, or 2 for a model that sees frames of 112 pixels."""
    truth: TruthWeights = field(default_factory=lambda: TruthWeights(ctc_from=0.0, joints=0.0))
    fit: FitConfig = field(default_factory=lambda: FitConfig(steps=800, batch_frames=448, learning_rate=5e-4))
    augmentation: AugmentationRanges = field(default_factory=AugmentationRanges)
    nothing_share: float = 0.03
    """Share of training entries replaced by black, plain or noisy pictures without anybody."""
    seed: int = 0
    """Of batches and augmentation."""


def refine(config: RefineConfig) -> Path:
    """Train to the end, resuming where a run stands; returns the checkpoint's path.

    Raises:
        BadInputError: the model has other widths or another depth, or the corpus cannot be used or has other glosses.
        UnusableModelError: the .onnx is no model file, or is damaged.
    """
    with joined_team(config.fit.device) as team:
        return _refine(config, team)


def _refine(config: RefineConfig, team: Team) -> Path:
    path, card = config.out / "lrinet.pt", GlossRecognizer(config.model).card
    clips = open_clips(config.corpus, config.synthetic, card.frame_rate, card.vocabulary, config.layout)
    torch.manual_seed(config.seed)
    sizes = NetworkSizes(
        card.frame_size,
        config.widths,
        config.blocks,
        config.temporal_blocks,
        card.frames_per_step,
        card.vocabulary.size,
    )
    network = LRINet(sizes, stem_stride=config.stem_stride)
    if not path.is_file():  # a resumed run has its weights already
        start_from(config.model, network, card.vocabulary, clips.train)
    if config.learns == "late":
        network.hold_early_stages()
    saved = asdict(config) | {"frame_rate": card.frame_rate}
    return train_on_truth(network, card.vocabulary, clips, config, path, saved, team)
