"""The signs that somebody taught, as the window knows them: kept, counted, and ready to be recognised."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.background_job import BackgroundJob
from app.captions import CaptionState
from app.sign_store import SignStore
from app.sign_usage import CommittedGlosses
from app.taught_signs import background_of
from app.teach_consent import Consent
from models.errors import BadInputError, UnusableModelError
from models.recognizer import GlossRecognizer
from models.taught.files import FoundSigns, read_signs
from models.taught.identity import ModelIdentity, identify
from models.taught.matcher import TaughtMatcher
from models.taught.sign import SignTry, TaughtSign

__all__ = ["OwnSigns", "make_matcher"]

logger = logging.getLogger(__name__)

SAVED_AFTER_MS = 3000  # counts: a sentence's signs are written together


class OwnSigns(QObject):
    """Changes the store, and says so. Files of a whole folder are read, and a matcher is made, beside the window.

    Args:
        folder: Where signs are kept; None to keep them for this run only.
        recognizer: The model in use.
    """

    changed = Signal()  # which signs are recognised, or kept; `matcher` is new
    told = Signal(str)  # a sentence for the person

    def __init__(self, folder: Path | None, recognizer: GlossRecognizer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = SignStore(folder)
        self.recognizer = recognizer
        self.matcher: TaughtMatcher | None = None
        self._committed = CommittedGlosses()
        self._identity: ModelIdentity | None = None
        self._reading = BackgroundJob(self)
        self._reading.done.connect(self._take_found)
        self._making = BackgroundJob(self)
        self._making.done.connect(self._take_matcher)
        self._making.failed.connect(self._take_failure)
        self._timer = QTimer(self, singleShot=True, interval=SAVED_AFTER_MS)
        self._timer.timeout.connect(self.save)
        self.use_model(recognizer)

    @property
    def glosses(self) -> tuple[str, ...]:
        """Those that are recognised besides the model's own, or in their place."""
        return self.matcher.glosses if self.matcher else ()

    @property
    def is_busy(self) -> bool:
        """Whether what is recognised will change in a moment."""
        return self._reading.is_busy or self._making.is_busy

    @property
    def identity(self) -> ModelIdentity:
        """Of the model in use. Raises UnusableModelError if its file has gone."""
        if self._identity is None:
            self._identity = identify(self.recognizer)
        return self._identity

    @Slot(object)
    def use_model(self, recognizer: GlossRecognizer) -> None:
        """Another model recognises from now on: its own taught signs are wanted."""
        before, self.recognizer, self._identity = self._identity, recognizer, None
        identity = None if self.store.is_empty else self._find_identity()
        if identity is not None and before is not None and identity.digest == before.digest and self.matcher:
            self.changed.emit()  # the same file, opened anew
            return
        for job in (self._reading, self._making):
            job.forget()
        self.matcher = None
        if identity is None or self.store.folder is None:
            self.store.use_model(identity)
            self._prepare()
        else:
            self.store.use_model(None)
            self._reading.begin(partial(read_signs, self.store.folder, identity))
            self.changed.emit()

    def teach(self, gloss: str, tries: tuple[SignTry, ...]) -> None:
        """Let a sign be recognised from now on. Raises BadInputError."""
        self._read_now()
        self.store.add(gloss, tries)
        self._prepare()

    def renew(self, sign: TaughtSign) -> None:
        """A sign was looked at again by the model in use. Raises BadInputError."""
        self._read_now()
        self.store.replace(sign)
        self._prepare()

    def rename(self, old: str, new: str) -> None:
        """Give a sign another name. Raises BadInputError."""
        self._read_now()
        self.store.rename(old, new)
        self._prepare()
        self._timer.start()

    def delete(self, gloss: str) -> None:
        """Forget a sign. Raises BadInputError."""
        self._read_now()
        self.store.delete(gloss)
        self._prepare()
        self._timer.start()

    def change_consent(self, consent: Consent) -> None:
        """Put an answer in force. Raises BadInputError."""
        if not self.store.is_empty:
            self._read_now()
        self.store.change_consent(consent)

    def take_in(self, paths: list[Path]) -> tuple[list[str], list[str]]:
        """Take in files; returns the glosses taken, and a sentence for each file that was not."""
        self._read_now()
        taken, refused = self.store.take_in(paths)
        self._prepare()
        return taken, refused

    def maker_with(self, gloss: str, tries: tuple[SignTry, ...]) -> Callable[[], TaughtMatcher]:
        """Makes a matcher as if this sign were taught already, for a test of it. Raises GlosscastError."""
        signs = [one.sign for name, one in self.store.known.items() if name != gloss]
        return partial(
            make_matcher,
            [*signs, TaughtSign(gloss, tries, self.identity.digest)],
            self.recognizer,
            self.identity,
        )

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

    def finish(self) -> None:
        """Before the end: no thread goes on, and what was counted is kept."""
        self.save()
        for job in (self._reading, self._making):
            job.finish()

    def _find_identity(self) -> ModelIdentity | None:
        try:
            return self.identity
        except UnusableModelError as error:
            logger.warning("%s", error)
            return None

    def _read_now(self) -> None:
        """Whoever changes something does not wait for the thread."""
        if not self.store.is_ready:
            self._reading.forget()
            self.store.use_model(self._find_identity())

    @Slot(object)
    def _take_found(self, found: object) -> None:
        if isinstance(found, FoundSigns):
            self.store.use_model(self._identity, found)
            self._prepare()

    def _prepare(self) -> None:
        """Have the signs looked for as they are now; until that is ready, as they were."""
        signs = [one.sign for one in self.store.known.values()]
        if signs and self.recognizer.is_stateful:
            self._making.begin(partial(make_matcher, signs, self.recognizer, self.identity))
        else:
            self._making.forget()
            self.matcher = None
        self.changed.emit()

    @Slot(object)
    def _take_matcher(self, matcher: object) -> None:
        if isinstance(matcher, TaughtMatcher):
            self.matcher = matcher
            self.changed.emit()

    @Slot(str)
    def _take_failure(self, sentence: str) -> None:
        self.matcher = None
        self.told.emit(sentence)
        self.changed.emit()


def make_matcher(signs: list[TaughtSign], recognizer: GlossRecognizer, identity: ModelIdentity) -> TaughtMatcher:
    """What finds these signs in a stream of this model. Raises BadInputError."""
    return TaughtMatcher(signs, recognizer.card.vocabulary, background_of(identity))
