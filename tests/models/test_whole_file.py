"""Files that are there whole or not at all."""

from pathlib import Path

import pytest

from models.errors import BadInputError
from models.whole_file import file_digest, write_whole


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


def test_files_are_told_apart_by_what_they_hold(tmp_path: Path) -> None:
    """A file is known by its content, not by its name."""
    for name, content in (("a", b"1"), ("b", b"1"), ("c", b"2")):
        (tmp_path / name).write_bytes(content)
    first, same, other = (file_digest(tmp_path / name) for name in "abc")

    assert first == same != other
