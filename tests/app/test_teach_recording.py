"""One try after the other: three, two, one, the sign, and what is made of it; by a clock of the test's own."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.frame_queue import PreparedFrame
from app.frame_tap import FrameTap
from app.teach_recording import LONGEST_S, SILENT_AFTER_S, Recording, RecordingState, Stage
from models.errors import BadInputError
from models.video import Clip
from tests.app.fake_camera import FakeClock

FRAME_RATE = 12.5
FRAME_S = 0.04


class Studio:
    """A recording, a clock and a camera in the test's hands."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.clock = FakeClock()
        self.recording = Recording(FrameTap(), clock=self.clock)
        self.states: list[RecordingState] = []
        self.failures: list[str] = []
        self.recording.changed.connect(self.states.append)
        self.recording.failed.connect(self.failures.append)
        self._frame_count = 0

    def begin(self, read=lambda clip: clip) -> None:  # type: ignore[no-untyped-def]
        """Count down."""
        self.recording.begin(FRAME_RATE, read)

    def pass_time(self, duration_s: float, *, moves: bool = False, has_camera: bool = True) -> None:
        """So long, a frame every 40 ms, a look at it after each."""
        for _ in range(round(duration_s / FRAME_S)):
            self.clock.now_s += FRAME_S
            if has_camera:
                self._frame_count += 1
                picture = np.full((8, 8, 3), 200 * (self._frame_count % 2) if moves else 0, np.uint8)
                self.recording.tap.put(PreparedFrame(picture, self.clock.now_s, self.clock.now_s))
            self.recording._tick()

    def result(self) -> Clip:
        """What was recorded."""
        with self.qtbot.waitSignal(self.recording.recorded) as told:
            pass
        return told.args[0]


@pytest.fixture
def studio(qtbot: QtBot) -> Studio:
    """Idle."""
    return Studio(qtbot)


def test_three_two_one_sign(studio: Studio) -> None:
    """A second for each digit; it ends when the hands rest, with the rest before the sign in it."""
    studio.begin()
    studio.pass_time(3.04)
    assert [state.digit for state in studio.states if state.stage is Stage.COUNTING] == [3, 2, 1]
    assert studio.recording.state.stage is Stage.SIGNING
    studio.pass_time(1.0, moves=True)
    assert studio.recording.state.stage is Stage.SIGNING
    assert 0 < studio.recording.state.share < 1
    studio.pass_time(1.0)
    assert studio.recording.state.stage is Stage.READING

    clip = studio.result()

    assert clip.shape[1:] == (8, 8, 3)
    assert 2.5 * FRAME_RATE < len(clip) < 3.3 * FRAME_RATE  # the last digit, the sign, the rest
    assert studio.recording.state == RecordingState()
    assert studio.failures == []


def test_who_never_rests_is_ended(studio: Studio) -> None:
    """After the longest time that a try may take."""
    studio.begin()
    studio.pass_time(3.04)
    studio.pass_time(LONGEST_S + 0.1, moves=True)

    assert len(studio.result()) < (LONGEST_S + 1.2) * FRAME_RATE


def test_one_key_ends_it_or_stops_the_count(studio: Studio) -> None:
    """While it is signed, what there is is taken; while it is counted down, nothing."""
    studio.begin()
    studio.pass_time(1.0)
    studio.recording.end_early()
    assert studio.recording.state.stage is Stage.IDLE

    studio.begin()
    studio.pass_time(3.04)
    studio.pass_time(0.4, moves=True)
    studio.recording.end_early()
    assert len(studio.result()) > 0


def test_without_pictures_it_says_so(studio: Studio) -> None:
    """A camera that sends nothing is not waited for."""
    studio.begin()
    studio.pass_time(3.04, has_camera=False)
    studio.pass_time(SILENT_AFTER_S + 0.1, has_camera=False)

    assert len(studio.failures) == 1
    assert "camera" in studio.failures[0]
    assert studio.recording.state.stage is Stage.IDLE


def test_a_gap_is_no_try(studio: Studio) -> None:
    """What was signed in it is unknown."""
    studio.begin()
    studio.pass_time(3.04)
    studio.pass_time(0.4, moves=True)
    studio.pass_time(2.0, has_camera=False)
    studio.pass_time(0.2)
    studio.recording.end_early()

    assert len(studio.failures) == 1
    assert "once more" in studio.failures[0]


def test_what_cannot_be_read_is_said(studio: Studio, qtbot: QtBot) -> None:
    """In the sentence of whoever looked at it."""

    def read(clip: Clip) -> object:
        raise BadInputError("This model cannot be taught.")

    studio.begin(read)
    studio.pass_time(3.2)
    with qtbot.waitSignal(studio.recording.failed) as failed:
        studio.recording.end_early()

    assert failed.args == ["This model cannot be taught."]
    studio.recording.finish()
