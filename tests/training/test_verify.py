"""What a verification says of its findings, and that the command measures and writes them."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

import assets
from models.errors import BadInputError, GlosscastError
from training.export import measured_results
from training.verify import KINDS, Verification, VerifyConfig, verify

SILENT = Verification(
    largest_difference=1e-6,
    clip_count=2,
    differing_clips=0,
    committed_count=3,
    seconds=30.0,
    false_glosses={"black": ((),), "noise": ((),), "empty-room": ((),), "resting": ((), ())},
)


def test_nothing_amiss_is_no_fault() -> None:
    """Equal chunkings, agreeing strategies and silence leave nothing to say."""
    assert SILENT.faults == []


def test_every_fault_gets_its_clause() -> None:
    """A difference, a disagreement, agreement on nothing, and each kind of clip that was not silent."""
    resting = {"black": ((),), "resting": (("NO",), (), ("YES", "NO"))}
    found = replace(SILENT, largest_difference=2e-4, differing_clips=1, committed_count=0, false_glosses=resting)
    assert len(found.faults) == 4
    assert found.faults[-1] == "resting: committed NO YES NO"


def test_false_glosses_are_counted_by_the_minute() -> None:
    """3 false glosses on 2 clips of 30 s are 3 a minute; kinds are not mixed, and conditions name the clips."""
    found = replace(SILENT, false_glosses={"black": ((),), "resting": (("NO",), ("YES", "NO"))})
    black, resting = found.results()
    assert (black.name, black.value) == ("false glosses, black", 0.0)
    assert (resting.name, resting.value, resting.unit) == ("false glosses, resting", 3.0, "a minute")
    assert "2 x 30 s" in resting.conditions


def test_the_command_writes_results_that_export_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Found faults or not, the file is there, with one figure for each kind of clip."""
    out = tmp_path / "new" / "silence.json"
    config = VerifyConfig(assets.path("starter.onnx"), clips=0, seconds=2.0, resting_clips=2, out=out)
    with suppress(GlosscastError):  # it says what was committed on silence, which is not this test's business
        verify(config)
    results = measured_results(out)
    assert [result.name for result in results] == [f"false glosses, {kind}" for kind in KINDS]
    assert "2 x 2 s" in results[-1].conditions
    assert capsys.readouterr().out.count("resting, 2 s") == 2


@pytest.mark.parametrize("wrong", [{"clips": -1}, {"seconds": 0.0}, {"resting_clips": 0}])
def test_impossible_counts_are_refused(wrong: dict[str, float]) -> None:
    """A flag that leaves nothing to measure gets one sentence."""
    with pytest.raises(BadInputError, match="verify needs"):
        verify(VerifyConfig(assets.path("starter.onnx"), **wrong))
