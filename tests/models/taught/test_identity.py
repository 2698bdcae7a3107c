"""Which model a sign belongs to."""

import hashlib
import shutil
from pathlib import Path

import pytest

from models.errors import UnusableModelError
from models.recognizer import GlossRecognizer
from models.taught.identity import identify


def test_it_is_the_files_digest_and_sizes(tiny_recognizer: GlossRecognizer) -> None:
    """The same bytes are the same model, wherever they lie; C and V are the graph's."""
    identity = identify(tiny_recognizer)

    assert identity.digest == hashlib.sha256(tiny_recognizer.path.read_bytes()).hexdigest()
    assert (identity.feature_count, identity.vocabulary_size) == (3, 4)


def test_a_model_that_has_gone_is_named(tiny_model: Path, tmp_path: Path) -> None:
    """A file that was moved since it was opened gives one sentence."""
    path = tmp_path / "moved.onnx"
    shutil.copy(tiny_model, path)
    recognizer = GlossRecognizer(path)
    path.unlink()

    with pytest.raises(UnusableModelError, match=r"moved\.onnx"):
        identify(recognizer)
