"""The thread that looks for the signer in live pictures, a few times a second, beside camera and recognition."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress

from app.mailbox import Mailbox
from app.signer_tracker import LOOK_INTERVAL_S, Finder, SignerTracker, SignerView
from models.errors import GlosscastError
from models.preprocessing import SquareCrop
from models.video import Frame

__all__ = ["LiveCrop", "SignerFollower"]

logger = logging.getLogger(__name__)

NICENESS = 10  # of 19: where computing power is short, recognition has it


class SignerFollower(threading.Thread):
    """Takes the newest picture from a slot, so that nobody ever waits for it, and leaves what it found in another.

    One for all sources, for MediaPipe takes a while to load and 100 MB.

    Args:
        open_finder: Loads MediaPipe; called by the thread.
        on_view: Called when `views` was empty before.
        on_failure: Called once if it cannot go on; the crop then is the centre square.
    """

    def __init__(
        self,
        open_finder: Callable[[], Finder],
        *,
        is_followed: bool,
        on_view: Callable[[], None],
        on_failure: Callable[[GlosscastError], None],
        interval_s: float = LOOK_INTERVAL_S,
    ) -> None:
        super().__init__(name="signer", daemon=True)
        self.is_followed = is_followed  # set by any thread, heeded from the next look on
        self.views: Mailbox[SignerView] = Mailbox()
        self._open_finder = open_finder
        self._on_view = on_view
        self._on_failure = on_failure
        self._interval_s = interval_s
        self._pictures: Mailbox[Frame] = Mailbox()
        self._has_picture = threading.Event()
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self._crop: SquareCrop | None = None
        self._source_count = 0

    def forget(self) -> None:
        """What comes from now on is of another source."""
        with self._changing:
            self._source_count += 1
            self._crop = None
            self._pictures.take()
            self.views.take()

    def crop(self, frame: Frame) -> SquareCrop | None:
        """Offer a picture, and have the crop in force. Called by the camera's thread; never waits."""
        self._pictures.put(frame)
        self._has_picture.set()
        return self._crop

    def stop(self) -> None:
        """Ask the thread to end; it does so after the look that is under way."""
        self._stopping.set()
        self._has_picture.set()

    def run(self) -> None:
        _step_back()
        try:
            with closing(self._open_finder()) as finder:
                self._look(finder)
        except GlosscastError as error:
            self._fail(error)
        except Exception as error:
            logger.exception("Following the signer failed.")
            self._fail(GlosscastError(f"{type(error).__name__}: {error}"))

    def _look(self, finder: Finder) -> None:
        tracker, known_count = SignerTracker(finder), self._source_count
        while True:
            self._has_picture.wait()
            self._has_picture.clear()
            if self._stopping.is_set():
                return
            with self._changing:
                frame, count = self._pictures.take(), self._source_count
            if frame is None:
                continue
            if count != known_count:
                tracker, known_count = SignerTracker(finder), count
            due_s = time.monotonic() + self._interval_s
            tracker.is_followed = self.is_followed
            self._publish(tracker.look(frame), count)
            self._stopping.wait(max(0.0, due_s - time.monotonic()))

    def _publish(self, view: SignerView, source_count: int) -> None:
        with self._changing:
            if source_count != self._source_count:
                return  # of a source that is watched no more
            self._crop = view.crop
            must_tell = self.views.put(view)
        if must_tell:
            self._on_view()

    def _fail(self, error: GlosscastError) -> None:
        self._crop = None
        if not self._stopping.is_set():
            self._on_failure(error)


class LiveCrop:
    """The crop rule of one live source. Its follower may come and go while the source is watched."""

    def __init__(self) -> None:
        self.follower: SignerFollower | None = None  # replaced by the window's thread, read by the camera's

    def __call__(self, frame: Frame) -> SquareCrop | None:
        follower = self.follower
        return follower.crop(frame) if follower else None


def _step_back() -> None:
    """Have this thread, and those that MediaPipe starts from it, wait for the others where all cannot run at once."""
    if sys.platform == "linux":  # elsewhere a priority is that of the whole process
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
