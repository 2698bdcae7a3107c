"""Refining: a finished model goes on learning, late stages alone unless asked, and keeps its glosses."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from models.errors import BadInputError
from tests.training.test_export import BLOCKS, VOCABULARY, WIDTHS, checkpoint_of, small_lrinet
from training.checkpoint import load_checkpoint
from training.export import ExportConfig, export
from training.fitting import FitConfig
from training.refine import RefineConfig, refine
from training.signers.corpus import SynthesizeConfig, synthesize

GLOSSES = VOCABULARY.glosses
QUICK = FitConfig(
    steps=3, batch_frames=64, log_every=1, evaluate_every=3, norm_batches=2, bfloat16=False, threads=1, device="cpu"
)  # fmt: skip


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> RefineConfig:
    """A small model of two glosses and a corpus of people who sign them, or talk with their hands."""
    folder = tmp_path_factory.mktemp("refine")
    model = folder / "model.onnx"
    export(ExportConfig(checkpoint_of(folder, small_lrinet()), model))
    corpus = SynthesizeConfig(
        folder / "corpus", "tiny", workers=1, frame_size=32, train_clips=4, dev_clips=1, test_clips=0,
        glosses=GLOSSES, silent_share=0.5, silences=("talks",),
    )  # fmt: skip
    synthesize(corpus)
    return RefineConfig(folder / "run", model, corpus.out, widths=WIDTHS, blocks=BLOCKS, fit=QUICK)


def weights(path: Path) -> dict[str, torch.Tensor]:
    """Of a checkpoint, by name."""
    return load_checkpoint(path).state


def test_only_what_looks_across_frames_learns(begun: RefineConfig) -> None:
    """The early stages, their norms' statistics too, stay as they began; classifier and late stages change."""
    at_start = weights(refine(replace(begun, out=begun.out / "start", fit=replace(QUICK, steps=1, learning_rate=0.0))))
    path = refine(begun)
    learned = weights(path)
    changed = {name for name in learned if not torch.equal(learned[name], at_start[name])}

    assert not {name for name in changed if name.startswith(("stem", "plain_blocks"))}
    assert {"classifier.weight", "late_blocks.0.conv1.weight", "last_blocks.0.conv2.weight"} <= changed
    assert load_checkpoint(path).vocabulary.glosses == GLOSSES
    export(ExportConfig(path, begun.out / "refined.onnx"))


def test_all_stages_learn_when_asked(begun: RefineConfig) -> None:
    """The stem changes as well."""
    at_start = weights(refine(replace(begun, out=begun.out / "start", fit=replace(QUICK, steps=1, learning_rate=0.0))))
    learned = weights(refine(replace(begun, out=begun.out / "all", learns="all")))

    assert not torch.equal(learned["stem.0.weight"], at_start["stem.0.weight"])


def test_a_model_of_another_size_is_refused(begun: RefineConfig) -> None:
    """One sentence says which file and what was expected, before anything is trained."""
    with pytest.raises(BadInputError, match=r"model\.onnx: .*expected"):
        refine(replace(begun, out=begun.out / "other", blocks=(2, 2, 2, 2)))
