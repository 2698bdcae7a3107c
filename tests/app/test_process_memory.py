"""Memory of the process, and the slope of what was measured."""

import sys

import pytest

from app.process_memory import memory_mb, slope


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured on Linux only")
def test_memory_grows_by_what_is_taken() -> None:
    """40 MB more are seen as 40 MB more, to within what else happens."""
    before = memory_mb()
    taken = bytearray(b"\x01" * (40 * 2**20))
    grown = memory_mb() - before
    assert len(taken) > 0
    assert 35 < grown < 60


def test_the_slope_is_that_of_a_line() -> None:
    """Points of a line give its slope, wherever it lies; one point gives none."""
    assert slope([0.0, 1.0, 2.0], [5.0, 7.0, 9.0]) == pytest.approx(2.0)
    assert slope([10.0, 11.0, 13.0], [100.0, 99.5, 98.5]) == pytest.approx(-0.5)
    assert slope([1.0, 1.0], [3.0, 4.0]) == 0.0
