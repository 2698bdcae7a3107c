"""The measurement of what following the signer is worth."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from app.following_report import PLACINGS, Clip, Placing, measure, outcome, placed, read_clips
from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.video import Frame
from tests.app.conftest import HELD, Scene
from tests.app.fake_signer import FakeFinder, signer_at

KNOWN = ("RED", "GREEN", "BLUE")


def test_clips_are_those_of_the_table(tmp_path: Path) -> None:
    """As training reads them, wherever the folder lies."""
    (tmp_path / "clips.csv").write_text("video,glosses,signer\na.mp4,RED GREEN,anna\nb.mp4,,ben\n")

    assert read_clips(tmp_path) == [Clip(tmp_path / "a.mp4", ("RED", "GREEN")), Clip(tmp_path / "b.mp4", ())]


@pytest.mark.parametrize(("content", "said"), [(None, "cannot be read"), ("video,signs\na,b\n", "a column 'glosses'")])
def test_a_table_that_cannot_be_used_is_one_sentence(tmp_path: Path, content: str | None, said: str) -> None:
    """It names the file and what is the matter."""
    if content is not None:
        (tmp_path / "clips.csv").write_text(content)

    with pytest.raises(BadInputError, match=rf"clips\.csv .*{said}"):
        read_clips(tmp_path)


@pytest.mark.parametrize(
    ("found", "signed", "word"),
    [
        (["RED"], ["RED"], "right"),
        ([], ["RED"], "nothing"),
        (["RED", "RED"], ["RED"], "wrong"),
        (["BLUE"], ["RED"], "wrong"),
        (["BLUE"], ["PURPLE"], "something"),
        ([], ["PURPLE"], "nothing"),
    ],
)
def test_each_outcome_has_its_word(found: list[str], signed: list[str], word: str) -> None:
    """A sign said twice is wrong, and of an unknown sign nothing is right."""
    assert outcome(found, signed, KNOWN) == word


@pytest.mark.parametrize("placing", PLACINGS)
def test_a_placed_picture_is_as_large_as_before(placing: Placing) -> None:
    """The clip is somewhere in it, whole; no black frame around it gives it away."""
    image = np.random.default_rng(1).integers(50, 256, (90, 160, 3), np.uint8)
    (frame,) = placed(iter([Frame(image, 0.5)]), placing)

    assert frame.image.shape == image.shape
    assert frame.time_s == 0.5
    assert frame.image.min() >= 50
    if placing.scale == 1:
        assert np.array_equal(frame.image, image)


def test_both_squares_are_measured_on_the_same_clip(
    recognizer: GlossRecognizer, write_video: Callable[[str, Sequence[Scene]], Path]
) -> None:
    """Where they differ, the clip and what was committed with each is listed; every look is timed."""
    clip = Clip(write_video("red-green.avi", HELD), ("RED", "GREEN"))
    finders: list[FakeFinder] = []

    def open_finder() -> FakeFinder:
        finders.append(FakeFinder(lambda *_: signer_at(32, 25, 20)))
        return finders[-1]

    same = measure("as filmed", [clip], PLACINGS[0], recognizer, open_finder)
    other = measure("of another sign", [Clip(clip.path, ("PURPLE",))], PLACINGS[0], recognizer, open_finder)

    assert same.centred == same.followed == {"right": 1}
    assert same.differing == []
    assert other.centred == {"something": 1}
    assert len(same.looks_ms) == len(finders[0].times_s) >= 5
    assert all(finder.is_closed for finder in finders)


def test_a_clip_that_differs_is_listed(
    recognizer: GlossRecognizer, write_video: Callable[[str, Sequence[Scene]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what was committed before and after the arrow."""
    clip = Clip(write_video("red-green.avi", HELD), ("RED", "GREEN"))
    answers = iter([[], ["RED"]])

    class Gloss:
        def __init__(self, gloss: str) -> None:
            self.gloss = gloss

    monkeypatch.setattr(
        "app.following_report.recognize_frames", lambda *_, **__: [Gloss(gloss) for gloss in next(answers)]
    )
    row = measure("as filmed", [clip], PLACINGS[0], recognizer, lambda: FakeFinder(lambda *_: None))

    assert row.differing == ["red-green.avi: nothing → RED"]
    assert (row.centred, row.followed) == ({"nothing": 1}, {"wrong": 1})
