"""One training run of a tiny network as a program, for tests that kill it or start it several times over.

python -m tests.training.fit_once CHECKPOINT [--steps N] [--kill-at STEP --moment forward|between|saving] [--lone]
"""

import argparse
import os
import signal
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.vocabulary import GlossVocabulary
from tests.training.test_batches import BLOCKS, WIDTHS, source
from training.augmentation import AugmentationRanges
from training.batches import ClipBatch
from training.clips import BatchDataset
from training.fitting import FitConfig, Trained, fit
from training.hand_labels import HandLabels
from training.losses import JointPlaces
from training.parallel import Team, joined_team
from training.truth import TruthWeights, truth_losses

VOCABULARY = GlossVocabulary(("A", "B"))
CONFIG = FitConfig(
    steps=12,
    learning_rate=2e-3,
    log_every=1,
    evaluate_every=100,
    norm_batches=3,
    bfloat16=False,
    threads=1,
    device="cpu",
)


def run(path: Path, config: FitConfig, team: Team, kill_at: int = -1, moment: str = "") -> Trained:
    """Train to the end, or until the process kills itself at a moment of a step; all losses but distillation."""
    torch.manual_seed(0)
    network = LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, VOCABULARY.size))
    places, hands = JointPlaces(8, 2), HandLabels(8, 8, 3, 2)
    trained = Trained(network, nn.ModuleDict({"places": places, "hands": hands}), VOCABULARY)
    dataset = _Watched(
        [source(number) for number in range(12)],
        frame_size=16,
        frames_per_step=2,
        batch_frames=40,
        augmentation=AugmentationRanges(),
        nothing_share=0.1,
        seed=5,
        length=config.steps,
        share=team.share,
    )
    dataset.kill_at = kill_at if moment == "between" else -1

    def losses(batch: ClipBatch, progress: float) -> Mapping[str, Tensor]:
        output = network(batch.frames, batch.learning)
        if moment == "forward" and round(progress * config.steps) == kill_at > 0:
            die()
        return truth_losses(output, batch, places, TruthWeights(hands=0.2), progress, hands)

    if moment == "saving":
        die_while_saving(kill_at)
    fit(trained, dataset, [source(99)], losses, config, path, {"frame_rate": 12.5}, team)
    return trained


class _Watched(BatchDataset):
    """Batches made in this process, which may kill itself between two of them."""

    kill_at = -1

    def batches(self, start: int) -> Iterable[ClipBatch]:
        """As they come."""
        for number in range(start, len(self)):
            if number == self.kill_at:
                die()
            yield self[number]


def die() -> None:
    """As by `kill -9`: no clean-up of any kind runs."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_while_saving(count: int) -> None:
    """Kill the process once a checkpoint, the `count`-th, is half written."""
    save, saved = torch.save, []

    def half(content: object, stream: object) -> None:
        saved.append(1)
        if len(saved) < count:
            save(content, stream)
        else:
            stream.write(b"PK half a checkpoint")  # type: ignore[attr-defined]
            stream.flush()  # type: ignore[attr-defined]
            die()

    torch.save = half


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--kill-at", type=int, default=-1)
    parser.add_argument("--moment", default="")
    parser.add_argument("--checkpoint-every", type=int, default=0)
    given = parser.parse_args()
    with joined_team("cpu") as team:
        config = replace(CONFIG, checkpoint_every=given.checkpoint_every)
        run(given.checkpoint, config, team, given.kill_at, given.moment)


if __name__ == "__main__":
    main()
