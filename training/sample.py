"""Render the clip that ships with the app: one sentence by a signer of the test split, at 224 pixels, and its glosses.

glosscast-train sample --glosses HELLO PLEASE HELP --seed 3 --out assets/sample.avi
"""

from dataclasses import dataclass
from pathlib import Path

from models.video_writing import write_video
from training.checkpoint import write_text
from training.signers.clip import render_clip


@dataclass(frozen=True, slots=True)
class SampleConfig:
    """Render one sentence of a synthetic signer into a video, and what is signed in it into a text file beside it."""

    glosses: tuple[str, ...]
    """The sentence."""
    out: Path
    """The .avi file; NAME.txt beside it gets the glosses."""
    seed: int = 0
    """Of signer, clothes, room, camera and motion."""
    frame_size: int = 224
    """Side of a frame in pixels."""
    frame_rate: float = 25.0
    """Frames a second."""


def render_sample(config: SampleConfig) -> None:
    """Write both files, each whole or not at all; raises BadInputError for a gloss the lexicon does not have."""
    clip = render_clip(
        config.seed, config.glosses, frame_size=config.frame_size, frame_rate=config.frame_rate, split="test"
    )
    config.out.parent.mkdir(parents=True, exist_ok=True)
    write_video(config.out, clip.frames, clip.frame_rate)
    write_text(config.out.with_suffix(".txt"), " ".join(clip.glosses) + "\n")
