"""Taught signs as the window knows them: for the model in use, counted, and told when they change."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.event_loop import delete_now
from app.own_signs import OwnSigns
from app.teach_consent import Consent
from models.recognizer import GlossRecognizer
from models.taught.sign import SignTry
from models.taught.tries import record_try
from tests.fakes import make_card, write_tiny_model
from tests.models.taught.conftest import COLOUR_OF, try_frames


def tries(recognizer: GlossRecognizer, gloss: str = "PINK") -> tuple[SignTry, ...]:
    """Three, with their frames."""
    frames = [try_frames(COLOUR_OF[gloss], count=count) for count in (8, 10, 12)]
    return tuple(record_try(recognizer, one, keep_frames=True) for one in frames)


@pytest.fixture
def signs(qtbot: QtBot, recognizer: GlossRecognizer, tmp_path: Path) -> Iterator[OwnSigns]:
    """None yet, and the default agreed to; Qt deletes it, not whichever thread Python collects its garbage in."""
    one = OwnSigns(tmp_path / "signs", recognizer)
    one.change_consent(Consent(was_asked=True))
    yield one
    one.finish()
    delete_now([one])


def settle(qtbot: QtBot, signs: OwnSigns) -> tuple[str, ...]:
    """What is recognised once all threads are done."""
    qtbot.waitUntil(lambda: not signs.is_busy, timeout=60_000)
    return signs.glosses


def test_what_is_taught_is_looked_for_at_once(qtbot: QtBot, signs: OwnSigns, recognizer: GlossRecognizer) -> None:
    """And no more once it is deleted; each change is told."""
    assert signs.matcher is None
    told: list[tuple[str, ...]] = []
    signs.changed.connect(lambda: told.append(signs.glosses))
    signs.teach("PINK", tries(recognizer))
    assert settle(qtbot, signs) == ("PINK",)
    signs.rename("PINK", "ROSE")
    assert settle(qtbot, signs) == ("ROSE",)
    signs.delete("ROSE")
    assert [one for one, after in itertools.pairwise([*told, None]) if one != after] == [(), ("PINK",), ("ROSE",), ()]
    assert signs.matcher is None


def test_signs_belong_to_their_model(
    qtbot: QtBot, signs: OwnSigns, recognizer: GlossRecognizer, tmp_path: Path
) -> None:
    """Another one is not looked at through them, a sign whose frames are kept can be learnt by it, and back."""
    signs.change_consent(Consent(was_asked=True, keeps_clips=True))
    signs.teach("PINK", tries(recognizer))
    write_tiny_model(tmp_path / "other.onnx", replace(make_card(), name="other"))
    other = GlossRecognizer(tmp_path / "other.onnx")

    signs.use_model(other)
    assert signs.glosses == ()
    assert settle(qtbot, signs) == ()
    assert list(signs.store.others) == ["PINK"]
    signs.use_model(recognizer)
    assert settle(qtbot, signs) == ("PINK",)


def test_a_first_sign_after_another_model_is_that_models(
    qtbot: QtBot, signs: OwnSigns, recognizer: GlossRecognizer, tmp_path: Path
) -> None:
    """Nothing of the model before is remembered."""
    signs.teach("PINK", tries(recognizer))
    signs.delete("PINK")
    write_tiny_model(tmp_path / "other.onnx", replace(make_card(), name="other"))
    other = GlossRecognizer(tmp_path / "other.onnx")
    signs.use_model(other)

    signs.teach("PINK", tries(other))

    assert settle(qtbot, signs) == ("PINK",)
    assert signs.store.known["PINK"].sign.model == signs.identity.digest
    signs.use_model(recognizer)
    assert settle(qtbot, signs) == ()


def test_a_model_whose_file_has_gone_has_no_signs(
    qtbot: QtBot, signs: OwnSigns, recognizer: GlossRecognizer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes on recognising its own."""
    signs.teach("PINK", tries(recognizer))
    write_tiny_model(tmp_path / "gone.onnx")
    gone = GlossRecognizer(tmp_path / "gone.onnx")
    (tmp_path / "gone.onnx").unlink()

    signs.use_model(gone)

    assert settle(qtbot, signs) == ()
    assert "gone.onnx" in caplog.text


def test_a_test_knows_the_sign_before_it_is_kept(qtbot: QtBot, signs: OwnSigns, recognizer: GlossRecognizer) -> None:
    """Beside those taught before; nothing is in force by it."""
    signs.teach("PINK", tries(recognizer))

    matcher = signs.maker_with("YELLOW", tries(recognizer, "YELLOW"))()

    assert set(matcher.glosses) == {"PINK", "YELLOW"}
    assert settle(qtbot, signs) == ("PINK",)
