"""The small recogniser that corpora are compared with."""

from pathlib import Path

import numpy as np
import pytest
import torch

from models.vocabulary import GlossVocabulary
from training.clip_list import ClipAnnotation
from training.clips import ClipSource, FrameTruth
from training.probe import ProbeConfig, glosses_of_runs, rank_of_isolated, sentence_errors, train_probe

VOCABULARY = GlossVocabulary(("RED", "BLUE"))


def coloured_clip(name: str, gloss_ids: tuple[int, ...]) -> ClipSource:
    """Grey pictures, red ones while RED and blue ones while BLUE is "signed", eight frames each."""
    images, truth = [], []
    for gloss_id in gloss_ids:
        images += [np.full((32, 32, 3), 90, np.uint8)] * 6
        colour = (200, 30, 30) if gloss_id == 1 else (30, 30, 200)
        images += [np.full((32, 32, 3), colour, np.uint8)] * 8
        truth += [0] * 6 + [gloss_id] * 8
    images += [np.full((32, 32, 3), 90, np.uint8)] * 6
    truth += [0] * 6
    joints = np.full((len(truth), 1, 2), np.nan, np.float32)
    annotation = ClipAnnotation(Path(name), VOCABULARY.decode(gloss_ids), "somebody", "train", "")
    return ClipSource(annotation, np.stack(images), gloss_ids, FrameTruth(np.array(truth), joints))


@pytest.fixture(scope="module")
def clips() -> list[ClipSource]:
    """Eight clips of one to three colours."""
    sentences = [(1,), (2,), (1, 2), (2, 1), (1, 1), (2, 2), (1, 2, 1), (2, 1, 2)]
    return [coloured_clip(f"{number}.avi", sentence) for number, sentence in enumerate(sentences)]


def test_a_probe_learns_what_there_is_to_learn(clips: list[ClipSource]) -> None:
    """Colours are told apart after a few steps: sentences without error, isolated clips in first place."""
    config = ProbeConfig(steps=40, batch_frames=100, frame_size=32, learning_rate=5e-3)
    network = train_probe(clips, VOCABULARY, config)
    errors = sentence_errors(network, clips, 32)
    assert errors.reference_count == 16
    assert errors.errors == 0
    assert [rank_of_isolated(network, clip, 32) for clip in clips[:2]] == [0, 0]


def test_the_same_seed_gives_the_same_probe(clips: list[ClipSource]) -> None:
    """Two probes of one seed have equal weights, one of another seed has not."""
    first, second, third = (
        train_probe(clips, VOCABULARY, ProbeConfig(steps=2, batch_frames=60, frame_size=32, seed=seed)).name.weight
        for seed in (0, 0, 1)
    )
    torch.testing.assert_close(first, second, rtol=0, atol=0)
    assert not torch.equal(first, third)


def test_runs_become_glosses() -> None:
    """Three equal frames or more are a gloss; fewer, and the blank, are none; a blank between parts two equal ones."""
    names = np.array([0, 1, 1, 1, 0, 1, 1, 1, 1, 2, 2, 0, 2, 2, 2])
    assert glosses_of_runs(names) == [1, 1, 2]
    assert glosses_of_runs(np.array([0, 0])) == []
