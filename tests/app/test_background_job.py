"""Work in a thread: its result, its failure, and what is forgotten."""

import threading

from pytestqt.qtbot import QtBot

from app.background_job import BackgroundJob
from models.errors import BadInputError


def test_a_result_and_a_failure_are_told(qtbot: QtBot) -> None:
    """Each by its signal, a failure as one sentence, in the thread of the job."""
    job = BackgroundJob()
    with qtbot.waitSignal(job.done) as done:
        job.begin(lambda: 7)
    assert done.args == [7]

    def fail() -> object:
        raise BadInputError("It is not there.")

    with qtbot.waitSignal(job.failed) as failed:
        job.begin(fail)
    assert failed.args == ["It is not there."]
    assert not job.is_busy


def test_what_is_forgotten_is_not_told_and_leaves_no_thread(qtbot: QtBot) -> None:
    """A later piece of work takes its place; `finish` waits for both."""
    job, told = BackgroundJob(), []
    job.done.connect(told.append)
    goes_on = threading.Event()
    job.begin(lambda: goes_on.wait(60) and "old")
    with qtbot.waitSignal(job.done):
        job.begin(lambda: "new")
    goes_on.set()

    job.finish()

    assert told == ["new"]
    assert [one.name for one in threading.enumerate() if one.name == "job"] == []
