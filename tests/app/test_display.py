"""Whether a window can open."""

import subprocess
import sys

import pytest

from app import display
from app.display import why_no_window


@pytest.fixture(autouse=True)
def on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other systems always have a display."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def probe_says(monkeypatch: pytest.MonkeyPatch, code: int, complaint: str) -> None:
    """Let the trial start of Qt end so."""
    done = subprocess.CompletedProcess([], code, "", complaint)
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **settings: done)


def test_no_display_is_seen_without_trying() -> None:
    """Neither X nor Wayland nor a platform asked for."""
    assert why_no_window() == "there is no display"


def test_off_screen_needs_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt's off-screen platform always starts."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    assert why_no_window() is None


def test_other_systems_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and macOS have no DISPLAY and do have one."""
    monkeypatch.setattr(sys, "platform", "win32")

    assert why_no_window() is None


def test_a_platform_that_does_not_start_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real trial: Qt aborts the process when it has no such platform, and this process lives."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "nonsense")

    assert why_no_window() == "Qt cannot use the display"


@pytest.mark.parametrize(
    ("complaint", "reason"),
    [
        (
            "Traceback (most recent call last):\n"
            "ImportError: libEGL.so.1: cannot open shared object file: No such file or directory",
            "Qt lacks the system library libEGL.so.1",
        ),
        (
            "qt.qpa.plugin: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin.\n"
            "qt.qpa.plugin: Could not load the Qt platform plugin",
            "Qt lacks the system library libxcb-cursor0",
        ),
        (
            "qt.qpa.xcb: could not connect to display :99\n"
            "qt.qpa.plugin: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin.",
            "the display :99 does not answer",  # Qt names the library in any case
        ),
        ("Aborted", "Qt cannot use the display"),
    ],
)
def test_the_reason_is_named(monkeypatch: pytest.MonkeyPatch, complaint: str, reason: str) -> None:
    """A missing library is named, so that it can be installed."""
    monkeypatch.setenv("DISPLAY", ":99")
    probe_says(monkeypatch, 1, complaint)

    assert why_no_window() == reason


def test_a_display_that_works_is_no_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the trial start succeeds a window can open; a trial that hangs means that none can."""
    monkeypatch.setenv("DISPLAY", ":0")
    probe_says(monkeypatch, 0, "some warning")
    assert why_no_window() is None

    def hang(*arguments: object, **settings: object) -> None:
        raise subprocess.TimeoutExpired("python", display.PROBE_LIMIT_S)

    monkeypatch.setattr(subprocess, "run", hang)
    assert why_no_window() == "Qt does not start"
