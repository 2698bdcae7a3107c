"""The life cycle of a camera, with times made up."""

import itertools

import pytest

from app.camera_state import CameraLife, CameraState, CameraTimes, Order, ReaderReport

TIMES = CameraTimes()
TICK_S = 0.1


def running(first_at_s: float = 0.0) -> CameraLife:
    """A camera that was opened at 0 s and shows since then."""
    life = CameraLife()
    life.begin(0.0)
    assert life.tick(0.0, None, 0) is Order.OPEN
    assert life.tick(first_at_s, ReaderReport(first_at_s=first_at_s), 0) is Order.WAIT
    return life


def failing(reason: CameraState, times_s: list[float], life: CameraLife | None = None) -> list[float]:
    """When a camera that always fails so is tried, looked after at those times."""
    life = life or running()
    report: ReaderReport | None = ReaderReport(True, reason, 0.0)
    tries_s = []
    for now_s in times_s:
        order = life.tick(now_s, report, 0)
        if order is Order.OPEN:
            tries_s.append(now_s)
            report = ReaderReport(True, reason)
        elif order is Order.DROP:
            report = None
    return tries_s


def test_it_opens_and_runs() -> None:
    """Wanted, it is opened at once; opening until its first picture comes; then it runs."""
    life = CameraLife()
    assert life.state is None
    life.begin(5.0)
    assert life.state is CameraState.OPENING
    assert life.tick(5.0, None, 0) is Order.OPEN
    assert life.tick(6.0, ReaderReport(), 0) is Order.WAIT
    assert life.state is CameraState.OPENING
    life.tick(7.0, ReaderReport(first_at_s=6.9), 0)
    assert life.state is CameraState.RUNNING


@pytest.mark.parametrize("reason", [CameraState.NONE, CameraState.DENIED, CameraState.BUSY, CameraState.REFUSED])
def test_a_refusal_is_said(reason: CameraState) -> None:
    """Why it does not open is the state, and stays it while it is tried again."""
    life = CameraLife()
    life.begin(0.0)
    life.tick(0.0, None, 0)
    assert life.tick(0.1, ReaderReport(True, reason), 0) is Order.DROP
    assert life.state is reason
    assert life.tick(0.2, None, 0) is Order.WAIT
    assert life.tick(0.7, None, 0) is Order.OPEN
    assert life.state is reason


def test_what_was_there_is_lost_not_missing() -> None:
    """A camera that showed and is not found any more was unplugged."""
    life = running()
    life.tick(1.0, ReaderReport(True, CameraState.LOST, 0.0, 0.9), 0)
    assert life.state is CameraState.LOST
    life.tick(2.0, ReaderReport(True, CameraState.NONE), 0)
    assert life.state is CameraState.LOST
    life.tick(3.0, ReaderReport(True, CameraState.BUSY), 0)
    assert life.state is CameraState.BUSY


def test_it_is_tried_often_enough_to_be_back_in_five_seconds() -> None:
    """The pauses between two tries double from half a second and never leave a returned camera waiting for long."""
    tries_s = failing(CameraState.LOST, [1 + TICK_S * i for i in range(600)])
    pauses_s = [after - before for before, after in itertools.pairwise(tries_s)]

    assert tries_s[0] == pytest.approx(1.5, abs=0.11)
    assert pauses_s[0] == pytest.approx(1.0, abs=0.21)
    assert max(pauses_s) <= 3.0
    assert len(tries_s) < 30


def test_a_camera_that_comes_and_goes_is_not_opened_twice_a_second() -> None:
    """One picture is not enough to forget the failures before; some seconds of pictures are."""
    life = running()
    now_s, tries_s = 1.0, []
    life.tick(now_s, ReaderReport(True, CameraState.LOST, 0.0), 0)
    while now_s < 30:
        now_s += TICK_S
        if life.tick(now_s, None, 0) is Order.OPEN:
            tries_s.append(now_s)
            life.tick(now_s, ReaderReport(first_at_s=now_s), 0)
            assert life.state is CameraState.BACK
            life.tick(now_s, ReaderReport(True, CameraState.LOST, now_s), 0)
    assert len(tries_s) < 15

    life.begin(now_s)
    life.tick(now_s, None, 0)
    for shown_s in (0.0, 1.0, 2.0, 3.0, 4.0, 5.0):
        life.tick(now_s + shown_s, ReaderReport(first_at_s=now_s, changed_at_s=now_s + shown_s), 0)
    assert failing(CameraState.LOST, [now_s + 5 + TICK_S * i for i in range(8)], life) != []


def test_back_is_said_for_a_while() -> None:
    """A camera that returns is said to be back for four seconds, then it simply runs."""
    life = running()
    life.tick(1.0, ReaderReport(True, CameraState.LOST, 0.0), 0)
    life.tick(2.0, ReaderReport(first_at_s=2.0), 0)
    assert life.state is CameraState.BACK
    life.tick(5.9, ReaderReport(first_at_s=2.0, changed_at_s=5.9), 0)
    assert life.state is CameraState.BACK
    life.tick(6.1, ReaderReport(first_at_s=2.0, changed_at_s=6.1), 0)
    assert life.state is CameraState.RUNNING


