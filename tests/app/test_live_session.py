"""A source, its two threads, and their end."""

import threading
from pathlib import Path

import pytest

from app.camera import VideoFile
from app.live_session import LiveSession
from models.captioning import recognize_video
from models.errors import GlosscastError
from models.recognizer import GlossRecognizer
from models.video import Frame
from tests.app.conftest import EndlessCamera, ListSource, coloured_frames

LIMIT_S = 60.0


class Watching:
    """A session and what it told."""

    def __init__(self, source: ListSource | VideoFile, recognizer: GlossRecognizer) -> None:
        self.frames = threading.Semaphore(0)
        self.captions = threading.Semaphore(0)
        self.ends: list[GlosscastError | None] = []
        self.ended = threading.Event()
        self.session = LiveSession(
            source,
            recognizer,
            on_frame=self.frames.release,
            on_captions=self.captions.release,
            on_end=self._note_end,
        )
        self.session.start()

    def _note_end(self, error: GlosscastError | None) -> None:
        self.ends.append(error)
        self.ended.set()


def test_a_file_is_watched_to_its_end(recognizer: GlossRecognizer, red_green_video: Path) -> None:
    """Frames, captions and the end are told; the captions say what was signed."""
    watching = Watching(VideoFile(red_green_video), recognizer)
    assert watching.ended.wait(LIMIT_S)
    while (state := watching.session.captions.take()) is None or not state.finished:
        assert watching.captions.acquire(timeout=LIMIT_S)

    assert state.finished == (("RED", "GREEN"),)
    assert watching.frames.acquire(timeout=LIMIT_S)
    assert watching.ends == [None]
    assert watching.session.stop()


def test_live_and_file_give_the_same_glosses(recognizer: GlossRecognizer, red_green_video: Path) -> None:
    """Played live through both threads, a video commits the very glosses, times and confidences of `caption`."""
    watching = Watching(VideoFile(red_green_video), recognizer)
    assert watching.ended.wait(LIMIT_S)
    while (state := watching.session.captions.take()) is None or not state.finished:
        assert watching.captions.acquire(timeout=LIMIT_S)
    watching.session.stop()
    live = [gloss for sentence in state.sentences for gloss in sentence]
    captioned = recognize_video(red_green_video, recognizer)

    assert watching.session.status.dropped_count == 0
    assert live == captioned
    assert [gloss.alternatives for gloss in live] == [gloss.alternatives for gloss in captioned]
    assert len(captioned[0].alternatives) == 2


def test_nobody_looking_costs_one_call(recognizer: GlossRecognizer) -> None:
    """While nobody takes what waits, nothing more is told: a slow window gets no pile of signals."""
    watching = Watching(ListSource(coloured_frames([("RED", 1.0)])), recognizer)
    assert watching.ended.wait(LIMIT_S)
    watching.session.stop()

    assert watching.frames.acquire(blocking=False)
    assert not watching.frames.acquire(blocking=False)


def test_stopping_ends_both_threads(recognizer: GlossRecognizer) -> None:
    """A stopped session leaves no thread, and does not call it an end."""
    watching = Watching(EndlessCamera([("RED", 1.0)]), recognizer)
    assert watching.frames.acquire(timeout=LIMIT_S)

    assert watching.session.stop()
    assert not {thread.name for thread in threading.enumerate()} & {"camera", "recognition"}
    assert watching.ends == []


def test_a_camera_that_hangs_is_left_behind(recognizer: GlossRecognizer, caplog: pytest.LogCaptureFixture) -> None:
    """Stopping has a limit: a driver that does not return is logged and does not keep the window."""
    release = threading.Event()

    class Hanging(ListSource):
        def frames(self):  # type: ignore[no-untyped-def]
            yield Frame(coloured_frames([("RED", 0.04)])[0].image, 0.0)
            release.wait(LIMIT_S)

    watching = Watching(Hanging(), recognizer)
    assert watching.frames.acquire(timeout=LIMIT_S)

    assert not watching.session.stop(limit_s=0.05)
    assert "camera did not end" in caplog.text
    release.set()
