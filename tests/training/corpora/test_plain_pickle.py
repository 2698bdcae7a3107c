"""Plain data in a pickle is read as the standard library would read it; anything else is refused and never run."""

import pickle
from pathlib import Path

import pytest

from models.errors import BadInputError
from training.corpora.plain_pickle import read_plain_pickle

SHARED = ["x"]
DATA = {
    "info": [{"name": "a", "length": n, "glosses": ["他", "b"], "pair": (n, -1.5, None)} for n in (0, 300, 2**40)],
    "flags": [True, False, (), (1,), (1, 2), (1, 2, 3, 4), {}],
    "shared": [SHARED, SHARED],
}


class Spy:
    """Writes a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.file,)


@pytest.mark.parametrize("protocol", range(6))
def test_plain_data_comes_back_as_it_was(tmp_path: Path, protocol: int) -> None:
    """Every protocol, with what is written once and referred to again."""
    (tmp_path / "a.pkl").write_bytes(pickle.dumps(DATA, protocol))

    assert read_plain_pickle(tmp_path / "a.pkl") == DATA


@pytest.mark.parametrize("protocol", range(6))
def test_a_program_is_refused_and_not_run(tmp_path: Path, protocol: int) -> None:
    """A pickle that would write a file when it is loaded writes none."""
    (tmp_path / "a.pkl").write_bytes(pickle.dumps({"info": [Spy(tmp_path / "ran")]}, protocol))

    with pytest.raises(BadInputError, match=r"a\.pkl: holds more than plain data"):
        read_plain_pickle(tmp_path / "a.pkl")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("data", [b"", b"no pickle", pickle.dumps(DATA)[:-20], b"\x80\x04h\x05.", b"."])
def test_what_is_no_pickle_is_refused(tmp_path: Path, data: bytes) -> None:
    """Nothing, a text, half a pickle, a reference to nothing: one sentence with the name."""
    (tmp_path / "a.pkl").write_bytes(data)

    with pytest.raises(BadInputError, match=r"a\.pkl: is no pickle"):
        read_plain_pickle(tmp_path / "a.pkl")
    with pytest.raises(BadInputError, match=r"b\.pkl: cannot be read"):
        read_plain_pickle(tmp_path / "b.pkl")
