"""The measurement of what waiting costs."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from app.waiting_cost import measure_waiting
from tests.app.conftest import no_camera


@pytest.mark.parametrize("is_paused", [False, True])
def test_it_waits_measures_and_leaves_nothing(qtbot: QtBot, is_paused: bool) -> None:
    """A share of the process's time, and no thread afterwards."""
    assert measure_waiting(no_camera, is_paused=is_paused, duration_s=0.005) > 0
    assert "camera reader" not in {thread.name for thread in threading.enumerate()}
