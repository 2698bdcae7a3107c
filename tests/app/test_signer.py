"""The door to MediaPipe: what it is given, what is made of its answer, and what is said when it is not there."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

import app.signer
from app.signer import SignerFinder, SignerNotFollowedError, why_not_followed
from app.signer_files import pose_file
from app.signer_look import Place

IMAGE = np.zeros((100, 200, 3), np.uint8)


@dataclass
class FakeLandmarker:
    """Answers with landmarks in one row, and keeps what it was asked."""

    people: int = 1
    failure: Exception | None = None
    times_ms: list[int] = field(default_factory=list)
    is_closed: bool = False

    def detect_for_video(self, picture: Any, time_ms: int) -> Any:
        os.write(2, b"I0000 a line of C++")
        self.times_ms.append(time_ms)
        if self.failure:
            raise self.failure
        landmarks = [SimpleNamespace(x=number / 100, y=0.5, visibility=1 - number / 100) for number in range(33)]
        return SimpleNamespace(pose_landmarks=[landmarks] * self.people)

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def landmarker(monkeypatch: pytest.MonkeyPatch) -> FakeLandmarker:
    """MediaPipe's part in what follows."""
    fake = FakeLandmarker()
    mediapipe, tasks, python = ModuleType("mediapipe"), ModuleType("mediapipe.tasks"), ModuleType("mediapipe.python")

    def create(options: Any) -> FakeLandmarker:
        os.write(2, b"INFO: a line of TensorFlow Lite")
        if options.base_options.model_asset_path.endswith("broken.task"):
            raise RuntimeError("Unable to open zip archive.\nSource Location Trace: …")
        return fake

    mediapipe.Image = SimpleNamespace  # type: ignore[attr-defined]
    mediapipe.ImageFormat = SimpleNamespace(SRGB="srgb")  # type: ignore[attr-defined]
    python.BaseOptions = SimpleNamespace  # type: ignore[attr-defined]
    python.vision = SimpleNamespace(  # type: ignore[attr-defined]
        PoseLandmarkerOptions=SimpleNamespace,
        RunningMode=SimpleNamespace(VIDEO="video"),
        PoseLandmarker=SimpleNamespace(create_from_options=create),
    )
    for name, module in (("mediapipe", mediapipe), ("mediapipe.tasks", tasks), ("mediapipe.tasks.python", python)):
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(app.signer, "find_spec", lambda name: object())
    return fake


def finder(tmp_path: Path, name: str = "pose.task") -> SignerFinder:
    """A finder on a file that is there."""
    path = tmp_path / name
    path.touch()
    return SignerFinder(path)


def test_landmarks_become_places_in_pixels(tmp_path: Path, landmarker: FakeLandmarker) -> None:
    """Head, shoulders and hands, left and right as MediaPipe means them: the person's own."""
    look = finder(tmp_path).find(IMAGE, 0.0)

    assert look is not None
    assert look.head == Place(0, 50)
    assert (look.left_shoulder, look.right_shoulder) == (Place(22, 50), Place(24, 50))
    assert look.left_hand.place.x == pytest.approx(34)  # the mean of landmarks 15, 17 and 19
    assert look.right_hand.visibility == pytest.approx(0.84)
    assert look.visibility == pytest.approx(0.88)


def test_an_empty_picture_gives_nothing(tmp_path: Path, landmarker: FakeLandmarker) -> None:
    """Nobody is None."""
    landmarker.people = 0

    assert finder(tmp_path).find(IMAGE, 0.0) is None


def test_time_never_stands_still_for_mediapipe(tmp_path: Path, landmarker: FakeLandmarker) -> None:
    """It refuses a time that does not increase, and a file may start over."""
    one = finder(tmp_path)
    for time_s in (0.0, 0.3, 0.3, 0.1, 0.6):
        one.find(IMAGE, time_s)

    assert landmarker.times_ms == [0, 300, 301, 302, 600]


def test_its_start_is_not_heard(tmp_path: Path, landmarker: FakeLandmarker, capfd: pytest.CaptureFixture[str]) -> None:
    """What native code writes until somebody has been found is kept from the terminal; what comes later is not."""
    one = finder(tmp_path)
    landmarker.people = 0
    one.find(IMAGE, 0.0)
    landmarker.people = 1
    one.find(IMAGE, 0.3)
    assert capfd.readouterr().err == ""

    one.find(IMAGE, 0.6)
    assert capfd.readouterr().err == "I0000 a line of C++"


def test_closing_closes_mediapipe(tmp_path: Path, landmarker: FakeLandmarker) -> None:
    """At once, not at the end of the interpreter."""
    finder(tmp_path).close()

    assert landmarker.is_closed


def test_a_broken_file_is_one_sentence(tmp_path: Path, landmarker: FakeLandmarker) -> None:
    """Of MediaPipe's own lines only the first."""
    with pytest.raises(SignerNotFollowedError, match=r"^MediaPipe cannot be started: Unable to open zip archive\.$"):
        finder(tmp_path, "broken.task")


def test_a_failure_is_one_sentence(tmp_path: Path, landmarker: FakeLandmarker) -> None:
    """Whatever goes wrong later."""
    one = finder(tmp_path)
    landmarker.failure = RuntimeError("Graph has errors")

    with pytest.raises(SignerNotFollowedError, match=r"^MediaPipe failed: Graph has errors$"):
        one.find(IMAGE, 0.0)


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First MediaPipe, then its file; with both nothing is said."""
    monkeypatch.setattr(app.signer, "pose_file", lambda: None)
    monkeypatch.setattr(app.signer, "find_spec", lambda name: None)
    assert why_not_followed() == "MediaPipe is not installed."

    monkeypatch.setattr(app.signer, "find_spec", lambda name: object())
    assert why_not_followed().startswith("MediaPipe lacks its file pose_landmarker_full.task")
    with pytest.raises(SignerNotFollowedError, match="lacks its file"):
        SignerFinder()

    monkeypatch.setattr(app.signer, "pose_file", lambda: tmp_path)
    assert why_not_followed() == ""


@pytest.mark.skipif(pose_file() is None, reason="MediaPipe's file has not been fetched; make run does that")
def test_the_signer_of_the_sample_clip_is_found() -> None:
    """The real MediaPipe: shoulders left and right, head above them, nothing on the terminal, equal each time."""
    program = (
        "from contextlib import closing; import assets; from app.signer import SignerFinder;"
        "from models.video import read_video; image = next(read_video(assets.path('sample.avi'))).image\n"
        "for _ in range(2):\n"
        "    with closing(SignerFinder()) as finder:\n"
        "        print(finder.find(0 * image, 0.0), finder.find(image, 0.3).centre)"
    )
    root = Path(app.signer.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)

    first, second = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert first == second
    assert first.startswith("None Place(x=")
