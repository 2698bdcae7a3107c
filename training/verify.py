"""What a model file must hold before it ships, measured: exact streaming, one answer from both strategies, silence.

glosscast-train verify --model assets/starter.onnx        (five minutes on one core)
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from tqdm import tqdm

from models.captioning import recognize_frames
from models.card import MeasuredResult
from models.errors import BadInputError, GlosscastError
from models.preprocessing import prepare_frame
from models.recognizer import GlossRecognizer
from models.streaming import Strategy
from models.video import Clip, Frame, timed_frames, use_one_thread
from training.checkpoint import write_text
from training.parity import CHUNK_SIZES, TOLERANCE, noise_clips, stream_log_probs
from training.signers.clip import BackgroundKind, background_clip, render_clip
from training.signers.lexicon import cached_lexicon

_CLIP_SIZE = 128
_FIRST_SEED = 7_000_000

KINDS: tuple[BackgroundKind, ...] = get_args(BackgroundKind)
"""What is shown where nothing is signed."""


@dataclass(frozen=True, slots=True)
class VerifyConfig:
    """Check a .onnx file: equal in any chunks, equal glosses from both strategies, silent where nobody signs."""

    model: Path
    """The .onnx file."""
    clips: int = 50
    """Synthetic clips of test signers on which both strategies must commit the same glosses."""
    seconds: float = 60.0
    """Length of each of the clips in which nothing is signed."""
    resting_clips: int = 1
    """How many of them show somebody at rest, each drawn anew, signer and scene."""
    seed: int = 0
    """Of those clips."""
    out: Path | None = None
    """Write the result as JSON here too; `export --results` reads it."""
    json: bool = False
    """Print JSON instead of lines."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        largest_difference: between log-probs of a clip at once and of the same in chunks of every size.
        clip_count: clips on which the strategies were compared.
        differing_clips: how many of them got other glosses from the sliding window than from cached steps.
        committed_count: glosses committed on those clips, so that agreement on nothing does not pass for agreement.
        seconds: length of each clip in which nothing is signed.
        false_glosses: per kind of those, what was committed on each clip.
    """

    largest_difference: float
    clip_count: int
    differing_clips: int
    committed_count: int
    seconds: float
    false_glosses: dict[BackgroundKind, tuple[tuple[str, ...], ...]]

    @property
    def faults(self) -> list[str]:
        """One sentence for everything that does not hold."""
        found = []
        if not self.largest_difference < TOLERANCE:
            found.append(
                f"log-probs differ by {self.largest_difference:.1e} between chunkings, allowed {TOLERANCE:.0e}"
            )
        if self.differing_clips:
            found.append(f"the two strategies differ on {self.differing_clips} of {self.clip_count} clips")
        if self.clip_count and not self.committed_count:
            found.append(f"no gloss was committed on {self.clip_count} clips")
        for kind, clips in self.false_glosses.items():
            if glosses := [gloss for clip in clips for gloss in clip]:
                found.append(f"{kind}: committed {' '.join(glosses)}")
        return found

    def results(self) -> list[MeasuredResult]:
        """False glosses a minute for each kind of clip in which nothing is signed, as a model's card holds them."""
        results = []
        for kind, clips in self.false_glosses.items():
            rate = sum(map(len, clips)) * 60 / (self.seconds * len(clips))
            conditions = f"synthetic, {len(clips)} x {self.seconds:g} s; signers and scenes never trained on"
            results.append(MeasuredResult(f"false glosses, {kind}", round(rate, 3), "a minute", conditions))
        return results

    def to_json(self) -> dict[str, Any]:
        """Everything, for `json.dumps`."""
        return asdict(self) | {"results": [asdict(result) for result in self.results()]}


