"""Who may import whom. The table below is the documentation of the house's one-way rule; these tests enforce it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("app", "models", "training", "assets")


@dataclass(frozen=True)
class Rule:
    """What the files of one folder may import, besides the standard library and their own folder."""

    ours: frozenset[str]
    others: frozenset[str]


def rule(ours: str, others: str) -> Rule:
    """A `Rule` from two lists of names."""
    return Rule(frozenset(ours.split()), frozenset(others.split()))


# folder            ours                       others
RULES = {
    "app": rule("models assets", "numpy cv2 PySide6 mediapipe tyro"),
    "models": rule("", "numpy cv2 onnxruntime"),
    "models.networks": rule("", "torch"),
    "training": rule(
        "models models.networks", "numpy cv2 torch onnx onnxruntime numba scipy tqdm tyro psutil anny matplotlib jinja2"
    ),
    "assets": rule("", ""),
}

# One door per heavy library: only these files open it. A name ending in / means a whole folder.
DOORS = {
    "onnxruntime": ("models/recognizer.py", "training/quantization.py"),  # the latter for its quantisation alone
    "onnx": ("training/export.py", "training/quantization.py", "training/starting_weights.py"),
    "mediapipe": ("app/signer.py",),
    "numba": ("training/signers/",),
    "anny": ("training/signers/",),
    "matplotlib": ("training/experiment/page.py",),
    "jinja2": ("training/experiment/page.py",),
    "tyro": ("app/__main__.py", "training/__main__.py"),
}

# cv2.VideoCapture reads files in models/video.py; the camera is opened in app/camera.py and nowhere else.
CAPTURE_DOORS = ("models/video.py", "app/camera.py")


def source_files() -> list[Path]:
    """Every Python file of the four packages."""
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def folder_of(module: str) -> str | None:
    """The row of `RULES` that `module` belongs to, or None when it is not ours."""
    if module == "models.networks" or module.startswith("models.networks."):
        return "models.networks"
    first = module.partition(".")[0]
    return first if first in FOLDERS else None


def imported_modules(path: Path) -> Iterator[str]:
    """The dotted names that a file imports anywhere in it, relative imports resolved."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) + 1 - node.level]] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            # `from models import networks` names a module, `from models.card import ModelCard` does not: both forms.
            yield from (f"{module}.{alias.name}" for alias in node.names)


def ids(path: Path) -> str:
    """A file's name in the report."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", source_files(), ids=ids)
def test_imports_follow_the_table(path: Path) -> None:
    """A file imports only what the row of its folder allows."""
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    own = folder_of(dotted)
    assert own is not None
    allowed = RULES[own]

    for module in imported_modules(path):
        folder, first = folder_of(module), module.partition(".")[0]
        if folder is not None:
            assert folder == own or folder in allowed.ours, f"{ids(path)} imports {module}; {own} may not"
        elif first not in sys.stdlib_module_names:
            assert first in allowed.others, f"{ids(path)} imports {module}; {own} may not"


@pytest.mark.parametrize("path", source_files(), ids=ids)
def test_heavy_libraries_have_one_door(path: Path) -> None:
    """Only the door of a heavy library imports it."""
    for module in imported_modules(path):
        doors = DOORS.get(module.partition(".")[0])
        if doors is not None:
            assert ids(path).startswith(doors), f"{ids(path)} imports {module}; only {' and '.join(doors)} may"


@pytest.mark.parametrize("path", source_files(), ids=ids)
def test_only_the_camera_and_the_video_reader_open_a_capture(path: Path) -> None:
    """No file but the two doors names VideoCapture."""
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
    }

    assert "VideoCapture" not in names or ids(path) in CAPTURE_DOORS


def fresh_interpreter(program: str) -> str:
    """What a new Python prints when it runs `program` at the root of the project."""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_app_loads_neither_torch_nor_onnx() -> None:
    """Importing every module of the app leaves torch, onnx and the training code out, MediaPipe too, until used."""
    modules = [ids(path).removesuffix(".py").replace("/", ".") for path in source_files() if path.parts[-2] == "app"]
    program = f"import sys, {', '.join(modules)}; print(*(name.partition('.')[0] for name in sys.modules))"

    loaded = set(fresh_interpreter(program).split())

    assert "app" in loaded
    assert loaded.isdisjoint({"torch", "onnx", "numba", "training", "mediapipe"})


@pytest.mark.parametrize("package", ["app", "models", "training", "assets"])
def test_the_packages_themselves_load_nothing_heavy(package: str) -> None:
    """Importing a package, without its modules, loads none of the libraries it stands on."""
    program = f"import sys, {package}; print(*(name.partition('.')[0] for name in sys.modules))"

    loaded = set(fresh_interpreter(program).split())

    assert loaded.isdisjoint({"numpy", "cv2", "PySide6", "onnxruntime", "mediapipe", "torch", "onnx", "scipy"})


def test_training_loads_no_qt() -> None:
    """Starting the training command leaves Qt and the app out of the process."""
    pytest.importorskip("torch")

    loaded = set(
        fresh_interpreter(
            "import sys, training.__main__; print(*(name.partition('.')[0] for name in sys.modules))"
        ).split()
    )

    assert loaded.isdisjoint({"PySide6", "app", "mediapipe"})


def test_the_four_packages_are_ours() -> None:
    """app, models, training and assets come from one folder: no other package of such a general name is in the way."""
    found = {folder: find_spec(folder) for folder in FOLDERS}
    parents = {Path(spec.origin).parent.parent for spec in found.values() if spec is not None and spec.origin}

    assert None not in found.values()
    assert parents == {ROOT}


def test_the_set_up_runs_on_a_bare_python() -> None:
    """What `make` runs before anything is installed needs only the standard library."""
    for path in (ROOT / "app/__init__.py", ROOT / "app/system_packages.py"):
        firsts = {module.partition(".")[0] for module in imported_modules(path)}
        assert firsts <= sys.stdlib_module_names | {"__future__"}, ids(path)
