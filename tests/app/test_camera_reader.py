"""The thread that reads a camera, and the feed that outlives it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.camera import CameraLostError, NoCameraError
from app.camera_reader import CameraFeed, CameraReader
from app.camera_state import CameraState
from models.errors import GlosscastError
from tests.app.conftest import ListSource, coloured_frames
from tests.app.fake_camera import FakeCamera, FakeClock

LIMIT_S = 60.0  # for a busy machine; each wait ends as soon as it can


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[FakeCamera]:
    """A camera that works; whatever hangs in it is let go of in the end."""
    one = FakeCamera(tmp_path)
    yield one
    one.set_free()


def read(source: ListSource) -> CameraReader:
    """A reader that has read it to its end."""
    feed = CameraFeed()
    reader = CameraReader(lambda: source, feed, FakeClock())
    feed.accept(reader)
    reader.start()
    reader.join(LIMIT_S)
    return reader


def test_frames_reach_the_feed_until_the_reader_is_told_to_leave(camera: FakeCamera) -> None:
    """Frames in order, and then the end of the round; the camera is given back."""
    feed = CameraFeed()
    reader = CameraReader(camera.webcam, feed, FakeClock())
    feed.accept(reader)
    reader.start()
    frames = feed.frames()
    times_s = [frame.time_s for frame in (next(frames) for _ in range(20)) if frame is not None]
    assert times_s == sorted(times_s)
    assert feed.title == "Camera 0"
    assert camera.is_on

    feed.accept(None)
    reader.leave()
    reader.join(LIMIT_S)

    assert list(frames) == []
    assert not camera.is_on
    assert reader.report.is_over
    assert reader.report.ended_by is None


def test_what_a_reader_left_behind_still_reads_does_not_count(camera: FakeCamera) -> None:
    """After another has taken its place, or nobody, its frames are thrown away, and it ends by itself."""
    feed = CameraFeed()
    old = CameraReader(camera.webcam, feed, FakeClock())
    frame = coloured_frames([("RED", 0.04)])[0]
    feed.accept(old)
    assert feed.put(old, frame)
    feed.accept(None)
    assert not feed.put(old, frame)

    old.start()
    old.join(LIMIT_S)
    assert not old.is_alive()
    assert not camera.is_on


def test_without_frames_the_feed_gives_a_sign_of_life() -> None:
    """So that the session's thread can be stopped while it waits."""
    assert next(CameraFeed().frames()) is None


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (NoCameraError("none"), CameraState.NONE),
        (NoCameraError("busy", CameraState.BUSY), CameraState.BUSY),
        (CameraLostError("gone"), CameraState.LOST),
        (GlosscastError("anything"), CameraState.LOST),
    ],
)
def test_why_it_ended_is_reported(error: GlosscastError, state: CameraState) -> None:
    """The errors of a source become the states of a camera."""
    report = read(ListSource(coloured_frames([("RED", 0.04)]), error)).report
    assert report.is_over
    assert report.ended_by is state


def test_a_mistake_of_ours_is_logged_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    """It ends the reader, not the program."""

    class Broken(ListSource):
        def frames(self):  # type: ignore[no-untyped-def]
            raise RuntimeError("a cable burnt")

    assert read(Broken()).report.ended_by is CameraState.REFUSED
    assert caplog.records[0].exc_info is not None


def test_only_a_picture_that_differs_is_new() -> None:
    """Equal pictures, bit for bit, are no change; one differing pixel is, wherever it lies."""
    same = coloured_frames([("RED", 0.12)])
    report = read(ListSource(same)).report
    assert report.first_at_s == 1000.0
    assert report.changed_at_s is None

    other = same[0].image.copy()
    other[13, 7, 1] = 1
    changed = [*same, type(same[0])(other, 9.0)]
    assert read(ListSource(changed)).report.changed_at_s == 1000.0


def test_a_picture_that_shows_nothing_new_goes_no_further() -> None:
    """A frozen camera costs no recognition."""
    feed = CameraFeed()
    red, green = coloured_frames([("RED", 0.2)]), coloured_frames([("GREEN", 0.2)])
    reader = CameraReader(lambda: ListSource([*red, *green]), feed, FakeClock())
    feed.accept(reader)
    reader.run()

    frames = feed.frames()
    assert [next(frames), next(frames), next(frames)] == [red[0], green[0], None]


def test_a_frozen_camera_is_read_slowly(camera: FakeCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some equal pictures it is read a few times a second, and still leaves at once."""
    monkeypatch.setattr("app.camera_reader.SLOW_INTERVAL_S", LIMIT_S)
    camera.is_frozen = True
    feed = CameraFeed()
    reader = CameraReader(camera.webcam, feed, FakeClock())
    feed.accept(reader)
    reader.start()
    reader.join(0.2)
    reader.leave()
    reader.join(LIMIT_S / 2)
    assert not reader.is_alive()
    assert 0 < camera.read_count <= 18


def test_a_driver_that_hangs_keeps_only_its_own_thread(camera: FakeCamera) -> None:
    """A reader told to leave in a hanging call ends, and gives the camera back, when the call returns."""
    camera.answers.clear()
    feed = CameraFeed()
    reader = CameraReader(camera.webcam, feed, FakeClock())
    feed.accept(reader)
    reader.start()
    reader.leave()
    assert reader.is_alive()
    assert reader.daemon

    camera.answers.set()
    reader.join(LIMIT_S)
    assert not camera.is_on