def verify(config: VerifyConfig) -> Verification:
    """Measure, print, and raise GlosscastError where something does not hold."""
    use_one_thread()
    recognizer = GlossRecognizer(config.model)
    if config.resting_clips < 1 or config.clips < 0 or not config.seconds > 0:
        raise BadInputError("verify needs at least 1 resting clip, 0 clips and more than 0 seconds.")
    result = measure(
        recognizer,
        clip_count=config.clips,
        seconds=config.seconds,
        seed=config.seed,
        resting_count=config.resting_clips,
    )
    if config.out is not None:
        write_text(config.out, json.dumps(result.to_json(), indent=2) + "\n")
    if config.json:
        print(json.dumps(result.to_json(), indent=2))
    else:
        print(f"largest difference between chunkings  {result.largest_difference:.1e}")
        agreeing = result.clip_count - result.differing_clips
        print(f"both strategies agree                 {agreeing} of {result.clip_count} clips")
        print(f"glosses committed on them             {result.committed_count}")
        for kind, clips in result.false_glosses.items():
            for glosses in clips:
                print(f"{kind + f', {config.seconds:.0f} s':<38}{' '.join(glosses) or 'silent'}")
    if result.faults:
        raise GlosscastError(f"{config.model}: {'; '.join(result.faults)}.")
    return result


def measure(
    recognizer: GlossRecognizer, *, clip_count: int, seconds: float, seed: int, resting_count: int = 1
) -> Verification:
    """Run all checks and judge nothing."""
    card = recognizer.card
    clips = [_synthetic_frames(recognizer, seed + number) for number in tqdm(range(clip_count), desc="clips")]
    differing = committed = 0
    for frames in tqdm(clips, desc="strategies"):
        cached = _glosses(recognizer, frames, "cached")
        committed += len(cached)
        differing += cached != _glosses(recognizer, frames, "window")
    silence = [(kind, seed + n) for kind in KINDS for n in range(resting_count if kind == "resting" else 1)]
    false_glosses: dict[BackgroundKind, tuple[tuple[str, ...], ...]] = dict.fromkeys(KINDS, ())
    for kind, clip_seed in tqdm(silence, desc="silence"):
        pictures = background_clip(kind, clip_seed, seconds, frame_size=_CLIP_SIZE, frame_rate=card.frame_rate)
        found = recognize_frames(timed_frames(pictures, card.frame_rate), recognizer)
        false_glosses[kind] += (tuple(gloss.gloss for gloss in found),)
    return Verification(
        largest_difference=max(
            chunking_difference(recognizer, clip)
            for clip in [*noise_clips(card.frame_size), *(_prepared(frames, card.frame_size) for frames in clips[:4])]
        ),
        clip_count=clip_count,
        differing_clips=differing,
        committed_count=committed,
        seconds=seconds,
        false_glosses=false_glosses,
    )


def chunking_difference(recognizer: GlossRecognizer, clip: Clip) -> float:
    """Largest difference between the log-probs of a clip in one call and in calls of every chunk size."""
    expected = recognizer.log_probs(clip)
    sizes = [size for size in CHUNK_SIZES if size % recognizer.card.frames_per_step == 0]
    streamed = [stream_log_probs(recognizer, clip, size) for size in (*sizes, None)]
    return max(float(np.abs(expected - found).max()) for found in streamed)


def _synthetic_frames(recognizer: GlossRecognizer, number: int) -> list[Frame]:
    """A sentence by a test signer, drawn for this check alone, of the model's signs as far as the lexicon has them."""
    rate, known = recognizer.card.frame_rate, cached_lexicon().signs
    signs = [gloss for gloss in recognizer.card.vocabulary.glosses if gloss in known]
    clip = render_clip(
        _FIRST_SEED + number, None, frame_size=_CLIP_SIZE, frame_rate=rate, split="test", vocabulary=signs
    )
    return list(timed_frames(iter(clip.frames), rate))


def _prepared(frames: list[Frame], frame_size: int) -> Clip:
    return np.stack([prepare_frame(frame.image, frame_size) for frame in frames])  # (T, S, S, 3)


def _glosses(recognizer: GlossRecognizer, frames: list[Frame], strategy: Strategy) -> list[str]:
    return [gloss.gloss for gloss in recognize_frames(frames, recognizer, strategy=strategy)]
