"""The loop without a teacher: what a network knows after it, the checkpoint holds, and heads are dropped."""

from dataclasses import dataclass, field
from pathlib import Path

import torch

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.vocabulary import GlossVocabulary
from tests.training.test_batches import BLOCKS, WIDTHS, source
from training.augmentation import NO_AUGMENTATION, AugmentationRanges
from training.checkpoint import load_checkpoint
from training.fitting import FitConfig
from training.parallel import ALONE
from training.rendered import TrainingClips
from training.truth import TruthWeights
from training.truth_training import train_on_truth

GLOSSES = GlossVocabulary(("A", "B"))


@dataclass(frozen=True)
class Told:
    """What such a training is told."""

    truth: TruthWeights = field(default_factory=lambda: TruthWeights(hands=0.2))
    fit: FitConfig = field(
        default_factory=lambda: FitConfig(
            steps=2, batch_frames=40, evaluate_every=2, norm_batches=1, bfloat16=False, threads=1, device="cpu"
        )
    )
    augmentation: AugmentationRanges = NO_AUGMENTATION
    nothing_share: float = 0.0
    seed: int = 0


def test_a_network_is_trained_and_kept_with_the_configuration(tmp_path: Path) -> None:
    """The checkpoint stands at the last step, with the network's weights and what was given to be saved."""
    torch.manual_seed(0)
    network = LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, GLOSSES.size))
    before = network.classifier.weight.detach().clone()
    clips = TrainingClips(GLOSSES, [source(number) for number in range(4)], [source(99)], None)

    path = train_on_truth(network, GLOSSES, clips, Told(), tmp_path / "a.pt", {"frame_rate": 12.5}, ALONE)
    kept = load_checkpoint(path)

    assert kept.step == 2
    assert kept.config["frame_rate"] == 12.5
    assert torch.equal(kept.state["classifier.weight"], network.classifier.weight)
    assert not torch.equal(network.classifier.weight, before)
    assert not [name for name in kept.state if "places" in name or "hands" in name]
