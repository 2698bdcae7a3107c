"""How taught signs are judged: found, taken for others, invented."""

from pathlib import Path

import pytest

from models.decoding import RecognizedGloss
from models.errors import BadInputError
from training.taught import TaughtConfig, TaughtFigure, judge_sentence, measure_taught, table
from training.taught_clips import SeenClip


def said(gloss: str, start_s: float, end_s: float) -> RecognizedGloss:
    """A committed gloss."""
    return RecognizedGloss(gloss, start_s, end_s, 0.9)


def test_a_sentence_is_judged_sign_by_sign() -> None:
    """What is said at the time of a sign is of that sign: found, missed, taken for a taught one."""
    clip = SeenClip(None, ("MINE", "PLEASE", "STRANGE", "OURS"), ((0, 4), (8, 12), (20, 24), (30, 34)))  # type: ignore[arg-type]
    heard = [said("MINE", 0.0, 0.8), said("PLEASE", 1.3, 2.0), said("OURS", 3.3, 3.9)]
    alone = [said("PLEASE", 1.3, 2.0)]

    figure = judge_sentence(TaughtFigure("", 5), clip, heard, alone, {"MINE", "OURS"}, 0.16)

    assert (figure.signed, figure.found, figure.said_twice) == (2, 1, 0)
    assert (figure.others, figure.taken) == (2, 0)  # OURS was next to it: said early, not taken for another
    assert (figure.known, figure.known_found, figure.known_alone) == (1, 1, 1)
    taken = judge_sentence(TaughtFigure("", 5), clip, [said("OURS", 1.3, 2.0)], [], {"MINE", "OURS"}, 0.16)
    assert (taken.taken, taken.known_found) == (1, 0)


def test_figures_add_up_into_a_table() -> None:
    """Counts of several teachers are summed before they are divided."""
    one = TaughtFigure("same sitting", 5, signed=10, found=4, others=20, taken=1, known=8, known_found=6, known_alone=8)
    text = table([one + one])

    assert "40 %" in text
    assert "5 %" in text
    assert "20 taught, 40 other signs" in text


def test_no_tries_are_refused(tmp_path: Path) -> None:
    """Before anything is rendered."""
    with pytest.raises(BadInputError, match="tries"):
        measure_taught(TaughtConfig(tries=(0,), cache=tmp_path))
