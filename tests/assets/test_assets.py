"""Assets are found by name, wherever the package lies."""

import pytest

import assets


def test_an_asset_is_found_by_its_name() -> None:
    """The path of a file that is there is given as a real path."""
    assert assets.path("README.md").is_file()


def test_a_missing_asset_is_named() -> None:
    """Asking for what is not there names it, the folder, and what is there, in one sentence."""
    with pytest.raises(FileNotFoundError, match=r"There is no asset 'nothing\.onnx' in .*assets; there is: .*\."):
        assets.path("nothing.onnx")
