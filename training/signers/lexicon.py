"""The signs that the synthetic signers know, read from lexicon.toml, whose head explains the notation.

Written by people who do not sign: a Deaf signer must check every entry before it is called ASL.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from models.errors import BadInputError
from training.signers.notation import Faults, Sign, parse_sign
from training.signers.postures import Gesture

LEXICON_FILE = Path(str(files(__package__) / "lexicon.toml"))

STARTER_GLOSSES: tuple[str, ...] = ("HELLO", "THANK-YOU", "PLEASE", "SORRY", "YES", "NO", "HELP", "GOOD")
"""The eight signs of the shipped model."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Signs by gloss, in the order of their file."""

    path: Path
    signs: Mapping[str, Sign]
    is_recorded: bool = False
    """Whether the recordings of recorded.npz are of these signs: they are ASL, another language's HELLO is not."""

    @property
    def glosses(self) -> tuple[str, ...]:
        """All glosses, in order."""
        return tuple(self.signs)

    def forms(self, gloss: str) -> tuple[Gesture, ...]:
        """Ways in which a sign is seen, the usual one first.

        Raises:
            BadInputError: the lexicon has no such sign.
        """
        return tuple(form.gesture for form in self.signs[self.choose([gloss])[0]].forms)

    def digest(self, glosses: Iterable[str]) -> str:
        """Sixteen characters that stand for everything the entries of these glosses make the signers do."""
        return hashlib.sha256(repr([(gloss, self.forms(gloss)) for gloss in glosses]).encode()).hexdigest()[:16]

    def chosen(self, glosses: Iterable[str]) -> tuple[str, ...]:
        """The same as `choose`; all glosses where none is named."""
        return self.choose(glosses) or self.glosses

    def choose(self, glosses: Iterable[str]) -> tuple[str, ...]:
        """The glosses themselves, after making sure that each has an entry.

        Raises:
            BadInputError: names one that has none.
        """
        chosen = tuple(glosses)
        unknown = [gloss for gloss in chosen if gloss not in self.signs]
        if unknown:
            known = ", ".join(self.signs)
            raise BadInputError(f"the synthetic signers know no sign {unknown[0]!r}; they know {known}")
        return chosen


def read_lexicon(path: Path = LEXICON_FILE) -> Lexicon:
    """The lexicon of a file.

    Raises:
        BadInputError: it cannot be read, is no TOML, or an entry is wrong: names the first fault, counts the others.
    """
    lexicon, faults = parse_lexicon(path)
    if faults:
        more = f" (and {len(faults) - 1} more: `glosscast-train lexicon` lists them)" if faults[1:] else ""
        raise BadInputError(f"{path}: {faults[0]}{more}.")
    return lexicon


@lru_cache(maxsize=4)
def cached_lexicon(path: Path = LEXICON_FILE) -> Lexicon:
    """The same, read once in each process."""
    return read_lexicon(path)


def parse_lexicon(path: Path) -> tuple[Lexicon, list[str]]:
    """Every entry without a fault, and a sentence for every fault.

    Raises:
        BadInputError: the file cannot be read or is no TOML.
    """
    faults = Faults()
    signs: dict[str, Sign] = {}
    for gloss, entry in _read_table(path).items():
        sign = parse_sign(gloss, entry, faults)
        if sign is not None:
            signs[gloss] = sign
    _name_equal_forms(signs.values(), faults)
    if not signs and not faults.sentences:
        faults.add(path.name, "expected at least one sign")
    return Lexicon(path, signs, path.resolve() == LEXICON_FILE.resolve()), faults.sentences


def _read_table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read ({error.strerror or error}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path}: is no TOML file: {error}.") from error


def _name_equal_forms(signs: Iterable[Sign], faults: Faults) -> None:
    seen: dict[str, str] = {}
    for sign in signs:
        for number, form in enumerate(sign.forms, 1):
            name, gesture = f"{sign.gloss}, form {number}", repr(form.gesture)
            if gesture in seen:
                faults.add(name, f"is the same as {seen[gesture]}")
            seen.setdefault(gesture, name)
