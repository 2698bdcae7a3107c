"""The recognition thread, on the real tiny model."""

import threading
import time

import numpy as np
import pytest

from app.captions import CaptionState
from app.frame_queue import FrameQueue, PreparedFrame, StreamMark
from app.frame_tap import FrameTap
from app.mailbox import Mailbox
from app.recognition import RecognitionThread
from models.errors import BadInputError, GlosscastError
from models.preprocessing import mirror_frame, prepare_frame
from models.recognizer import GlossRecognizer, State, StepOutput
from models.video import RgbImage
from tests.app.conftest import HELD, Scene, coloured_frames

LIMIT_S = 60.0  # for a busy machine; each wait ends as soon as it can


class Recognition:
    """A recognition thread that is fed by the test."""

    def __init__(self, recognizer: GlossRecognizer) -> None:
        self.queue = FrameQueue(1000)
        self.states: Mailbox[CaptionState] = Mailbox()
        self.failures: list[GlosscastError] = []
        self._size = recognizer.card.frame_size
        self._news = threading.Semaphore(0)
        self.thread = RecognitionThread(
            recognizer, self.queue, self.states, on_captions=self._news.release, on_failure=self.failures.append
        )
        self.thread.start()

    def feed(self, scenes: tuple[Scene, ...], *, captured_ago_s: float = 0.0) -> None:
        """Frames whose last one was taken so long ago."""
        frames = coloured_frames(scenes)
        offset_s = time.monotonic() - captured_ago_s - frames[-1].time_s
        for frame in frames:
            image = prepare_frame(frame.image, self._size)
            self.queue.put(PreparedFrame(image, frame.time_s, frame.time_s + offset_s))

    def wait_for_sentences(self, count: int) -> CaptionState:
        """The state in which so many sentences have ended."""
        return self.wait_until(lambda state: state.current_number >= count)

    def wait_until(self, is_reached) -> CaptionState:  # type: ignore[no-untyped-def]
        """The first state of that kind."""
        while self._news.acquire(timeout=LIMIT_S):
            state = self.states.take()
            if state is not None and is_reached(state):
                return state
        raise AssertionError("nothing came")

    def close(self) -> None:
        """End the thread."""
        self.queue.close()
        self.thread.join(LIMIT_S)
        assert not self.thread.is_alive()


@pytest.fixture
def recognition(recognizer: GlossRecognizer):  # type: ignore[no-untyped-def]
    """A running thread, ended after the test."""
    running = Recognition(recognizer)
    yield running
    running.close()


def test_frames_become_captions(recognition: Recognition) -> None:
    """What was signed is committed at the end of the stream, as one sentence."""
    recognition.feed(HELD)
    recognition.queue.put(StreamMark.END)

    assert recognition.wait_for_sentences(1).finished == (("RED", "GREEN"),)
    assert recognition.failures == []


def test_an_end_makes_the_next_frames_a_new_stream(recognition: Recognition) -> None:
    """The same file again, from time 0, is a second sentence, not a disorder in the first."""
    for _ in range(2):
        recognition.feed(HELD)
        recognition.queue.put(StreamMark.END)

    assert recognition.wait_for_sentences(2).finished == (("RED", "GREEN"), ("RED", "GREEN"))


def test_a_reset_forgets_everything_before(recognition: Recognition) -> None:
    """After a reset only what follows is there."""
    recognition.feed(HELD)
    recognition.queue.put(StreamMark.RESET)
    recognition.feed((("BLUE", 0.4), (None, 0.4)))
    recognition.queue.put(StreamMark.END)

    state = recognition.wait_until(lambda state: state.finished[-1:] == (("BLUE",),))
    assert state.finished == (("BLUE",),)
    assert state.committed_count == 1


def test_steps_and_delay_are_measured(recognition: Recognition) -> None:
    """A step takes some time, and the delay runs from the gloss's last frame, here one second old and more."""
    assert recognition.thread.step_ms is None
    assert recognition.thread.delay_s is None
    recognition.feed((("RED", 0.4), (None, 3.0)), captured_ago_s=1.0)
    recognition.wait_for_sentences(1)

    assert recognition.thread.step_ms is not None
    assert 0 < recognition.thread.step_ms < 1000
    assert recognition.thread.delay_s is not None
    assert 3.5 < recognition.thread.delay_s < 3.5 + LIMIT_S


def test_silence_shows_nothing(recognition: Recognition) -> None:
    """Dark frames make no captions."""
    recognition.feed(((None, 4.0),))
    recognition.queue.put(StreamMark.END)
    recognition.queue.put(StreamMark.RESET)
    recognition.feed((("RED", 0.4), (None, 0.4)))
    recognition.queue.put(StreamMark.END)

    assert recognition.wait_for_sentences(1) == CaptionState(finished=(("RED",),), committed_count=1)


def test_a_failure_ends_the_thread_with_a_sentence(recognition: Recognition) -> None:
    """A frame that the model cannot take is reported, once."""
    recognition.queue.put(PreparedFrame(np.zeros((3, 3, 3), np.uint8), 0.0, 0.0))
    recognition.thread.join(LIMIT_S)

    assert [type(failure) for failure in recognition.failures] == [BadInputError]


