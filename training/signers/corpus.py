"""Writes a corpus of synthetic signers to disk: the command `glosscast-train synthesize`.

A folder holds `clips/000000.avi` (Motion JPEG), `truth/000000.npz` (the truth of every frame), `sheet.json` (the
settings) and, once it is complete, `choices.jsonl` (every random choice of every clip) and `clips.csv`. Every clip
depends on the settings and its own number alone, so an interrupted run goes on where it stopped, and any number of
workers writes the same bytes.
"""

from __future__ import annotations

import csv
import json
import logging
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from tqdm import tqdm

from models.errors import BadInputError
from models.video import use_one_thread
from models.video_writing import write_video
from training.signers.cast import SPLITS, VERSION, Split
from training.signers.clip import DEFAULT_MIX, SentenceMix, render_clip, training_mix
from training.signers.clip_files import renamed_when_done, write_truth
from training.signers.fixing import Part
from training.signers.lexicon import LEXICON_FILE, STARTER_GLOSSES, cached_lexicon
from training.signers.silence import SilenceKind

_LOG = logging.getLogger(__name__)

Preset = Literal["tiny", "small", "full"]

MEASURED_MIXES: dict[Split, SentenceMix] = {
    "dev": SentenceMix(silent=0.0, single=0.3),
    "test": SentenceMix(silent=0.0, single=0.2),
}
"""Word error rates need something signed, so silent clips are for training; the app's silence is tested apart."""

_COLUMNS = ("video", "glosses", "signer", "split", "scene", "truth", "silent")


@dataclass(frozen=True, slots=True)
class _Sizes:
    frame_size: int
    frame_rate: float
    clips: tuple[int, int, int]  # train, dev, test
    glosses: tuple[str, ...] = ()  # empty: the whole lexicon


_PRESETS: dict[Preset, _Sizes] = {
    "tiny": _Sizes(64, 12.5, (160, 16, 32), STARTER_GLOSSES),
    "small": _Sizes(128, 12.5, (1500, 60, 200)),
    "full": _Sizes(224, 25.0, (20000, 400, 1000)),
}


@dataclass(frozen=True, slots=True)
class SynthesizeConfig:
    """Flags of `glosscast-train synthesize`. What is left out comes from the preset."""

    out: Path
    """Folder of the corpus; an interrupted one is completed."""
    preset: Preset = "small"
    seed: int = 0
    """The same seed and sizes give the same bytes."""
    workers: int = 0
    """Processes that render; 0 means one for each core."""
    frame_size: int | None = None
    """Side of a frame in pixels."""
    frame_rate: float | None = None
    """Frames a second, at most 25."""
    train_clips: int | None = None
    """Clips to train on: single signs, sentences and silence."""
    dev_clips: int | None = None
    """Sentences by other signers, to choose a model with."""
    test_clips: int | None = None
    """Sentences by yet other signers, to measure with."""
    glosses: tuple[str, ...] = ()
    """The signs; by default all of the lexicon (tiny: the eight of the shipped model)."""
    lexicon: Path = LEXICON_FILE
    """The file in which the signs are described."""
    fixed: tuple[Part, ...] = ()
    """What does not vary from clip to clip in training, to find out what varying it is worth."""
    alike: tuple[Part, ...] = ()
    """What varies nowhere, in dev and test neither: an easier corpus, for experiments with little compute."""
    silent_share: float = DEFAULT_MIX.silent
    """Share of the training clips in which nothing is signed: somebody at rest, or nobody there."""
    silences: tuple[SilenceKind, ...] = ()
    """What they show where somebody is there, each as often; by default every kind, in its usual share."""
    single_share: float | None = None
    """Share of the training clips that hold one sign, the rest being sentences; by default 9 in 17 of all signing."""
    repeated_share: float = DEFAULT_MIX.repeated
    """Chance, in training, that a sign is the one before it again, on top of chance: what CTC finds hardest."""


@dataclass(frozen=True, slots=True)
class _ClipTask:
    """One clip to be written."""

    folder: Path
    number: int
    split: Split
    seed: int
    mix: SentenceMix
    frame_size: int
    frame_rate: float
    vocabulary: tuple[str, ...]
    lexicon: Path
    fixed: tuple[Part, ...]

    @property
    def video(self) -> Path:
        return self.folder / "clips" / f"{self.number:06d}.avi"

    @property
    def truth(self) -> Path:
        return self.folder / "truth" / f"{self.number:06d}.npz"


