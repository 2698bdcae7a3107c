"""How long things may be: a module that fits one's head, a function that fits a screen."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULE_LINES = 300
FUNCTION_LINES = 40  # without its docstring

# Longer, and for a reason: each is one straight line of steps that would only be hidden by cutting it up.
EXCEPTIONS = {
    "training/distill.py _distill": "a training command, from settings to checkpoint",
    "training/fitting.py fit": "the training loop",
    "training/signers/bake_body.py bake": "a developer's command, run once",
    "training/signers/raster_loops.py fill_depth": "one compiled loop over pixels",
    "training/signers/raster_loops.py shade_pixels": "one compiled loop over pixels",
}


def source_files() -> list[Path]:
    """Every Python file of the four packages."""
    return sorted(path for folder in ("app", "models", "training", "assets") for path in (ROOT / folder).rglob("*.py"))


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """A function's lines, its docstring left out."""
    docstring = ast.get_docstring(function, clean=False)
    return (function.end_lineno or 0) - function.lineno + 1 - (docstring.count("\n") + 1 if docstring else 0)


@pytest.mark.parametrize("path", source_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_and_functions_stay_short(path: Path) -> None:
    """A module has at most 300 lines, a function at most 40, but for the exceptions listed here with their reasons."""
    text, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    too_long = {f"{name} {function.name}" for function in functions if code_lines(function) > FUNCTION_LINES}

    assert text.count("\n") <= MODULE_LINES
    assert too_long - EXCEPTIONS.keys() == set()
