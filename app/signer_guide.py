"""Brings what is known of the signer into the window: the crop of a live source, and one hint at a time."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.camera import FrameSource
from app.framing import Hint
from app.preferences import Preferences
from app.settings import Settings
from app.signer import SignerFinder, why_not_followed
from app.signer_follower import LiveCrop, SignerFollower
from models.errors import GlosscastError
from models.preprocessing import CropRule

__all__ = ["SignerGuide"]

logger = logging.getLogger(__name__)


class SignerGuide(QObject):
    """Has a follower from the first live source on, if the settings want one. Its last three signals come at once.

    Args:
        closing_limit_s: A thread that has not ended by then is left behind.
    """

    # From the thread, with the follower's number: one that was stopped may still have some queued.
    view_waits = Signal(int)
    follower_failed = Signal(int, object)

    hint_changed = Signal(str)  # empty where there is none
    square_changed = Signal(object)  # SquareCrop, or None for the centre square
    failed = Signal(str)

    def __init__(self, preferences: Preferences, closing_limit_s: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = preferences.settings
        self._closing_limit_s = closing_limit_s
        self._follower: SignerFollower | None = None
        self._crop: LiveCrop | None = None  # of the live source that is watched
        self._number = 0
        self._found_count = 0
        queued = Qt.ConnectionType.QueuedConnection
        self.view_waits.connect(self._take_view, queued)
        self.follower_failed.connect(self._take_failure, queued)
        preferences.changed.connect(self._follow_settings)

    @property
    def texts(self) -> dict[Hint, str]:
        """What each hint says, in the language of the window."""
        return {
            Hint.MORE_LIGHT: self.tr("More light, please: the picture is too dark."),
            Hint.NOBODY: self.tr("Nobody is in the picture."),
            Hint.LIGHT_BEHIND: self.tr("The light is behind you: turn, so that it falls on your face."),
            Hint.STEP_BACK: self.tr("Step back: you are too near."),
            Hint.COME_CLOSER: self.tr("Come closer: you are too far away."),
            Hint.MOVE_TO_MIDDLE: self.tr("Move to the middle of the picture."),
            Hint.TILT_CAMERA: self.tr("Tilt the camera, so that it shows you from head to waist."),
            Hint.LEFT_HAND_OUT: self.tr("Your left hand is out of the picture."),
            Hint.RIGHT_HAND_OUT: self.tr("Your right hand is out of the picture."),
        }

    @property
    def is_loaded(self) -> bool:
        """Whether MediaPipe has found somebody, and so holds all the memory that it ever will."""
        return self._found_count > 0

    def begin(self, source: FrameSource) -> CropRule | None:
        """A source will be watched: what is to crop it. Only a live one is followed."""
        self.end()
        if not source.is_live:
            return None
        self._crop = LiveCrop()
        self._follow_if_wanted()
        return self._crop

    @Slot()
    def end(self) -> None:
        """Nothing is watched any more."""
        if self._crop is None:
            return
        self._crop.follower = None
        self._crop = None
        if self._follower:
            self._follower.forget()
        self.hint_changed.emit("")
        self.square_changed.emit(None)

    @Slot()
    def finish(self) -> None:
        """End the thread as well, which gives MediaPipe's memory back; another source may start another."""
        self.end()
        self._stop_follower()

    @Slot(object)
    def _follow_settings(self, settings: Settings) -> None:
        self._settings = settings
        if not (settings.is_followed or settings.has_hints):
            self._stop_follower()
        else:
            self._follow_if_wanted()
            if not settings.has_hints:
                self.hint_changed.emit("")

    def _follow_if_wanted(self) -> None:
        """Have the source that is watched followed as the settings say."""
        if self._crop is None or not (self._settings.is_followed or self._settings.has_hints):
            return
        if self._follower is None:
            if why_not_followed():
                return
            self._follower = SignerFollower(
                SignerFinder,
                is_followed=self._settings.is_followed,
                on_view=partial(self.view_waits.emit, self._number),
                on_failure=partial(self.follower_failed.emit, self._number),
            )
            self._follower.start()
        self._follower.is_followed = self._settings.is_followed
        self._crop.follower = self._follower

    def _stop_follower(self) -> None:
        follower, self._follower = self._follower, None
        if follower is None:
            return
        self._number += 1
        if self._crop:
            self._crop.follower = None
        follower.stop()
        follower.join(self._closing_limit_s)
        if follower.is_alive():
            logger.warning("Following the signer did not end within %.1f s.", self._closing_limit_s)
        self.hint_changed.emit("")
        self.square_changed.emit(None)

    @Slot(int)
    def _take_view(self, number: int) -> None:
        if number != self._number or self._follower is None:
            return
        view = self._follower.views.take()
        if view is not None:
            self._found_count += view.look is not None
            hint = view.hint if self._settings.has_hints else None
            self.hint_changed.emit(self.texts[hint] if hint else "")
            self.square_changed.emit(view.crop)

    @Slot(int, object)
    def _take_failure(self, number: int, error: GlosscastError) -> None:
        if number != self._number:
            return
        self._stop_follower()
        told = self.tr("The signer is no longer followed, the middle of the picture is taken: {reason}")
        self.failed.emit(told.format(reason=error))
