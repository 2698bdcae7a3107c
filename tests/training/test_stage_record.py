"""The record of a run: what is finished is known again, and what is not its own is refused."""

import json
from pathlib import Path

import pytest

from models.errors import BadInputError
from training.stage_record import Figures, Stage, StageRecord


def nothing() -> Figures:
    """Finds nothing."""
    return {}


def stage(name: str, folder: Path, **settings: str) -> Stage:
    """A stage whose file is there."""
    (folder / name).write_text("done", encoding="utf-8")
    return Stage(name, nothing, folder / name, dict(settings))


def test_a_finished_stage_is_known_by_the_next_run(tmp_path: Path) -> None:
    """Stages and figures come back, and those that were never done are not taken for finished."""
    file = tmp_path / "run" / "pipeline.json"
    first, second = stage("first", tmp_path), stage("second", tmp_path)
    StageRecord.open(file, {"seed": 1}).finish(first, {"wer": 0.5}, 2.04)

    record = StageRecord.open(file, {"seed": 1})

    assert record.has(first)
    assert not record.has(second)
    assert record.stages == {"first": {"seconds": 2.0, "wer": 0.5}}


def test_other_settings_or_a_lost_file_make_a_stage_and_those_after_it_void(tmp_path: Path) -> None:
    """What came before stays."""
    stages = [stage("first", tmp_path), stage("second", tmp_path, licence="CC0"), stage("third", tmp_path)]
    record = StageRecord.open(tmp_path / "pipeline.json", {})
    for item in stages:
        record.finish(item, {}, 0.0)

    assert record.has(stages[1])
    assert not record.has(stage("second", tmp_path, licence="CC BY"))
    assert list(record.stages) == ["first"]

    stages[0].output.unlink()
    assert not record.has(stages[0])
    assert not record.stages


def test_another_run_is_refused_with_what_was_found_and_expected(tmp_path: Path) -> None:
    """Whatever the head says must be the same; a missing entry counts as nothing, as older records have it."""
    file = tmp_path / "pipeline.json"
    file.write_text(json.dumps({"seed": 1, "corpus": "mine (3 clips)", "stages": {}}), encoding="utf-8")

    StageRecord.open(file, {"seed": 1, "corpus": "mine (3 clips)", "steps": None})
    with pytest.raises(BadInputError, match=r"corpus mine \(3 clips\), not nothing; give another --out"):
        StageRecord.open(file, {"seed": 1, "corpus": None})
    with pytest.raises(BadInputError, match="steps nothing, not 900"):
        StageRecord.open(file, {"steps": 900})
