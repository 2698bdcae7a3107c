"""Training against the truth alone, without a teacher: the loop that the teacher and a refined model share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn

from models.networks.streamable import StreamableNetwork
from models.vocabulary import GlossVocabulary
from training.augmentation import AugmentationRanges
from training.batches import ClipBatch
from training.clips import BatchDataset
from training.fitting import FitConfig, Trained, fit
from training.parallel import Team
from training.rendered import TrainingClips
from training.truth import TruthWeights, hand_labels, joint_places, truth_losses


class TruthConfig(Protocol):
    """What such a training is told."""

    @property
    def truth(self) -> TruthWeights:
        """Weights of the losses."""

    @property
    def fit(self) -> FitConfig:
        """How the steps are taken."""

    @property
    def augmentation(self) -> AugmentationRanges:
        """How clips are varied."""

    @property
    def nothing_share(self) -> float:
        """Share of entries replaced by pictures without anybody."""

    @property
    def seed(self) -> int:
        """Of batches and augmentation."""


def train_on_truth(
    network: StreamableNetwork,
    vocabulary: GlossVocabulary,
    clips: TrainingClips,
    config: TruthConfig,
    path: Path,
    saved: Mapping[str, Any],
    team: Team,
) -> Path:
    """Train to the end, resuming where the checkpoint at `path` stands; `saved` is the configuration kept in it."""
    places = joint_places(network.sizes.widths[2], clips.train)
    hands = hand_labels(network.sizes, clips.train, config.truth)
    dataset = BatchDataset(
        clips.train,
        frame_size=network.frame_size,
        frames_per_step=network.frames_per_step,
        batch_frames=config.fit.batch_frames,
        augmentation=config.augmentation,
        nothing_share=config.nothing_share,
        seed=config.seed,
        length=config.fit.steps,
        share=team.share,
    )

    def losses(batch: ClipBatch, progress: float) -> dict[str, Tensor]:
        output = network(batch.frames, batch.learning)
        return truth_losses(output, batch, places, config.truth, progress, hands)

    heads = nn.ModuleDict({"places": places, "hands": hands}) if config.truth.hands else places
    fit(Trained(network, heads, vocabulary), clips.feeding(dataset), clips.dev, losses, config.fit, path, saved, team)
    return path