def synthesize(config: SynthesizeConfig) -> None:
    """Writes, or completes, the corpus the flags ask for.

    Raises:
        BadInputError: a flag is out of range, or the folder holds something else.
    """
    preset = _PRESETS[config.preset]
    counts = (config.train_clips, config.dev_clips, config.test_clips)
    write_corpus(
        config.out,
        train_clips=preset.clips[0] if counts[0] is None else counts[0],
        dev_clips=preset.clips[1] if counts[1] is None else counts[1],
        test_clips=preset.clips[2] if counts[2] is None else counts[2],
        frame_size=preset.frame_size if config.frame_size is None else config.frame_size,
        frame_rate=preset.frame_rate if config.frame_rate is None else config.frame_rate,
        seed=config.seed,
        workers=config.workers,
        training_mix=training_mix(config.silent_share, config.single_share, config.repeated_share, config.silences),
        glosses=config.glosses or preset.glosses,
        lexicon=config.lexicon,
        fixed=config.fixed,
        alike=config.alike,
    )


def write_corpus(
    folder: Path,
    *,
    train_clips: int,
    dev_clips: int,
    test_clips: int,
    frame_size: int,
    frame_rate: float,
    seed: int = 0,
    workers: int = 0,
    training_mix: SentenceMix = DEFAULT_MIX,
    glosses: tuple[str, ...] = (),
    lexicon: Path = LEXICON_FILE,
    fixed: tuple[Part, ...] = (),
    alike: tuple[Part, ...] = (),
) -> Path:
    """Writes the corpus into `folder` and returns the path of its `clips.csv`; complete clips there are kept.

    Raises:
        BadInputError: a size is out of range, a gloss is not in the lexicon, or the folder is a file or holds a corpus
            of other settings.
    """
    signs = cached_lexicon(lexicon)
    vocabulary = signs.chosen(glosses)
    counts: dict[Split, int] = {"train": train_clips, "dev": dev_clips, "test": test_clips}
    check_sizes(counts, frame_size, frame_rate, seed, workers)
    sheet = {
        "what": "synthetic signers", "version": VERSION, "seed": seed, "frame_size": frame_size,
        "frame_rate": frame_rate, "clips": counts, "training_mix": training_mix.sheet, "fixed": sorted(fixed),
        "glosses": list(vocabulary), "forms": signs.digest(vocabulary),
    } | ({"alike": sorted(alike)} if alike else {})  # fmt: skip
    _claim_folder(folder, sheet)
    mixes, shared = MEASURED_MIXES | {"train": training_mix}, (frame_size, frame_rate, vocabulary, lexicon)
    splits = [(split, index) for split in SPLITS for index in range(counts[split])]
    tasks = [
        _ClipTask(
            folder, number, split, clip_seed(seed, split, index), mixes[split], *shared,
            tuple(sorted({*alike, *(fixed if split == "train" else ())})),
        )
        for number, (split, index) in enumerate(splits)
    ]  # fmt: skip
    missing = [task for task in tasks if not (task.video.is_file() and task.truth.is_file())]
    _render_all(missing, workers or os.cpu_count() or 1, len(tasks))
    return _write_lists(folder, tasks)


def clip_seed(corpus_seed: int, split: Split, index: int) -> int:
    """Seed of clip `index` of a split: no split's clips change when another grows."""
    return int(np.random.SeedSequence([corpus_seed, SPLITS.index(split), index]).generate_state(1, np.uint64)[0])


def check_sizes(counts: dict[Split, int], frame_size: int, frame_rate: float, seed: int, workers: int) -> None:
    """Raises BadInputError where clips of these sizes and numbers cannot be rendered."""
    if not 16 <= frame_size <= 1024:
        raise BadInputError(f"expected a frame size of 16 to 1024 pixels, got {frame_size}.")
    if not 1 <= frame_rate <= 25:
        raise BadInputError(f"expected a frame rate of 1 to 25 frames a second, got {frame_rate:g}.")
    if min(counts.values()) < 0 or sum(counts.values()) == 0:
        raise BadInputError(f"expected at least one clip and no negative number of clips, got {counts}.")
    if seed < 0 or workers < 0:
        raise BadInputError(f"expected a seed and workers of 0 or more, got seed {seed} and workers {workers}.")


