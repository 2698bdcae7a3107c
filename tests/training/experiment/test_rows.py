"""The rows of the experiment: what differs between them, and nothing else."""

from dataclasses import replace

import pytest

from training.distill import DistillConfig
from training.experiment.rows import KEYS, Plan, Size, network_macs, plan


@pytest.fixture(scope="module")
def thin() -> Plan:
    """The size that two cores can train."""
    return plan("thin")


def student(planned: Plan, key: str) -> DistillConfig:
    """The settings of a row that has a teacher."""
    config = next(row.config for row in planned.rows.values() if row.key == key)
    assert isinstance(config, DistillConfig)
    return config


def test_every_row_is_there(thin: Plan) -> None:
    """In the order in which they are trained: the teacher comes first."""
    assert tuple(thin.rows) == KEYS
    assert [row.key for row in thin.rows.values() if not row.needs_teacher] == ["a", "r18"]


def test_rows_differ_in_what_they_are_named_after(thin: Plan) -> None:
    """b to e differ in the weights of the distillation alone; f is e with another stem."""
    both = student(thin, "e")
    assert student(thin, "b") == replace(both, features=0.0, logits=0.0)
    assert student(thin, "c") == replace(both, features=0.0)
    assert student(thin, "d") == replace(both, logits=0.0)
    assert student(thin, "f") == replace(both, stem="ordinary", stem_stride=4, resize_features=True)
    assert not both.start_from_teacher


@pytest.mark.parametrize("size", ["full", "thin"])
def test_equal_multiplications(size: Size) -> None:
    """Row g costs what row e does, within 4 %, and row f far less; no width nearer exists."""
    planned = plan(size)
    target, wide = network_macs(student(planned, "e")), student(planned, "g")
    assert network_macs(wide) == pytest.approx(target, rel=0.04)
    assert network_macs(student(planned, "f")) < target / 5
    first = wide.widths[0]
    for other in (first - 1, first + 1):
        widths = (other, 2 * other, 4 * other, 8 * other)
        assert abs(network_macs(replace(wide, widths=widths)) - target) >= abs(network_macs(wide) - target)


def test_steps_can_be_given() -> None:
    """Those of the teacher are its own; all other rows take the student's."""
    planned = plan("smallest", teacher_steps=5, student_steps=7)
    steps = {key: row.config.fit.steps for key, row in planned.rows.items()}
    assert steps["a"] == 5
    assert {count for key, count in steps.items() if key != "a"} == {7}


def test_settings_name_no_folder(thin: Plan) -> None:
    """What a row's figures depend on is the same wherever it is trained."""
    settings = thin.rows["e"].settings
    assert settings.keys().isdisjoint({"out", "corpus", "teacher", "seed"})
    assert settings["features"] == 1.0
