"""Clips rendered while training: the same whatever the workers, replaced as the run goes on, resumed where it was."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.errors import BadInputError
from models.vocabulary import GlossVocabulary
from training.augmentation import NO_AUGMENTATION
from training.checkpoint import load_checkpoint
from training.clip_list import of_split, read_clip_list
from training.clips import BatchDataset, ClipBatch, read_clip
from training.fitting import FitConfig
from training.rendered import RenderedBatches, SyntheticClips, open_clips
from training.signers.corpus import write_corpus
from training.train_teacher import TeacherConfig, train_teacher

TINY = SyntheticClips(clips=5, held=3, dev_clips=1, frame_size=16, workers=1)


def batches(config: SyntheticClips, length: int, start: int = 0) -> list[ClipBatch]:
    """The batches of a run of so many steps, one to three clips each."""
    clips = open_clips(None, config, 5.0)
    dataset = BatchDataset(
        clips.train, frame_size=16, frames_per_step=2, batch_frames=30, augmentation=NO_AUGMENTATION,
        nothing_share=0.0, seed=0, length=length,
    )  # fmt: skip
    feed = clips.feeding(dataset)
    assert isinstance(feed, RenderedBatches)
    return list(feed.batches(start))


@pytest.mark.filterwarnings("ignore:This DataLoader will create")  # where there is one core only
def test_the_same_batches_come_whatever_renders_them_and_wherever_a_run_starts() -> None:
    """Rendered by two workers, a run resumed at its third step goes on with the bytes that one worker gave it."""
    whole, resumed = batches(TINY, 8), batches(replace(TINY, workers=2), 8, start=3)

    assert len(whole) == 8
    for first, second in zip(whole[3:], resumed, strict=True):
        assert first.names == second.names
        assert torch.equal(first.frames, second.frames)
        assert torch.equal(first.joints.nan_to_num(), second.joints.nan_to_num())


def test_clips_come_in_order_and_each_is_used_more_than_once() -> None:
    """At first the oldest clips are drawn from, at last the newest; each set is there for equally many steps."""
    drawn = [{int(name.split()[2]) for name in batch.names} for batch in batches(TINY, 24)]

    for step, numbers in enumerate(drawn):
        first = TINY.first_held(step, 24)
        assert numbers <= set(range(first, first + 3))
    assert set().union(*drawn) == set(range(5))
    firsts = [TINY.first_held(step, 24) for step in range(24)]
    assert firsts == [0] * 8 + [1] * 8 + [2] * 8
    assert sum(len(numbers) for numbers in drawn) > 2 * 5


def test_clips_are_those_of_a_corpus_on_disk(tmp_path: Path) -> None:
    """The same seed and sizes give what `synthesize` writes: the same sentences and truth, pictures but for JPEG."""
    write_corpus(tmp_path / "c", train_clips=2, dev_clips=1, test_clips=0, frame_size=16, frame_rate=5.0, workers=1)
    clips = open_clips(None, TINY, 5.0)
    assert clips.renderer is not None
    for number, annotation in enumerate(of_split(read_clip_list(tmp_path / "c"), "train")):
        written, rendered = read_clip(annotation, clips.vocabulary, 5.0), clips.renderer[number]

        assert written.gloss_ids == rendered.gloss_ids
        assert written.images.shape == rendered.images.shape
        assert np.abs(written.images.astype(float) - rendered.images).mean() < 10
        assert written.truth is not None
        assert rendered.truth is not None
        np.testing.assert_array_equal(written.truth.gloss_ids, rendered.truth.gloss_ids)
        np.testing.assert_array_equal(written.truth.joints, rendered.truth.joints)
        assert written.truth.hands is not None
        assert rendered.truth.hands is not None
        np.testing.assert_array_equal(written.truth.hands.movements, rendered.truth.hands.movements)


def test_a_teacher_is_trained_without_a_disk(tmp_path: Path) -> None:
    """The command runs from flags to checkpoint, hands asked for, and nothing but the run's own files is written."""
    config = TeacherConfig(
        tmp_path / "run",
        synthetic=TINY,
        frame_size=16,
        frame_rate=5.0,
        widths=(4, 4, 8, 8),
        blocks=(1, 1, 2, 1),
        fit=FitConfig(steps=4, batch_frames=30, log_every=2, evaluate_every=4, norm_batches=2, threads=1),
    )
    config = replace(config, truth=replace(config.truth, hands=0.3))

    checkpoint = load_checkpoint(train_teacher(config))

    assert checkpoint.step == 4
    assert checkpoint.config["synthetic"]["clips"] == 5
    assert '"hand_place"' in (tmp_path / "run" / "teacher.jsonl").read_text()
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".pt", ".jsonl", ".json"}


@pytest.mark.parametrize(
    ("corpus", "config", "sentence"),
    [
        (None, SyntheticClips(), "either --corpus or --synthetic.clips"),
        (Path("c"), TINY, "either --corpus or --synthetic.clips"),
        (None, replace(TINY, held=0), "at least 1 clip held"),
        (None, replace(TINY, frame_size=4), "frame size of 16 to 1024"),
    ],
)
def test_what_cannot_be_is_said(corpus: Path | None, config: SyntheticClips, sentence: str) -> None:
    """Neither or both of the two, and sizes out of range, are refused in one sentence."""
    with pytest.raises(BadInputError, match=sentence):
        open_clips(corpus, config, 12.5)


def test_a_vocabulary_that_lacks_a_sign_is_refused_before_rendering() -> None:
    """A student's teacher must know every sign that is to be rendered."""
    with pytest.raises(BadInputError, match="is not among the 1"):
        open_clips(None, TINY, 12.5, GlossVocabulary(("ELSEWHERE",)))
