"""The files that ship with the app: the starter model and a sample clip. What each is and whose: README.md here."""

from importlib.resources import files
from pathlib import Path

__all__ = ["path"]


def path(name: str) -> Path:
    """Where the asset `name` lies, in a checkout as in an installed wheel.

    Raises FileNotFoundError with one sentence that says which assets there are.
    """
    folder = Path(str(files(__name__)))  # ours is never installed as a zip: onnxruntime wants real files
    asset = folder / name
    if not asset.is_file():
        there = ", ".join(sorted(entry.name for entry in folder.iterdir() if entry.suffix not in {"", ".py", ".md"}))
        raise FileNotFoundError(f"There is no asset {name!r} in {folder}; there is: {there or 'nothing'}.")
    return asset
