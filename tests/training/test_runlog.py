"""The JSON log of a run."""

import json
import math
from pathlib import Path

from training.runlog import RunLog, read_log


def test_lines_are_appended_across_runs(tmp_path: Path) -> None:
    """A resumed run continues the same file, one JSON object a line."""
    file = tmp_path / "run" / "log.jsonl"
    RunLog(file).write(1, {"ctc": 2.5, "feature": 0.5}, learning_rate=0.1)
    RunLog(file).write(2, {"ctc": 2.0}, event="resumed")
    records = read_log(file)
    assert [record["step"] for record in records] == [1, 2]
    assert records[0]["losses"] == {"ctc": 2.5, "feature": 0.5}
    assert records[0]["learning_rate"] == 0.1
    assert records[1]["event"] == "resumed"
    assert all("elapsed_s" in record and "time" in record for record in records)


def test_undefined_losses_stay_readable(tmp_path: Path) -> None:
    """A loss that is no number is written as null, which every JSON reader understands."""
    file = tmp_path / "log.jsonl"
    RunLog(file).write(1, {"ctc": math.nan}, dev_wer=math.inf)
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["losses"] == {"ctc": None}
    assert record["dev_wer"] is None


def test_a_cut_last_line_is_left_out(tmp_path: Path) -> None:
    """A run killed while writing leaves a log that can still be read."""
    file = tmp_path / "log.jsonl"
    RunLog(file).write(1, {"ctc": 1.0})
    file.write_text(file.read_text(encoding="utf-8") + '{"step": 2, "lo', encoding="utf-8")
    assert [record["step"] for record in read_log(file)] == [1]
