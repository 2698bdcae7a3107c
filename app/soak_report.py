"""What hours of running showed: memory, the age of the picture, lost frames, the end; and what of it is a fault."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

__all__ = ["SoakReport"]

LARGEST_SLOPE_MB, LARGEST_GROWTH_MB = 1.0, 50.0  # an hour of video; in all
SLOPE_HOURS = 7.9
"""From eight hours on the slope is judged: for more than four of the sample clip the transcript still fills."""
OLDEST_PICTURE_S = 0.2
LONGEST_END_S = 2.0


@dataclass(frozen=True, slots=True)
class SoakReport:
    """What was found. Sizes are in megabytes (of 2 to the 20 bytes), slopes by least squares over half of the run.

    Args:
        expected_count: Glosses that the same model commits when it captions the clip as a file, times the rounds shown.
        hold_count: How often the window was held up; `taken_count`: how often it had taken a new picture before that.
        oldest_picture_s: The greatest age, by the simulated clock, of the picture when the window had taken it.
        samples: Hours of video and memory.
    """

    hours: float
    wall_hours: float
    held_s: float
    frame_count: int
    dropped_count: int
    committed_count: int
    expected_count: int
    hold_count: int
    taken_count: int
    oldest_picture_s: float
    most_waiting: int
    thread_count: int
    end_s: float
    left_threads: tuple[str, ...]
    memory_mb: float
    growth_mb: float
    first_half_slope: float
    second_half_slope: float
    samples: tuple[tuple[float, float], ...]

    @property
    def speed(self) -> float:
        """Seconds of video a second."""
        return self.hours / self.wall_hours

    @property
    def faults(self) -> list[str]:
        """A sentence for everything that does not hold."""
        found = {
            f"memory grows by {self.second_half_slope:.2f} MB an hour of video; the aim is below "
            f"{LARGEST_SLOPE_MB:g}": self.hours >= SLOPE_HOURS and self.second_half_slope >= LARGEST_SLOPE_MB,
            f"memory has grown by {self.growth_mb:.1f} MB; {LARGEST_GROWTH_MB:g} are allowed": (
                self.growth_mb >= LARGEST_GROWTH_MB
            ),
            f"a picture was {self.oldest_picture_s:.2f} s old; {OLDEST_PICTURE_S:g} s are allowed": (
                self.oldest_picture_s >= OLDEST_PICTURE_S
            ),
            f"a new picture came {self.taken_count} times in {self.hold_count}": 2 * self.taken_count < self.hold_count,
            f"{self.dropped_count} frames were dropped": self.dropped_count > 0,
            f"{self.committed_count} glosses were committed and {self.expected_count} expected": (
                abs(self.committed_count - self.expected_count) > 0.02 * self.expected_count + 10
            ),
            f"ending took {self.end_s:.1f} s; {LONGEST_END_S:g} s are allowed": self.end_s >= LONGEST_END_S,
            f"threads are left: {', '.join(self.left_threads)}": bool(self.left_threads),
        }
        return [sentence for sentence, is_fault in found.items() if is_fault]

    def lines(self) -> list[str]:
        """For people."""
        return [
            f"{self.hours:.2f} hours of video in {60 * self.wall_hours:.1f} minutes ({self.speed:.1f} times as fast), "
            f"the window held up for {self.held_s:g} s of them each time",
            f"frames {self.frame_count}, dropped {self.dropped_count}; glosses {self.committed_count}, expected "
            f"{self.expected_count}",
            f"oldest picture {self.oldest_picture_s:.2f} s of {self.taken_count}, in {self.hold_count} times held up",
            f"most frames waiting {self.most_waiting}; threads {self.thread_count}; ended in {self.end_s:.2f} s",
            f"memory {self.memory_mb:.1f} MB at the end, {self.growth_mb:+.1f} MB since the warm-up; "
            f"{self.first_half_slope:+.2f} MB an hour of video in the first half, {self.second_half_slope:+.2f} in the "
            f"second ({self.second_half_slope * self.speed:+.1f} an hour of this run)",
        ]

    def to_json(self) -> str:
        """Everything, the verdict included."""
        found = asdict(self) | {"speed": self.speed, "faults": self.faults}
        return json.dumps(found, indent=2) + "\n"
