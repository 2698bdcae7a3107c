"""The thread beside camera and recognition: it delays nobody, ends soon, and its failure is one sentence."""

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.signer_follower import LiveCrop, SignerFollower
from app.signer_tracker import Finder
from app.steady_crop import aimed_crop
from models.errors import GlosscastError
from models.video import Frame
from tests.app.fake_signer import FakeFinder, signer_at

LIMIT_S = 60.0  # for a busy machine; each wait ends as soon as it can
GREY = np.full((240, 320, 3), 150, np.uint8)
ASIDE = signer_at(90, 150, 60)


class Following:
    """A follower, and what it told."""

    def __init__(self, open_finder: Callable[[], Finder], *, is_followed: bool = True) -> None:
        self.told = threading.Semaphore(0)
        self.failures: list[GlosscastError] = []
        self.failed = threading.Event()
        self.follower = SignerFollower(
            open_finder,
            is_followed=is_followed,
            on_view=self.told.release,
            on_failure=self._note_failure,
            interval_s=0.0,
        )
        self.follower.start()

    def _note_failure(self, error: GlosscastError) -> None:
        self.failures.append(error)
        self.failed.set()

    def end(self) -> bool:
        """Whether it ends."""
        self.follower.stop()
        self.follower.join(LIMIT_S)
        return not self.follower.is_alive()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """While it is not set, a finder that waits for it hangs; let go of at the end of the test."""
    event = threading.Event()
    yield event
    event.set()


def test_what_was_found_is_the_crop_of_later_frames() -> None:
    """The first frame is not waited with; once it has been looked at, the next ones are cut around the signer."""
    finder = FakeFinder(lambda *_: ASIDE)
    following = Following(lambda: finder)

    assert following.follower.crop(Frame(GREY, 0.0)) is None
    assert following.told.acquire(timeout=LIMIT_S)
    view = following.follower.views.take()

    assert view is not None
    assert view.look == ASIDE
    assert following.follower.crop(Frame(GREY, 0.04)) == aimed_crop(ASIDE, 240, 320)
    assert following.end()
    assert finder.is_closed


def test_only_the_newest_picture_is_looked_at(gate: threading.Event) -> None:
    """Pictures that come while MediaPipe is busy are replaced, and offering them never waits."""
    busy = threading.Event()

    def see(image: object, time_s: float) -> None:
        busy.set()
        gate.wait()

    finder = FakeFinder(see)
    following = Following(lambda: finder)
    following.follower.crop(Frame(GREY, 0.0))
    assert busy.wait(LIMIT_S)
    for number in range(1, 50):
        following.follower.crop(Frame(GREY, number / 25))
    gate.set()
    while len(finder.times_s) < 2:
        assert following.told.acquire(timeout=LIMIT_S)
        following.follower.views.take()

    assert finder.times_s == [0.0, 49 / 25]
    assert following.end()


def test_following_can_be_switched_off_and_on() -> None:
    """From the next look on; hints go on meanwhile."""
    following = Following(lambda: FakeFinder(lambda *_: ASIDE), is_followed=False)
    crops = []
    for number, is_followed in enumerate((False, True, False)):
        following.follower.is_followed = is_followed
        following.follower.crop(Frame(GREY, number / 3))
        assert following.told.acquire(timeout=LIMIT_S)
        view = following.follower.views.take()
        assert view is not None
        crops.append(view.crop)

    assert crops == [None, aimed_crop(ASIDE, 240, 320), None]
    assert following.end()


def test_another_source_is_looked_at_afresh(gate: threading.Event) -> None:
    """A look that is under way when the source changes is of the old one: nothing comes of it."""
    busy = threading.Event()

    def see(image: object, time_s: float) -> object:
        if time_s == 0:
            busy.set()
            gate.wait()
        return ASIDE

    following = Following(lambda: FakeFinder(see))  # type: ignore[arg-type]
    following.follower.crop(Frame(GREY, 0.0))
    assert busy.wait(LIMIT_S)
    following.follower.forget()
    gate.set()
    assert following.follower.crop(Frame(GREY[:120], 5.0)) is None

    assert following.told.acquire(timeout=LIMIT_S)
    view = following.follower.views.take()
    assert view is not None
    assert view.crop == following.follower.crop(Frame(GREY[:120], 5.1)) == aimed_crop(ASIDE, 120, 320)
    assert following.end()


def test_forgetting_gives_the_middle() -> None:
    """The crop of a source is not that of the next one."""
    following = Following(lambda: FakeFinder(lambda *_: ASIDE))
    following.follower.crop(Frame(GREY, 0.0))
    assert following.told.acquire(timeout=LIMIT_S)
    following.follower.forget()

    assert following.follower.views.take() is None
    assert following.follower.crop(Frame(GREY, 0.3)) is None
    assert following.end()


def test_it_ends_without_ever_a_picture() -> None:
    """A camera that sends nothing keeps nobody waiting."""
    assert Following(lambda: FakeFinder(lambda *_: None)).end()


def test_a_finder_that_cannot_be_opened_is_told_once() -> None:
    """The sentence is the finder's; frames go on being cut from the middle."""

    def open_finder() -> Finder:
        raise GlosscastError("MediaPipe is not installed.")

    following = Following(open_finder)

    assert following.failed.wait(LIMIT_S)
    assert [str(error) for error in following.failures] == ["MediaPipe is not installed."]
    assert following.follower.crop(Frame(GREY, 0.0)) is None
    assert following.end()


@pytest.mark.parametrize("error", [GlosscastError("MediaPipe failed: no more"), ZeroDivisionError("by nothing")])
def test_a_failure_on_the_way_brings_the_middle_back(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """Ours or nobody's: the crop is the centre square again, one failure is told, and the finder is closed."""
    looks = iter([ASIDE])

    def see(image: object, time_s: float) -> object:
        if (look := next(looks, None)) is None:
            raise error
        return look

    finder = FakeFinder(see)  # type: ignore[arg-type]
    following = Following(lambda: finder)
    following.follower.crop(Frame(GREY, 0.0))
    assert following.told.acquire(timeout=LIMIT_S)
    following.follower.crop(Frame(GREY, 0.3))

    assert following.failed.wait(LIMIT_S)
    assert str(error) in str(following.failures[0])
    assert following.follower.crop(Frame(GREY, 0.6)) is None
    assert following.end()
    assert finder.is_closed
    assert len(following.failures) == 1


def test_a_failure_after_the_end_is_not_told(gate: threading.Event, caplog: pytest.LogCaptureFixture) -> None:
    """Who has been asked to stop no longer disturbs."""
    busy = threading.Event()

    def see(image: object, time_s: float) -> None:
        busy.set()
        gate.wait()
        raise GlosscastError("MediaPipe failed: too late")

    following = Following(lambda: FakeFinder(see))
    following.follower.crop(Frame(GREY, 0.0))
    assert busy.wait(LIMIT_S)
    following.follower.stop()
    gate.set()

    assert following.end()
    assert following.failures == []


def test_a_live_crop_without_a_follower_is_the_middle() -> None:
    """While nobody follows, the rule says so of every frame."""
    assert LiveCrop()(Frame(GREY, 0.0)) is None
