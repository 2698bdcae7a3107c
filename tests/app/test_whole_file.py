"""Files that are there whole or not at all."""

from pathlib import Path

import pytest

from app.whole_file import write_whole
from models.errors import BadInputError


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """The old content is gone, the new is there, and no other file."""
    path = tmp_path / "notes.txt"
    for content in (b"old and longer", b"new"):
        write_whole(path, content, "The notes")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full: one sentence, the old file as it was, nothing beside it."""
    path = tmp_path / "notes.txt"
    path.write_bytes(b"old")

    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(BadInputError, match=r"^The notes cannot be written to .*: No space left on device\.$"):
        write_whole(path, b"new", "The notes")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
