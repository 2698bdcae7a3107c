"""The command line of `glosscast-train`: quick help, unknown flags refused, bad input explained in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import write_broken_models, write_tiny_model
from training.__main__ import main

COMMANDS = ("synthesize", "teacher", "distill", "evaluate", "score", "export", "pipeline", "benchmark")


def test_help_lists_the_commands_without_loading_torch() -> None:
    """`--help` names every command and is quick, because no command is imported for it."""
    program = (
        "import sys; from training.__main__ import main\ntry: main(['--help'])\nfinally: print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert all(command in done.stdout for command in COMMANDS)
    assert done.stdout.strip().endswith("False")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_its_flags(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command's flags come from its configuration, with a line of explanation."""
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert f"glosscast-train {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["pipeline", "--presett", "tiny"], ["pipeline", "--preset", "huge"], ["paint"], []]
)
def test_unknown_flags_values_and_commands_are_errors(arguments: list[str]) -> None:
    """What is not known ends the program with 2 and starts nothing."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Runs a command that must fail with 2 and one sentence, which is returned."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    lines = captured.err.strip().splitlines()
    assert len(lines) == 1, captured.err
    assert not captured.out
    return lines[0]


def test_broken_clip_lists_are_refused_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing column, a missing video and an empty gloss each end with 2, one sentence, and no result."""
    write_tiny_model(tmp_path / "tiny.onnx")
    (tmp_path / "a.avi").write_bytes(b"")
    flags = ["--clips", str(tmp_path), "--out", str(tmp_path / "result.json"), "--split", "all"]
    for text, part in (
        ("video,glosses,split\na.avi,RED,test", "clips.csv line 1: the column 'signer' is missing"),
        ("video,glosses,signer,split\nb.avi,RED,anna,test", "clips.csv line 2: the video"),
        ("video,glosses,signer,split\na.avi,,anna,test", "clips.csv line 2: the gloss is empty"),
        ("video,glosses,signer,split\na.avi,RED,anna,test", "a.avi"),
    ):
        (tmp_path / "clips.csv").write_text(text + "\n", encoding="utf-8")
        assert part in refused(["evaluate", "--model", str(tmp_path / "tiny.onnx"), *flags], capsys)
    assert not (tmp_path / "result.json").exists()


def test_broken_models_are_refused_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Truncated, without card, with a card that disagrees, missing, or no checkpoint: 2 and one sentence each."""
    (tmp_path / "a.avi").write_bytes(b"")
    (tmp_path / "clips.csv").write_text("video,glosses,signer,split\na.avi,RED,anna,test\n", encoding="utf-8")
    models = [*write_broken_models(tmp_path).values(), tmp_path / "nothing.onnx", tmp_path / "nothing.pt"]
    for model in models:
        assert model.name in refused(["evaluate", "--model", str(model), "--clips", str(tmp_path)], capsys)
    out = tmp_path / "out.onnx"
    for model in models:
        assert model.name in refused(["export", "--checkpoint", str(model), "--out", str(out)], capsys)
    assert not out.exists()
