"""A camera kept running through all that happens to cameras: real threads, the app's own source, a clock made up."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.camera_keeper import CameraKeeper
from app.camera_state import CameraState
from tests.app.fake_camera import FakeCamera, FakeClock

LIMIT_S = 60.0  # for a busy machine; each wait ends as soon as it can
POLL_S = 0.001


class Kept:
    """A keeper with its camera and clock; a test looks after it by hand, where the window has a timer."""

    def __init__(self, camera: FakeCamera) -> None:
        self.camera = camera
        self.clock = FakeClock()
        self.keeper = CameraKeeper(camera.webcam, clock=self.clock)
        self.states: list[CameraState | None] = []
        self.keeper.changed.connect(lambda: self.states.append(self.keeper.state))

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Look after the camera, at the same moment of the clock, until it is so."""
        ends_at_s = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < ends_at_s, f"still {self.keeper.state}"
            self.keeper.tick()
            time.sleep(POLL_S)

    def wait_for(self, state: CameraState) -> None:
        """Until the camera is in that state."""
        self.wait_until(lambda: self.keeper.state is state)

    def let_pass(self, duration_s: float) -> None:
        """That much later."""
        self.clock.now_s += duration_s
        self.keeper.tick()

    def recover(self) -> float:
        """The seconds it takes until the camera shows again, by the clock."""
        started_s = self.clock.now_s
        while self.keeper.state is not CameraState.BACK:
            self.let_pass(0.1)
            ends_at_s = time.monotonic() + 0.02  # a try is given the time it needs, by the real clock
            while self.keeper.state is not CameraState.BACK and time.monotonic() < ends_at_s:
                self.keeper.tick()
                time.sleep(POLL_S)
            assert self.clock.now_s - started_s < LIMIT_S, f"still {self.keeper.state}"
        return self.clock.now_s - started_s


