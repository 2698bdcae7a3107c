"""The whole path at its smallest, once from nothing and once from a folder of videos, to a file that the app opens."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from tests.training.corpora.made import make_own_clips, write_lines
from training.__main__ import main
from training.checkpoint import load_checkpoint
from training.clip_list import of_split, read_clip_list
from training.network_recognizer import NetworkRecognizer
from training.parity import TOLERANCE, compare, noise_clips
from training.pipeline import PipelineConfig, run_pipeline
from training.runlog import read_log

STAGES = ["synthesize", "teacher", "distill", "evaluate", "export", "evaluate the file"]
OWN_CLIPS = [f"{signer}-{take}.avi,{glosses},{signer}" for signer in ("anna", "ben") for take, glosses in enumerate(
    ("YES NO", "NO", "YES", "HELP", "NO HELP")
)]  # fmt: skip


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


@pytest.fixture(scope="module")
def own_clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten videos by two people and a clips.csv that says nothing of splits."""
    return make_own_clips(tmp_path_factory.mktemp("own") / "my-clips", *OWN_CLIPS, header="video,glosses,signer")


@pytest.fixture(scope="module")
def own_run(own_clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run on somebody's clips."""
    folder = tmp_path_factory.mktemp("pipeline") / "own"
    assert main(["pipeline", "--corpus", str(own_clips), "--preset", "smallest", "--out", str(folder)]) == 0
    return folder


def test_somebodys_clips_become_a_file_that_the_app_opens(own_run: Path, own_clips: Path) -> None:
    """Its vocabulary is the folder's glosses, and its card says what it was trained and measured on, and on whom."""
    card = GlossRecognizer(own_run / "lrinet.onnx").card
    assert card.vocabulary.glosses == ("HELP", "NO", "YES")
    assert card.name == "Glosscast LRINet, my-clips"
    assert card.training_data == (
        "7 clips of 'my-clips', signed by 2 people; measured on clips signed by the same people."
    )
    assert card.results[0].conditions.startswith("my-clips, split test: 2 clips (0 silent)")
    assert str(own_clips) not in card.to_json()


def test_no_clip_is_both_trained_and_measured_on(own_run: Path, own_clips: Path) -> None:
    """The clips that were measured are those of the drawn test split, and the summary says how it was drawn."""
    tested = {clip.video.name for clip in of_split(read_clip_list(own_clips), "test")}
    found = json.loads((own_run / "file.json").read_text(encoding="utf-8"))
    assert {clip["video"] for clip in found["clips"]} == tested
    checked = json.loads((own_run / "summary.json").read_text(encoding="utf-8"))["stages"]["check data"]
    assert checked["clips"] == {"train": 7, "dev": 1, "test": 2}
    assert "2 of 10 clips are kept for test" in checked["notes"][0]


def test_a_finished_run_on_somebodys_clips_is_not_done_again(
    own_run: Path, own_clips: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even the check is; the figures are printed again with how the clips were split."""
    before = {path: path.stat().st_mtime_ns for path in own_run.rglob("*") if path.is_file()}
    run_pipeline(PipelineConfig("smallest", own_run, corpus=own_clips))
    changed = {path.name for path, time_ns in before.items() if path.stat().st_mtime_ns != time_ns}
    assert changed <= {"summary.json"}
    out = capsys.readouterr().out
    assert out.startswith("stage")
    assert "clips: 7 train, 1 dev, 2 test; 3 glosses" in out
    assert "expect more errors with others" in out


def test_another_corpus_in_the_same_folder_is_refused(own_run: Path, run: Path, own_clips: Path) -> None:
    """Other clips, clips instead of synthetic ones, and the other way round, each give one sentence."""
    other = make_own_clips(own_clips.parent / "others", *OWN_CLIPS, header="video,glosses,signer")
    with pytest.raises(BadInputError, match=r"holds a run with corpus my-clips \(10 clips, .*not others \(10 clips"):
        run_pipeline(PipelineConfig("smallest", own_run, corpus=other))
    with pytest.raises(BadInputError, match="holds a run with corpus my-clips"):
        run_pipeline(PipelineConfig("smallest", own_run))
    with pytest.raises(BadInputError, match="holds a run with corpus nothing, not my-clips"):
        run_pipeline(PipelineConfig("smallest", run, 3, corpus=own_clips))


@pytest.mark.parametrize(
    ("lines", "fault", "sentence"),
    [
        (("b.avi,NO,ben,test", "c.avi,NO,ben,dev"), "line 4: the video", "has 1 fault (1 missing video)."),
        (("b.avi,,ben,test",), "line 3: the gloss is empty", "has 1 fault (1 bad line)."),
        (("d.avi,NO,ben,test",), "d.avi is not a video file", "has 1 fault (1 unreadable frame)."),
        (("b.avi,NO,ben,train",), "", "found 2 train, 0 dev, 0 test with glosses"),
    ],
)
def test_faulty_clips_are_refused_before_anything_is_trained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: tuple[str, ...], fault: str, sentence: str
) -> None:
    """The faults with file and line, one sentence that sums them up, 2, and no checkpoint."""
    make_own_clips(tmp_path, "a.avi,YES,anna,train", "b.avi,NO,ben,test")
    write_lines(tmp_path / "d.avi", "no video")
    write_lines(tmp_path / "clips.csv", "video,glosses,signer,split", "a.avi,YES,anna,train", *lines)
    run = tmp_path / "run"

    assert main(["pipeline", "--corpus", str(tmp_path), "--preset", "smallest", "--out", str(run)]) == 2

    captured = capsys.readouterr()
    assert fault in captured.out
    assert sentence in captured.err.strip().splitlines()[-1]
    assert not list(run.rglob("*.*"))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence with its name, and 2."""
    assert main(["pipeline", "--corpus", str(tmp_path / "nothing"), "--out", str(tmp_path / "run")]) == 2
    assert capsys.readouterr().err.strip() == f"{tmp_path / 'nothing'}: no such folder; expected a corpus."
    assert not (tmp_path / "run").exists()


def test_another_licence_only_writes_the_file_anew(own_run: Path, own_clips: Path) -> None:
    """The card is no reason to train again."""
    trained = (own_run / "student" / "lrinet.pt").stat().st_mtime_ns
    run_pipeline(PipelineConfig("smallest", own_run, corpus=own_clips, licence="CC0-1.0", sign_language="DGS"))
    card = GlossRecognizer(own_run / "lrinet.onnx").card
    assert (card.licence, card.sign_language) == ("CC0-1.0", "DGS")
    assert (own_run / "student" / "lrinet.pt").stat().st_mtime_ns == trained
