"""The signs that somebody taught, as the window knows them: kept, counted, and ready to be recognised."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.captions import CaptionState
from app.sign_store import SignStore
from app.sign_usage import CommittedGlosses
from app.taught_signs import background_of
from app.teach_consent import Consent
from models.errors import BadInputError, UnusableModelError
from models.recognizer import GlossRecognizer
from models.taught.identity import ModelIdentity, identify
from models.taught.matcher import TaughtMatcher
from models.taught.sign import SignTry, TaughtSign

__all__ = ["OwnSigns", "make_matcher"]

logger = logging.getLogger(__name__)

SAVED_AFTER_MS = 3000  # counts: a sentence's signs are written together


class OwnSigns(QObject):
    """Changes the store, and says so.

    Args:
        folder: Where signs are kept; None to keep them for this run only.
        recognizer: The model in use.
    """

    changed = Signal()  # which signs are recognised; `matcher` is new
    told = Signal(str)  # a sentence for the person

    def __init__(self, folder: Path | None, recognizer: GlossRecognizer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = SignStore(folder)
        self.recognizer = recognizer
        self.matcher: TaughtMatcher | None = None
        self._committed = CommittedGlosses()
        self._identity: ModelIdentity | None = None
        self._timer = QTimer(self, singleShot=True, interval=SAVED_AFTER_MS)
        self._timer.timeout.connect(self.save)
        self.use_model(recognizer)

    @property
    def glosses(self) -> tuple[str, ...]:
        """Those that are recognised besides the model's own, or in their place."""
        return self.matcher.glosses if self.matcher else ()

    @property
    def identity(self) -> ModelIdentity:
        """Of the model in use. Raises UnusableModelError if its file has gone."""
        if self._identity is None:
            self._identity = identify(self.recognizer)
        return self._identity

    @Slot(object)
    def use_model(self, recognizer: GlossRecognizer) -> None:
        """Another model recognises from now on: its own taught signs are wanted."""
        self.recognizer, self._identity = recognizer, None
        if self.store.is_empty:
            self.store.use_model(None)  # which model it is takes time to find out, and nobody wants to know yet
        else:
            self._read()
        self._prepare()

    def teach(self, gloss: str, tries: tuple[SignTry, ...]) -> None:
        """Let a sign be recognised from now on. Raises BadInputError."""
        if not self.store.is_ready:
            self._read()
        self.store.add(gloss, tries)
        self._prepare()

    def renew(self, sign: TaughtSign) -> None:
        """A sign was looked at again by the model in use. Raises BadInputError."""
        self.store.replace(sign)
        self._prepare()

    def rename(self, old: str, new: str) -> None:
        """Give a sign another name. Raises BadInputError."""
        self.store.rename(old, new)
        self._prepare()
        self._timer.start()

    def delete(self, gloss: str) -> None:
        """Forget a sign. Raises BadInputError."""
        self.store.delete(gloss)
        self._prepare()
        self._timer.start()

    def change_consent(self, consent: Consent) -> None:
        """Put an answer in force. Raises BadInputError."""
        self.store.change_consent(consent)

    def take_in(self, paths: list[Path]) -> tuple[list[str], list[str]]:
        """Take in files; returns the glosses taken, and a sentence for each file that was not."""
        if not self.store.is_ready:
            self._read()
        taken, refused = self.store.take_in(paths)
        self._prepare()
        return taken, refused

    def matcher_with(self, gloss: str, tries: tuple[SignTry, ...]) -> TaughtMatcher:
        """As if this sign were taught already: for a test of it. Raises GlosscastError."""
        model = self.identity.digest
        signs = [one.sign for name, one in self.store.known.items() if name != gloss]
        return make_matcher([*signs, TaughtSign(gloss, tries, model)], self.recognizer, self.identity)

    @Slot(object)
    def count(self, captions: CaptionState, session: int) -> None:
        """Count what has been committed."""
        if self.store.usage.count(one for one in self._committed.take(captions, session) if one in self.glosses):
            self._timer.start()

    @Slot()
    def save(self) -> None:
        """Write the counts, if there are any to be kept."""
        self._timer.stop()
        if not self.store.consent.keeps_features:
            return
        try:
            self.store.usage.save()
        except BadInputError as error:
            logger.warning("%s", error)

    def _read(self) -> None:
        try:
            self.store.use_model(self.identity)
        except UnusableModelError as error:
            logger.warning("%s", error)
            self.store.use_model(None)

    def _prepare(self) -> None:
        self.matcher = None
        signs = [one.sign for one in self.store.known.values()]
        if signs and self.recognizer.is_stateful:
            try:
                self.matcher = make_matcher(signs, self.recognizer, self.identity)
            except BadInputError as error:
                self.told.emit(str(error))
        self.changed.emit()


def make_matcher(signs: list[TaughtSign], recognizer: GlossRecognizer, identity: ModelIdentity) -> TaughtMatcher:
    """What finds these signs in a stream of this model. Raises BadInputError."""
    return TaughtMatcher(signs, recognizer.card.vocabulary, background_of(identity))
