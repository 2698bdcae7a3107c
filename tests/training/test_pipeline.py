"""The whole path once, at its smallest: from nothing to a file that the app's recogniser opens."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from training.__main__ import main
from training.checkpoint import load_checkpoint
from training.clip_list import read_clip_list
from training.network_recognizer import NetworkRecognizer
from training.parity import TOLERANCE, compare, noise_clips
from training.pipeline import PipelineConfig, run_pipeline
from training.runlog import read_log

STAGES = ["synthesize", "teacher", "distill", "evaluate", "export", "evaluate the file"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run of the smallest preset, made by the command itself."""
    folder = tmp_path_factory.mktemp("pipeline") / "run"
    assert main(["pipeline", "--preset", "smallest", "--out", str(folder), "--seed", "3"]) == 0
    return folder


def test_a_real_file_with_its_card_comes_out(run: Path) -> None:
    """The .onnx opens in the app's recogniser; its card tells the sizes, the glosses and measured figures."""
    recognizer = GlossRecognizer(run / "lrinet.onnx")
    card = recognizer.card
    checkpoint = load_checkpoint(run / "student" / "lrinet.pt")
    assert card.vocabulary == checkpoint.vocabulary
    assert card.frame_rate == checkpoint.config["frame_rate"]
    assert card.results[0].name == "word error rate"
    assert "split test" in card.results[0].conditions
    assert str(run) not in card.to_json()


def test_the_file_equals_the_trained_network(run: Path) -> None:
    """Streamed in every chunk size and whole, the file gives the log-probs of the checkpoint it was made from."""
    recognizer = GlossRecognizer(run / "lrinet.onnx")
    network = load_checkpoint(run / "student" / "lrinet.pt").build_network()
    clips = noise_clips(network.frame_size, seed=11)
    comparisons = compare(NetworkRecognizer(network, recognizer.card), recognizer, clips)
    assert max(item.largest_difference for item in comparisons) < TOLERANCE
    assert np.isfinite(recognizer.log_probs(clips[0])).all()


def test_every_stage_left_its_files_and_figures(run: Path) -> None:
    """Corpus, checkpoints, logs and results are there, and the summary holds the figures of every stage."""
    assert {clip.split for clip in read_clip_list(run / "corpus")} == {"train", "dev", "test"}
    for log in (run / "teacher" / "teacher.jsonl", run / "student" / "lrinet.jsonl"):
        assert any(record["losses"] for record in read_log(log))
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    assert list(summary["stages"]) == STAGES
    assert summary["stages"]["export"]["largest_difference"] < TOLERANCE
    found = {name: json.loads((run / f"{name}.json").read_text(encoding="utf-8")) for name in ("student", "file")}
    assert [clip["hypothesis"] for clip in found["file"]["clips"]] == [
        clip["hypothesis"] for clip in found["student"]["clips"]
    ]
    assert not [path.name for path in run.rglob(".*")]


def test_a_finished_run_is_not_done_again(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Running it once more changes no file but the summary, and prints the same table."""
    before = {path: path.stat().st_mtime_ns for path in run.rglob("*") if path.is_file()}
    run_pipeline(PipelineConfig("smallest", run, 3))
    changed = {path.name for path, time_ns in before.items() if path.stat().st_mtime_ns != time_ns}
    assert changed <= {"summary.json"}
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines[1:7]] == STAGES
    assert "lrinet.onnx is ready" in lines[-1]


def test_a_missing_file_is_made_again(run: Path) -> None:
    """If the file was deleted, exactly its stage and those after it are done again, with the same result."""
    before = (run / "lrinet.onnx").read_bytes()
    checkpoint_time = (run / "student" / "lrinet.pt").stat().st_mtime_ns
    (run / "lrinet.onnx").unlink()
    run_pipeline(PipelineConfig("smallest", run, 3))
    assert (run / "student" / "lrinet.pt").stat().st_mtime_ns == checkpoint_time
    assert len((run / "lrinet.onnx").read_bytes()) == len(before)


def test_another_run_in_the_same_folder_is_refused(run: Path, tmp_path: Path) -> None:
    """A folder with another preset or seed, or with something else, gives one sentence."""
    with pytest.raises(BadInputError, match="holds a run with preset smallest, not tiny"):
        run_pipeline(PipelineConfig("tiny", run, 3))
    with pytest.raises(BadInputError, match="holds a run with seed 3, not 4"):
        run_pipeline(PipelineConfig("smallest", run, 4))
    (tmp_path / "pipeline.json").write_text("[]", encoding="utf-8")
    with pytest.raises(BadInputError, match="is no record of a pipeline"):
        run_pipeline(PipelineConfig("smallest", tmp_path))
