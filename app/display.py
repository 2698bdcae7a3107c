"""Whether a window can open here at all. Qt ends the whole process when it cannot, so this is asked beforehand."""

from __future__ import annotations

import os
import re
import subprocess
import sys

__all__ = ["why_no_window"]

PROBE = "from PySide6.QtWidgets import QApplication; QApplication([])"
PROBE_LIMIT_S = 30.0
WITHOUT_SCREEN = ("offscreen", "minimal")  # these platforms of Qt always start


def why_no_window() -> str | None:
    """A clause that says why no window can open ("there is no display"), or None if one can."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform in WITHOUT_SCREEN or (not platform and not sys.platform.startswith("linux")):
        return None
    if not platform and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return "there is no display"
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=PROBE_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "Qt does not start"
    if done.returncode == 0:
        return None
    return _explain(done.stderr)


def _explain(complaint: str) -> str:
    refused = re.search(r"could not connect to display (\S+)", complaint)
    if refused:
        return f"the display {refused[1]} does not answer"
    missing = re.search(r"(\S+): cannot open shared object file", complaint)  # ImportError: libEGL.so.1: cannot ...
    if missing is None:  # ... From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin.
        missing = re.search(r"(\S+) is needed to load", complaint)
    return f"Qt lacks the system library {missing[1]}" if missing else "Qt cannot use the display"
