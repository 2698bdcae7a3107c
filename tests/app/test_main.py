"""The command `glosscast`, in this process and in fresh ones."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app import __main__ as command
from models.recognizer import GlossRecognizer
from tests.app.conftest import Scene
from tests.app.fake_signer import FakeFinder
from tests.fakes import write_broken_models

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.usefixtures("hooks_put_back")


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch, red_green_video: Path) -> Path:
    """A sample clip for the tiny model."""
    monkeypatch.setattr(command, "sample_clip", lambda: red_green_video)
    return red_green_video


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without a screen."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")


def run(arguments: Sequence[object], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the command."""
    code = command.main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_video_is_captioned_as_text(
    red_green_video: Path, tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Text is the default, on stdout, and nothing else is printed."""
    assert run(["caption", red_green_video, "--model", tiny_model], capsys) == (0, "RED GREEN\n", "")


def test_captions_go_to_a_file(
    red_green_video: Path, tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --output the file holds the captions, replacing what was there, and nothing is left beside it."""
    output = tmp_path / "captions.json"
    output.write_text("old")
    arguments = ["caption", red_green_video, "--model", tiny_model, "--format", "json", "--output", output]

    assert run(arguments, capsys) == (0, "", "")
    sentences = json.loads(output.read_text())["sentences"]
    assert [gloss["gloss"] for gloss in sentences[0]["glosses"]] == ["RED", "GREEN"]
    assert list(tmp_path.iterdir()) == [output]


def test_a_signer_who_cannot_be_followed_is_no_error(
    red_green_video: Path, tiny_model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without MediaPipe's file the middle of the picture is taken, and one sentence on stderr says so."""
    monkeypatch.setattr("app.signer.pose_file", lambda: None)

    code, out, error = run(["caption", red_green_video, "--model", tiny_model, "--follow-signer"], capsys)

    assert (code, out) == (0, "RED GREEN\n")
    assert error.startswith("The signer is not followed, the middle of the picture is taken: MediaPipe lacks")
    assert error.count("\n") == 1


def test_the_signer_is_followed_when_asked_for(
    red_green_video: Path, tiny_model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The finder is given the pictures of the file, and is closed."""
    finder = FakeFinder(lambda *_: None)
    monkeypatch.setattr("app.caption_command.SignerFinder", lambda: finder)

    arguments = ["caption", red_green_video, "--model", tiny_model, "--follow-signer"]
    assert run(arguments, capsys) == (0, "RED GREEN\n", "")

    assert len(finder.times_s) >= 5
    assert finder.is_closed


def test_silence_is_said_and_is_no_error(
    write_video: Callable[[str, Sequence[Scene]], Path], tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A video without a known sign gives empty captions, one sentence and exit code 0."""
    video = write_video("dark.avi", [(None, 1.0)])

    code, printed, told = run(["caption", video, "--model", tiny_model], capsys)

    assert (code, printed) == (0, "")
    assert told == f"No sign of the 3 known ones in {video}.\n"


@pytest.mark.parametrize(
    "broken",
    ["truncated", "no card", "incomplete card", "wrong vocabulary size", "wrong frame size", "text", "empty"],
)
@pytest.mark.parametrize("subcommand", [[], ["caption"]], ids=["window", "caption"])
def test_an_unusable_model_is_refused_with_one_sentence(
    broken: str,
    subcommand: list[str],
    red_green_video: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever is wrong with a model: exit code 2, one line that names the file, no captions, no window."""
    path = write_broken_models(tmp_path)[broken]
    video = [red_green_video] if subcommand else ["--video", red_green_video]

    code, printed, told = run([*subcommand, *video, "--model", path], capsys)

    assert (code, printed) == (2, "")
    assert told.count("\n") == 1
    assert path.name in told


@pytest.mark.parametrize("arguments", [["caption"], ["--video"]], ids=["caption", "window"])
@pytest.mark.parametrize("content", [None, b"", b"this is no video"], ids=["missing", "empty", "text"])
def test_an_unreadable_video_is_refused_with_one_sentence(
    arguments: list[str],
    content: bytes | None,
    tiny_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever is wrong with a video: exit code 2 and one line that names the file; a window does not open first."""
    path = tmp_path / "clip.mp4"
    if content is not None:
        path.write_bytes(content)

    code, printed, told = run([*arguments, path, "--model", tiny_model], capsys)

    assert (code, printed) == (2, "")
    assert told.count("\n") == 1
    assert str(path) in told


def test_bad_input_writes_nothing(tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """When the video cannot be read, the output file is not touched."""
    output = tmp_path / "captions.srt"
    output.write_text("old")

    code, _, _ = run(["caption", tmp_path / "no.mp4", "--model", tiny_model, "--output", output], capsys)

    assert code == 2
    assert output.read_text() == "old"
    assert list(tmp_path.iterdir()) == [output]


def test_an_output_that_cannot_be_written_is_refused(
    red_green_video: Path, tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder in the file's place, or no folder to put it in, is one sentence and exit code 2."""
    for output in (tmp_path, tmp_path / "missing" / "captions.srt"):
        code, _, told = run(["caption", red_green_video, "--model", tiny_model, "--output", output], capsys)
        assert code == 2
        assert told.startswith(f"The captions cannot be written to {output}: ")


@pytest.mark.parametrize(
    "arguments",
    [["--colour", "red"], ["caption", "clip.mp4", "--fromat", "srt"], ["caption"], ["caption", "a", "--format", "ass"]],
)
def test_unknown_flags_are_errors(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A flag that does not exist, a missing video and an unknown format end with exit code 2."""
    with pytest.raises(SystemExit) as end:
        command.main(arguments)

    assert end.value.code == 2
    assert capsys.readouterr().out == ""


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """--help says how to caption a file."""
    with pytest.raises(SystemExit) as end:
        command.main(["--help"])

    assert end.value.code == 0
    assert "glosscast caption VIDEO" in capsys.readouterr().out


def test_contradictions_are_refused(red_green_video: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A video and a camera at once, or a negative camera, is one sentence and exit code 2."""
    code, _, told = run(["--video", red_green_video, "--camera", "0"], capsys)
    assert (code, told) == (2, "Give either --video or --camera, not both.\n")
    code, _, told = run(["--camera", "-1"], capsys)
    assert (code, told) == (2, "A camera's number is 0 or above, not -1.\n")


@pytest.mark.usefixtures("no_display")
def test_without_a_display_the_sample_is_captioned(
    sample: Path, tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No screen: that is said, and the sample clip's captions are printed, exit code 0."""
    code, printed, told = run(["--model", tiny_model], capsys)

    assert (code, printed) == (0, "RED GREEN\n")
    assert told == (
        f"No window can open, because there is no display: captioning {sample.name} in the terminal instead.\n"
    )


@pytest.mark.usefixtures("no_display", "sample")
def test_without_a_display_the_video_asked_for_is_captioned(
    write_video: Callable[[str, Sequence[Scene]], Path], tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No screen and --video: that video, not the sample."""
    video = write_video("blue.avi", [(None, 0.4), ("BLUE", 0.4), (None, 0.4)])

    code, printed, told = run(["--model", tiny_model, "--video", video], capsys)

    assert (code, printed) == (0, "BLUE\n")
    assert "blue.avi" in told


def test_a_missing_starter_model_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation is a sentence too."""
    monkeypatch.setattr(command, "STARTER_MODEL", "nothing.onnx")

    with pytest.raises(command.UnusableModelError, match=r"nothing\.onnx.*--model"):
        command.open_model(None)


def in_fresh_python(program: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run a program at the root of the project, off-screen, with its own folder for logs."""
    settings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_STATE_HOME": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_running_window_loads_neither_torch_nor_onnx(
    red_green_video: Path, tiny_model: Path, tmp_path: Path
) -> None:
    """The real command, until its window has shown a gloss: exit code 0, onnxruntime came before Qt, no log written."""
    program = f"""
import sys
from pathlib import Path
from app.__main__ import open_model, run_guarded
assert "PySide6" not in sys.modules and "onnxruntime" in sys.modules
from app.window_command import open_window
video, picture = Path({str(red_green_video)!r}), Path({str(tmp_path / "window.png")!r})
code = run_guarded(lambda: open_window(open_model(Path({str(tiny_model)!r})), video, video=video, screenshot=picture))
print(code, *sorted({{name.partition(".")[0] for name in sys.modules}} & {{"torch", "onnx", "training", "PySide6"}}))
"""
    done = in_fresh_python(program, tmp_path)

    assert done.stdout.split() == ["0", "PySide6"], done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["window.png"]


def test_captioning_loads_no_qt(red_green_video: Path, tiny_model: Path, tmp_path: Path) -> None:
    """`glosscast caption` works where Qt's system libraries are missing: it does not load Qt."""
    program = f"""
import sys
from app.__main__ import main
code = main(["caption", {str(red_green_video)!r}, "--model", {str(tiny_model)!r}])
print(code, *sorted({{name.partition(".")[0] for name in sys.modules}} & {{"torch", "onnx", "training", "PySide6"}}))
"""
    done = in_fresh_python(program, tmp_path)

    assert done.stdout == "RED GREEN\n0\n", done.stderr


def test_a_mistake_of_ours_is_one_sentence(tmp_path: Path) -> None:
    """What nobody foresaw: exit code 1, one sentence, the trace in the log and not on the screen."""
    program = """
import sys
from app import __main__ as command
command.caption_video = lambda *arguments, **named: 1 / 0
command.open_model = lambda path: None
sys.exit(command.main(["caption", "clip.mp4"]))
"""
    done = in_fresh_python(program, tmp_path)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "ZeroDivisionError" in done.stderr
    if sys.platform == "linux":
        assert "Traceback" in (tmp_path / "glosscast" / "glosscast.log").read_text()


def test_the_shipped_model_opens_and_the_shipped_clip_is_a_video() -> None:
    """A fresh checkout has what the command needs without any flag."""
    try:
        clip, recognizer = command.sample_clip(), command.open_model(None)
    except (command.BadInputError, command.UnusableModelError) as error:
        pytest.skip(str(error))

    assert isinstance(recognizer, GlossRecognizer)
    assert next(command.read_video(clip)).time_s == 0
