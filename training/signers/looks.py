"""What a signer looks like: skin, hair, beard and glasses for good, and the shirt of the day. All plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.signers.body import BodyKind
from training.signers.headgear import Headgear
from training.signers.textures import FloatArray, fractal_noise, random_colour, smooth_noise

HairStyle = Literal["bald", "buzz", "short", "mid", "long"]

CLOTH_SIZE = 256
"""Side of a cloth texture in pixels."""

_SKIN_TONES = np.array([[0.86, 0.60, 0.48], [0.55, 0.31, 0.20], [0.16, 0.083, 0.053]])
"""Light, middle and dark skin; every tone lies on the curve through them (one melanin number)."""

_HAIR_COLOURS = np.array(
    [
        [0.010, 0.008, 0.007],
        [0.030, 0.017, 0.010],
        [0.070, 0.035, 0.018],
        [0.200, 0.110, 0.045],
        [0.450, 0.300, 0.130],
        [0.350, 0.330, 0.310],
        [0.250, 0.060, 0.020],
    ]
)
_HAIR_COLOUR_SHARES = [0.33, 0.22, 0.16, 0.10, 0.08, 0.08, 0.03]

# Bald, buzz, short, mid, long.
_WOMENS_HAIR = (0.01, 0.03, 0.20, 0.33, 0.43)
_MENS_HAIR = (0.07, 0.17, 0.42, 0.20, 0.14)
_GIRLS_HAIR = (0.0, 0.01, 0.14, 0.35, 0.50)
_BOYS_HAIR = (0.0, 0.12, 0.55, 0.23, 0.10)

_HEADGEAR: tuple[Headgear, ...] = ("none", "cap", "headset", "hood")
_HEADGEAR_SHARES = [0.84, 0.05, 0.07, 0.04]

_PATTERNS = ["plain", "horizontal", "vertical", "check", "blotch", "dots", "block", "logo"]
_PATTERN_SHARES = [0.46, 0.09, 0.06, 0.08, 0.06, 0.05, 0.08, 0.12]


@dataclass(frozen=True, slots=True)
class SignerLook:
    """What stays the same from clip to clip. Colours are linear RGB (3,)."""

    skin: FloatArray
    lips: FloatArray
    hair: FloatArray
    hair_style: HairStyle
    fringe: float
    """Half-width of the opening of the hair over the face, in eye distances."""
    beard: float
    """0 none to 1 dense."""
    glasses: bool
    freckles: float
    wears_sleeves: float
    """Leaning towards long sleeves, 0 to 1."""
    wears_patterns: float
    """Leaning towards patterned cloth, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """The shirt of one clip. Sleeve length: 1 at the elbow, 2 at the wrist. `neckline` in metres above the neck."""

    sleeve: float
    neckline: float
    looseness_m: float
    cloth: FloatArray  # (CLOTH_SIZE, CLOTH_SIZE, 3)
    trousers: FloatArray  # (3,)
    headgear: Headgear = "none"


def sample_signer_look(rng: np.random.Generator, kind: BodyKind = "man") -> SignerLook:
    """A look drawn from `rng`; only men have beards, and no child is bald or grey."""
    melanin = rng.random() * 2
    below = int(melanin)
    tone = _SKIN_TONES[below] + (_SKIN_TONES[below + 1] - _SKIN_TONES[below]) * (melanin - below)
    skin = np.clip(tone * np.exp(rng.normal(0, 0.06, 3)), 0.03, 0.95)
    is_child = kind in ("girl", "boy")
    colour_shares = np.array(_HAIR_COLOUR_SHARES) * ([1, 1, 1, 1, 1, 0, 1] if is_child else [1] * 7)
    hair = _HAIR_COLOURS[rng.choice(len(_HAIR_COLOURS), p=_normalized(colour_shares))] * rng.uniform(0.8, 1.3)
    beard = float(rng.choice([0, 0.5, 0.85], p=[0.5, 0.25, 0.25]))
    style_shares = {"woman": _WOMENS_HAIR, "man": _MENS_HAIR, "girl": _GIRLS_HAIR, "boy": _BOYS_HAIR}[kind]
    styles: list[HairStyle] = ["bald", "buzz", "short", "mid", "long"]
    return SignerLook(
        skin=skin.astype(np.float32),
        lips=(skin * np.array([0.85, 0.5, 0.5]) * rng.uniform(0.75, 1.1)).astype(np.float32),
        hair=hair.astype(np.float32),
        hair_style=styles[int(rng.choice(5, p=style_shares))],
        fringe=float(rng.uniform(0.75, 1.25)),
        beard=beard if kind == "man" else 0.0,
        glasses=bool(rng.random() < 0.25),
        freckles=float(rng.uniform(0, 0.12)),
        wears_sleeves=float(rng.random()),
        wears_patterns=float(rng.random()),
    )


