"""What the tests of `models/` share: the tiny model, as a file and opened."""

from pathlib import Path

import pytest

from models.recognizer import GlossRecognizer
from tests.fakes import write_tiny_model


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real .onnx file with one state, two frames a step and a context of three frames."""
    path = tmp_path_factory.mktemp("model") / "tiny.onnx"
    write_tiny_model(path)
    return path


@pytest.fixture(scope="session")
def tiny_recognizer(tiny_model: Path) -> GlossRecognizer:
    """The tiny model, opened."""
    return GlossRecognizer(tiny_model)