class Noting:
    """The tiny model, and every frame that it was given."""

    def __init__(self, recognizer: GlossRecognizer) -> None:
        self._recognizer = recognizer
        self.card, self.is_stateful = recognizer.card, recognizer.is_stateful
        self.start, self.log_probs = recognizer.start, recognizer.log_probs
        self.frames: list[RgbImage] = []

    def step(self, frames: RgbImage, state: State) -> StepOutput:
        """Note and pass on."""
        self.frames += [frame.copy() for frame in frames]
        return self._recognizer.step(frames, state)


def frames_given(
    recognizer: GlossRecognizer, frames: list[RgbImage], *, is_left_handed: bool, turn_at: int | None = None
) -> list[RgbImage]:
    """What the model sees of some frames; at one of them the switch is turned."""
    noting = Noting(recognizer)
    queue = FrameQueue(1000)
    states: Mailbox[CaptionState] = Mailbox()
    thread = RecognitionThread(noting, queue, states, on_captions=lambda: None, on_failure=pytest.fail)  # type: ignore[arg-type]
    thread.is_left_handed = is_left_handed
    for number, frame in enumerate(frames):
        if number == turn_at:
            thread.is_left_handed = not is_left_handed
        thread._take(PreparedFrame(frame, number / recognizer.card.frame_rate, 0.0))
    return noting.frames


def noise(recognizer: GlossRecognizer, count: int) -> list[RgbImage]:
    """Frames that are nothing like their own mirror images."""
    size = recognizer.card.frame_size
    return list(np.random.default_rng(7).integers(0, 256, (count, size, size, 3), np.uint8))


def test_a_left_handed_signer_is_given_mirrored(recognizer: GlossRecognizer) -> None:
    """With the switch the model sees, bit for bit, the mirror image of what it sees without; the frames stay."""
    frames = noise(recognizer, 20)
    kept = [frame.copy() for frame in frames]
    right = frames_given(recognizer, frames, is_left_handed=False)
    left = frames_given(recognizer, frames, is_left_handed=True)

    assert len(right) == len(left) >= 20
    assert all(np.array_equal(one[:, ::-1], other) for one, other in zip(right, left, strict=True))
    assert all(np.array_equal(one, other) for one, other in zip(frames, kept, strict=True))


def test_a_mirrored_signer_with_the_switch_is_the_signer(recognizer: GlossRecognizer) -> None:
    """A camera that sees the mirror image, and the switch: the model is given what it was given, bit for bit."""
    frames = noise(recognizer, 20)
    mirrored = [mirror_frame(frame) for frame in frames]
    right = frames_given(recognizer, frames, is_left_handed=False)
    left = frames_given(recognizer, mirrored, is_left_handed=True)

    assert all(np.array_equal(one, other) for one, other in zip(right, left, strict=True))


def test_turning_the_switch_begins_anew(recognizer: GlossRecognizer) -> None:
    """No step sees frames of both kinds: what came before is finished as at the end of a file."""
    frames = noise(recognizer, 20)
    turned = frames_given(recognizer, frames, is_left_handed=False, turn_at=10)
    before = frames_given(recognizer, frames[:10], is_left_handed=False)

    known = {frame.tobytes() for frame in frames[:10]}
    later = {mirror_frame(frame).tobytes() for frame in frames[10:]}
    kinds = ["before" if frame.tobytes() in known else "after" for frame in turned]
    assert {frame.tobytes() for frame in turned} <= known | later
    assert kinds == sorted(kinds, reverse=True)
    assert kinds.count("before") > len(before)


def test_a_tap_gets_the_frames_instead(recognition: Recognition) -> None:
    """While somebody teaches a sign nothing is recognised, and what was open is a sentence; then it goes on."""
    recognition.feed(HELD)
    recognition.wait_until(lambda state: state.committed_count >= 1)
    _wait_until(lambda: recognition.queue.waiting_count == 0)  # else the tap got frames of the first round as well
    tap = recognition.thread.tap = FrameTap()
    tap.begin()
    recognition.feed(HELD)
    recognition.wait_for_sentences(1)
    frame_count = len(coloured_frames(HELD))
    _wait_until(lambda: len(tap.recorded) == frame_count)

    recognition.thread.tap = None
    recognition.feed(HELD)
    recognition.queue.put(StreamMark.END)

    assert recognition.wait_for_sentences(2).finished == (("RED", "GREEN"), ("RED", "GREEN"))


def test_a_left_handed_signer_is_recorded_as_recognised(recognition: Recognition) -> None:
    """The tap gets what the model would have read: mirrored frames."""
    tap = recognition.thread.tap = FrameTap()
    recognition.thread.is_left_handed = True
    image = np.zeros((8, 8, 3), np.uint8)
    image[:, :2] = 255
    recognition.queue.put(PreparedFrame(image, 0.0, 0.0))
    _wait_until(lambda: tap.newest is not None)

    assert tap.newest is not None
    np.testing.assert_array_equal(tap.newest.image, mirror_frame(image))


def _wait_until(is_so) -> None:  # type: ignore[no-untyped-def]
    gives_up_at_s = time.monotonic() + LIMIT_S
    pause = threading.Event()  # never set
    while not is_so():
        assert time.monotonic() < gives_up_at_s
        pause.wait(0.005)
