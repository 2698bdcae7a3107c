"""What the teacher says is kept: asked once, and the same to every student."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from models.errors import BadInputError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkOutput, NetworkSizes
from models.networks.teacher import Teacher
from tests.training.test_batches import BLOCKS, WIDTHS, dataset, source
from training.augmentation import AugmentationRanges
from training.batches import Share
from training.clips import BatchDataset
from training.teacher_outputs import TeacherOutputs, clips_digest, weights_digest

STEPS = 6


class _Watched(nn.Module):
    """A teacher that counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.network = Teacher(NetworkSizes(32, (4, 6, 8, 12), BLOCKS, 1, 2, 3), stem_stride=2).eval()
        self.count = 0

    def forward(self, frames: Tensor) -> NetworkOutput:
        self.count += 1
        output: NetworkOutput = self.network(frames)
        return output


def test_the_teacher_is_asked_once_of_every_batch(tmp_path: Path) -> None:
    """A second student needs neither the teacher nor its frames, and is taught the very same, half precision."""
    teacher, batches = _Watched(), dataset(Share())
    first = TeacherOutputs(teacher, tmp_path, {"seed": 3})
    assert not first.are_kept(range(STEPS))
    taught = [first(batches[number], batches[number].frames.shape[1] // 2) for number in range(STEPS)]
    assert teacher.count == STEPS
    assert first.are_kept(range(STEPS))
    assert not first.are_kept(range(STEPS + 1))

    again = TeacherOutputs(teacher, tmp_path, {"seed": 3})
    for number, output in enumerate(taught):
        batch = batches[number]
        without = replace(batch, teacher_frames=batch.teacher_frames[:, :, :0, :0])
        found = again(without, batch.frames.shape[1] // 2)
        assert torch.equal(found.feature_map, output.feature_map)
        assert torch.equal(found.logits, output.logits)
        asked = teacher.network(batch.teacher_frames)
        torch.testing.assert_close(found.feature_map, asked.feature_map, rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(found.logits, asked.logits, rtol=1e-3, atol=1e-4)
    assert teacher.count == STEPS
    assert not list(tmp_path.rglob(".*"))  # nothing half-written


def test_other_settings_have_a_folder_of_their_own(tmp_path: Path) -> None:
    """Batches of another seed are never taught with what was said of these."""
    teacher, batch = _Watched(), dataset(Share())[0]
    TeacherOutputs(teacher, tmp_path, {"seed": 3})(batch, batch.frames.shape[1] // 2)

    other = TeacherOutputs(teacher, tmp_path, {"seed": 4})
    assert not other.are_kept(range(1))
    other(batch, batch.frames.shape[1] // 2)
    assert teacher.count == 2


def test_a_shortened_batch_spoils_nothing(tmp_path: Path) -> None:
    """Memory is measured with the first frames of a batch: the whole one comes after it all the same, and before."""
    teacher, batch = _Watched(), dataset(Share())[0]
    outputs = TeacherOutputs(teacher, tmp_path, {})
    short, steps = batch.shortened(4), batch.frames.shape[1] // 2

    assert outputs(short, 2).feature_map.shape[1] == outputs(short, 2).logits.shape[1] == 2
    whole = outputs(batch, steps)
    assert whole.logits.shape[1] == steps
    assert torch.equal(outputs(short, 2).logits, whole.logits[:, :2])
    assert teacher.count == 2


def test_some_clips_of_a_kept_batch_are_kept(tmp_path: Path) -> None:
    """A student that goes on where it was killed first tries a few clips of its batch: the teacher is not missed."""
    teacher, batch = _Watched(), dataset(Share())[0]
    outputs, steps = TeacherOutputs(teacher, tmp_path, {}), batch.frames.shape[1] // 2
    whole = outputs(batch, steps)
    without = replace(batch, teacher_frames=batch.teacher_frames[:, :, :0, :0])
    assert len(batch.names) > 1
    for rows in (range(1), range(1, len(batch.names))):
        found = outputs(without.part(rows).shortened(4), 2)
        assert torch.equal(found.feature_map, whole.feature_map[rows.start : rows.stop, :2])
        assert torch.equal(found.logits, whole.logits[rows.start : rows.stop, :2])
    assert teacher.count == 1


def test_a_batch_kept_in_part_is_no_reason_to_crash(tmp_path: Path) -> None:
    """Where a killed run left the first frames only and the teacher's frames are not there: one sentence, a remedy."""
    teacher, batch = _Watched(), dataset(Share())[0]
    outputs = TeacherOutputs(teacher, tmp_path, {})
    outputs(batch.shortened(4), 2)

    with pytest.raises(BadInputError, match="holds batch 0 in part only; remove the folder"):
        outputs(replace(batch, teacher_frames=batch.teacher_frames[:, :, :0, :0]), batch.frames.shape[1] // 2)


def test_without_a_folder_the_teacher_is_always_asked() -> None:
    """Then nothing is rounded and nothing is written."""
    teacher, batch = _Watched(), dataset(Share())[0]
    outputs = TeacherOutputs(teacher, None, {})

    assert not outputs.are_kept(range(1))
    steps = batch.frames.shape[1] // 2
    assert torch.equal(outputs(batch, steps).logits, teacher.network(batch.teacher_frames).logits)
    outputs(batch, steps)
    assert teacher.count == 2


def test_students_of_all_sizes_see_the_same_batches() -> None:
    """What is drawn for a batch does not depend on how large its frames are, noise without anybody included."""

    def batches(frame_size: int) -> BatchDataset:
        return BatchDataset(
            [source(number) for number in range(12)], frame_size=frame_size, frames_per_step=2, batch_frames=60,
            augmentation=AugmentationRanges(), nothing_share=0.8, seed=3, length=STEPS,
        )  # fmt: skip

    small_frames, large_frames = batches(16), batches(20)
    for number in range(STEPS):
        small, large = small_frames[number], large_frames[number]
        assert small.names == large.names
        assert torch.equal(small.frame_counts, large.frame_counts)
        assert torch.equal(small.joints.nan_to_num(9.0), large.joints.nan_to_num(9.0))


def test_digests_tell_weights_and_clips_apart() -> None:
    """One changed weight, or one changed picture, gives another name; the same gives the same."""
    network = LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, 3))
    before = weights_digest(network)
    assert weights_digest(network) == before
    with torch.no_grad():
        network.classifier.bias[0] += 1
    assert weights_digest(network) != before

    clips = [source(1), source(2)]
    assert clips_digest(clips) == clips_digest([source(1), source(2)])
    assert clips_digest(clips) != clips_digest([source(1), replace(source(2), images=source(2).images + 1)])
