"""The signs that somebody taught: in files as far as that was allowed, else until the end. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from app.sign_usage import SignUsage
from app.teach_consent import Consent, ConsentFile
from models.errors import BadInputError
from models.taught.files import (
    FoundSigns,
    delete_sign,
    export_sign,
    forget_frames,
    import_sign,
    read_sign,
    read_signs,
    rename_sign,
    sign_path,
    write_sign,
)
from models.taught.identity import ModelIdentity
from models.taught.sign import SignTry, TaughtSign

__all__ = ["KnownSign", "SignStore"]


@dataclass(frozen=True, slots=True, eq=False)
class KnownSign:
    """A sign, its pictures left on the disk: a hundred signs of them would fill the memory.

    Args:
        sign: Without frames.
        has_clips: Whether all its tries are kept as pictures too.
        is_saved: Whether there is a file of it.
    """

    sign: TaughtSign
    has_clips: bool = False
    is_saved: bool = True


class SignStore:
    """All that is kept, and for which model. Belongs to one thread.

    Args:
        folder: Where it is kept; None to keep nothing longer than this run.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.usage = SignUsage(folder)
        self._consent = ConsentFile(folder)
        self._model: ModelIdentity | None = None
        self._known: dict[str, KnownSign] = {}
        self._others: dict[str, KnownSign] = {}
        self.faults: tuple[str, ...] = ()  # a sentence for each file that could not be used

    @property
    def consent(self) -> Consent:
        """What was allowed."""
        return self._consent.consent

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read, for whatever model."""
        return not self._known and not self._others and (self.folder is None or not any(self.folder.glob("*.npz")))

    @property
    def is_ready(self) -> bool:
        """Whether it is known which model is in use."""
        return self._model is not None

    @property
    def has_clips(self) -> bool:
        """Whether of any sign all tries are kept as pictures."""
        return any(one.has_clips for one in (*self._known.values(), *self._others.values()))

    @property
    def known(self) -> dict[str, KnownSign]:
        """The signs taught to the model in use, by gloss."""
        return dict(sorted(self._known.items()))

    @property
    def others(self) -> dict[str, KnownSign]:
        """Those taught to another model."""
        return dict(sorted(self._others.items()))

    def use_model(self, model: ModelIdentity | None, found: FoundSigns | None = None) -> None:
        """From now on the signs of this model are wanted; None if it cannot be told which it is.

        `found` is what `read_signs` gives for it, where that has been read already.
        """
        self._model = model
        unsaved = [one for one in (*self._known.values(), *self._others.values()) if not one.is_saved]
        self._known, self._others, self.faults = {}, {}, ()
        if model is None:
            self._others = {one.sign.gloss: one for one in unsaved}
            return
        if self.folder is not None:
            found = found or read_signs(self.folder, model)
            self._known = {sign.gloss: _without_frames(sign) for sign in found.signs}
            self._others = {sign.gloss: _without_frames(sign) for sign in found.others}
            told = tuple(f"{gloss} was taught" for gloss in self._others)
            self.faults = tuple(fault for fault in found.faults if not fault.startswith(told)) if told else found.faults
        for one in unsaved:
            place = self._known if one.sign.model == model.digest else self._others
            place.setdefault(one.sign.gloss, one)

    def add(self, gloss: str, tries: tuple[SignTry, ...]) -> None:
        """Teach a sign, or add tries to one. Raises BadInputError if it cannot be written; then nothing has changed."""
        if self._model is None:
            raise BadInputError("The file of the model in use has gone, so nothing can be taught to it.")
        if not self.consent.keeps_clips:
            tries = tuple(replace(one, frames=None) for one in tries)
        before = self._known.get(gloss)
        self.replace(TaughtSign(gloss, (*(self._whole(before).tries if before else ()), *tries), self._model.digest))

    def replace(self, sign: TaughtSign) -> None:
        """Put a sign of the model in use in the place of what was known of it. Raises BadInputError."""
        is_saved = self.folder is not None and self.consent.keeps_features
        if is_saved and self.folder is not None:
            write_sign(self.folder, sign)
        self._known[sign.gloss] = replace(_without_frames(sign), is_saved=is_saved)
        self._others.pop(sign.gloss, None)

    def rename(self, old: str, new: str) -> None:
        """Give a sign another name. Raises BadInputError if it is taken, or cannot be written."""
        for place in (self._known, self._others):
            known = place.get(old)
            if known is None:
                continue
            if known.is_saved and self.folder is not None:
                rename_sign(self.folder, old, new)
            del place[old]
            place[new] = replace(known, sign=replace(known.sign, gloss=new))
            self.usage.rename(old, new)

    def delete(self, gloss: str) -> None:
        """Forget a sign: its file is removed. Raises BadInputError if that cannot be done."""
        known = self._known.get(gloss) or self._others.get(gloss)
        if known is None:
            return
        if known.is_saved and self.folder is not None and sign_path(self.folder, gloss).exists():
            delete_sign(self.folder, gloss)
        self._known.pop(gloss, None)
        self._others.pop(gloss, None)
        self.usage.forget(gloss)

    def change_consent(self, consent: Consent) -> None:
        """Put an answer in force; what it takes back is gone from the files when this returns. Raises BadInputError."""
        before = self.consent
        self._consent.change(consent)
        if self.folder is None:
            return
        if before.keeps_clips and not consent.keeps_clips:
            forget_frames(self.folder)
            self._remove_unfinished()
            self._note_clips(has_clips=False)
        if before.keeps_features and not consent.keeps_features:
            self._remove_files()
            self._remove_unfinished()
        if consent.keeps_features and not before.keeps_features:
            self._save_all()

    def whole(self, gloss: str) -> TaughtSign:
        """A sign with all that is kept of it. Raises BadInputError."""
        known = self._known.get(gloss) or self._others.get(gloss)
        if known is None:
            raise BadInputError(f"There is no taught sign {gloss}.")
        return self._whole(known)

    def export(self, target: Path) -> int:
        """Copy all signs that are in files to a folder; returns how many. Raises BadInputError."""
        count = 0
        for gloss, known in {**self._others, **self._known}.items():
            if known.is_saved and self.folder is not None:
                path = target / sign_path(self.folder, gloss).name
                if path.exists():
                    raise BadInputError(f"{path.name} is there already: choose an empty folder.")
                export_sign(self.folder, gloss, path, with_frames=self.consent.exports_clips)
                count += 1
        return count

    def take_in(self, paths: Iterable[Path]) -> tuple[list[str], list[str]]:
        """Take in copies of files; returns the glosses taken, and a sentence for each file that was not."""
        taken: list[str] = []
        refused: list[str] = []
        for path in paths:
            try:
                taken.append(self._take_in(path))
            except BadInputError as error:
                refused.append(str(error))
        if taken and not self.consent.keeps_clips and self.folder is not None:
            forget_frames(self.folder)  # theirs are nobody's consent to keep
        self.use_model(self._model)
        return taken, refused

    def _take_in(self, path: Path) -> str:
        if self._model is None or self.folder is None or not self.consent.keeps_features:
            raise BadInputError(f"{path.name} cannot be taken in, because nothing may be kept on this computer.")
        return import_sign(self.folder, path, self._model).gloss

    def _whole(self, known: KnownSign) -> TaughtSign:
        if known.is_saved and self.folder is not None and sign_path(self.folder, known.sign.gloss).exists():
            return read_sign(sign_path(self.folder, known.sign.gloss))
        return known.sign  # somebody has removed its file meanwhile

    def _note_clips(self, *, has_clips: bool) -> None:
        for place in (self._known, self._others):
            for gloss, known in place.items():
                place[gloss] = replace(known, has_clips=has_clips)

    def _remove_files(self) -> None:
        """Every sign's file, readable or not: all of them are somebody's signing."""
        if self.folder is None:
            return
        try:
            for path in self.folder.glob("*.npz"):
                path.unlink(missing_ok=True)
            self.usage.remove_file()
        except OSError as error:
            raise BadInputError(f"The signs cannot all be deleted: {error.strerror}.") from error
        for place in (self._known, self._others):
            for gloss, known in place.items():
                place[gloss] = replace(known, has_clips=False, is_saved=False)
        self.faults = ()

    def _remove_unfinished(self) -> None:
        """What a power cut may have left of a file in the midst of being written."""
        if self.folder is not None:
            for path in self.folder.glob(".*.npz.*"):
                path.unlink(missing_ok=True)

    def _save_all(self) -> None:
        for place in (self._known, self._others):
            for gloss, known in place.items():
                if not known.is_saved and self.folder is not None:
                    write_sign(self.folder, known.sign)
                    place[gloss] = replace(known, is_saved=True)


def _without_frames(sign: TaughtSign) -> KnownSign:
    tries = tuple(replace(one, frames=None) for one in sign.tries)
    return KnownSign(replace(sign, tries=tries), has_clips=sign.has_all_frames)