@pytest.fixture
def kept(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """A keeper of a camera that is plugged in and free."""
    monkeypatch.setattr("app.camera_reader.SLOW_INTERVAL_S", 0.002)
    one = Kept(FakeCamera(tmp_path))
    yield one
    one.camera.set_free()
    one.keeper.stop()
    assert one.keeper.wait(LIMIT_S)


def test_a_camera_runs_and_is_given_back(kept: Kept) -> None:
    """Opened when wanted, and free again when not."""
    kept.keeper.start()
    kept.wait_for(CameraState.RUNNING)
    assert kept.camera.is_on

    kept.keeper.stop()
    assert kept.keeper.wait(LIMIT_S)
    assert not kept.camera.is_on
    assert kept.states == [CameraState.OPENING, CameraState.RUNNING, None]


@pytest.mark.parametrize("state", [CameraState.NONE, CameraState.DENIED, CameraState.BUSY])
def test_what_keeps_it_from_opening_is_told_apart(kept: Kept, state: CameraState) -> None:
    """Not there, not allowed, taken: each is said, and when it is mended the camera shows within five seconds."""
    if state is CameraState.NONE:
        kept.camera.unplug()
    kept.camera.is_denied = state is CameraState.DENIED
    kept.camera.is_busy = state is CameraState.BUSY
    kept.keeper.start()
    kept.wait_for(state)
    for _ in range(100):
        kept.let_pass(0.1)
    assert kept.keeper.state is state

    kept.camera.plug()
    kept.camera.is_denied = kept.camera.is_busy = False
    assert kept.recover() < 5.0


def test_a_camera_that_opens_and_shows_nothing(kept: Kept) -> None:
    """Open, free and dark: it is there and sends no picture."""
    kept.camera.is_blind = True
    kept.keeper.start()
    kept.wait_for(CameraState.FROZEN)
    kept.camera.is_blind = False
    assert kept.recover() < 5.0


def test_a_system_that_does_not_say_why(kept: Kept) -> None:
    """Where the three cannot be told apart, nothing is guessed."""
    kept.camera.tells_why = False
    kept.camera.is_busy = True
    kept.keeper.start()
    kept.wait_for(CameraState.REFUSED)
    kept.camera.is_busy = False
    assert kept.recover() < 5.0


def test_unplugged_and_plugged_in_again(kept: Kept) -> None:
    """Lost at once, looked for without a pause that is too long, and back within five seconds."""
    kept.keeper.start()
    kept.wait_for(CameraState.RUNNING)
    kept.camera.unplug()
    kept.wait_for(CameraState.LOST)
    for _ in range(100):
        kept.let_pass(0.1)
    assert kept.keeper.state is CameraState.LOST
    assert not kept.camera.is_on

    kept.camera.plug()
    assert kept.recover() < 5.0
    assert kept.camera.is_on


def test_a_picture_that_stands_still(kept: Kept) -> None:
    """Equal pictures for three seconds: frozen; opened anew until the picture moves."""
    kept.keeper.start()
    kept.wait_for(CameraState.RUNNING)
    kept.camera.is_frozen = True
    frozen_at_s = kept.clock.now_s
    while kept.keeper.state is not CameraState.FROZEN:
        kept.let_pass(0.1)
        time.sleep(POLL_S)
    assert 2.9 < kept.clock.now_s - frozen_at_s < 4.0
    for _ in range(80):
        kept.let_pass(0.1)
        time.sleep(POLL_S)
    assert kept.keeper.state is CameraState.FROZEN
    assert kept.camera.open_count > 1

    kept.camera.is_frozen = False
    assert kept.recover() < 5.0


def test_a_driver_that_hangs_in_a_read(kept: Kept) -> None:
    """No picture at all is frozen too; plugged in anew, the camera is back although the old thread still hangs."""
    kept.keeper.start()
    kept.wait_for(CameraState.RUNNING)
    kept.camera.answers.clear()
    kept.wait_until(lambda: kept.camera.is_hanging)
    kept.let_pass(3.1)
    assert kept.keeper.state is CameraState.FROZEN

    kept.let_pass(2.0)
    kept.let_pass(2.0)  # opened anew beside the one that hangs, which still has it: that is no other program
    kept.wait_until(lambda: kept.camera.open_count == 2)
    for _ in range(20):
        kept.let_pass(0.1)
    assert kept.keeper.state is CameraState.FROZEN

    kept.camera.answers.set()
    assert kept.recover() < 5.0


def test_an_opening_that_never_returns(kept: Kept) -> None:
    """It costs nobody's time but its own thread's, is given up after twenty seconds, and few such threads pile up."""
    kept.camera.opens.clear()
    started_s = time.monotonic()
    kept.keeper.start()
    assert kept.keeper.state is CameraState.OPENING
    kept.let_pass(19.9)
    assert kept.keeper.state is CameraState.OPENING
    kept.let_pass(0.2)
    assert kept.keeper.state is CameraState.FROZEN
    for _ in range(300):
        kept.let_pass(1.0)
    assert kept.camera.open_count <= 3
    assert time.monotonic() - started_s < 5

    kept.camera.opens.set()
    kept.recover()


def test_pause_really_gives_the_camera_back(kept: Kept) -> None:
    """It is called paused once the device is free, and going on opens it again."""
    kept.keeper.start()
    kept.wait_for(CameraState.RUNNING)
    kept.camera.releases.clear()
    kept.keeper.pause()
    kept.keeper.tick()
    assert kept.camera.is_on
    assert kept.keeper.state is CameraState.RUNNING
    assert not kept.keeper.is_wanted

    kept.camera.releases.set()
    kept.wait_for(CameraState.PAUSED)
    assert not kept.camera.is_on
    kept.let_pass(3600.0)
    assert kept.camera.open_count == 1

    kept.keeper.toggle()
    kept.wait_for(CameraState.RUNNING)
    assert kept.camera.is_on


def test_asking_again_tries_at_once(kept: Kept) -> None:
    """The person need not wait for the next try."""
    kept.camera.unplug()
    kept.keeper.start()
    kept.wait_for(CameraState.NONE)
    kept.camera.plug()
    kept.keeper.start()
    kept.wait_for(CameraState.RUNNING)


def test_what_is_not_given_back_in_time_is_logged(kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    """Waiting at the end has a limit."""
    kept.camera.opens.clear()
    kept.keeper.start()
    kept.keeper.stop()
    assert not kept.keeper.wait(0.01)
    assert "not given back" in caplog.text
