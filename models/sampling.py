"""From frames as a camera delivers them to frames at the model's frame rate, by their timestamps alone."""

import math

from models.video import RgbImage

LONGEST_GAP_S = 1.0
"""A longer gap is an interruption: what was signed in it is unknown, and repeating a frame would invent a hold."""

_EARLY_PERIODS = 0.25
"""How early a frame may serve a due time, in periods. Not one half: a camera at exactly twice the model's frame rate
would then sit on the border, where jitter decides."""


class FrameSampler:
    """Gives each due time, `start_s` + n / frame rate, one frame: a slow camera's is repeated, a fast one's thinned."""

    def __init__(self, frame_rate: float, start_s: float) -> None:
        """Begin at the time of the first frame, the origin of the stream's time."""
        self._frame_rate = frame_rate
        self._start_s = start_s
        self._next_due = 0
        self.last_time_s = start_s
        self._held: RgbImage | None = None

    def is_interrupted_by(self, time_s: float) -> bool:
        """Whether a frame of this time cannot go on with the stream: its time went back, or the gap is too long."""
        return not 0 <= time_s - self.last_time_s <= LONGEST_GAP_S

    def sample(self, frame: RgbImage, time_s: float) -> list[RgbImage]:
        """Take one frame and return those now due, in order: none, itself, or repeats of the one before and itself."""
        self.last_time_s = time_s
        due = math.floor((time_s - self._start_s) * self._frame_rate + _EARLY_PERIODS)
        if due < self._next_due:
            return []
        taken = frame.copy()  # the caller may write the next picture into the same array
        repeated = taken if self._held is None else self._held
        sampled = [repeated] * (due - self._next_due) + [taken]
        self._held, self._next_due = taken, due + 1
        return sampled
