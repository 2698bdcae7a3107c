"""What taught signs add to the cost of a frame, and how long it takes to get them ready: with and without, in turns."""

import time

import numpy as np

from models.recognizer import GlossRecognizer
from models.streaming import StreamingRecognizer
from models.taught.background import Background
from models.taught.matcher import TaughtMatcher
from models.taught.sign import SignTry, TaughtSign
from models.taught.tries import observe
from training.timing import TimedStream, noise_frames, time_streams

_TRIES = 5
_TRY_FRAMES = 32
_BACKGROUND_CLIPS = 26  # of 85 steps, as many as the shipped sample has


def taught_costs(recognizer: GlossRecognizer, sign_count: int, frame_count: int) -> dict[str, float]:
    """CPU milliseconds of a frame "without" and "with" so many signs of five tries, and seconds to "prepare" them."""
    signs, background = _random_signs(recognizer, sign_count)
    began_s = time.thread_time()
    matcher = TaughtMatcher(signs, recognizer.card.vocabulary, background)
    prepare_s = time.thread_time() - began_s
    frames, rate = noise_frames(frame_count + 64, recognizer.card.frame_size), recognizer.card.frame_rate
    streams = {
        "without": TimedStream(StreamingRecognizer(recognizer), frames, rate),
        "with": TimedStream(StreamingRecognizer(recognizer, taught=matcher), frames, rate),
    }
    costs = time_streams(streams, stride_frames=4 * recognizer.card.frames_per_step, warm_up_frames=64)
    return {"prepare": prepare_s, **{name: cpu_ms for name, (cpu_ms, _) in costs.items()}}


def _random_signs(recognizer: GlossRecognizer, count: int) -> tuple[list[TaughtSign], Background]:
    """Signs that cost what real ones do: the model's features of noise, shaken."""
    seen = observe(recognizer, noise_frames(_TRY_FRAMES, recognizer.card.frame_size))
    random = np.random.default_rng(0)

    def shaken(steps: int) -> np.ndarray:
        rows = seen.features[np.arange(steps) % len(seen.features)]
        return (rows * random.uniform(0.2, 2.0, rows.shape)).astype(np.float32)

    tries = [SignTry(shaken(len(seen.features)), seen.log_probs, None) for _ in range(count * _TRIES)]
    signs = [TaughtSign(f"SIGN-{n}", tuple(tries[n * _TRIES : (n + 1) * _TRIES]), "none") for n in range(count)]
    clips = tuple(shaken(85) for _ in range(_BACKGROUND_CLIPS))
    return signs, Background(clips, (frozenset(),) * _BACKGROUND_CLIPS)
