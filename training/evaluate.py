"""Measures a model by the very code the app runs: every clip is streamed frame by frame and what is committed counts.

glosscast-train evaluate --model starter.onnx --clips corpus --split test
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from models.captioning import stream_hypotheses
from models.commitment import CommitRule
from models.errors import BadInputError
from models.networks.streamable import StreamableNetwork
from models.recognizer import GlossRecognizer
from models.strategies import Recognizer
from models.streaming import StreamingRecognizer
from models.video import use_one_thread
from models.vocabulary import GlossVocabulary
from training.breakdown import write_listing
from training.checkpoint import load_checkpoint, write_text
from training.clip_frames import clip_frame_rate, read_frames
from training.clip_list import ClipAnnotation, of_split
from training.corpora.layouts import LayoutName, read_corpus
from training.metrics import ErrorCounts, align, corpus_errors
from training.network_recognizer import NetworkRecognizer, card_of_network, use_one_torch_thread
from training.scores import ClipScore, Evaluation

EVERYTHING = CommitRule(minimum_confidence=0.0, minimum_evidence_s=0.0)
"""Commits whatever greedy decoding names, as the word error rates of papers are counted."""


@dataclass(frozen=True, slots=True)
class EvaluateConfig:
    """Measure the word error rate of a .onnx file or a checkpoint, through the code the app runs."""

    model: Path
    """A .onnx file, or a checkpoint (.pt) of a teacher or an LRINet."""
    clips: Path
    """Folder of a corpus, or a clips.csv."""
    layout: LayoutName | None = None
    """Which corpus it is; by default recognised by what is in the folder."""
    split: str = "test"
    """Which of its clips: train, dev, test or all."""
    limit: int | None = None
    """Score only this many clips, evenly chosen."""
    out: Path | None = None
    """Write the result as JSON here too; `export --results` reads it."""
    listing: Path | None = None
    """Write every clip here, gloss by gloss: what was signed above what was output."""
    json: bool = False
    """Print JSON instead of a line and two tables."""
    frame_rate: float | None = None
    """Frames per second a checkpoint was trained at; by default as it says."""


def evaluate(config: EvaluateConfig) -> Evaluation:
    """Scores a model and prints what was found: a line and tables by signer and by gloss, or JSON.

    Raises:
        BadInputError, UnusableModelError, UnreadableVideoError: a file cannot be used; nothing is written then.
    """
    evaluation = measure(config)
    if config.json:
        print(json.dumps(evaluation.to_json(), indent=2, allow_nan=False))
    else:
        print(evaluation.summary(), evaluation.table(), sep="\n\n")
    return evaluation


def measure(config: EvaluateConfig) -> Evaluation:
    """Scores a model, writes the result where asked to, and prints nothing; raises as `evaluate`."""
    use_one_thread()
    use_one_torch_thread()
    annotations = choose_clips(config.clips, config.split, config.limit, config.layout)
    evaluation = evaluate_model(
        open_recognizer(config.model, config.frame_rate), annotations, source=clip_source(config.clips, config.split)
    )
    if config.out is not None:
        write_text(config.out, json.dumps(evaluation.to_json(), indent=2, allow_nan=False) + "\n")
    if config.listing is not None:
        write_listing(config.listing, evaluation.clips)
    return evaluation


def choose_clips(
    path: Path, split: str = "test", limit: int | None = None, layout: LayoutName | None = None
) -> list[ClipAnnotation]:
    """The clips of a split ("all" takes every split), or `limit` of them, evenly chosen.

    Raises:
        BadInputError: the corpus cannot be used, or has no such clip.
    """
    annotations = read_corpus(path, layout)
    chosen = annotations if split == "all" else of_split(annotations, split)
    if not chosen:
        raise BadInputError(f"{path}: has no clip of split '{split}'.")
    if limit is None or limit >= len(chosen):
        return chosen
    if limit < 1:
        raise BadInputError(f"A limit must be at least 1 clip, and is {limit}.")
    return [chosen[index * len(chosen) // limit] for index in range(limit)]


def clip_source(path: Path, split: str) -> str:
    """How the conditions of a figure name its clips: folder and split, without the machine's own paths."""
    folder = path if path.is_dir() else path.parent
    return f"{folder.resolve().name}, split {split}"


def open_recognizer(path: Path, frame_rate: float | None = None) -> Recognizer:
    """Opens a .onnx file or a checkpoint for scoring.

    Raises:
        UnusableModelError, BadInputError: the file cannot be used; the sentence names it.
    """
    if path.suffix == ".onnx":
        return GlossRecognizer(path)
    checkpoint = load_checkpoint(path)
    rate = frame_rate or checkpoint.config.get("frame_rate")
    if not isinstance(rate, int | float):
        raise BadInputError(f"{path}: does not say its frame rate; give --frame-rate.")
    network = checkpoint.build_network()
    return NetworkRecognizer(network, card_of_network(network, checkpoint.vocabulary, rate))


