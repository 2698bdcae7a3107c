"""Files as wholes: written whole or not at all, under another name first, then renamed; and told apart."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from models.errors import BadInputError

__all__ = ["check_target", "file_digest", "write_whole"]


def check_target(path: Path, what: str) -> None:
    """Raise BadInputError if no file can be at that path; `what` is to be written, "The captions"."""
    if path.is_dir():
        raise BadInputError(f"{what} cannot be written to {path}: expected a file, this is a folder.")
    if not path.parent.is_dir():
        raise BadInputError(f"{what} cannot be written to {path}: there is no folder {path.parent}.")


def write_whole(path: Path, content: bytes, what: str) -> None:
    """Put a file there, or replace the one there is, at one stroke. Raises BadInputError if that cannot be done."""
    check_target(path, what)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # else a power cut may leave the name and not the content
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise BadInputError(f"{what} cannot be written to {path}: {error.strerror}.") from error


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal: a model that was trained anew under the same name is another one."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
