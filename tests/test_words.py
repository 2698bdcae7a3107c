"""What the project says about itself: it recognises signs, claims no more than was measured, and names no machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [path for path in (ROOT / "README.md", ROOT / "assets" / "README.md") if path.is_file()]

# A sentence that says what the app does not do may name it.
DENIAL = re.compile(r"\b(not|never|no|nor)\b", re.IGNORECASE)
TRANSLATION = re.compile(r"translat|interpret(?!er)", re.IGNORECASE)
# "accuracy" hides its conditions; we give word error rates with theirs.
BARE_CLAIM = re.compile(r"\baccura|\breliabl|state.of.the.art|\bperfect", re.IGNORECASE)
# Where something lay on the machine of whoever wrote it, and the hosts packages came from. Spelt in pieces, so
# that this file passes its own test.
MACHINE = re.compile(
    "|".join(["/" + "work/", "/" + "root/", "/" + "home/", "/" + "opt/", "pypi" + r"\.org", "find-" + "links"])
)


def sentences(text: str) -> list[str]:
    """`text` cut after each full stop, question or exclamation mark, and at empty lines."""
    return [" ".join(part.split()) for part in re.split(r"(?<=[.!?;:])\s|\n\s*\n", text) if part.strip()]


def interface_strings() -> list[tuple[str, str]]:
    """(file, text) of every string of the app that is no docstring: all that it can ever show is among them."""
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        found += [
            (path.name, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        ]
    return found


def public_texts() -> list[tuple[str, str]]:
    """(where, text) of everything that a user reads: the pages and the interface."""
    return [(path.name, path.read_text(encoding="utf-8")) for path in PAGES] + interface_strings()


def test_it_never_says_that_it_translates() -> None:
    """Translation is named only in a sentence that denies it."""
    claims = [
        (where, sentence)
        for where, text in public_texts()
        for sentence in sentences(text)
        if TRANSLATION.search(sentence) and not DENIAL.search(sentence)
    ]

    assert claims == []


def test_no_claim_comes_without_its_conditions() -> None:
    """No page and no string of the interface speaks of accuracy or makes a claim that cannot be measured."""
    claims = [
        (where, sentence)
        for where, text in public_texts()
        for sentence in sentences(text)
        if BARE_CLAIM.search(sentence)
    ]

    assert claims == []


def test_the_readme_carries_the_notice() -> None:
    """The README says what the app is not for."""
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split()).lower()

    assert "does not translate" in readme
    assert "medical, legal or emergency" in readme


def tracked_texts() -> list[Path]:
    """The text files that git tracks, or outside a checkout those that a reader would look at."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        names = [name for name in done.stdout.split("\0") if name]
    else:
        names = [
            path.relative_to(ROOT).as_posix()
            for folder in ("app", "models", "training", "assets", "tests")
            for path in (ROOT / folder).rglob("*.py")
        ]
    return [ROOT / name for name in names if Path(name).suffix in {".py", ".md", ".toml", ".txt", ".json", ".csv", ""}]


def test_no_file_names_a_machine() -> None:
    """No tracked file holds a path of somebody's machine or the address of a package registry."""
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("not a checkout")

    found = [
        (path.relative_to(ROOT).as_posix(), match.group())
        for path in tracked_texts()
        if path.is_file() and path.name != "LICENSE"
        for match in MACHINE.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []
