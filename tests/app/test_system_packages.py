"""The set-up names what the system lacks, installs it where it may, and says what to do where it may not."""

from collections.abc import Sequence

import pytest

from app import system_packages
from app.system_packages import SystemPackage

ABSENT = SystemPackage("libabsent1", libraries=("libabsent.so.1",))
PRESENT = SystemPackage("libc6", libraries=("libc.so.6",))


@pytest.fixture
def absent_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system whose window needs a library that is not there, and on which nothing may be installed."""
    monkeypatch.setitem(system_packages.PURPOSES, "window", (PRESENT, ABSENT))
    monkeypatch.setattr(system_packages, "install_command", lambda names: None)
    monkeypatch.setattr("sys.platform", "linux")


def test_a_missing_library_is_found_by_trying() -> None:
    """What does not load is missing; what loads is not."""
    assert PRESENT.missing() == []
    assert ABSENT.missing() == ["libabsent.so.1"]


def test_missing_programs_and_modules_are_named() -> None:
    """A package may also bring programs and modules of Python."""
    package = SystemPackage("tools", programs=("sh", "no-such-program"), modules=("json", "no_such_module"))

    assert package.missing() == ["no-such-program", "Python's no_such_module"]


@pytest.mark.usefixtures("absent_window")
def test_without_rights_the_exact_command_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing may be installed, the library, its package and the command are named, and the set-up stops."""
    monkeypatch.setenv("DISPLAY", ":0")

    exit_code = system_packages.main(["window"])

    captured = capsys.readouterr()
    assert exit_code == 1
    assert captured.out == "This system lacks libabsent.so.1 (package libabsent1).\n"
    assert captured.err.endswith("sudo apt-get install libabsent1\n")


@pytest.mark.usefixtures("absent_window")
def test_without_a_screen_the_window_may_be_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a screen goes on without the window's libraries: it captions in the terminal."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    assert system_packages.main(["window"]) == 0


def test_what_is_missing_is_installed_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """apt's lists are refreshed, the missing packages and no others installed, and the system looked at again."""
    steps: list[list[str]] = []

    def run(command: Sequence[str], **_: object) -> None:
        steps.append(list(command))
        monkeypatch.setitem(system_packages.PURPOSES, "window", (PRESENT,))  # as if it were there now

    monkeypatch.setitem(system_packages.PURPOSES, "window", (PRESENT, ABSENT))
    monkeypatch.setattr(system_packages, "install_command", lambda names: ["sudo", "-n", "apt-get", "install", *names])
    monkeypatch.setattr("subprocess.run", run)

    assert system_packages.ensure(["window"]) == []
    assert steps == [["sudo", "-n", "apt-get", "update", "--quiet"], ["sudo", "-n", "apt-get", "install", "libabsent1"]]


def test_an_unknown_purpose_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """A purpose that nobody knows is refused in one sentence that lists those there are."""
    assert system_packages.main(["kitchen"]) == 2
    assert capsys.readouterr().err == "Say what for: venv, video, window, screenshot; not kitchen.\n"
