"""The README's file tree: what it names is there, and what is there is named."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def file_tree() -> str:
    """The README's tree."""
    match = re.search(r"```\n(pyproject\.toml .*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert match is not None
    return match.group(1)


@pytest.mark.parametrize("folder", ["app", "models", "training"])
def test_every_module_is_named_in_the_tree(folder: str) -> None:
    """A module that nobody can place is a module that nobody finds."""
    tree = file_tree()
    modules = [path for path in (ROOT / folder).rglob("*.py") if path.name != "__init__.py"]

    assert [path.relative_to(ROOT).as_posix() for path in modules if path.name not in tree] == []


def test_the_tree_names_only_what_is_there() -> None:
    """No line of the tree is about a file that has gone."""
    named = set(re.findall(r"[\w.]+\.(?:py|toml|txt|md|npz)\b", file_tree()))
    there = {path.name for folder in ("app", "models", "training", "assets") for path in (ROOT / folder).rglob("*")}
    there |= {path.name for path in ROOT.iterdir()}

    assert named - there == set()


def test_the_commands_are_the_makefiles() -> None:
    """Every `make TARGET` of the README is a target."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(
        re.findall(r"\bmake ([a-z]+)\b(?=[`\s]+(?:#|,|\)|`|\|))", (ROOT / "README.md").read_text(encoding="utf-8"))
    )

    assert {"run", "test"} <= named <= targets
