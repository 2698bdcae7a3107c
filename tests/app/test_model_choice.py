"""Which model is used at the start."""

from pathlib import Path
from unittest.mock import MagicMock

import pytest

from app import __main__ as command
from app import model_choice, window_command
from app.model_choice import kept_path, remembered_model, starter_path
from app.settings import Settings, SettingsFile, settings_path
from models.recognizer import GlossRecognizer
from tests.fakes import write_tiny_model


def test_a_kept_model_is_opened(recognizer: GlossRecognizer, tmp_path: Path) -> None:
    """The path in the settings is opened; without one the shipped model stays."""
    write_tiny_model(tmp_path / "mine.onnx")

    opened, problem = remembered_model(str(tmp_path / "mine.onnx"), recognizer)
    assert (opened.path, problem) == (tmp_path / "mine.onnx", "")
    assert remembered_model("", recognizer) == (recognizer, "")


def test_a_kept_model_that_is_gone_is_said(recognizer: GlossRecognizer, tmp_path: Path) -> None:
    """A stick that is not there, or a file that is no model: the shipped one is used, and it is said why."""
    (tmp_path / "text.onnx").write_text("This is no model.")
    for name in ("gone.onnx", "text.onnx"):
        opened, problem = remembered_model(str(tmp_path / name), recognizer)

        assert opened is recognizer
        assert problem.startswith(str(tmp_path / name))
        assert problem.endswith("The model that comes with Glosscast is used instead.")


def test_the_shipped_model_is_kept_without_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It may lie elsewhere next time; where it is missing, no path is its."""
    starter = starter_path()
    assert starter is not None
    assert kept_path(starter) == ""
    assert kept_path(tmp_path / "mine.onnx") == str(tmp_path / "mine.onnx")
    monkeypatch.setattr(model_choice, "STARTER_MODEL", "nothing.onnx")
    assert starter_path() is None


@pytest.mark.usefixtures("hooks_put_back")
@pytest.mark.parametrize(("is_given", "expected"), [(False, "mine.onnx"), (True, "given.onnx")])
def test_a_model_that_is_given_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, red_green_video: Path, is_given: bool, expected: str
) -> None:
    """With --model the window opens on that one and the settings stay; without it on the one they keep."""
    for name in ("mine.onnx", "given.onnx"):
        write_tiny_model(tmp_path / name)
    settings = Settings(model_path=str(tmp_path / "mine.onnx"))
    SettingsFile(settings_path()).save(settings)
    used: list[str] = []

    class EnoughError(Exception):
        """The window is not needed further."""

    def note(recognizer: GlossRecognizer, *others: object) -> None:
        used.append(recognizer.path.name)
        raise EnoughError

    monkeypatch.setattr(window_command, "MainWindow", note)
    monkeypatch.setattr(window_command, "ThemeFollower", MagicMock())  # it would dress the windows of later tests
    monkeypatch.setattr(command, "open_model", lambda path: GlossRecognizer(path or tmp_path / "given.onnx"))
    options = command.WindowOptions(model=tmp_path / "given.onnx" if is_given else None, video=red_green_video)
    with pytest.raises(EnoughError):
        command._open_window(options)

    assert used == [expected]
    assert SettingsFile(settings_path()).load().settings == settings
