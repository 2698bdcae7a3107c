"""The table of what each randomisation is worth."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import BadInputError
from training.probe import ProbeConfig
from training.randomizations import RandomizationsConfig, compare_randomizations
from training.signers.clip import SentenceMix
from training.signers.corpus import write_corpus

GLOSSES = ("YES", "NO")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> RandomizationsConfig:
    """A comparison of seconds, with synthetic clips of single signs in the place of real ones."""
    folder = tmp_path_factory.mktemp("randomizations")
    write_corpus(
        folder / "people", train_clips=2, dev_clips=0, test_clips=0, frame_size=32, frame_rate=12.5, workers=1,
        glosses=("YES",), training_mix=SentenceMix(silent=0.0, single=1.0),
    )  # fmt: skip
    return RandomizationsConfig(
        out=folder / "run", real=folder / "people", parts=("webcam",), glosses=GLOSSES, train_clips=3, test_clips=2,
        seeds=2, table=folder / "table.md", probe=ProbeConfig(steps=2, batch_frames=60, frame_size=32),
    )  # fmt: skip


def test_each_row_is_measured_and_the_table_says_so(
    config: RandomizationsConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    """One row with everything and one without the webcam's flaws; errors of both probes are added up."""
    rows = compare_randomizations(config)
    assert [row.name for row in rows] == ["everything varies", "webcam"]
    assert config.table is not None
    table = config.table.read_text(encoding="utf-8").splitlines()
    assert table[0].startswith("| kept alike in training | WER, synthetic |")
    assert [line.split(" | ")[0] for line in table[2:4]] == ["| nothing", "| webcam"]
    assert "+0.0" in table[2]
    assert len(rows[0].ranks) == len(rows[1].ranks) > 0
    assert len(rows[0].ranks) % config.seeds == 0
    assert "| webcam" in capsys.readouterr().out
    sheet = json.loads((config.out / "corpora" / "webcam" / "sheet.json").read_text())
    assert sheet["fixed"] == ["webcam"]


def test_finished_rows_are_kept_and_other_settings_refused(
    config: RandomizationsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run trains nothing; a run with other settings in the same folder is refused."""
    before = compare_randomizations(config)
    monkeypatch.setattr("training.randomizations.train_probe", None)
    assert compare_randomizations(config) == before
    with pytest.raises(BadInputError, match="other settings"):
        compare_randomizations(replace(config, seeds=1))


def test_real_clips_without_a_known_sign_are_refused(config: RandomizationsConfig, tmp_path: Path) -> None:
    """Nothing could be measured on them."""
    with pytest.raises(BadInputError, match="expected clips of one sign of HELP, found none"):
        compare_randomizations(replace(config, out=tmp_path / "run", glosses=("HELP",)))
