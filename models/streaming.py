"""Live recognition: prepared frames with their times in, hypotheses out. No clock is read here."""

import math
from dataclasses import replace
from typing import Literal

import numpy as np

from models.card import ModelCard
from models.commitment import CommitRule
from models.decoding import RecognizedGloss
from models.endpoints import EndpointRule
from models.errors import BadInputError
from models.hypothesis import Hypothesis, Sentence
from models.sampling import FrameSampler
from models.strategies import DEFAULT_STRIDE_FRAMES, CachedSteps, Recognizer, SlidingWindow, TrustedStep
from models.taught.matcher import TaughtMatcher
from models.taught.sight import Sight
from models.video import RgbImage
from models.vocabulary import GlossVocabulary

__all__ = ["CommitRule", "EndpointRule", "Hypothesis", "Strategy", "StreamingRecognizer"]

Strategy = Literal["cached", "window"]


class StreamingRecognizer:
    """One signer's stream through a model: light, stateful, to be used from one thread.

    Args:
        recognizer: the opened model; may be shared.
        strategy: "cached" (every frame computed once; needs a graph with state) or "window" (the plain sliding
            window). None takes the first that the graph can do.
        endpoint: when a sentence ends.
        commit: when a gloss is final.
        window_frames: the window's length for "window"; None takes 64, or as many as the model's context needs.
        stride_frames: how far the window slides, a multiple of the model's frames per step.
        taught: signs of somebody's own, to be recognised beside the model's; "cached" alone can do that.

    Raises:
        BadInputError: the strategy does not fit the graph, or the window does not fit the model.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        strategy: Strategy | None = None,
        endpoint: EndpointRule | None = None,
        commit: CommitRule | None = None,
        window_frames: int | None = None,
        stride_frames: int = DEFAULT_STRIDE_FRAMES,
        taught: TaughtMatcher | None = None,
    ) -> None:
        self.strategy: Strategy = strategy or ("cached" if recognizer.is_stateful else "window")
        if self.strategy not in ("cached", "window"):
            raise BadInputError(f"The strategy must be 'cached' or 'window', and is {strategy!r}.")
        if self.strategy == "cached" and not recognizer.is_stateful:
            raise BadInputError("The strategy 'cached' needs a model with state, and this one has none: use 'window'.")
        if self.strategy == "window" and taught is not None:
            raise BadInputError("Taught signs need a model with state and the strategy 'cached'.")
        self._recognizer = recognizer
        self._taught = taught
        self._endpoint = endpoint or EndpointRule()
        self._commit = commit or CommitRule()
        self._window_frames = window_frames
        self._stride_frames = stride_frames
        self._make_strategy()  # so that a window that does not fit is refused now, not at the first frame
        self._stream: _Stream | None = None

    @property
    def card(self) -> ModelCard:
        """The model's card."""
        return self._recognizer.card

    @property
    def vocabulary(self) -> GlossVocabulary:
        """All that can be recognised: the model's glosses, then those that were taught."""
        return self._taught.vocabulary if self._taught is not None else self.card.vocabulary

    def accept(self, frame: RgbImage, time_s: float) -> Hypothesis | None:
        """Take the next frame of the camera or file and say what was recognised, None while nothing new can be said.

        Frames may come at any pace: they are sampled to the card's frame rate by their times. Where time goes back or
        leaps by more than 1 s, what was signed before is finished and returned as an endpoint, and a new stream starts.

        Args:
            frame: uint8 (S, S, 3), RGB, from `prepare_frame`. It is copied.
            time_s: when it was taken, in seconds on the source's own clock.

        Raises:
            BadInputError: the frame has another shape or type, or its time is not finite.
        """
        self._check(frame, time_s)
        ended: list[RecognizedGloss] | None = None
        if self._stream is not None and self._stream.sampler.is_interrupted_by(time_s):
            ended = self._stream.finish()
            self._stream = None
        if self._stream is None:
            card = replace(self.card, vocabulary=self.vocabulary)
            sentence = Sentence(card, self._commit, self._endpoint, time_s)
            self._stream = _Stream(FrameSampler(card.frame_rate, time_s), self._make_strategy(), sentence, self._taught)
        has_stepped, newly_ended = self._stream.push(frame, time_s)
        if newly_ended is not None:
            ended = [*(ended or []), *newly_ended]
        if ended is not None:
            return Hypothesis(tuple(ended), (), is_endpoint=True, time_s=time_s)
        if not has_stepped:
            return None
        sentence = self._stream.sentence
        return Hypothesis(sentence.committed, sentence.partial, is_endpoint=False, time_s=time_s)

    def finish(self) -> Hypothesis:
        """End the stream and return all that was recognised since the last endpoint; the next frame begins a new one.

        The last frame is repeated, first to a multiple of k, then A times, so that the last steps have their context.
        """
        if self._stream is None:
            return Hypothesis((), (), is_endpoint=True, time_s=0.0)
        time_s = self._stream.sampler.last_time_s
        hypothesis = Hypothesis(tuple(self._stream.finish()), (), is_endpoint=True, time_s=time_s)
        self._stream = None
        return hypothesis

    def reset(self) -> None:
        """Forget the stream, and what was not committed with it; the next frame begins a new one."""
        self._stream = None

    def _make_strategy(self) -> CachedSteps | SlidingWindow:
        if self.strategy == "cached":
            return CachedSteps(self._recognizer, Sight(self.card) if self._taught is not None else None)
        return SlidingWindow(self._recognizer, self._window_frames, self._stride_frames)

    def _check(self, frame: RgbImage, time_s: float) -> None:
        size = self.card.frame_size
        if frame.dtype != np.uint8 or frame.shape != (size, size, 3):
            raise BadInputError(
                f"The model takes uint8 frames of shape ({size}, {size}, 3), and was given {frame.dtype} {frame.shape}."
            )
        if not math.isfinite(time_s):
            raise BadInputError(f"A frame's time must be a finite number of seconds, and is {time_s}.")


