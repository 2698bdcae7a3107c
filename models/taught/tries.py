"""From pictures of somebody who signs once to a try: what the model makes of them, and where in them the sign is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.taught.identity import ModelIdentity
from models.taught.sight import Sight
from models.taught.sign import SignTry, TaughtSign
from models.video import Clip

__all__ = ["LONGEST_TRY_S", "Observed", "observe", "record_try", "see_again", "segment"]

LONGEST_TRY_S = 10.0
_SHORTEST_STEPS = 3
_MOVED = 0.6
"""Share of the farthest distance from rest at which a step counts as part of the sign (ours)."""


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """A whole clip step for step as in a live stream: float32 (U, C), as `Sight` has it, and float32 (U, V)."""

    features: NDArray[np.float32]
    log_probs: NDArray[np.float32]


def observe(recognizer: GlossRecognizer, frames: Clip) -> Observed:
    """Run a clip at the model's frame rate, uint8 (T, S, S, 3), padded as `GlossRecognizer.log_probs` pads it.

    Raises:
        BadInputError: the model has no state, so that it cannot be taught signs, or the frames do not fit it.
    """
    if not recognizer.is_stateful:
        raise BadInputError("This model keeps no state from step to step, so no sign can be taught to it.")
    card = recognizer.card
    k, context = card.frames_per_step, card.context_frames
    before = np.repeat(frames[:1], context, axis=0)  # (A, S, S, 3)
    after = np.repeat(frames[-1:], context + -len(frames) % k, axis=0)
    padded = np.concatenate([before, frames, after])
    state, sight, features, log_probs = recognizer.start(), Sight(card), [], []
    for first in range(0, len(padded), k):
        output = recognizer.step(padded[first : first + k], state)
        state = output.state
        features.append(sight.look(output))
        log_probs.append(output.log_probs[0])
    dropped = 2 * context // k
    return Observed(np.stack(features[dropped:]), np.stack(log_probs[dropped:]))


def segment(features: NDArray[np.float32], log_probs: NDArray[np.float32]) -> slice:
    """Which steps of a try are the sign: those far from how it begins and how it ends, where the hands rest."""
    count = len(features)
    if count <= 2 * _SHORTEST_STEPS:
        return slice(0, count)
    from_start = np.linalg.norm(features - features[0], axis=1)
    from_end = np.linalg.norm(features - features[-1], axis=1)
    moved = np.minimum(from_start, from_end)  # (U,)
    far = np.flatnonzero(moved >= _MOVED * moved.max())
    first, last = int(far[0]), int(far[-1])
    while last - first + 1 < _SHORTEST_STEPS:
        first, last = max(0, first - 1), min(count - 1, last + 1)
    return slice(first, last + 1)


def record_try(recognizer: GlossRecognizer, frames: Clip, *, keep_frames: bool = False) -> SignTry:
    """Make a try of a short clip at the model's frame rate, in which the sign is made once, with rest around it.

    Raises:
        BadInputError: the clip is empty or longer than 10 s, or the model cannot be taught.
    """
    rate = recognizer.card.frame_rate
    if len(frames) == 0 or len(frames) > LONGEST_TRY_S * rate:
        raise BadInputError(
            f"A try must show the sign once, in {LONGEST_TRY_S:.0f} s at most; this one has {len(frames) / rate:.1f} s."
        )
    seen = observe(recognizer, frames)
    return SignTry(seen.features, seen.log_probs, frames if keep_frames else None)


def see_again(recognizer: GlossRecognizer, sign: TaughtSign, model: ModelIdentity) -> TaughtSign:
    """The same sign through another model, from the frames that were kept.

    Raises:
        BadInputError: not all its frames were kept, or they have not the size of this model's.
    """
    tries = []
    for one in sign.tries:
        if one.frames is None:
            raise BadInputError(f"Not all tries of {sign.gloss} were kept, so it must be taught again.")
        tries.append(record_try(recognizer, one.frames, keep_frames=True))
    return TaughtSign(sign.gloss, tuple(tries), model.digest)
