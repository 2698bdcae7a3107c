"""How often each taught sign was recognised: counts by gloss, in a small file beside the signs. Knows no Qt."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from app.captions import CaptionState
from models.errors import BadInputError
from models.whole_file import write_whole

__all__ = ["CommittedGlosses", "SignUsage"]

USAGE_NAME = "usage.json"
LARGEST_BYTES = 1_000_000


class SignUsage:
    """Counts; a file that cannot be read counts from nothing. Without a folder they hold for this run."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / USAGE_NAME if folder else None
        self._counts = self._read()
        self._is_changed = False

    def count_of(self, gloss: str) -> int:
        """How often it was recognised."""
        return self._counts.get(gloss, 0)

    def count(self, glosses: Iterable[str]) -> bool:
        """Each of them was recognised once more; whether there were any."""
        is_any = False
        for gloss in glosses:
            self._counts[gloss] = self.count_of(gloss) + 1
            is_any = self._is_changed = True
        return is_any

    def rename(self, old: str, new: str) -> None:
        """A sign has another name now."""
        self._counts[new] = self._counts.pop(old, 0)
        self._is_changed = True

    def forget(self, gloss: str) -> None:
        """A sign is gone."""
        self._counts.pop(gloss, None)
        self._is_changed = True

    def remove_file(self) -> None:
        """The names of somebody's signs are not to be kept any more; the counts hold until the end."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._is_changed = True

    def save(self) -> None:
        """Write what has changed. Raises BadInputError if it cannot be written."""
        if self._path is None or not self._is_changed:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInputError(f"The counts cannot be written to {self._path}: {error.strerror}.") from error
        write_whole(self._path, (json.dumps(self._counts, ensure_ascii=False, indent=2) + "\n").encode(), "The counts")
        self._is_changed = False

    def _read(self) -> dict[str, int]:
        if self._path is None:
            return {}
        try:
            if self._path.stat().st_size > LARGEST_BYTES:
                return {}
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {gloss: count for gloss, count in found.items() if type(count) is int and count >= 0}


class CommittedGlosses:
    """Tells from each state of the captions which glosses have been committed since the one before."""

    def __init__(self) -> None:
        self._stream: tuple[int, int] | None = None  # the session and its resets
        self._count = 0

    def take(self, captions: CaptionState, session: int) -> tuple[str, ...]:
        """The new ones, oldest first; the states of a session must come in their order."""
        stream = (session, captions.reset_count)
        if stream != self._stream:
            self._stream, self._count = stream, 0
        new_count = captions.committed_count - self._count
        self._count = captions.committed_count
        committed = [gloss.gloss for sentence in captions.sentences for gloss in sentence]
        return tuple(committed[-new_count:]) if new_count > 0 else ()