class _Stream:
    """One uninterrupted stream: what `StreamingRecognizer` throws away where time goes back or leaps."""

    def __init__(
        self,
        sampler: FrameSampler,
        strategy: CachedSteps | SlidingWindow,
        sentence: Sentence,
        taught: TaughtMatcher | None,
    ) -> None:
        self.sampler = sampler
        self.sentence = sentence
        self._strategy = strategy
        self._matching = taught.start() if taught is not None else None

    def push(self, frame: RgbImage, time_s: float) -> tuple[bool, list[RecognizedGloss] | None]:
        """Return whether a step was made, and the glosses of the sentences that ended, None where none did."""
        steps = [step for sampled in self.sampler.sample(frame, time_s) for step in self._strategy.push(sampled)]
        return bool(steps), self._take(self._matched(steps))

    def finish(self) -> list[RecognizedGloss]:
        """Run the steps still missing and return all glosses since the last endpoint."""
        steps = self._matched(self._strategy.flush())
        if self._matching is not None:
            steps += [TrustedStep(log_probs) for log_probs in self._matching.flush()]
        return [*(self._take(steps) or ()), *self.sentence.finish()]

    def _take(self, steps: list[TrustedStep]) -> list[RecognizedGloss] | None:
        ended: list[RecognizedGloss] | None = None
        for step in steps:
            glosses = self.sentence.push(step.log_probs, step.is_agreed)
            if glosses is not None:
                ended = [*(ended or []), *glosses]
        return ended

    def _matched(self, steps: list[TrustedStep]) -> list[TrustedStep]:
        """The same steps over the longer vocabulary; without taught signs nothing is touched."""
        if self._matching is None:
            return steps
        matched: list[TrustedStep] = []
        for step in steps:
            assert step.features is not None  # the strategy "cached" has them
            matched += [TrustedStep(log_probs) for log_probs in self._matching.push(step.features, step.log_probs)]
        return matched
