"""The scoreboard, with a tiny real model that reads colours as glosses."""

import json
from pathlib import Path

import pytest

from models.errors import BadInputError
from tests.fakes import write_tiny_model
from tests.training.test_evaluate import REST, write_video
from training.scoreboard import ScoreboardConfig, scoreboard


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five clips by two people: three right, one said to be another sign than its colour, one of rest; and others."""
    folder = tmp_path_factory.mktemp("scoreboard")
    for name, colour in (("a", "RED"), ("b", "GREEN"), ("c", "RED"), ("d", "BLUE"), ("f", "RED"), ("g", "RED")):
        write_video(folder, name, REST, (colour, 20), REST)
    write_video(folder, "e", REST, REST)
    lines = [
        "video,glosses,signer,split",
        "a.avi,RED,anna,test", "b.avi,GREEN,anna,test", "c.avi,GREEN,anna,test", "d.avi,BLUE,ben,test",
        "e.avi,RED,ben,test", "f.avi,PURPLE,anna,test", "g.avi,GREEN RED,anna,test",
    ]  # fmt: skip
    (folder / "clips.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_tiny_model(folder / "tiny.onnx")
    return folder


def test_figures_by_sign_and_signer(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of five clips three are right; one is said to be RED, of one nothing is said; two others are left out."""
    out = tmp_path / "board.json"
    config = ScoreboardConfig(folder / "tiny.onnx", folder, sheet=tmp_path / "failures.png", out=out, json=True)
    scoreboard(config)
    found = json.loads(capsys.readouterr().out)

    assert json.loads(out.read_text()) == found
    assert (found["clips"], found["left_out"]) == (5, 2)
    assert found["top1"] == pytest.approx(3 / 5)
    assert found["missed"] == pytest.approx(2 / 5)
    assert found["invented"] == pytest.approx(1 / 5)
    assert found["top1"] <= found["top3"] <= 1
    assert found["signers"] == {"anna": pytest.approx(2 / 3), "ben": pytest.approx(1 / 2)}
    assert found["confusions"]["GREEN"] == {"GREEN": 1, "RED": 1}
    assert found["confusions"]["RED"] == {"RED": 1, "nothing": 1}
    assert found["sentences"]["words"] == 5
    assert found["sentences"]["substitutions"] + found["sentences"]["deletions"] == 2
    assert (tmp_path / "failures.png").stat().st_size > 0


def test_tables_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of all, a table by signer, one by sign, and the joined sentences."""
    scoreboard(ScoreboardConfig(folder / "tiny.onnx", folder))
    shown = capsys.readouterr().out

    assert shown.startswith("5 clips by 2 signers (2 left out")
    assert "top-1 60.0 %" in shown
    assert "nothing (1)" in shown
    assert "2 sentences joined from the same person's clips" in shown


def test_nothing_to_measure_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    """No clip of one known sign, or a sentence of one clip: said, and no file is written."""
    (tmp_path / "clips.csv").write_text(f"video,glosses,signer,split\n{folder / 'a.avi'},PURPLE,anna,test\n")
    with pytest.raises(BadInputError, match="none of its 1 clips holds one sign that the model knows"):
        scoreboard(ScoreboardConfig(folder / "tiny.onnx", tmp_path, out=tmp_path / "board.json"))
    with pytest.raises(BadInputError, match="at least 2 clips, got 1"):
        scoreboard(ScoreboardConfig(folder / "tiny.onnx", folder, sentence_length=1, out=tmp_path / "board.json"))
    assert not (tmp_path / "board.json").exists()
