"""How one person signs: speed, size, tidiness, handedness, and how restless they are."""

from dataclasses import dataclass

import numpy as np

from training.signers.idling import REST_POSES

Vector = tuple[float, float, float]

SPEEDS = (0.6, 1.6)  # slowest and fastest signer
AMPLITUDES = (0.7, 1.4)


@dataclass(frozen=True, slots=True)
class SigningStyle:
    """One signer's manner. The defaults are a neutral signer without any deviation from the lexicon."""

    left_handed: bool = False
    speed: float = 1.0  # 2 is twice as fast
    amplitude: float = 1.0  # scales what is signed away from the body, and circles
    hold: float = 1.0  # scales how long postures are held
    laxness: float = 0.0  # 0 exact hand shapes, 1 a resting hand
    smoothing_s: float = 0.018  # standard deviation of the coarticulation filter
    place_offset_m: Vector = (0.0, 0.0, 0.0)  # habit: everything is signed this far off
    place_jitter_m: float = 0.0  # deviation from sign to sign where the hand touches the body
    free_jitter_m: float = 0.0  # the same in the air
    turn_offset: Vector = (0.0, 0.0, 0.0)  # habit of the hand's orientation, rotation vector
    turn_jitter: float = 0.0  # radians, from posture to posture
    size_jitter: float = 0.0  # logarithm of a circle's radius and of a gesture's speed, from sign to sign
    extra_repeats: tuple[float, ...] = (1.0,)  # chances of 0, 1, 2, ... more repeats
    reversed_circles: float = 0.0  # chance
    variants: float = 0.0  # chance of another form of a sign that has one
    recorded: float = 0.0  # chance that a sign is played from a recording, if there is one
    recordings: tuple[float, float] = (0.0, 1.0)  # from which to which share of a sign's recordings: splits share none
    dropped_hand: float = 1.0  # chance that a hand without work goes back to rest
    sway: float = 0.0  # movement of head and trunk; 1 is lively
    nonmanual: float = 1.0  # strength of nods and shakes
    restlessness: float = 0.0  # chance of a gesture that is no sign before, between and after signs
    rest_pose: str = "lap"

    def __post_init__(self) -> None:
        assert self.rest_pose in REST_POSES, self.rest_pose
        assert abs(sum(self.extra_repeats) - 1) < 1e-9, "chances of extra repeats must sum to 1"


def sample_style(rng: np.random.Generator) -> SigningStyle:
    """A random manner of signing; one in eight signers is left-handed.

    Measured on the landmarks that RECORDED.md names (three people, nine signs; 10th and 90th percentile): one sign
    takes 0.7 to 1.3 times its usual time and is 0.7 to 1.35 times its usual size. From sitting to sitting a touched
    place moves by a standard deviation of 4 to 23 mm and a hand turns by 3 to 14 degrees about each axis; from one
    try to the next by 17 to 25 mm (27 to 77 mm in the air) and 3 to 18 degrees. Within sentences people sign faster
    than the single signs that were measured, so that the range of speeds reaches further up.
    """
    offset, turn = rng.normal(0, 0.011, 3), rng.normal(0, np.radians(7), 3)
    return SigningStyle(
        left_handed=bool(rng.random() < 0.125),
        speed=_spread(rng, 0.97, 0.25, SPEEDS),
        amplitude=_spread(rng, 1.0, 0.17, AMPLITUDES),
        hold=float(rng.uniform(0.6, 1.7)),
        laxness=float(rng.uniform(0, 0.2)),
        smoothing_s=float(rng.uniform(0.015, 0.032)),
        place_offset_m=(float(offset[0]), float(offset[1]), float(offset[2])),
        place_jitter_m=float(rng.uniform(0.006, 0.020)),
        free_jitter_m=float(rng.uniform(0.022, 0.055)),
        turn_offset=(float(turn[0]), float(turn[1]), float(turn[2])),
        turn_jitter=float(np.radians(rng.uniform(2, 9))),
        size_jitter=float(rng.uniform(0.05, 0.25)),
        extra_repeats=(0.5, 0.3, 0.15, 0.05),
        reversed_circles=0.15,
        variants=0.5,
        recorded=0.3,
        dropped_hand=float(rng.uniform(0.4, 1.0)),
        sway=float(rng.uniform(0.3, 1.6)),
        nonmanual=float(rng.uniform(0.1, 1.2)),
        restlessness=float(rng.uniform(0, 0.3)),
        rest_pose=str(rng.choice(sorted(REST_POSES))),
    )


def _spread(rng: np.random.Generator, middle: float, log_deviation: float, limits: tuple[float, float]) -> float:
    """A random factor around `middle`, as often half of it as twice of it."""
    return float(np.clip(middle * np.exp(rng.normal(0, log_deviation)), *limits))