def _claim_folder(folder: Path, sheet: dict[str, Any]) -> None:
    """Writes the settings into the folder and makes its parts, or checks that the settings there are the same."""
    file = folder / "sheet.json"
    if folder.exists() and not folder.is_dir():
        raise BadInputError(f"{folder}: expected a folder for the corpus, found a file.")
    if file.is_file():
        _check_settings(file, sheet)
    elif folder.is_dir() and any(folder.iterdir()):
        raise BadInputError(f"{folder}: expected an empty folder or a corpus with a sheet.json, found other files.")
    for part in ("clips", "truth"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    with renamed_when_done(file) as partial:
        partial.write_text(json.dumps(sheet, indent=2) + "\n", encoding="utf-8")


def _check_settings(file: Path, sheet: dict[str, Any]) -> None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        found = {}
    if found != sheet:
        name = next(key for key in sheet if not isinstance(found, dict) or found.get(key) != sheet[key])
        there = found.get(name) if isinstance(found, dict) else found
        raise BadInputError(f"{file}: expected {name} {sheet[name]}, found {there}; give another folder.")


def _render_all(tasks: list[_ClipTask], workers: int, total: int) -> None:
    """Renders the tasks, in this process where one worker is asked for."""
    started, frames = time.monotonic(), 0
    bar = tqdm(total=total, initial=total - len(tasks), unit="clip", desc="synthesize", disable=None)
    with bar, _renderer(min(workers, len(tasks))) as render:
        for count in render(tasks):
            frames += count
            bar.update()
            bar.set_postfix_str(f"{frames / (time.monotonic() - started):.0f} frames/s")
    if frames:
        _LOG.info("rendered %d clips, %d frames, %.0f s", len(tasks), frames, time.monotonic() - started)


@contextmanager
def _renderer(workers: int) -> Iterator[Any]:
    """A function from tasks to their frame counts, in the order in which they are done."""
    if workers <= 1:
        yield lambda tasks: map(_write_clip, tasks)
        return
    with multiprocessing.get_context("spawn").Pool(workers, initializer=use_one_thread) as pool:
        yield lambda tasks: pool.imap_unordered(_write_clip, tasks)


def _write_clip(task: _ClipTask) -> int:
    """Renders one clip to disk and returns its number of frames; the truth comes last and so marks it complete."""
    clip = render_clip(
        task.seed, None, frame_size=task.frame_size, frame_rate=task.frame_rate, split=task.split,
        mix=task.mix, vocabulary=task.vocabulary, lexicon=cached_lexicon(task.lexicon), fixed=task.fixed,
    )  # fmt: skip
    with renamed_when_done(task.video) as partial:
        write_video(partial, clip.frames, clip.frame_rate)
    with renamed_when_done(task.truth) as partial:
        write_truth(partial, clip)
    return len(clip.frames)


def _write_lists(folder: Path, tasks: list[_ClipTask]) -> Path:
    """Writes choices.jsonl, a line for each clip, and then clips.csv, which marks the corpus whole."""
    rows, choices = [], []
    for task in tasks:
        with np.load(task.truth, allow_pickle=False) as truth:
            glosses, signer, scene = [str(gloss) for gloss in truth["glosses"]], truth["signer"], truth["scene"]
            choices.append(f'{{"video": "{task.video.name}", {str(truth["choices"])[1:]}\n')
        video, truth_file = task.video.relative_to(folder), task.truth.relative_to(folder)
        silent = "" if glosses else "yes"
        rows.append((video.as_posix(), " ".join(glosses), signer, task.split, scene, truth_file.as_posix(), silent))
    with renamed_when_done(folder / "choices.jsonl") as partial:
        partial.write_text("".join(choices), encoding="utf-8")
    file = folder / "clips.csv"
    with renamed_when_done(file) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([_COLUMNS, *rows])
    return file
