"""Another model in the place of the one in use, while the camera goes on; and back, if it does not hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.model_choice import kept_path
from app.model_loader import MeasuredModel, ModelLoader
from app.model_opening import ModelOpening
from app.model_speed import ModelSpeed
from app.preferences import Preferences
from app.watcher import Watcher
from models.errors import GlosscastError
from models.recognizer import GlossRecognizer

__all__ = ["ModelSwap"]

SENTENCE_STAYS_MS = 15_000


class ModelSwap(QObject):
    """Opens a model, has the watcher use it, says what happens, and keeps in the settings which model has held."""

    told = Signal(str)  # a sentence for the person, empty when it no longer holds
    speed_known = Signal(object)  # ModelSpeed of the model in use; None while it is not known

    def __init__(self, watcher: Watcher, preferences: Preferences, loader: ModelLoader | None = None) -> None:
        super().__init__(watcher)
        self._watcher = watcher
        self._preferences = preferences
        loader = loader or ModelLoader()
        self._opening = ModelOpening(loader.open, self)
        self._opening.opened.connect(self._take)
        self._opening.refused.connect(self._tell_refusal)
        self._measuring = ModelOpening(loader.measure, self)
        self._measuring.opened.connect(self._take_measured)
        self._reopened: GlossRecognizer | None = None  # the model in use at the start, with more threads
        self._speeds: WeakKeyDictionary[GlossRecognizer, ModelSpeed] = WeakKeyDictionary()
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

    def measure(self) -> None:
        """Find out, beside the first frames, how fast the model in use is here, and how many threads it needs."""
        self._measuring.open(self._watcher.recognizer.path)

    def finish(self) -> None:
        """Before the end: what is being opened is given up, and a model that has not failed yet is remembered."""
        self._opening.forget()
        self._measuring.forget()
        if self._watcher.is_on_trial:
            self._remember()

    @Slot(object)
    def _take(self, measured: MeasuredModel) -> None:
        recognizer = measured.recognizer
        self._speeds[recognizer] = measured.speed
        self._watcher.swap(recognizer)
        if self._watcher.is_swapping:
            told = self.tr("{new} is ready and takes over when this sentence has ended.")
            self._tell(told.format(new=recognizer.path.name))

    @Slot(object)
    def _take_measured(self, measured: MeasuredModel) -> None:
        in_use, speed = self._watcher.recognizer, measured.speed
        if measured.recognizer.path != in_use.path or in_use in self._speeds or self._watcher.is_swapping:
            return  # another model came meanwhile
        self._speeds[in_use] = self._speeds[measured.recognizer] = speed
        if measured.recognizer.thread_count != in_use.thread_count and measured.recognizer.card == in_use.card:
            self._reopened = measured.recognizer
            self._watcher.swap(measured.recognizer)
        self.speed_known.emit(speed)
        if not speed.is_enough:
            self._silence_timer.stop()
            told = self.tr(
                "This computer is too slow for {name}: a step of {budget:.0f} ms takes {step:.0f} ms, so signs will be "
                "missed. Close other programs, or open a smaller model."
            )
            self.told.emit(told.format(name=self.name, budget=speed.budget_ms, step=speed.step_ms))

    @Slot(object, object)
    def _tell_refusal(self, path: Path, error: GlosscastError) -> None:
        reason = str(error).replace(str(path), path.name)  # the folder is known to whoever chose it
        self._tell(self.tr("{reason} {old} goes on.").format(reason=reason, old=self.name))

    @Slot(object)
    def _tell_change(self, recognizer: GlossRecognizer) -> None:
        self.speed_known.emit(self._speeds.get(recognizer))
        if recognizer is self._reopened:
            return  # for the person it is the same
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
        if self._watcher.recognizer is self._reopened:
            return  # nobody has chosen it
        path = kept_path(self._watcher.recognizer.path)
        self._preferences.change(replace(self._preferences.settings, model_path=path))

    def _tell(self, sentence: str) -> None:
        self.told.emit(sentence)
        self._silence_timer.start()

    @Slot()
    def _fall_silent(self) -> None:
        self.told.emit("")
