"""The figures of the window that the benchmark prints."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.window_figures import lateness_ms

ROOT = Path(__file__).parent.parent.parent


def test_lateness_is_the_distance_from_what_was_asked_for() -> None:
    """Intervals of 10 ms are not late at all; one of ten that takes 35 ms shows in the last tenth only."""
    steady = [0.01 * number for number in range(11)]
    stumbling = [*steady[:10], steady[9] + 0.035]

    assert lateness_ms(steady, 0.95) == pytest.approx(0.0, abs=1e-6)
    assert lateness_ms(stumbling, 0.5) == pytest.approx(0.0, abs=1e-6)
    assert lateness_ms(stumbling, 0.95) == pytest.approx(25.0)
    assert lateness_ms([1.0], 0.95) is None


def test_the_window_is_opened_measured_and_closed(tiny_model: Path) -> None:
    """One line of JSON; mediapipe is not loaded by a window that does not need it."""
    command = [sys.executable, "-m", "app.window_figures", "--model", str(tiny_model), "--seconds", "0.2"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["visible_at_s"] > 0
    assert figures["memory_mb"] > 10
    assert figures["late_95_ms"] >= 0
    assert figures["has_mediapipe"] is False