@pytest.mark.parametrize("changed_at_s", [None, 2.0], ids=["the same picture again and again", "no picture at all"])
def test_a_frozen_picture_is_noticed(changed_at_s: float | None) -> None:
    """Without a new picture for three seconds it is frozen; soon after that it is opened anew."""
    life = running()
    frozen_from_s = changed_at_s or 0.0
    report = ReaderReport(first_at_s=0.0, changed_at_s=changed_at_s)
    life.tick(frozen_from_s + 2.9, report, 0)
    assert life.state is CameraState.RUNNING
    assert life.tick(frozen_from_s + 3.1, report, 0) is Order.WAIT
    assert life.state is CameraState.FROZEN
    assert life.tick(frozen_from_s + 4.7, report, 0) is Order.DROP
    assert life.state is CameraState.FROZEN


def test_a_frozen_picture_that_moves_again_is_back() -> None:
    """Nothing is opened anew when it heals by itself."""
    life = running()
    life.tick(3.1, ReaderReport(first_at_s=0.0), 0)
    assert life.tick(4.0, ReaderReport(first_at_s=0.0, changed_at_s=4.0), 0) is Order.WAIT
    assert life.state is CameraState.BACK


def test_the_old_picture_on_a_new_opening_is_no_sign_of_life() -> None:
    """Opened anew, it must show a picture that changes; one that does not is let go of after 1.5 s, not 4.5."""
    life = running()
    life.tick(3.1, ReaderReport(first_at_s=0.0), 0)
    life.tick(4.7, ReaderReport(first_at_s=0.0), 0)
    assert life.tick(5.3, None, 0) is Order.OPEN
    assert life.tick(5.5, ReaderReport(first_at_s=5.4), 0) is Order.WAIT
    assert life.state is CameraState.FROZEN
    assert life.tick(7.0, ReaderReport(first_at_s=5.4), 0) is Order.DROP
    assert life.tick(8.1, None, 0) is Order.OPEN
    life.tick(8.3, ReaderReport(first_at_s=8.2, changed_at_s=8.25), 0)
    assert life.state is CameraState.BACK


def test_opening_has_a_limit() -> None:
    """A camera that does not answer for twenty seconds is let go of, said to be frozen, and tried again."""
    life = CameraLife()
    life.begin(0.0)
    life.tick(0.0, None, 0)
    assert life.tick(19.9, ReaderReport(), 0) is Order.WAIT
    assert life.tick(20.1, ReaderReport(), 0) is Order.DROP
    assert life.state is CameraState.FROZEN
    assert life.tick(20.7, None, 1) is Order.WAIT  # the first may only just be giving it back
    assert life.tick(21.2, None, 1) is Order.OPEN


def test_few_threads_hang() -> None:
    """With three of them in the driver, nothing more is tried until one of them returns."""
    life = running()
    life.tick(1.0, ReaderReport(True, CameraState.LOST, 0.0), 0)
    assert life.tick(9.0, None, 3) is Order.WAIT
    assert life.tick(9.1, None, 2) is Order.OPEN


def test_our_own_hold_on_the_camera_is_no_other_program() -> None:
    """While a reader that was let go of still has it, busy means nothing."""
    life = running()
    life.tick(3.1, ReaderReport(first_at_s=0.0), 0)
    life.tick(4.7, ReaderReport(first_at_s=0.0), 0)
    life.tick(5.8, None, 1)
    assert life.tick(5.9, ReaderReport(True, CameraState.BUSY), 1) is Order.DROP
    assert life.state is CameraState.FROZEN
    life.tick(9.0, ReaderReport(True, CameraState.BUSY), 0)
    assert life.state is CameraState.BUSY


def test_paused_means_given_back() -> None:
    """It is paused when the last reader has gone, not before; one that hangs is said to."""
    life = running()
    life.pause(1.0)
    assert life.tick(1.0, None, 1) is Order.WAIT
    assert life.state is CameraState.RUNNING
    life.tick(2.1, None, 1)
    assert life.state is CameraState.FROZEN
    life.tick(2.2, None, 0)
    assert life.state is CameraState.PAUSED
    assert life.tick(99.0, None, 0) is Order.WAIT


def test_going_on_after_a_pause() -> None:
    """It opens anew, and if it went away meanwhile there is none."""
    life = running()
    life.pause(1.0)
    life.tick(1.1, None, 0)
    life.begin(2.0)
    assert life.tick(2.0, None, 0) is Order.OPEN
    assert life.state is CameraState.OPENING
    life.tick(2.1, ReaderReport(True, CameraState.NONE), 0)
    assert life.state is CameraState.NONE


def test_nothing_is_done_for_nobody() -> None:
    """Unwanted it has no state and is never opened."""
    life = running()
    life.end()
    assert life.tick(1.0, None, 0) is Order.WAIT
    assert life.state is None
