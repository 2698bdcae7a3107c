"""What was allowed is remembered; what cannot be read was not allowed."""

from pathlib import Path

import pytest

from app.teach_consent import Consent, ConsentFile
from models.errors import BadInputError


def test_an_answer_is_remembered(tmp_path: Path) -> None:
    """It is asked once, not at each start."""
    folder = tmp_path / "signs"
    assert not ConsentFile(folder).consent.was_asked
    answer = Consent(was_asked=True, keeps_clips=True)

    ConsentFile(folder).change(answer)

    assert ConsentFile(folder).consent == answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"was_asked": true}',
        '{"was_asked": 1, "keeps_features": 1, "keeps_clips": 1, "exports_clips": 1}',
    ],
)
def test_a_spoilt_file_allows_nothing(tmp_path: Path, text: str) -> None:
    """The person is asked again, and no picture is kept meanwhile."""
    (tmp_path / "consent.json").write_text(text)

    consent = ConsentFile(tmp_path).consent

    assert not consent.was_asked
    assert not consent.keeps_clips
    assert not consent.exports_clips


def test_an_answer_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """It holds for this run."""
    (tmp_path / "signs").write_text("in the way")
    file = ConsentFile(tmp_path / "signs")

    with pytest.raises(BadInputError, match="Your answer cannot be kept"):
        file.change(Consent(was_asked=True))

    assert file.consent.was_asked
