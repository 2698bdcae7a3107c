"""What happens when something goes wrong that nobody foresaw."""

import logging
import sys
import threading
from pathlib import Path

import pytest

from app.crash_log import crash_log_path, install_exception_hook, log_to_file

pytestmark = [
    pytest.mark.usefixtures("hooks_put_back", "caplog"),
    pytest.mark.skipif(
        sys.platform != "linux", reason="the folder for logs can be moved by XDG_STATE_HOME on Linux only"
    ),
]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the real log."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_nothing_is_written_until_something_goes_wrong(tmp_path: Path) -> None:
    """No file and no folder for a run without a warning; with one, the record is there."""
    log_to_file()
    logging.getLogger("app.test").info("all is well")
    assert list(tmp_path.iterdir()) == []

    logging.getLogger("app.test").warning("the camera hangs")
    assert "the camera hangs" in crash_log_path().read_text()


def test_a_log_that_cannot_be_written_is_no_second_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be made is passed over."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    log_to_file()

    logging.getLogger("app.test").warning("the camera hangs")

    assert not crash_log_path().exists()


def test_an_error_in_a_thread_is_logged_and_said() -> None:
    """An exception that nobody caught in a thread becomes a sentence, and its trace is in the log."""
    said: list[str] = []
    log_to_file()
    install_exception_hook(said.append)
    thread = threading.Thread(target=lambda: [][0])
    thread.start()
    thread.join()

    assert len(said) == 1
    assert "IndexError" in said[0]
    assert str(crash_log_path()) in said[0]
    assert "Traceback" in crash_log_path().read_text()
