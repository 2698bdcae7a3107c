"""The file that keeps how fast models were."""

import json
from pathlib import Path

import pytest

from app.model_speed import ModelSpeed
from app.speed_file import KEPT_COUNT, SpeedFile

SPEED = ModelSpeed(2, 31.5, 160.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where it lies, in a folder that is not there yet."""
    return tmp_path / "config" / "speeds.json"


def test_a_speed_is_kept_for_a_model_on_a_processor(path: Path) -> None:
    """It is found again, by the next run too, for that pair only; measured anew, the newer one holds."""
    file = SpeedFile(path)
    assert file.find("a", "x") is None
    file.keep("a", "x", SPEED)
    file.keep("b", "x", ModelSpeed(1, 3.0, 160.0))
    file.keep("a", "x", ModelSpeed(4, 20.0, 160.0))

    again = SpeedFile(path)
    assert again.find("a", "x") == ModelSpeed(4, 20.0, 160.0)
    assert again.find("b", "x") == ModelSpeed(1, 3.0, 160.0)
    assert again.find("a", "y") is None
    assert [one.name for one in path.parent.iterdir()] == ["speeds.json"]


def test_the_file_stays_small(path: Path) -> None:
    """However many models are tried, the newest are kept."""
    file = SpeedFile(path)
    for number in range(KEPT_COUNT + 5):
        file.keep(str(number), "x", SPEED)

    assert len(json.loads(path.read_text())["speeds"]) == KEPT_COUNT
    assert file.find("4", "x") is None
    assert file.find("5", "x") == file.find(str(KEPT_COUNT + 4), "x") == SPEED


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: text.replace('"version": 1', '"version": 2'),
        lambda text: text.replace("31.5", '"fast"'),
        lambda text: text.replace("31.5", "-1.0"),
        lambda text: text.replace("31.5", "NaN"),
        lambda text: text.replace('"thread_count": 2', '"thread_count": 100000'),
        lambda text: text.replace('"thread_count": 2', '"threads": 2'),
    ],
)
def test_a_damaged_file_is_as_good_as_none(path: Path, change) -> None:  # type: ignore[no-untyped-def]
    """What cannot be understood is measured again, and then written over."""
    SpeedFile(path).keep("a", "x", SPEED)
    path.write_text(change(path.read_text()))

    assert SpeedFile(path).find("a", "x") is None
    SpeedFile(path).keep("a", "x", SPEED)
    assert SpeedFile(path).find("a", "x") == SPEED


def test_a_folder_that_cannot_be_written_is_no_matter(tmp_path: Path) -> None:
    """Nothing is kept, and nobody is told: the model is measured again next time."""
    (tmp_path / "config").write_text("a file")

    SpeedFile(tmp_path / "config" / "speeds.json").keep("a", "x", SPEED)

    assert (tmp_path / "config").read_text() == "a file"
