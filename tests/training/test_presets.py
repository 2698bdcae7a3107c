"""The plan of a pipeline: what its flags and presets come to for every stage, and which of them do not go together."""

from pathlib import Path

import pytest

from models.errors import BadInputError
from tests.training.corpora.made import make_gloss_folders, make_own_clips
from training.presets import PipelineConfig, make_plan

LINES = ("a.avi,YES,anna,train", "b.avi,YES,ben,test")


def test_without_a_corpus_the_tiny_one_is_synthesized() -> None:
    """What `make pipeline` runs; the card keeps what export says of synthetic signers."""
    plan = make_plan(PipelineConfig())

    assert (plan.preset, plan.out, plan.given) == ("tiny", Path("runs/pipeline"), None)
    assert plan.corpus == plan.synthesize.out == plan.teacher.corpus == plan.distill.corpus == plan.export.clips
    assert "no person was filmed" in plan.export.training_data
    assert plan.head["corpus"] is None


def test_a_corpus_gets_the_sizes_of_the_shipped_model(tmp_path: Path) -> None:
    """Every stage reads it; run folder and card are named after it, and the card claims no licence or language."""
    corpus = make_own_clips(tmp_path / "my-clips", *LINES)
    plan = make_plan(PipelineConfig(corpus=corpus))

    assert (plan.preset, plan.out) == ("cpu", Path("runs/my-clips"))
    assert {plan.corpus, plan.teacher.corpus, plan.distill.corpus, plan.export.clips} == {corpus}
    assert (plan.teacher.frame_size, plan.distill.frame_size) == (112, 56)
    assert plan.teacher.widths == plan.distill.widths == (16, 32, 64, 128)
    assert (plan.teacher.fit.steps, plan.distill.fit.steps) == (900, 400)
    assert plan.export.name == "Glosscast LRINet, my-clips"
    assert "synthetic" not in plan.export.training_data
    assert plan.export.licence == plan.export.sign_language == "not stated by whoever made this file"


def test_the_layout_goes_to_every_stage_that_reads(tmp_path: Path) -> None:
    """One folder a gloss, said by name."""
    plan = make_plan(PipelineConfig(corpus=make_gloss_folders(tmp_path), layout="gloss-folders"))

    assert plan.check is not None
    layouts = {plan.layout, plan.check.layout, plan.teacher.layout, plan.distill.layout, plan.export.layout}
    assert layouts == {"gloss-folders"}


def test_a_start_and_other_steps_are_part_of_what_a_run_is(tmp_path: Path) -> None:
    """They change the training, the card names the start, and another start or number of steps is another run."""
    corpus = make_own_clips(tmp_path / "mine", *LINES)
    start = tmp_path / "start.onnx"
    start.write_bytes(b"")
    plain = make_plan(PipelineConfig(corpus=corpus))
    plan = make_plan(PipelineConfig(corpus=corpus, start_from=start, steps=(7, 5), licence="CC0", sign_language="DGS"))

    assert plan.teacher.start_from == start
    assert plan.distill.start_from is None
    assert (plan.teacher.fit.steps, plan.distill.fit.steps) == (7, 5)
    assert plan.teacher.truth.ctc_from == 0
    assert plan.export.training_data.endswith("It began with the weights of start.onnx.")
    assert (plan.export.licence, plan.export.sign_language) == ("CC0", "DGS")
    assert {name for name, value in plan.head.items() if value != plain.head[name]} == {"start_from", "steps"}


def test_flags_that_cannot_be_are_refused(tmp_path: Path) -> None:
    """No file to begin with, a layout of nothing, and no step at all."""
    with pytest.raises(BadInputError, match=r"nothing\.onnx: no such file"):
        make_plan(PipelineConfig(start_from=tmp_path / "nothing.onnx"))
    with pytest.raises(BadInputError, match="give --corpus too"):
        make_plan(PipelineConfig(layout="ce-csl"))
    with pytest.raises(BadInputError, match="at least 1 step of each network, got 3 and 0"):
        make_plan(PipelineConfig(steps=(3, 0)))
