"""The picture of a sign."""

from pathlib import Path

import cv2
import pytest

from models.errors import BadInputError
from training.signers.lexicon import Lexicon, cached_lexicon
from training.signers.lexicon_sheet import write_overview, write_sheet


def test_a_sheet_shows_every_form_by_four_signers(tmp_path: Path) -> None:
    """GOOD has one form: four rows of eight moments, which are not all the same picture."""
    write_sheet(tmp_path / "GOOD.png", cached_lexicon(), "GOOD")
    sheet = cv2.imread(str(tmp_path / "GOOD.png"))
    assert sheet is not None
    forms = len(cached_lexicon().signs["GOOD"].forms)
    assert sheet.shape[1] == 8 * 176
    assert 4 * forms * 176 < sheet.shape[0] < 4 * forms * 176 + 200
    first, last = sheet[-176:, :176].astype(int), sheet[-176:, -176:].astype(int)
    assert abs(first - last).mean() > 1
    assert [file.name for file in tmp_path.iterdir()] == ["GOOD.png"]


def test_an_unknown_sign_is_named(tmp_path: Path) -> None:
    """No picture is written for a sign that the lexicon lacks."""
    with pytest.raises(BadInputError, match="BANANA"):
        write_sheet(tmp_path / "BANANA.png", cached_lexicon(), "BANANA")
    assert not list(tmp_path.iterdir())


def test_an_overview_has_a_cell_for_every_sign(tmp_path: Path) -> None:
    """Five signs fill two rows of four cells, the last three of them white."""
    lexicon = cached_lexicon()
    five = Lexicon(lexicon.path, {gloss: lexicon.signs[gloss] for gloss in lexicon.glosses[:5]})
    write_overview(tmp_path / "signs.png", five)
    picture = cv2.imread(str(tmp_path / "signs.png"))
    assert picture is not None
    height, width = picture.shape[:2]
    assert picture[: height // 2].std() > 20
    assert picture[height // 2 :, : width // 4].std() > 20
    assert (picture[height // 2 :, width // 4 :] == 255).all()


def test_a_picture_needs_a_name_that_says_its_kind(tmp_path: Path) -> None:
    """A name without .png or .jpg is refused in one sentence."""
    lexicon = cached_lexicon()
    one = Lexicon(lexicon.path, {"YES": lexicon.signs["YES"]})
    with pytest.raises(BadInputError, match=r"ends in \.png or \.jpg"):
        write_overview(tmp_path / "signs.gloss", one)