def sample_outfit(look: SignerLook, rng: np.random.Generator) -> Outfit:
    """A shirt for one clip, leaning towards what this signer tends to wear, and at times something on the head."""
    long_sleeves = 0.2 + 0.55 * look.wears_sleeves
    if rng.random() < long_sleeves:
        sleeve = rng.choice([1.2, 1.6, 1.95, 2.2], p=[0.15, 0.15, 0.48, 0.22])  # the last over the hand's heel
    else:
        sleeve = rng.choice([0.28, 0.5, 0.7], p=[0.2, 0.5, 0.3])
    return Outfit(
        sleeve=float(sleeve),
        neckline=float(rng.choice([0.015, -0.01, -0.04, -0.07])),
        looseness_m=float(rng.uniform(0.002, 0.014)),
        cloth=sample_cloth(rng, patterned=0.3 + 0.5 * look.wears_patterns),
        trousers=random_colour(rng, 0.015, 0.4, 0.7, logarithmic=True),
        headgear=_HEADGEAR[int(rng.choice(4, p=_HEADGEAR_SHARES))],
    )


def sample_cloth(rng: np.random.Generator, patterned: float) -> FloatArray:
    """A linear RGB cloth texture (CLOTH_SIZE, CLOTH_SIZE, 3), with a pattern at the given chance, and folds."""
    shares = np.array(_PATTERN_SHARES) * np.array([(1 - patterned) / 0.46] + [patterned / 0.54] * 7)
    pattern = _PATTERNS[int(rng.choice(len(_PATTERNS), p=_normalized(shares)))]
    base = random_colour(rng, 0.03, 0.75, 0.85, logarithmic=True)
    second = random_colour(rng, 0.03, 0.75, 0.85, logarithmic=True)
    mask = _pattern_mask(pattern, rng)[..., None]
    cloth = base * (1 - mask) + second * mask
    if rng.random() < 0.12:  # buttons or a zip down the middle
        across = np.arange(CLOTH_SIZE) / CLOTH_SIZE
        cloth[:, np.abs(across - 0.5) < 0.012] = random_colour(rng, 0.03, 0.75, 0.85, logarithmic=True)
    shape = (CLOTH_SIZE, CLOTH_SIZE)
    folds = fractal_noise(shape, rng, cells=int(rng.integers(3, 9)))
    weave = rng.random(shape, dtype=np.float32)
    cloth = cloth * (0.55 + 0.9 * folds + 0.14 * (weave - 0.5))[..., None]
    return np.clip(cloth, 0.005, 0.95).astype(np.float32)


def _pattern_mask(pattern: str, rng: np.random.Generator) -> FloatArray:
    """Where the second colour shows, 0..1 (CLOTH_SIZE, CLOTH_SIZE)."""
    size = CLOTH_SIZE
    across, down = np.meshgrid(np.arange(size, dtype=np.float32) / size, np.arange(size, dtype=np.float32) / size)
    frequency, share = float(rng.integers(5, 24)), rng.uniform(0.3, 0.7)
    mask: NDArray[np.generic]
    if pattern == "horizontal":
        mask = down * frequency % 1 > share
    elif pattern == "vertical":
        mask = across * frequency % 1 > share
    elif pattern == "check":
        mask = 0.5 * (down * frequency % 1 > 0.5) + 0.5 * (across * frequency % 1 > 0.5)
    elif pattern == "blotch":
        mask = fractal_noise((size, size), rng, cells=int(frequency), octaves=3) > 0.5
    elif pattern == "dots":
        mask = (across * frequency % 1 - 0.5) ** 2 + (down * frequency % 1 - 0.5) ** 2 < 0.07
    elif pattern == "block":
        mask = down > rng.uniform(0.2, 0.6)
    elif pattern == "logo":
        beside, height = np.abs(across - 0.5), np.abs(down - rng.uniform(0.35, 0.5))
        inside = (beside < rng.uniform(0.08, 0.2)) & (height < rng.uniform(0.04, 0.14))
        mask = inside & (smooth_noise((size, size), rng, cells=int(rng.integers(9, 26))) > 0.5)
    else:
        mask = np.zeros((size, size))
    return mask.astype(np.float32)


def _normalized(shares: list[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    array = np.asarray(shares, np.float64)
    return array / array.sum()
