"""A folder of taught signs, opened for a model."""

from pathlib import Path

from app.taught_signs import background_of, open_signs
from models.recognizer import GlossRecognizer
from models.taught.files import write_sign
from models.taught.identity import identify
from models.taught.sign import TaughtSign
from tests.models.taught.conftest import hand_made


def test_the_signs_of_a_folder_become_a_matcher(recognizer: GlossRecognizer, tmp_path: Path) -> None:
    """Those of this model are looked for, and what the folder holds besides is told."""
    model = identify(recognizer)
    write_sign(tmp_path, TaughtSign("PINK", hand_made("PINK").tries, model.digest))
    write_sign(tmp_path, hand_made("YELLOW"))

    opened = open_signs(tmp_path, recognizer)

    assert opened.model == model
    assert opened.matcher is not None
    assert opened.matcher.vocabulary.glosses == (*recognizer.card.vocabulary.glosses, "PINK")
    assert [sign.gloss for sign in opened.found.others] == ["YELLOW"]
    assert len(opened.found.faults) == 1


def test_nothing_taught_is_no_matcher(recognizer: GlossRecognizer, tmp_path: Path) -> None:
    """A folder without signs, or none at all: recognition goes on as without."""
    assert open_signs(tmp_path, recognizer).matcher is None
    assert open_signs(tmp_path / "gone", recognizer).matcher is None


def test_the_shipped_background_is_not_another_models(recognizer: GlossRecognizer) -> None:
    """The sample that comes with the starter model says nothing about a model of somebody's own."""
    assert background_of(identify(recognizer)) is None
