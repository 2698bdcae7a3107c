"""Clips left on the disk give the very frames, batches and errors that clips in memory give."""

from pathlib import Path

import numpy as np
import pytest

from models.vocabulary import GlossVocabulary
from tests.training.corpora.made import write_pictures, write_video
from training.augmentation import AugmentationRanges
from training.clip_list import ClipAnnotation
from training.clips import BatchDataset, read_clips
from training.stored_clips import StoredImages, fits_in_memory, store_images

VOCABULARY = GlossVocabulary(("HELLO",))


@pytest.fixture
def annotations(tmp_path: Path) -> list[ClipAnnotation]:
    """A folder of pictures at 30 frames a second and a video at 25."""
    pictures, video = write_pictures(tmp_path / "a", 15), write_video(tmp_path / "b.avi", 12)
    return [ClipAnnotation(path, ("HELLO",), "anna", "train", frame_rate=30.0) for path in (pictures, video)]


def test_batches_do_not_depend_on_where_the_clips_are(annotations: list[ClipAnnotation]) -> None:
    """The same batch, byte for byte, from memory and from the disk."""
    batches = []
    for memory_bytes in (2**30, 0):
        sources = read_clips(annotations, VOCABULARY, 12.5, "train", memory_bytes)
        assert [isinstance(source.images, StoredImages) for source in sources] == [memory_bytes == 0] * 2
        dataset = BatchDataset(
            sources, frame_size=16, teacher_frame_size=24, frames_per_step=2, batch_frames=12,
            augmentation=AugmentationRanges(), nothing_share=0.0, seed=3, length=4,
        )  # fmt: skip
        batches.append([dataset[number] for number in range(4)])

    for kept, stored in zip(*batches, strict=True):
        assert kept.names == stored.names
        assert kept.frames.equal(stored.frames)
        assert kept.teacher_frames.equal(stored.teacher_frames)


def test_a_file_that_ends_early_stands_still(annotations: list[ClipAnnotation]) -> None:
    """Where a file states more frames than it holds, its last one fills the rest."""
    images = np.asarray(StoredImages(annotations[1], np.array([0, 11, 40])))

    assert images.shape == (3, 24, 32, 3)
    assert (images[1] == images[2]).all()
    assert (images[0] != images[1]).any()


def test_what_fits_is_counted_from_frames(annotations: list[ClipAnnotation]) -> None:
    """All frames at the model's rate, as large as the first one."""
    stored = [store_images(annotation, 12.5) for annotation in annotations]

    assert [len(images) for images in stored] == [6, 6]
    assert fits_in_memory(stored, 12 * 26 * 21 * 3)
    assert not fits_in_memory(stored, 12 * 26 * 21 * 3 - 1)
    assert fits_in_memory([], 0)
