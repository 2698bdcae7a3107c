"""Reads a small `.npz` that may come from a stranger: its size, names, types and shapes are checked before its numbers.

An `.npz` is a zip of arrays. Nothing is unpickled and nothing is unpacked to the disk; a zip that says it is small and
is not, or the other way round, is refused with what it costs to read as much as it may hold.
"""

import io
import math
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError

__all__ = ["Expected", "read_arrays"]

LARGEST_ARRAY = 64 * 2**20  # bytes; fifty tries of ten seconds, as the shipped model sees them, are 59 MB of pixels
_LONGEST_HEADER = 4096


@dataclass(frozen=True, slots=True)
class Expected:
    """What one array must be; -1 stands for a length of at least 1."""

    type: type[np.generic]
    shape: tuple[int, ...]
    is_optional: bool = False


def read_arrays(path: Path, expected: Mapping[str, Expected]) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file by name, those that are optional only where they are there.

    Raises:
        BadInputError: the file cannot be read, is no `.npz`, is damaged, or holds anything else than is expected.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(path, archive, expected)
            return {name: _read(path, archive, member, name, expected[name]) for name, member in members.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path.name} is damaged, or no file of a taught sign.") from error
    except OSError as error:
        raise BadInputError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _members(path: Path, archive: zipfile.ZipFile, expected: Mapping[str, Expected]) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = member.filename.removesuffix(".npy")
        if name == member.filename or name not in expected or name in found:
            raise BadInputError(f"{path.name} holds {member.filename[:60]!r}, which no file of a taught sign does.")
        if member.file_size > LARGEST_ARRAY:
            raise BadInputError(
                f"{path.name} is not read: its {name} say that they are {member.file_size / 2**20:.0f} MB, and "
                f"{LARGEST_ARRAY / 2**20:.0f} MB is the most."
            )
        found[name] = member
    missing = [name for name, one in expected.items() if name not in found and not one.is_optional]
    if missing:
        raise BadInputError(f"{path.name} is no file of a taught sign: it has no {missing[0]}.")
    return found


def _read(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, wanted: Expected) -> NDArray[Any]:
    with archive.open(member) as stream:
        content = stream.read(member.file_size)  # never more than the zip said, and that was checked
        if stream.read(1):
            raise BadInputError(f"{path.name} is damaged: its {name} are longer than they say.")
    file = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(f"version {version}")
        shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=_LONGEST_HEADER)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError) as error:
        raise BadInputError(f"{path.name} is damaged: its {name} are no array that can be read.") from error
    fits = len(shape) == len(wanted.shape) and all(
        length == size or (size == -1 and length >= 1) for length, size in zip(shape, wanted.shape, strict=True)
    )
    if dtype != np.dtype(wanted.type) or is_fortran or not fits:
        axes = ", ".join("n" if size == -1 else str(size) for size in wanted.shape)
        raise BadInputError(
            f"{path.name} is no file of a taught sign: its {name} must be {np.dtype(wanted.type)} ({axes}), and are "
            f"{str(dtype)[:40]} {shape}."
        )
    body = content[file.tell() :]
    if math.prod(shape) * dtype.itemsize != len(body):
        raise BadInputError(f"{path.name} is damaged: its {name} are {len(body)} bytes, not what their shape says.")
    return np.frombuffer(body, dtype).reshape(shape)
