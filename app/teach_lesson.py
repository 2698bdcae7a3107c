"""A sign being taught: its name and its tries, kept or shown again. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.taught.sign import SignTry

__all__ = ["FEWEST_TRIES", "MOST_TRIES", "USUAL_TRIES", "Lesson"]

FEWEST_TRIES, USUAL_TRIES, MOST_TRIES = 3, 5, 10


@dataclass(slots=True)
class Lesson:
    """What has been shown so far.

    Args:
        known: Tries that were kept at an earlier time.
        tries: Those kept now.
        pending: The one that has just been shown, and is neither kept nor given up.
    """

    gloss: str
    known: tuple[SignTry, ...] = ()
    tries: list[SignTry] = field(default_factory=list)
    pending: SignTry | None = None

    @property
    def count(self) -> int:
        """How many tries are kept."""
        return len(self.known) + len(self.tries)

    @property
    def all_tries(self) -> tuple[SignTry, ...]:
        """All of them, oldest first."""
        return (*self.known, *self.tries)

    @property
    def is_enough(self) -> bool:
        """Whether the sign can be tested."""
        return self.count >= FEWEST_TRIES

    @property
    def is_usual(self) -> bool:
        """Whether as many tries are kept as are usually good."""
        return self.count >= USUAL_TRIES

    @property
    def is_full(self) -> bool:
        """Whether no more can be kept."""
        return self.count >= MOST_TRIES

    def keep(self) -> None:
        """Keep the one just shown."""
        if self.pending is not None and not self.is_full:
            self.tries.append(self.pending)
        self.pending = None

    def give_up(self) -> None:
        """Do not keep it."""
        self.pending = None

    def drop_last(self) -> bool:
        """Do not keep the last one after all; whether there was one."""
        return bool(self.tries) and self.tries.pop() is not None
