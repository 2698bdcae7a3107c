"""The picture of clips that were not recognised."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import BadInputError
from training.clip_list import ClipAnnotation
from training.failure_sheet import write_failure_sheet
from training.isolated import Answer


def answer(moments: int) -> Answer:
    """One whose moments grow brighter."""
    seen = tuple(np.full((56, 56, 3), 20 * number, np.uint8) for number in range(moments))
    return Answer(ClipAnnotation(Path("a.avi"), ("RED",), "anna", "test"), ("BLUE",), ("BLUE",), seen)


def test_a_row_for_each_clip_with_its_moments(tmp_path: Path) -> None:
    """Twice as many failures, twice as high; the moments stand side by side in their order."""
    for count in (1, 2):
        write_failure_sheet(tmp_path / f"{count}.png", [answer(12), answer(5)][:count])
    one, two = (cv2.imread(str(tmp_path / f"{count}.png")) for count in (1, 2))

    assert two.shape == (2 * one.shape[0], one.shape[1], 3)
    middles = one[one.shape[0] // 2 + 10, 48::96, 0]
    assert list(middles) == [20 * number for number in range(12)]


def test_no_failure_is_said(tmp_path: Path) -> None:
    """A sheet without failures is a picture that says so, not an error."""
    write_failure_sheet(tmp_path / "none.png", [])
    assert cv2.imread(str(tmp_path / "none.png")).min() < 100  # there are letters


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """One sentence, and no file."""
    with pytest.raises(BadInputError, match=r"expected a name that ends in \.png or \.jpg"):
        write_failure_sheet(tmp_path / "sheet.txt", [answer(3)])
    assert list(tmp_path.iterdir()) == []
