"""A slot for the newest value only: what the window has not yet looked at is replaced, never piled up."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

__all__ = ["Mailbox"]

T = TypeVar("T")


class Mailbox(Generic[T]):
    """One place, one newest value, any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._content: tuple[T] | None = None

    def put(self, value: T) -> bool:
        """Replace the content. True if the box was empty, that is if its reader must be told."""
        with self._lock:
            was_empty = self._content is None
            self._content = (value,)
            return was_empty

    def take(self) -> T | None:
        """Empty the box and return what was in it, or None."""
        with self._lock:
            content, self._content = self._content, None
            return None if content is None else content[0]
