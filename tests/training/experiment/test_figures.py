"""Figures of a row: kept whole, refused where they are others', compared clip by clip."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import BadInputError
from tests.training.experiment.made_up import figures
from training.experiment.figures import read_figures, wer, wer_difference, write_figures


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """Figures and settings survive the file; a file that is not there is nothing."""
    path = tmp_path / "row" / "figures.json"
    kept = figures([1, 0, 2])
    assert read_figures(path, {"steps": 3}) is None
    write_figures(path, {"steps": 3, "widths": (1, 2)}, kept)
    assert read_figures(path, {"steps": 3, "widths": (1, 2)}) == kept


def test_other_settings_are_refused(tmp_path: Path) -> None:
    """A row of other settings, or a file of something else, is named and not taken."""
    path = tmp_path / "figures.json"
    write_figures(path, {"steps": 3}, figures([1]))
    with pytest.raises(BadInputError, match=r"figures\.json: was measured with other settings"):
        read_figures(path, {"steps": 4})
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"figures\.json: holds no figures"):
        read_figures(path, {"steps": 3})


def test_seeds_are_put_together() -> None:
    """The rate of two seeds is that of all their glosses."""
    assert wer([figures([1, 0], words=5), figures([3, 2], seed=1, words=5)]) == pytest.approx(30.0)


def test_a_difference_of_every_clip_is_clear() -> None:
    """One error more in every clip of ten glosses: ten points, whatever clips are drawn."""
    difference = wer_difference([figures([2] * 20)], [figures([1] * 20)])
    assert (difference.points, difference.low, difference.high) == pytest.approx((10.0, 10.0, 10.0))
    assert difference.is_clear


def test_a_difference_that_depends_on_the_clips_is_not() -> None:
    """Two errors more in half of the clips and two fewer in the others: the range holds zero, on both sides."""
    of, against = figures([2, 0] * 10), figures([0, 2] * 10)
    difference = wer_difference([of], [against])
    assert difference.points == 0.0
    assert difference.low < 0 < difference.high
    assert not difference.is_clear
    assert wer_difference([of], [replace(of, seed=1)]).high == 0.0
