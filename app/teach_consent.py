"""What somebody allowed to be kept of their signing, and the small file that remembers it. Knows no Qt."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from models.errors import BadInputError
from models.whole_file import write_whole

__all__ = ["Consent", "ConsentFile"]

CONSENT_NAME = "consent.json"
LARGEST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class Consent:
    """Each kind is asked for once, and can be withdrawn. What could not be read was not allowed.

    Args:
        was_asked: Whether the person has answered.
        keeps_features: Numbers that the model made of the signing, in files; without it a sign is known until the end.
        keeps_clips: The small pictures that the model saw, beside them.
        exports_clips: These pictures may go into a folder that the person exports.
    """

    was_asked: bool = False
    keeps_features: bool = True
    keeps_clips: bool = False
    exports_clips: bool = False

    def to_json(self) -> str:
        """The text that `from_json` reads."""
        return json.dumps(asdict(self), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Consent:
        """Read an answer; None where the text is none, so that the person is asked again."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return cls()
        names = {one.name for one in fields(cls)}
        is_sound = isinstance(found, dict) and found.keys() == names
        if not is_sound or not all(isinstance(value, bool) for value in found.values()):
            return cls()
        return cls(**found)


class ConsentFile:
    """The answer as a file in the folder of signs; without a folder it holds for this run."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.consent = self._read()

    def change(self, consent: Consent) -> None:
        """Put an answer in force, and keep it. Raises BadInputError if it cannot be written; then it holds for now."""
        self.consent = consent
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInputError(f"Your answer cannot be kept in {self._folder}: {error.strerror}.") from error
        write_whole(self._folder / CONSENT_NAME, consent.to_json().encode(), "Your answer")

    def _read(self) -> Consent:
        if self._folder is None:
            return Consent()
        path = self._folder / CONSENT_NAME
        try:
            if path.stat().st_size > LARGEST_BYTES:
                return Consent()
            return Consent.from_json(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            return Consent()
