"""Files from strangers: read only as what they should be; nothing is executed, unpacked or believed."""

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.errors import BadInputError
from models.taught.arrays import Expected, read_arrays
from models.taught.files import read_signs, sign_path, write_sign
from models.taught.identity import ModelIdentity
from tests.models.taught.conftest import hand_made

MODEL = ModelIdentity("m" * 64, feature_count=3, vocabulary_size=4)
EXECUTED = list[str]()


class Trap:
    """Says so if it is ever unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return EXECUTED.append, ("unpickled",)


def npy(array: np.ndarray) -> bytes:
    """An array as a member of an `.npz`."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def members(path: Path) -> dict[str, bytes]:
    """The members of a sound sign's file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path: Path, parts: dict[str, bytes]) -> None:
    """A zip of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def text(gloss: object = "PINK", **fields: object) -> bytes:
    """The member that says whose it is."""

    return npy(
        np.frombuffer(json.dumps({"format": 1, "gloss": gloss, "model": MODEL.digest, **fields}).encode(), np.uint8)
    )


def header(shape: str, descr: str = "'<f4'", body: bytes = b"") -> bytes:
    """A member whose header says what it likes."""
    line = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    line += b" " * (-(len(line) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(line)) + line + body


BAD_MEMBERS: dict[str, dict[str, bytes]] = {
    "objects": {"features.npy": npy(np.array([Trap()], dtype=object))},
    "a bare pickle": {"features.npy": pickle.dumps(Trap())},
    "objects by header": {"features.npy": header("(2, 3)", "'|O'", pickle.dumps(Trap()))},
    "code in a header": {"features.npy": header("(__import__('os').getpid(), 3)")},
    "a deep header": {"features.npy": header("(" * 3000 + ")" * 3000)},
    "a huge shape": {"features.npy": header("(1000000000000, 3)", body=bytes(24))},
    "a negative shape": {"features.npy": header("(-1, 3)", body=bytes(24))},
    "not a number": {"features.npy": npy(np.full((10, 3), np.nan, np.float32))},
    "endless numbers": {"log_probs.npy": npy(np.full((10, 4), np.inf, np.float32))},
    "other types": {"features.npy": npy(np.zeros((10, 3)))},
    "other axes": {"features.npy": npy(np.zeros((10, 3, 1), np.float32))},
    "too few steps": {"features.npy": npy(np.zeros((9, 3), np.float32))},
    "steps below zero": {"steps.npy": npy(np.array([20, -10], np.int32))},
    "steps that overflow": {"steps.npy": npy(np.array([2**31 - 1, 2**31 - 1], np.int32))},
    "too many tries": {"steps.npy": npy(np.zeros(100000, np.int32))},
    "no name": {"text.npy": text(None)},
    "a path for a name": {"text.npy": text("../../../ESCAPED")},
    "an absolute name": {"text.npy": text("/ESCAPED")},
    "a name of a drive": {"text.npy": text("C:\\ESCAPED")},
    "a later format": {"text.npy": text("PINK", format=2)},
    "text that is none": {"text.npy": npy(np.frombuffer(b"\xff\xfe[[[[", np.uint8))},
    "nested text": {"text.npy": npy(np.frombuffer(b"[" * 900, np.uint8))},
    "a stranger's member": {"../escaped.npy": npy(np.zeros(3))},
    "a member that is no array": {"run.py": b"raise SystemExit"},
    "frames without counts": {"frames.npy": npy(np.zeros((4, 8, 8, 3), np.uint8))},
    "a model it does not fit": {"log_probs.npy": npy(np.zeros((10, 7), np.float32))},
}


@pytest.mark.parametrize("name", BAD_MEMBERS)
def test_a_hostile_file_is_named_and_skipped(tmp_path: Path, name: str) -> None:
    """One sentence with the file's name; the sound sign beside it is read, nothing is executed or written elsewhere."""
    folder = tmp_path / "signs"
    bad = write_sign(folder, hand_made("PINK"))
    write_sign(folder, hand_made("YELLOW"))
    parts = members(bad) | BAD_MEMBERS[name]
    if name != "frames without counts":
        parts = {key: part for key, part in parts.items() if not key.startswith("frame")}
    else:
        del parts["frame_counts.npy"]
    written(bad, parts)
    before = bad.read_bytes()

    found = read_signs(folder, MODEL)

    assert [sign.gloss for sign in found.signs] == ["YELLOW"]
    assert len(found.faults) == 1
    assert "sign-PINK.npz" in found.faults[0] or "name" in found.faults[0]
    assert "\n" not in found.faults[0]
    assert EXECUTED == []
    assert bad.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["signs"]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A gigabyte of zeros in a megabyte: refused by what the zip says, and by what comes where it lies."""
    write_sign(tmp_path, hand_made("YELLOW"))
    honest, lying = sign_path(tmp_path, "HONEST"), sign_path(tmp_path, "LYING")
    for path in (honest, lying):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("features.npy", "w") as stream:
            for _ in range(80):
                stream.write(bytes(2**20))
    content = bytearray(lying.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):  # the uncompressed size in both headers
        struct.pack_into("<I", content, content.index(magic) + offset, 100)
    lying.write_bytes(content)

    found = read_signs(tmp_path, MODEL)

    assert [sign.gloss for sign in found.signs] == ["YELLOW"]
    assert len(found.faults) == 2
    assert "64 MB is the most" in found.faults[0]


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_sign_is_named(tmp_path: Path, content: bytes) -> None:
    """Empty, text, an empty zip, a folder, a file cut off at any length."""
    path = sign_path(tmp_path, "PINK")
    path.write_bytes(content)
    sign_path(tmp_path, "FOLDER").mkdir()

    assert len(read_signs(tmp_path, MODEL).faults) == 2


def test_a_file_cut_off_anywhere_is_named(tmp_path: Path) -> None:
    """No cut makes it something else, and none raises anything but our own error."""
    path = write_sign(tmp_path, hand_made("PINK"))
    whole = path.read_bytes()
    for length in range(0, len(whole) - 1, 97):
        path.write_bytes(whole[:length])
        assert read_signs(tmp_path, MODEL).signs == ()


def test_a_changed_byte_is_noticed_or_harmless(tmp_path: Path) -> None:
    """Whatever byte is changed: the sign as it was, or a sentence; never a crash."""
    path = write_sign(tmp_path, hand_made("PINK"))
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for position in rng.integers(0, len(whole), 150):
        damaged = bytearray(whole)
        damaged[position] ^= int(rng.integers(1, 256))
        path.write_bytes(damaged)
        found = read_signs(tmp_path, MODEL)
        assert len(found.signs) + len(found.others) + len(found.faults) >= 1


def test_a_sign_under_another_name_is_named(tmp_path: Path) -> None:
    """A copy that was renamed by hand would be deleted in place of another one."""
    write_sign(tmp_path, hand_made("PINK")).rename(sign_path(tmp_path, "YELLOW"))

    found = read_signs(tmp_path, MODEL)

    assert found.signs == ()
    assert "PINK" in found.faults[0]
    assert "sign-YELLOW.npz" in found.faults[0]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """One sentence."""
    with pytest.raises(BadInputError, match=r"gone\.npz cannot be read"):
        read_arrays(tmp_path / "gone.npz", {"text": Expected(np.uint8, (-1,))})
