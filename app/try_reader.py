"""Looks at tries with a session of its own: that of the live stream belongs to another thread. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.recognizer import GlossRecognizer
from models.taught.identity import ModelIdentity
from models.taught.matcher import TaughtMatcher, Verdict
from models.taught.sign import SignTry, TaughtSign
from models.taught.tries import observe, record_try, see_again
from models.video import Clip

__all__ = ["TestedSign", "TryReader"]


@dataclass(frozen=True, slots=True, eq=False)
class TestedSign:
    """A test: what the model saw, and what it was taken for."""

    frames: Clip
    verdict: Verdict


class TryReader:
    """Opens the model's file when it is first needed; for one thread after another.

    Args:
        path: Of the model in use.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._recognizer: GlossRecognizer | None = None

    def read_try(self, clip: Clip) -> SignTry:
        """A try, with its frames. Raises GlosscastError."""
        return record_try(self._opened, clip, keep_frames=True)

    def test(self, make: Callable[[], TaughtMatcher], clip: Clip) -> TestedSign:
        """What a clip would be taken for by the matcher that is made. Raises GlosscastError."""
        seen = observe(self._opened, clip)
        return TestedSign(clip, make().verdict(seen.features, seen.log_probs))

    def renew(self, sign: TaughtSign, model: ModelIdentity) -> TaughtSign:
        """A sign that was taught to another model, learnt from its kept frames. Raises GlosscastError."""
        return see_again(self._opened, sign, model)

    @property
    def _opened(self) -> GlossRecognizer:
        if self._recognizer is None:
            self._recognizer = GlossRecognizer(self._path)
        return self._recognizer
