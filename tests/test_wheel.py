"""What gets installed: the wheel holds every file of the four packages and nothing else of ours."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "models", "training", "assets")


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from this checkout, without its own metadata."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("glosscast-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def tracked_files() -> set[str]:
    """The files of the four packages that git tracks."""
    done = subprocess.run(["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return {name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()}


def test_the_wheel_holds_every_file_of_the_packages(wheel_names: set[str]) -> None:
    """Code, models, clips and tables: what git tracks in the four packages is in the wheel."""
    assert tracked_files() - wheel_names == set()


def test_the_wheel_holds_nothing_but_the_packages(wheel_names: set[str]) -> None:
    """Tests, tools and training runs stay out of the wheel."""
    assert {name.partition("/")[0] for name in wheel_names} == set(PACKAGES)


@pytest.mark.parametrize(
    "name", ["assets/starter.onnx", "assets/sample.avi", "training/signers/body.npz", "training/signers/lexicon.toml"]
)
def test_the_wheel_holds_what_the_app_starts_with(wheel_names: set[str], name: str) -> None:
    """The starter model, the sample clip and the synthetic signers' body are installed with the code."""
    if not (ROOT / name).is_file():
        pytest.skip(f"{name} is not made yet")

    assert name in wheel_names
