"""What the list of one's signs does with files: rename, delete, learn anew, export, import; and how that went."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.background_job import BackgroundJob
from app.own_signs import OwnSigns
from app.taught_export import export_clips
from app.try_reader import TryReader
from models.errors import GlosscastError
from models.taught.sign import TaughtSign

__all__ = ["SignFiles"]

CLIPS_NAME = "clips"
SIGNER_NAME = "me"  # in the list of clips; no name of anybody


class SignFiles(QObject):
    """Acts on what has been taught.

    Args:
        page: Over which files are asked for.
    """

    told = Signal(str)  # how it went, a sentence or more; empty where the list shows it

    def __init__(self, signs: OwnSigns, page: QWidget) -> None:
        super().__init__(page)
        self._signs = signs
        self._job = BackgroundJob(self)
        self._job.done.connect(self._take_renewed)
        self._job.failed.connect(self.told)

    @Slot(str)
    def delete(self, gloss: str) -> None:
        """Forget a sign for good."""
        try:
            self._signs.delete(gloss)
        except GlosscastError as error:
            self.told.emit(str(error))
        else:
            self.told.emit(self.tr("{gloss} is deleted.").format(gloss=gloss))

    def rename(self, old: str, new: str) -> None:
        """Give a sign another name."""
        try:
            self._signs.rename(old, new)
        except GlosscastError as error:
            self.told.emit(str(error))
        else:
            self.told.emit("" if old == new else self.tr("{old} is called {new} now.").format(old=old, new=new))

    @Slot(str)
    def renew(self, gloss: str) -> None:
        """Let the model in use learn a sign from its kept pictures."""
        try:
            sign, identity = self._signs.store.whole(gloss), self._signs.identity
        except GlosscastError as error:
            self.told.emit(str(error))
            return
        self.told.emit(self.tr("The model in use looks at the pictures of {gloss}…").format(gloss=gloss))
        self._job.begin(partial(TryReader(self._signs.recognizer.path).renew, sign, identity))

    @Slot()
    def export(self) -> None:
        """Copy the signs to a folder that the person chooses."""
        folder = QFileDialog.getExistingDirectory(self._page, self.tr("Copy your signs to this folder"))
        if not folder:
            return
        try:
            self.told.emit(self.export_to(Path(folder)))
        except GlosscastError as error:
            self.told.emit(str(error))

    def export_to(self, folder: Path) -> str:
        """Copy the signs there; pictures, where that was allowed, also as clips to train a model with.

        Returns a sentence that says what was written. Raises GlosscastError.
        """
        store = self._signs.store
        told = self.tr("{count} signs were copied to {name}, without pictures.")
        count = store.export(folder)
        if store.consent.exports_clips and store.folder is not None and store.has_clips:
            export_clips(store.folder, folder / CLIPS_NAME, self._signs.recognizer, SIGNER_NAME)
            told = self.tr(
                "{count} signs were copied to {name}, with their pictures; these are in {clips} there too, as clips "
                "to train a model with."
            )
        return told.format(count=count, name=folder.name, clips=CLIPS_NAME)

    @Slot()
    def take_in(self) -> None:
        """Take in copies of files that the person chooses."""
        kinds = self.tr("Signs (*.npz)")
        names, _ = QFileDialog.getOpenFileNames(self._page, self.tr("Take in signs"), "", kinds)
        if not names:
            return
        taken, refused = self._signs.take_in([Path(name) for name in names])
        sentences = [self.tr("Taken in: {glosses}.").format(glosses=", ".join(taken))] if taken else []
        self.told.emit(" ".join([*sentences, *refused]))

    def finish(self) -> None:
        """Before the end: no thread goes on."""
        self._job.finish()

    @property
    def _page(self) -> QWidget | None:
        parent = self.parent()
        return parent if isinstance(parent, QWidget) else None

    @Slot(object)
    def _take_renewed(self, sign: object) -> None:
        if not isinstance(sign, TaughtSign):
            return
        try:
            self._signs.renew(sign)
        except GlosscastError as error:
            self.told.emit(str(error))
        else:
            self.told.emit(self.tr("{gloss} is looked for from now on.").format(gloss=sign.gloss))
