"""Train the teacher on high-resolution frames: frame truth first where there is any, multi-level CTC after.

glosscast-train teacher --corpus runs/corpus --out runs/first        (half an hour on two cores at the defaults)
"""

import logging
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch

from models.networks.streamable import NetworkSizes
from models.networks.teacher import Teacher
from training.augmentation import AugmentationRanges
from training.corpora.layouts import LayoutName
from training.fitting import FitConfig
from training.imagenet import start_from_imagenet
from training.parallel import Team, joined_team
from training.rendered import SyntheticClips, open_clips
from training.starting_weights import start_from
from training.truth import TruthWeights
from training.truth_training import train_on_truth

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TeacherConfig:
    """Train the teacher on high-resolution frames."""

    out: Path
    """Run folder: teacher.pt, teacher.jsonl, teacher.config.json. An unfinished run in it is resumed."""
    corpus: Path | None = None
    """Folder of a corpus (with a clips.csv, or as it is distributed: see `layout`), or a clips.csv."""
    layout: LayoutName | None = None
    """Which corpus it is; by default recognised by what is in the folder."""
    synthetic: SyntheticClips = field(default_factory=SyntheticClips)
    frame_size: int = 112
    """Side of the teacher's frames (the paper: 224)."""
    frame_rate: float = 12.5
    """Frames a second (the paper: 25)."""
    frames_per_step: int = 2
    """k: 2 at 12.5 frames a second, 4 at 25."""
    widths: tuple[int, int, int, int] = (16, 32, 64, 128)
    """Channels of the four stages (published: 64 128 256 512)."""
    blocks: tuple[int, int, int, int] = (2, 2, 2, 2)
    """Residual blocks of the four stages (ResNet-18; ResNet-34 is 3 4 6 3)."""
    temporal_blocks: int = 1
    """How many of the last blocks of stage 3 cross frames (published: 1 of 2, 4 of 6)."""
    stem_stride: int = 2
    """4 for frames of 224 pixels, 2 for 112: both end on 7x7 maps."""
    start_from: Path | None = None
    """Begin with the weights of this checkpoint or .onnx instead of random ones."""
    imagenet: Path | None = None
    """Begin with a ResNet's ImageNet weights: a plain state dict as torchvision's, .pth (the group's start)."""
    truth: TruthWeights = field(default_factory=TruthWeights)
    fit: FitConfig = field(default_factory=FitConfig)
    augmentation: AugmentationRanges = field(default_factory=AugmentationRanges)
    nothing_share: float = 0.03
    """Share of training entries replaced by black, plain or noisy pictures without anybody."""
    seed: int = 0
    """Of weights, batches and augmentation."""


def train_teacher(config: TeacherConfig) -> Path:
    """Train to the end, resuming where a run stands; returns the checkpoint's path."""
    with joined_team(config.fit.device) as team:
        return _train(config, team)


def _train(config: TeacherConfig, team: Team) -> Path:
    path = config.out / "teacher.pt"
    clips = open_clips(config.corpus, config.synthetic, config.frame_rate, layout=config.layout)
    torch.manual_seed(config.seed)
    sizes = NetworkSizes(
        config.frame_size,
        config.widths,
        config.blocks,
        config.temporal_blocks,
        config.frames_per_step,
        clips.vocabulary.size,
    )
    network = Teacher(sizes, stem_stride=config.stem_stride)
    is_new = not path.is_file()  # a resumed run has its weights already
    if is_new and config.start_from is not None:
        start_from(config.start_from, network, clips.vocabulary, clips.train)
    elif is_new and config.imagenet is not None:
        _LOG.info("%s", start_from_imagenet(config.imagenet, network).sentence())
    return train_on_truth(network, clips.vocabulary, clips, config, path, asdict(config), team)
