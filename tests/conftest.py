"""What holds for every test: no screen, one thread, fixed seeds, and no unexpected log record."""

import logging
import os
import random
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

# The same examples every time, and no clock: a busy machine must not fail a test.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

# Before Qt, numpy or torch is loaded. Watch the windows with QT_QPA_PLATFORM=xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LC_ALL", "C.UTF-8")  # Qt warns about any other encoding
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def fixed_seeds() -> None:
    """Every test starts from the same random numbers, alone or after others."""
    random.seed(0)
    np.random.seed(0)
    torch = sys.modules.get("torch")  # never imported here: the app's tests must run without it
    if torch is not None:
        torch.manual_seed(0)
        torch.set_num_threads(1)


class _RecordKeeper(logging.Handler):
    """Keeps what is logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.levelname}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_log_records(request: pytest.FixtureRequest) -> Iterator[None]:
    """A log record at WARNING or above fails the test, unless it asks for `caplog` and so judges the records itself."""
    keeper = _RecordKeeper()
    logging.getLogger().addHandler(keeper)
    yield
    logging.getLogger().removeHandler(keeper)
    if keeper.lines and "caplog" not in request.fixturenames:
        pytest.fail("unexpected log records:\n" + "\n".join(keeper.lines))
