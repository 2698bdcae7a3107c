"""`glosscast teach`, `caption --signs` and `export-tries`: a sign of one's own, from files, without a window."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app import __main__ as command
from models.taught.files import read_sign, sign_path
from models.video import read_video
from models.video_writing import write_video
from tests.fakes import write_tiny_model

pytestmark = pytest.mark.usefixtures("hooks_put_back")

PINK, DARK = (255, 0, 255), (20, 20, 20)


def write_clip(path: Path, *segments: tuple[tuple[int, int, int], int]) -> Path:
    """A video of coloured frames at the tiny model's frame rate."""
    colours = [colour for colour, count in segments for _ in range(count)]
    write_video(path, np.array(colours, np.uint8)[:, None, None].repeat(32, axis=1).repeat(32, axis=2), 12.5)
    return path


@pytest.fixture
def tries(tmp_path: Path) -> list[Path]:
    """Three clips of PINK, a little different each."""
    return [write_clip(tmp_path / f"{n}.avi", (DARK, 8), (PINK, 8 + 2 * n), (DARK, 8)) for n in range(3)]


def run(arguments: Sequence[object], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the command."""
    code = command.main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_what_is_taught_is_captioned(
    tries: list[Path], tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Taught from three clips, then found among the model's own signs; without --signs it is unknown."""
    signs = tmp_path / "signs"
    video = write_clip(tmp_path / "v.avi", (DARK, 8), ((255, 0, 0), 10), (DARK, 6), (PINK, 10), (DARK, 10))

    code, printed, complaints = run(["teach", "rose", *tries, "--signs", signs, "--model", tiny_model], capsys)

    assert (code, complaints) == (0, "")
    assert printed.startswith("ROSE is taught with 3 tries of ")
    assert run(["caption", video, "--model", tiny_model, "--signs", signs], capsys) == (0, "RED ROSE\n", "")
    assert "ROSE" not in run(["caption", video, "--model", tiny_model], capsys)[1]


def test_tries_are_added_only_when_asked(
    tries: list[Path], tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sign that is there is not replaced by mistake."""
    signs = tmp_path / "signs"
    arguments = ["--signs", signs, "--model", tiny_model]
    run(["teach", "ROSE", tries[0], *arguments], capsys)

    code, _, complaints = run(["teach", "ROSE", tries[1], *arguments], capsys)
    assert (code, complaints.count("\n")) == (2, 1)
    assert "--add" in complaints
    assert run(["teach", "ROSE", tries[1], tries[2], "--add", *arguments], capsys)[0] == 0
    assert len(read_sign(sign_path(signs, "ROSE")).tries) == 3


@pytest.mark.parametrize(
    ("gloss", "clip", "words"),
    [
        ("../ROSE", "0.avi", "letters and digits"),
        ("ROSE", "gone.avi", "gone.avi does not exist"),
        ("ROSE", "text.avi", "not a video"),
        ("ROSE", "long.avi", "long.avi: A try must show the sign once, in 10 s at most"),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(
    gloss: str, clip: str, words: str, tries: list[Path], tiny_model: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Exit code 2; the clips before the bad one leave nothing behind."""
    (tmp_path / "text.avi").write_text("no video")
    write_clip(tmp_path / "long.avi", (PINK, 150))
    arguments = ["teach", gloss, tries[0], tmp_path / clip, "--signs", tmp_path / "signs", "--model", tiny_model]

    code, printed, complaints = run(arguments, capsys)

    assert (code, printed, complaints.count("\n")) == (2, "", 1)
    assert words in complaints
    assert not (tmp_path / "signs").exists()


def test_faults_of_a_folder_are_named(
    tries: list[Path], tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged sign is named on stderr and the others are used; a folder without any is bad input."""
    signs = tmp_path / "signs"
    video = write_clip(tmp_path / "v.avi", (DARK, 8), (PINK, 10), (DARK, 10))
    run(["teach", "ROSE", *tries, "--signs", signs, "--model", tiny_model], capsys)
    sign_path(signs, "BAD").write_bytes(b"PK nothing")

    code, printed, complaints = run(["caption", video, "--model", tiny_model, "--signs", signs], capsys)
    assert (code, printed) == (0, "ROSE\n")
    assert "sign-BAD.npz" in complaints
    sign_path(signs, "ROSE").unlink()
    code, printed, complaints = run(["caption", video, "--model", tiny_model, "--signs", signs], capsys)
    assert (code, printed) == (2, "")
    assert "There is no taught sign for this model" in complaints


def test_another_model_asks_for_teaching_again(
    tries: list[Path], tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its features mean nothing to it, and that is said."""
    other, signs = tmp_path / "other.onnx", tmp_path / "signs"
    write_tiny_model(other, change=lambda proto: setattr(proto, "producer_name", "another"))
    run(["teach", "ROSE", *tries, "--signs", signs, "--model", tiny_model], capsys)

    code, _, complaints = run(["caption", tries[0], "--model", other, "--signs", signs], capsys)

    assert code == 2
    assert "ROSE was taught to another model: teach it again." in complaints


def test_kept_tries_become_clips_to_train_with(
    tries: list[Path], tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clips.csv and a video a try, as the model saw it; nothing where nothing was kept, and no folder overwritten."""
    signs, out = tmp_path / "signs", tmp_path / "out" / "clips"
    run(["teach", "ROSE", tries[0], "--signs", signs, "--model", tiny_model], capsys)
    arguments = ["export-tries", signs, out, "--model", tiny_model, "--signer", "ada"]
    code, _, complaints = run(arguments, capsys)
    assert code == 2
    assert "nothing to export" in complaints
    assert not out.exists()

    run(["teach", "ROSE", *tries[1:], "--add", "--keep-frames", "--signs", signs, "--model", tiny_model], capsys)
    assert run(arguments, capsys)[0] == 0

    with (out / "clips.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["video"], row["glosses"], row["signer"]) for row in rows] == [
        ("ROSE-2.avi", "ROSE", "ada"),
        ("ROSE-3.avi", "ROSE", "ada"),
    ]
    frames = list(read_video(out / "ROSE-2.avi"))
    assert frames[0].image.shape == (8, 8, 3)
    assert len(frames) == len(list(read_video(tries[1])))
    assert [path.name for path in out.parent.iterdir()] == ["clips"]
    assert run(arguments, capsys)[0] == 2
