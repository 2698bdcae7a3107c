"""Another model in the place of the one in use, while the camera goes on; and back, if it does not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.model_choice import kept_path
from app.model_opening import ModelOpening
from app.model_trial import open_tried
from app.preferences import Preferences
from app.watcher import Watcher
from models.errors import GlosscastError
from models.recognizer import GlossRecognizer

__all__ = ["ModelSwap"]

SENTENCE_STAYS_MS = 15_000


class ModelSwap(QObject):
    """Opens a model, has the watcher use it, says what happens, and keeps in the settings which model has held.

    Args:
        load: Opens and tries out a file, in a thread. Raises GlosscastError.
    """

    told = Signal(str)  # a sentence for the person, empty when it no longer holds

    def __init__(
        self, watcher: Watcher, preferences: Preferences, load: Callable[[Path], GlossRecognizer] = open_tried
    ) -> None:
        super().__init__(watcher)
        self._watcher = watcher
        self._preferences = preferences
        self._opening = ModelOpening(load, self)
        self._opening.opened.connect(self._take)
        self._opening.refused.connect(self._tell_refusal)
        watcher.model_came.connect(self._tell_change)
        watcher.model_taken_back.connect(self._tell_return)
        watcher.model_proven.connect(self._remember)
        self._silence_timer = QTimer(self, singleShot=True, interval=SENTENCE_STAYS_MS)
        self._silence_timer.timeout.connect(self._fall_silent)

    @property
    def name(self) -> str:
        """The file of the model in use."""
        return self._watcher.recognizer.path.name

    @Slot(object)
    def open(self, path: Path) -> None:
        """Try a file out; if it can be used it takes over, if not the model in use goes on."""
        self._opening.open(path)
        self._silence_timer.stop()
        self.told.emit(self.tr("Trying out {new}; {old} goes on meanwhile.").format(new=path.name, old=self.name))

    def finish(self) -> None:
        """Before the end: a model that has not failed yet is remembered."""
        self._opening.forget()
        if self._watcher.is_on_trial:
            self._remember()

    @Slot(object)
    def _take(self, recognizer: GlossRecognizer) -> None:
        self._watcher.swap(recognizer)
        if self._watcher.is_swapping:
            told = self.tr("{new} is ready and takes over when this sentence has ended.")
            self._tell(told.format(new=recognizer.path.name))

    @Slot(object, object)
    def _tell_refusal(self, path: Path, error: GlosscastError) -> None:
        reason = str(error).replace(str(path), path.name)  # the folder is known to whoever chose it
        self._tell(self.tr("{reason} {old} goes on.").format(reason=reason, old=self.name))

    @Slot(object)
    def _tell_change(self, recognizer: GlossRecognizer) -> None:
        card = recognizer.card
        told = self.tr("{new} is in use now: {count} signs of {language}.")
        count = len(card.vocabulary.glosses)
        self._tell(told.format(new=self.name, count=count, language=card.sign_language))

    @Slot(object, object)
    def _tell_return(self, failed: GlossRecognizer, error: GlosscastError) -> None:
        told = self.tr("{new} failed soon after it took over, so {old} is in use again. {reason}")
        self._tell(told.format(new=failed.path.name, old=self.name, reason=str(error)))

    @Slot()
    def _remember(self) -> None:
        path = kept_path(self._watcher.recognizer.path)
        self._preferences.change(replace(self._preferences.settings, model_path=path))

    def _tell(self, sentence: str) -> None:
        self.told.emit(sentence)
        self._silence_timer.start()

    @Slot()
    def _fall_silent(self) -> None:
        self.told.emit("")
