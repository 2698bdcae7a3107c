"""Clips and batches: resampled, padded and labelled as promised, and a function of seed and batch number alone."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from models.errors import BadInputError
from models.vocabulary import GlossVocabulary
from training.augmentation import AugmentationRanges
from training.clip_list import ClipAnnotation
from training.clips import UNKNOWN, BatchDataset, ClipSource, FrameTruth, make_batch, read_clip

VOCABULARY = GlossVocabulary(("HELLO", "YES"))


def write_video(path: Path, frame_count: int, frame_rate: float) -> None:
    """A video whose frame n is grey of level 10 * n."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), frame_rate, (32, 32))
    for level in range(frame_count):
        writer.write(np.full((32, 32, 3), 10 * level, np.uint8))
    writer.release()


def write_truth(path: Path, frame_count: int) -> None:
    """YES in the second half; joint b stands left of joint a."""
    gloss_index = np.where(np.arange(frame_count) >= frame_count // 2, 0, -1).astype(np.int16)
    joints = np.tile(np.array([[0.75, 0.5], [0.25, 0.5]], np.float16), (frame_count, 1, 1))
    np.savez(path, gloss_index=gloss_index, joints_2d=joints, joint_names=np.array(["b", "a"]))


def source(frame_count: int, gloss_ids: tuple[int, ...] = (1,), has_truth: bool = True) -> ClipSource:
    """A clip in memory, every frame of its own level."""
    images = np.broadcast_to(
        np.arange(frame_count, dtype=np.uint8)[:, None, None, None], (frame_count, 16, 16, 3)
    ).copy()
    truth = FrameTruth(np.ones(frame_count, np.int64), np.full((frame_count, 2, 2), 0.5, np.float32))
    annotation = ClipAnnotation(Path(f"{frame_count}.avi"), ("HELLO",) * len(gloss_ids), "s", "train")
    return ClipSource(annotation, images, gloss_ids, truth if has_truth else None)


def test_a_clip_is_resampled_with_its_truth(tmp_path: Path) -> None:
    """25 frames a second become 12.5: every second frame, gloss numbers and joints (by name) along with it."""
    write_video(tmp_path / "a.avi", 12, 25.0)
    write_truth(tmp_path / "a.npz", 12)
    annotation = ClipAnnotation(tmp_path / "a.avi", ("YES",), "s", "train", truth=tmp_path / "a.npz")

    clip = read_clip(annotation, VOCABULARY, 12.5)

    assert np.round(clip.images[:, 8, 8, 0] / 20).tolist() == [0, 1, 2, 3, 4, 5]
    assert clip.truth is not None
    assert clip.truth.gloss_ids.tolist() == [0, 0, 0, 2, 2, 2]
    assert clip.truth.joints[0].tolist() == [[0.25, 0.5], [0.75, 0.5]]


def test_truth_of_another_length_is_refused(tmp_path: Path) -> None:
    """Truth that does not fit its video is a fault with a name, not a silent shift."""
    write_video(tmp_path / "a.avi", 6, 12.5)
    write_truth(tmp_path / "a.npz", 7)

    with pytest.raises(BadInputError, match=r"a\.npz: expected the truth of 6 frames, found 7"):
        read_clip(ClipAnnotation(tmp_path / "a.avi", (), "s", "dev", truth=tmp_path / "a.npz"), VOCABULARY, 12.5)


def test_padding_repeats_the_last_frame_and_is_unknown() -> None:
    """The batch is as long as its longest clip, in whole steps; what is padded is marked in every field."""
    batch = make_batch(
        [source(3, (1, 1)), source(5, (2,))], frame_size=8, frames_per_step=4, rng=np.random.default_rng(0)
    )

    assert batch.frames.shape == (2, 8, 8, 8, 3)
    assert batch.frames[0, :, 0, 0, 0].tolist() == [0, 1, 2, 2, 2, 2, 2, 2]
    assert batch.frame_counts.tolist() == [3, 5]
    assert batch.targets.tolist() == [1, 1, 2]
    assert batch.target_counts.tolist() == [2, 1]
    assert batch.frame_gloss_ids[0].tolist() == [1, 1, 1] + [UNKNOWN] * 5
    assert torch.isnan(batch.joints[0, 3:]).all()


def test_teacher_and_student_see_the_same_moments() -> None:
    """Both sizes have the same frames in the same order, stretched or not."""
    batch = make_batch(
        [source(20)],
        frame_size=8,
        teacher_frame_size=12,
        frames_per_step=2,
        augmentation=AugmentationRanges(gamma=0.0, gain=0.0, grey=0.0),
        rng=np.random.default_rng(3),
    )

    assert batch.teacher_frames.shape[2:] == (12, 12, 3)
    assert batch.frames[0, :, 4, 4, 0].tolist() == batch.teacher_frames[0, :, 6, 6, 0].tolist()


def test_entries_without_anybody_are_silent() -> None:
    """Where a clip is replaced by black, plain or noisy pictures, nothing is signed in it, for sure."""
    batch = make_batch(
        [source(6)] * 8, frame_size=8, frames_per_step=2, nothing_share=1.0, rng=np.random.default_rng(0)
    )

    assert batch.targets.tolist() == []
    assert (batch.frame_gloss_ids == 0).all()
    assert torch.isnan(batch.joints).all()
    assert len({int(frames.float().mean()) for frames in batch.frames}) > 2


def dataset(seed: int) -> BatchDataset:
    """Clips of 4 to 23 frames."""
    return BatchDataset(
        [source(count) for count in range(4, 24)],
        frame_size=8,
        frames_per_step=2,
        batch_frames=40,
        augmentation=AugmentationRanges(),
        nothing_share=0.1,
        seed=seed,
        length=30,
    )


def test_a_batch_depends_on_seed_and_number_only() -> None:
    """A resumed run sees the batches it would have seen; another seed sees others."""
    first, again = dataset(1), dataset(1)
    for number in (29, 0, 17):
        assert torch.equal(first[number].frames, again[number].frames)
    assert any(first[n].names != dataset(2)[n].names for n in range(5))


def test_clips_of_a_batch_are_of_like_length_and_fill_it() -> None:
    """No clip is padded by more than a third, and a batch holds about the frames asked for."""
    for number in range(30):
        batch = dataset(0)[number]
        lengths = [int(Path(name).stem) for name in batch.names]
        assert max(lengths) <= 1.36 * min(lengths)
        assert sum(lengths) <= 60