def evaluate_network(
    network: StreamableNetwork,
    annotations: Sequence[ClipAnnotation],
    vocabulary: GlossVocabulary,
    frame_rate: float,
    *,
    source: str = "these clips",
) -> Evaluation:
    """Scores a network that is no file: the teacher, or a student between two training steps."""
    card = card_of_network(network, vocabulary, frame_rate)
    return evaluate_model(NetworkRecognizer(network, card), annotations, source=source)


def evaluate_model(
    recognizer: Recognizer | Path,
    annotations: Sequence[ClipAnnotation],
    vocabulary: GlossVocabulary | None = None,
    *,
    source: str = "these clips",
    commit: CommitRule | None = None,
) -> Evaluation:
    """Streams every clip through `StreamingRecognizer` and compares what was committed with what was signed.

    Args:
        recognizer: an opened model, or the path of one.
        annotations: the clips; every one is scored, none is dropped.
        vocabulary: if given, must be the model's own.
        source: names the clips in the conditions of the figures.
        commit: another rule than the app's: EVERYTHING counts each gloss that greedy decoding names.

    Raises:
        BadInputError: another vocabulary, or no clips. UnreadableVideoError: a clip cannot be read.
    """
    recognizer = open_recognizer(recognizer) if isinstance(recognizer, Path) else recognizer
    known = recognizer.card.vocabulary
    if vocabulary is not None and vocabulary != known:
        raise BadInputError(
            f"The model knows the glosses {' '.join(known.glosses)}; expected {' '.join(vocabulary.glosses)}."
        )
    if not annotations:
        raise BadInputError("There is no clip to score.")
    progress = tqdm(annotations, desc="evaluate", unit="clip", file=sys.stderr, disable=None, leave=False)
    clips = tuple(_score_clip(recognizer, annotation, commit) for annotation in progress)
    counts = corpus_errors((clip.reference, clip.hypothesis) for clip in clips if not clip.is_silent)
    signed = {gloss for clip in clips for gloss in clip.reference}
    return Evaluation(
        counts=counts,
        clips=clips,
        conditions=_conditions(clips, counts, recognizer.card.frame_rate, source),
        unknown_glosses=tuple(sorted(signed - set(known.glosses))),
    )


def _score_clip(recognizer: Recognizer, annotation: ClipAnnotation, commit: CommitRule | None) -> ClipScore:
    stream = StreamingRecognizer(recognizer, commit=commit)
    hypotheses = list(stream_hypotheses(read_frames(annotation), stream))
    committed: list[str] = []
    commit_times_s: list[float | None] = []
    known_count = 0
    for hypothesis in hypotheses:
        new = hypothesis.committed[known_count:]
        known_count = 0 if hypothesis.is_endpoint else len(hypothesis.committed)
        committed.extend(recognized.gloss for recognized in new)
        # The last hypothesis was forced by the clip's end: when it would have come, live, is not known.
        commit_times_s.extend(None if hypothesis is hypotheses[-1] else hypothesis.time_s for _ in new)
    frame_rate = clip_frame_rate(annotation)
    return ClipScore(
        video=annotation.video.name,
        signer=annotation.signer,
        duration_s=hypotheses[-1].time_s + 1 / frame_rate,
        reference=annotation.glosses,
        hypothesis=tuple(committed),
        delays_s=_delays(annotation, committed, commit_times_s, frame_rate),
    )


def _delays(
    annotation: ClipAnnotation, committed: Sequence[str], commit_times_s: Sequence[float | None], frame_rate: float
) -> tuple[float, ...]:
    """Seconds from the true end of each rightly recognised gloss to the frame that committed it."""
    if annotation.truth is None or annotation.is_silent:
        return ()
    ends_s = read_gloss_ends(annotation.truth, len(annotation.glosses), frame_rate)
    delays: list[float] = []
    signed_index = output_index = 0
    for signed, output in align(annotation.glosses, committed):
        if signed is not None and signed == output:
            end_s, commit_s = ends_s[signed_index], commit_times_s[output_index]
            if end_s is not None and commit_s is not None:
                delays.append(commit_s - end_s)
        signed_index += signed is not None
        output_index += output is not None
    return tuple(delays)


def read_gloss_ends(truth: Path, gloss_count: int, frame_rate: float) -> list[float | None]:
    """When each gloss of a clip truly ends, in seconds, from the `gloss_index` (T,) of its truth; None: never signed.

    Raises:
        BadInputError: the file is no frame truth.
    """
    try:
        with np.load(truth, allow_pickle=False) as arrays:
            index = arrays["gloss_index"]  # (T,)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BadInputError(f"{truth}: is no frame truth with an array 'gloss_index' ({error}).") from error
    ends: list[float | None] = []
    for position in range(gloss_count):
        frames = np.flatnonzero(index == position)
        ends.append(float(frames[-1] + 1) / frame_rate if len(frames) else None)
    return ends


def _conditions(clips: Sequence[ClipScore], counts: ErrorCounts, frame_rate: float, source: str) -> str:
    signers = len({clip.signer for clip in clips})
    silent = sum(clip.is_silent for clip in clips)
    return (
        f"{source}: {len(clips)} clips ({silent} silent), {counts.reference_count} glosses, {signers} signers, "
        f"{sum(clip.duration_s for clip in clips):.0f} s, streamed at {frame_rate:g} frames a second"
    )
