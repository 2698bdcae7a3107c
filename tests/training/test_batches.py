"""Parts of a batch: together they are the batch, and their losses add up to its losses."""

from pathlib import Path

import numpy as np
import pytest
import torch

from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.networks.teacher import Teacher
from training.augmentation import AugmentationRanges
from training.batches import ClipBatch, Share
from training.clip_list import ClipAnnotation
from training.clips import BatchDataset, ClipSource, FrameTruth
from training.distill import DistillConfig, FeatureAdapter, distillation_losses
from training.hand_labels import HandLabels
from training.hand_targets import HandTruth
from training.losses import JointPlaces
from training.truth import TruthWeights, truth_losses

WIDTHS, BLOCKS = (4, 4, 8, 8), (1, 1, 2, 1)


def source(number: int) -> ClipSource:
    """A clip of noise, 10 to 13 frames long, with all that can be known of one; every third knows nothing of hands."""
    rng = np.random.default_rng(number)
    count = 10 + number % 4
    hands = HandTruth(
        rng.integers(-1, 3, (count, 2)),
        rng.integers(-1, 2, (count, 2)),
        rng.normal(size=(count, 2, 2, 3)).astype(np.float32),
        rng.normal(size=(count, 2, 3)).astype(np.float32),
        3,
        2,
    )
    joints = rng.uniform(-0.3, 1.3, (count, 2, 2)).astype(np.float32)
    truth = FrameTruth(np.array([0, 1] + [1 + number % 2] * (count - 2)), joints, hands if number % 3 else None)
    annotation = ClipAnnotation(Path(f"{number}.avi"), ("A",), "s", "train")
    images = rng.integers(0, 256, (count, 20, 20, 3), dtype=np.uint8)
    return ClipSource(annotation, images, (1, 2)[: 1 + number % 2], truth)


def dataset(share: Share, batch_frames: int = 60, nothing_share: float = 0.3) -> BatchDataset:
    """Batches of about four augmented clips, some of them with nobody."""
    return BatchDataset(
        [source(number) for number in range(12)],
        frame_size=16,
        teacher_frame_size=32,
        frames_per_step=2,
        batch_frames=batch_frames,
        augmentation=AugmentationRanges(),
        nothing_share=nothing_share,
        seed=3,
        length=6,
        share=share,
    )


def tensors(batch: ClipBatch) -> dict[str, torch.Tensor]:
    """All that a batch holds, by name; what is not known as -9."""
    found = {name: getattr(batch, name) for name in ClipBatch.__dataclass_fields__}
    found |= {f"hands.{name}": tensor for name, tensor in batch.hands._asdict().items()}
    return {name: torch.nan_to_num(value, -9) for name, value in found.items() if isinstance(value, torch.Tensor)}


@pytest.mark.parametrize("count", [2, 3])
def test_the_shares_of_all_processes_are_the_batch_of_one(count: int) -> None:
    """Every clip is in exactly one share, with the very pictures and truth that it has in the whole."""
    for number in range(6):
        whole = dataset(Share())[number]
        shares = [dataset(Share(index, count))[number] for index in range(count)]

        assert not any(share.is_spare for share in shares)
        assert sum((share.names for share in shares), ()) == whole.names
        for name, expected in tensors(whole).items():
            assert torch.equal(torch.cat([tensors(share)[name] for share in shares]), expected), name
        assert [share.all_clips.names for share in shares] == [whole.names] * count
        assert whole.frames.dtype == shares[0].frames.dtype == torch.uint8


def test_a_process_without_a_clip_gets_a_spare_one() -> None:
    """With more processes than clips, somebody repeats a clip that counts for nothing; the others have it all."""
    shares = [dataset(Share(index, 3), batch_frames=20)[0] for index in range(3)]

    assert {len(share.all_clips.names) for share in shares} == {1}
    assert sorted(share.is_spare for share in shares) == [False, True, True]
    assert len({share.frames.shape for share in shares}) == 1


@pytest.mark.parametrize("count", [2, 4])
def test_the_losses_of_the_parts_add_up(count: int) -> None:
    """However a batch is cut, its terms are the sums of its parts' terms: all of them, hands and distillation too."""
    torch.manual_seed(0)
    whole = dataset(Share(), nothing_share=0.0)[2]
    student = LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, 3)).eval()
    teacher = Teacher(NetworkSizes(32, WIDTHS, BLOCKS, 1, 2, 3), stem_stride=2).eval()
    places, hands, adapter = (
        JointPlaces(8, 2),
        HandLabels(8, 8, 3, 2),
        FeatureAdapter(8, 8).eval(),
    )
    config = DistillConfig(Path("t"), Path("o"))

    def terms(batch: ClipBatch) -> dict[str, float]:
        with torch.no_grad():
            output, taught = student(batch.frames), teacher(batch.teacher_frames)
            found = truth_losses(output, batch, places, TruthWeights(hands=1.0), 0.5, hands)
            found |= distillation_losses(output, taught, batch, adapter, config)
        return {name: float(value) for name, value in found.items()}

    expected = terms(whole)
    parts = [terms(whole.part(Share(index, count).rows(len(whole.names)))) for index in range(count)]

    assert len(whole.names) == 4
    assert len(expected) == 9
    for name, value in expected.items():
        assert value != 0.0
        assert sum(part[name] for part in parts) == pytest.approx(value, rel=1e-5), name


def test_a_part_of_a_part_knows_the_whole() -> None:
    """A process's share is cut again to save memory: the clips' places and the whole are kept."""
    whole = dataset(Share())[2]
    share = whole.part(range(2, 5))
    last = share.part(range(1, 3))

    assert last.names == whole.names[3:5]
    assert last.first == 3
    assert last.all_clips.names == whole.names
    assert torch.equal(
        last.targets, whole.targets[int(whole.target_counts[:3].sum()) :][: int(last.target_counts.sum())]
    )
