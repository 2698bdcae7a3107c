"""Two ways to turn sampled frames into a row of trusted steps: cached steps and the plain sliding window.

Both give the same rows for a graph with state; a graph without state has only the second.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.card import ModelCard
from models.errors import BadInputError
from models.recognizer import State, StepOutput
from models.taught.sight import Sight
from models.video import Clip, RgbImage

DEFAULT_WINDOW_FRAMES = 64
DEFAULT_STRIDE_FRAMES = 8


class Recognizer(Protocol):
    """What the strategies need of a model; `GlossRecognizer` is one."""

    @property
    def card(self) -> ModelCard: ...
    @property
    def is_stateful(self) -> bool: ...
    def start(self) -> State: ...
    def step(self, frames: Clip, state: State) -> StepOutput: ...
    def log_probs(self, clip: Clip) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class TrustedStep:
    """One output step with all the context it needs.

    Attributes:
        log_probs: float32 (V,).
        is_agreed: whether two windows said the same of it.
        features: float32 (C,), where the strategy has them.
    """

    log_probs: NDArray[np.float32]
    is_agreed: bool = True
    features: NDArray[np.float32] | None = None


class CachedSteps:
    """Exact streaming (ours): every frame goes through the graph once, the overlap is carried as state.

    The stream is padded as `GlossRecognizer.log_probs` pads a clip, so both give the same log-probs.
    """

    def __init__(self, recognizer: Recognizer, sight: Sight | None = None) -> None:
        """With a `sight`, the features of each step are what taught signs see, and the graph runs step by step."""
        card = recognizer.card
        self._recognizer = recognizer
        self._sight = sight
        self._k, self._context = card.frames_per_step, card.context_frames
        self._state = recognizer.start()
        self._warm_up = 2 * self._context // self._k
        self._frame_count = 0
        self._last: RgbImage | None = None
        self._pending: list[RgbImage] = []

    def push(self, frame: RgbImage) -> list[TrustedStep]:
        """Take one frame, uint8 (S, S, 3), and return the steps that it completed."""
        copies = 1 if self._frame_count else self._context + 1
        self._frame_count += 1
        self._last = frame
        self._pending += [frame] * copies
        return self._run()

    def flush(self) -> list[TrustedStep]:
        """End the stream: repeat the last frame until its last step is complete, and return the steps still missing."""
        if self._last is None:
            return []
        self._pending += [self._last] * (-self._frame_count % self._k + self._context)
        return self._run()

    def _run(self) -> list[TrustedStep]:
        count = len(self._pending) // self._k * self._k
        if count == 0:
            return []
        frames, self._pending = np.stack(self._pending[:count]), self._pending[count:]
        if self._sight is not None:
            return self._run_step_by_step(frames, self._sight)
        output = self._recognizer.step(frames, self._state)
        self._state = output.state
        dropped = min(self._warm_up, len(output.log_probs))
        self._warm_up -= dropped
        return [
            TrustedStep(log_probs, features=features)
            for log_probs, features in zip(output.log_probs[dropped:], output.features[dropped:], strict=True)
        ]

    def _run_step_by_step(self, frames: Clip, sight: Sight) -> list[TrustedStep]:
        steps = []
        for first in range(0, len(frames), self._k):
            output = self._recognizer.step(frames[first : first + self._k], self._state)
            self._state = output.state
            seen = sight.look(output)
            if self._warm_up:
                self._warm_up -= 1
            else:
                steps.append(TrustedStep(output.log_probs[0], features=seen))
        return steps


class SlidingWindow:
    """The plain sliding window: every `stride_frames` the last `window_frames` are computed anew (ours).

    Steps within A frames of a window's edge lack context and are not trusted, save at the true ends of the stream.
    A step is settled when two consecutive windows give it the same arg-max, or when the next window will not see it;
    spans that no two windows agreed on are marked, and never committed. All of a span's steps being compared one by
    one, a sign longer than the stride or even the window is neither lost nor counted twice at a border.
    """

    def __init__(self, recognizer: Recognizer, window_frames: int | None, stride_frames: int) -> None:
        """With `window_frames` None: 64, or as many as the model needs. BadInputError for one that is too small."""
        card = recognizer.card
        self._recognizer = recognizer
        self._k, self._context = card.frames_per_step, card.context_frames
        self._stride = stride_frames
        self._window = _checked_window(card, window_frames, stride_frames)
        self._buffer: list[RgbImage] = []
        self._buffer_start = 0  # the frame of the stream that the buffer begins with; always a multiple of k
        self._frame_count = 0
        self._settled = 0
        self._previous: NDArray[np.intp] = np.zeros(0, dtype=np.intp)  # arg-max of the previous window's steps
        self._previous_start = 0  # the step of the stream they begin with
        self._previous_end = 0  # the first step that the previous window does not trust

    def push(self, frame: RgbImage) -> list[TrustedStep]:
        """Take one frame, uint8 (S, S, 3), and return the steps that it settled."""
        self._buffer.append(frame)
        self._frame_count += 1
        return self._slide() if self._frame_count % self._stride == 0 else []

    def flush(self) -> list[TrustedStep]:
        """End the stream: the last window trusts its right edge, and every step is settled."""
        if self._frame_count == 0:
            return []
        log_probs = self._recognizer.log_probs(np.stack(self._buffer))
        first = self._buffer_start // self._k
        steps = []
        for u in range(self._settled, first + len(log_probs)):
            is_agreed = u >= self._previous_end or self._agrees(u, log_probs[u - first])
            steps.append(TrustedStep(log_probs[u - first], is_agreed))
        self._settled = first + len(log_probs)
        return steps

    def _slide(self) -> list[TrustedStep]:
        trusted_end = (self._frame_count - self._context) // self._k
        if trusted_end <= 0:
            return []
        log_probs = self._recognizer.log_probs(np.stack(self._buffer))  # (window / k, V)
        first = self._buffer_start // self._k
        next_start = max(0, self._frame_count + self._stride - self._window)
        next_trusted = math.ceil((next_start + self._context) / self._k) if next_start else 0
        steps = []
        while self._settled < self._previous_end:
            row = log_probs[self._settled - first]
            is_agreed = self._agrees(self._settled, row)
            if not is_agreed and self._settled >= next_trusted:
                break  # a later window may agree with this one
            steps.append(TrustedStep(row, is_agreed))
            self._settled += 1
        self._previous, self._previous_start, self._previous_end = log_probs.argmax(axis=1), first, trusted_end
        self._buffer = self._buffer[next_start - self._buffer_start :]
        self._buffer_start = next_start
        return steps

    def _agrees(self, step: int, log_probs: NDArray[np.float32]) -> bool:
        return bool(self._previous[step - self._previous_start] == log_probs.argmax())


def _checked_window(card: ModelCard, window_frames: int | None, stride_frames: int) -> int:
    """Return the window's length: every step must be trusted by two consecutive windows at least."""
    k = card.frames_per_step
    smallest = 2 * card.context_frames + 2 * stride_frames + k
    if stride_frames < 1 or stride_frames % k:
        raise BadInputError(
            f"The stride must be a multiple of the model's {k} frames per step, and is {stride_frames}."
        )
    if window_frames is None:
        return math.ceil(max(DEFAULT_WINDOW_FRAMES, smallest) / k) * k
    if window_frames % k or window_frames < smallest:
        raise BadInputError(
            f"The window must be a multiple of {k} frames and at least {smallest} (twice the model's context of "
            f"{card.context_frames} and the stride of {stride_frames}, and one step), and is {window_frames}."
        )
    return window_frames
