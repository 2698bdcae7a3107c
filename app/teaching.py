"""Brings taught signs into the window: recognised, listed, counted, offered as corrections; and the page for them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.camera_keeper import CameraKeeper
from app.captions import CaptionState
from app.control_bar import ControlBar
from app.message_line import MessageLine
from app.more_menu import MoreButton
from app.own_signs import OwnSigns
from app.preferences import Preferences
from app.signs_panel import SignsPanel
from app.taught_signs import SIGNS_NAME
from app.teach_page import TeachPage
from app.transcript_panel import TranscriptPanel
from app.watcher import Watcher
from models.recognizer import GlossRecognizer

__all__ = ["Teaching"]


class Teaching(QObject):
    """Has the signs from the start on, the page from when it is first wanted.

    Args:
        window: Beside which the page stands.
    """

    glosses_changed = Signal(object)  # tuple of those taught, which are recognised from now on
    known_count_changed = Signal(int)  # how many signs can be recognised at all
    told = Signal(str)  # a sentence for the person

    def __init__(self, watcher: Watcher, camera: CameraKeeper, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._watcher, self._camera, self._preferences = watcher, camera, preferences
        self.signs = OwnSigns(preferences.folder_of(SIGNS_NAME), watcher.recognizer, self)
        self._page: TeachPage | None = None
        self.signs.changed.connect(self._put_in_force)
        self.signs.told.connect(self.told)
        watcher.captions_came.connect(self._count)
        watcher.model_came.connect(self._follow_model)

    def join(
        self,
        panel: SignsPanel,
        transcript: TranscriptPanel,
        more: MoreButton,
        controls: ControlBar,
        message: MessageLine,
    ) -> None:
        """Tell these parts of the window what is taught, now and from now on."""
        for part in (panel, transcript, more):
            self.glosses_changed.connect(part.show_taught)
        self.known_count_changed.connect(controls.show_known_count)
        self.told.connect(message.setText)
        more.teach_wanted.connect(self.open)
        self._put_in_force()

    @Slot()
    def open(self) -> None:
        """Show the page."""
        window = self.parent()
        if self._page is None and isinstance(window, QWidget):
            self._page = TeachPage(self.signs, self._watcher, self._camera, self._preferences, window)
        if self._page is None:
            return
        available = self._page.screen().availableGeometry()
        self._page.resize(self._page.size().boundedTo(available.size()))
        self._page.show()
        self._page.raise_()
        self._page.activateWindow()

    def finish(self) -> None:
        """Before the end: no thread of the page goes on, and what was counted is kept."""
        if self._page is not None:
            self._page.finish()
        self.signs.finish()

    @Slot()
    def _put_in_force(self) -> None:
        self._watcher.use_taught(self.signs.matcher)
        glosses = self.signs.glosses
        self.glosses_changed.emit(glosses)
        self.known_count_changed.emit(len({*self._watcher.recognizer.card.vocabulary.glosses, *glosses}))

    @Slot(object)
    def _follow_model(self, recognizer: GlossRecognizer) -> None:
        self.signs.use_model(recognizer)
        if self._page is not None:
            self._page.follow_model()

    @Slot(object)
    def _count(self, captions: CaptionState) -> None:
        self.signs.count(captions, self._watcher.session_number)
