"""Taught signs on the disk: written whole, read back equal, renamed, deleted, exported, imported."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import BadInputError
from models.taught.files import (
    delete_sign,
    export_sign,
    forget_frames,
    import_sign,
    read_sign,
    read_signs,
    rename_sign,
    sign_path,
    write_sign,
)
from models.taught.identity import ModelIdentity
from models.taught.sign import TaughtSign
from tests.models.taught.conftest import hand_made

MODEL = ModelIdentity("m" * 64, feature_count=3, vocabulary_size=4)


def assert_equal(found: TaughtSign, expected: TaughtSign) -> None:
    """The same name, model and numbers."""
    assert (found.gloss, found.model, len(found.tries)) == (expected.gloss, expected.model, len(expected.tries))
    for one, other in zip(found.tries, expected.tries, strict=True):
        np.testing.assert_array_equal(one.features, other.features)
        np.testing.assert_array_equal(one.log_probs, other.log_probs)
        assert (one.frames is None) == (other.frames is None)
        if one.frames is not None and other.frames is not None:
            np.testing.assert_array_equal(one.frames, other.frames)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Bit for bit, with the frames where they were kept; the folder is made, and nothing else is left in it."""
    folder = tmp_path / "signs"
    signs = [hand_made("PINK"), hand_made("YELLOW", counts=(3,))]
    for sign in signs:
        write_sign(folder, sign)

    found = read_signs(folder, MODEL)

    assert (len(found.signs), found.others, found.faults) == (2, (), ())
    for one, other in zip(found.signs, signs, strict=True):
        assert_equal(one, other)
    assert sorted(path.name for path in folder.iterdir()) == ["sign-PINK.npz", "sign-YELLOW.npz"]


def test_a_folder_that_is_not_there_has_no_signs(tmp_path: Path) -> None:
    """Nobody taught anything yet."""
    assert read_signs(tmp_path / "nowhere", MODEL).signs == ()


def test_a_sign_of_another_model_is_kept_apart(tmp_path: Path) -> None:
    """It is named, and can be seen again only where all its tries were kept."""
    write_sign(tmp_path, hand_made("PINK", model="x" * 64))
    write_sign(tmp_path, hand_made("YELLOW", model="x" * 64, counts=(3,)))

    found = read_signs(tmp_path, MODEL)

    assert found.signs == ()
    assert [sign.gloss for sign in found.others] == ["PINK", "YELLOW"]
    assert "PINK" in found.faults[0]
    assert "teach it again" in found.faults[0]
    assert "YELLOW" in found.faults[1]
    assert "kept" in found.faults[1]


def test_a_deleted_sign_is_gone(tmp_path: Path) -> None:
    """The file is removed; deleting what is not there says so."""
    write_sign(tmp_path, hand_made("PINK"))

    delete_sign(tmp_path, "PINK")

    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BadInputError, match="no taught sign PINK"):
        delete_sign(tmp_path, "PINK")


def test_a_renamed_sign_has_one_file(tmp_path: Path) -> None:
    """Under its new name alone, with all its tries; a name that is taken is refused and both signs stay."""
    write_sign(tmp_path, hand_made("PINK"))
    write_sign(tmp_path, hand_made("YELLOW"))

    with pytest.raises(BadInputError, match="YELLOW already"):
        rename_sign(tmp_path, "PINK", "yellow")
    renamed = rename_sign(tmp_path, "PINK", "rose red")

    assert renamed.gloss == "ROSE-RED"
    assert [sign.gloss for sign in read_signs(tmp_path, MODEL).signs] == ["ROSE-RED", "YELLOW"]
    assert rename_sign(tmp_path, "YELLOW", "yellow").gloss == "YELLOW"


def test_export_and_import(tmp_path: Path) -> None:
    """A copy goes out without pixels unless they are asked for, and comes in only where its name is free."""
    mine, theirs, file = tmp_path / "mine", tmp_path / "theirs", tmp_path / "for-you.npz"
    write_sign(mine, hand_made("PINK"))

    export_sign(mine, "PINK", file)
    assert all(one.frames is None for one in read_sign(file).tries)
    export_sign(mine, "PINK", file, with_frames=True)
    assert read_sign(file).tries[0].frames is not None
    import_sign(theirs, file, MODEL)

    assert_equal(read_signs(theirs, MODEL).signs[0], hand_made("PINK"))
    with pytest.raises(BadInputError, match="PINK already"):
        import_sign(theirs, file, MODEL)


def test_another_models_sign_comes_in_only_with_its_frames(tmp_path: Path) -> None:
    """Else it could never be recognised."""
    file = tmp_path / "old.npz"
    sign_path(tmp_path, "PINK")
    write_sign(tmp_path / "a", hand_made("PINK", model="x" * 64))
    export_sign(tmp_path / "a", "PINK", file, with_frames=True)
    with pytest.raises(BadInputError, match="another model"):
        import_sign(tmp_path / "b", file, MODEL)

    write_sign(tmp_path / "a", hand_made("YELLOW", model="x" * 64, counts=(3,)))
    export_sign(tmp_path / "a", "YELLOW", file, with_frames=True)
    assert import_sign(tmp_path / "b", file, MODEL).gloss == "YELLOW"


def test_consent_withdrawn_takes_the_pixels_away(tmp_path: Path) -> None:
    """The signs stay, their frames go; a file that is no sign is left as it is."""
    write_sign(tmp_path, hand_made("PINK"))
    write_sign(tmp_path, hand_made("YELLOW"))
    (tmp_path / "sign-X.npz").write_bytes(b"nothing")

    assert forget_frames(tmp_path) == 2
    assert forget_frames(tmp_path) == 0
    assert all(one.frames is None for sign in read_signs(tmp_path, MODEL).signs for one in sign.tries)
    assert (tmp_path / "sign-X.npz").read_bytes() == b"nothing"


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file where the folder should be: one sentence, and nothing half-written."""
    blocked = tmp_path / "signs"
    blocked.write_text("in the way")

    with pytest.raises(BadInputError, match="cannot be written"):
        write_sign(blocked, hand_made("PINK"))

    assert [path.name for path in tmp_path.iterdir()] == ["signs"]
