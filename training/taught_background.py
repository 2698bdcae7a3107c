"""`glosscast-train background`: the sample of what is no taught sign that goes with a model.

Clips of synthetic people of the training split who do not sign, and who sign what the model knows, are streamed through
it; their features are kept in 8 bits. The file names the model's bytes: another model needs another one.

glosscast-train background --model assets/starter.onnx --out assets/background.npz
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.taught.identity import ModelIdentity, identify
from models.video import use_one_thread
from training.taught_clips import SeenClip, see, training_clips


@dataclass(frozen=True, slots=True)
class BackgroundConfig:
    """Write the sample of what is no taught sign, for one model."""

    model: Path = Path("assets/starter.onnx")
    """The .onnx file."""
    out: Path = Path("assets/background.npz")
    """The file to write."""
    cache: Path = Path("build/taught")
    """Where rendered clips are kept."""
    silences: int = 14
    """Clips of 20 s without signs."""
    sentences: int = 12
    """Sentences of four signs of the shipped model."""
    steps: int = 75
    """Of each clip are kept: 12 s of the shipped model's."""


def make_background(config: BackgroundConfig) -> None:
    """Render what is missing and write the file; raises GlosscastError for what cannot be used."""
    if config.silences < 1 or config.sentences < 1:
        raise BadInputError("background needs at least one silence and one sentence.")
    use_one_thread()
    recognizer = GlossRecognizer(config.model)
    planned = list(training_clips(config.silences, config.sentences))
    clips = [see(clip, recognizer, config.cache) for clip in tqdm(planned, desc="clips", disable=None)]
    # Every other clip fits the head and the others say how sure it must be: both shall have some of each kind.
    order = np.random.default_rng(0).permutation(len(clips))
    steps = write_background(config.out, identify(recognizer), [clips[i] for i in order], config.steps)
    print(f"{steps} steps, {config.out.stat().st_size / 1000:.0f} kB, in {config.out}.")


def write_background(path: Path, model: ModelIdentity, clips: Sequence[SeenClip], longest: int = 1000) -> int:
    """Write the features of clips in 8 bits, of each so many steps at most; returns how many steps there are."""
    kept = [clip.seen.features[:longest] for clip in clips]
    features = np.concatenate(kept)
    smallest, largest = features.min(axis=0), features.max(axis=0) + 1e-6
    lines = "\n".join(" ".join(clip.glosses) for clip in clips)
    unfinished = path.with_name(f".{path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with unfinished.open("wb") as file:
        np.savez_compressed(
            file,
            model=np.frombuffer(model.digest.encode(), np.uint8),
            smallest=smallest.astype(np.float32),
            largest=largest.astype(np.float32),
            features=np.round((features - smallest) / (largest - smallest) * 255).astype(np.uint8),
            lengths=np.array([len(clip) for clip in kept], np.int32),
            glosses=np.frombuffer(lines.encode(), np.uint8),
        )
    unfinished.replace(path)
    return len(features)
