"""The paper's experiment (arXiv 2303.06820) as one command: trains every row, measures it, and writes a page of it all.

    glosscast-train report --size thin --out runs/report --page docs/report.html      (hours on two cores)

A row that is finished is not done again, and one that was interrupted goes on, so the command may be killed and given
again until the page is there.
"""

import json
import logging
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.processor import processor_name
from models.recognizer import GlossRecognizer
from models.streaming import StreamingRecognizer
from training.breakdown import format_table
from training.checkpoint import load_checkpoint, write_text
from training.corpora.layouts import LayoutName
from training.distill import distill
from training.evaluate import EVERYTHING, choose_clips, evaluate_model
from training.experiment.claims import judge
from training.experiment.costs import macs_per_frame, parameter_count
from training.experiment.figures import Figures, clip_errors, read_figures, write_figures
from training.experiment.page import COLUMNS, RunNotes, table, write_page
from training.experiment.rows import KEYS, Key, Plan, Row, Size, kept_bytes, plan
from training.export import ExportConfig, export
from training.signers.corpus import synthesize
from training.timing import TimedStream, noise_frames, time_streams
from training.train_teacher import TeacherConfig, train_teacher

_LOG = logging.getLogger(__name__)

_TIMED_FRAMES = 320
_WARM_UP_FRAMES = 64
_MOST_OUTPUTS_BYTES = 16 * 2**30
"""Disk that may be spent on asking the teacher only once of every batch."""


@dataclass(frozen=True, slots=True)
class ReportConfig:
    """Try CRKD's claims: train every row of the experiment, measure it, and write one page with tables and plots."""

    out: Path = Path("runs/report")
    """Folder of the runs; an interrupted experiment in it is continued."""
    size: Size = "thin"
    """full: the published widths, for a GPU; thin: a quarter of them, hours on two cores; smallest: learns nothing."""
    corpus: Path | None = None
    """A corpus to train and test on; by default synthetic signers, rendered into the folder."""
    layout: LayoutName | None = None
    """Which corpus it is; by default recognised by what is in the folder."""
    rows: tuple[Key, ...] = KEYS
    """The rows wanted: a teacher; b alone; c logits; d features; e both; f enlarged; g the same at equal MACs; h80 and
    h112 other frame sizes; r18 a plain ResNet-18 form. The teacher is trained where one of them needs it."""
    seeds: int = 1
    """Networks a row, each with other weights and batches."""
    teacher_steps: int | None = None
    """Optimiser steps of the teacher; by default as the size says."""
    student_steps: int | None = None
    """Optimiser steps of every other row."""
    page: Path | None = None
    """Write the page here too; a .json of its figures goes beside it."""
    json: bool = False
    """Print the figures as JSON instead of a table."""


def report(config: ReportConfig) -> dict[Key, list[Figures]]:
    """Trains and measures what is not there yet, and writes `report.html` and `report.json`.

    Raises:
        BadInputError: the corpus cannot be used, or the folder holds rows of other settings.
    """
    planned = plan(config.size, config.teacher_steps, config.student_steps)
    corpus = _corpus(config, planned)
    keys = [key for key in KEYS if key in config.rows or (key == "a" and _need_teacher(planned, config.rows))]
    results: dict[Key, list[Figures]] = {key: [] for key in keys}
    for seed in range(config.seeds):
        for key in keys:
            results[key].append(_row(config, planned, planned.rows[key], seed, corpus))
    costs_ms = _costs(config, keys)
    notes = RunNotes(
        command=_command(config), size=config.size, corpus=_conditions(config, planned, results[keys[0]][0]),
        training=_training(config, planned, corpus),
        is_synthetic=config.corpus is None, processor=processor_name(), seeds=config.seeds, costs_ms=costs_ms,
    )  # fmt: skip
    content = _content(planned, results, notes)
    for page in filter(None, (config.out / "report.html", config.page)):
        write_page(page, planned.rows, results, notes)
        write_text(page.with_suffix(".json"), json.dumps(content, indent=2, allow_nan=False) + "\n")
    print(json.dumps(content, indent=2, allow_nan=False) if config.json else _summary(planned, results, notes))
    return results


def _need_teacher(planned: Plan, keys: Sequence[Key]) -> bool:
    return any(planned.rows[key].needs_teacher for key in keys)


def _corpus(config: ReportConfig, planned: Plan) -> Path:
    if config.corpus is not None:
        return config.corpus
    folder = config.out / "corpus"
    synthesize(replace(planned.corpus, out=folder))
    return folder


def _row(config: ReportConfig, planned: Plan, row: Row, seed: int, corpus: Path) -> Figures:
    """Trains, exports and measures one network, unless that was done before."""
    folder = config.out / "rows" / f"{row.key}-{seed}"
    settings = {"row": row.key, "seed": seed, "size": config.size, "corpus": corpus.name, "network": row.settings}
    found = read_figures(folder / "figures.json", settings)
    if found is not None:
        _LOG.info("row %s, seed %d: was finished before", row.key, seed)
        return found
    _LOG.info("row %s, seed %d: %s", row.key, seed, row.name)
    figures = _measure(config, row, seed, corpus, _train(config, planned, row, seed, corpus, folder))
    write_figures(folder / "figures.json", settings, figures)
    return figures


def _train(config: ReportConfig, planned: Plan, row: Row, seed: int, corpus: Path, folder: Path) -> Path:
    if isinstance(row.config, TeacherConfig):
        return train_teacher(replace(row.config, out=folder, corpus=corpus, layout=config.layout, seed=seed))
    teacher = config.out / "rows" / f"a-{seed}"
    outputs = teacher / "outputs" if kept_bytes(planned, row.config) < _MOST_OUTPUTS_BYTES else None
    return distill(
        replace(
            row.config, out=folder, corpus=corpus, layout=config.layout, seed=seed, teacher=teacher / "teacher.pt",
            teacher_outputs=outputs,
        )
    )  # fmt: skip


def _measure(config: ReportConfig, row: Row, seed: int, corpus: Path, checkpoint: Path) -> Figures:
    """Exports in float32 and int8, and streams the test clips through both."""
    model = _model(config, row.key, seed)
    test_count = len(choose_clips(corpus, "test", layout=config.layout))
    name = f"{row.name}, experiment of size {config.size}, seed {seed}"
    exported = export(
        ExportConfig(
            checkpoint=checkpoint,
            out=model,
            name=name,
            clips=corpus,
            layout=config.layout,
            int8=True,
            calibration_clips=corpus,
            int8_limit=test_count,
            **({} if config.corpus is None else {"training_data": corpus.name}),
        )
    )
    quantized = exported.int8
    assert quantized is not None
    dev, test = (
        evaluate_model(model, choose_clips(corpus, split, layout=config.layout), commit=EVERYTHING)
        for split in ("dev", "test")
    )
    live, network = quantized.float32, load_checkpoint(checkpoint).build_network()
    return Figures(
        seed=seed,
        macs=macs_per_frame(network),
        parameters=parameter_count(network),
        bytes=model.stat().st_size,
        int8_bytes=quantized.path.stat().st_size,
        dev=dev.counts,
        test=test.counts,
        live=live.counts,
        int8=quantized.int8.counts,
        clip_errors=clip_errors(test),
        clip_words=tuple(len(clip.reference) for clip in test.clips),
        median_delay_s=live.median_delay_s if live.delays_s else None,
        p95_delay_s=live.p95_delay_s if live.delays_s else None,
        conditions=live.conditions,
    )


def _model(config: ReportConfig, key: Key, seed: int) -> Path:
    return config.out / "rows" / f"{key}-{seed}" / "model.onnx"


def _costs(config: ReportConfig, keys: Sequence[Key]) -> dict[str, float]:
    """CPU milliseconds for a new frame of every file of the first seed, all taking turns."""
    streams: dict[str, TimedStream] = {}
    for key in keys:
        model = _model(config, key, 0)
        for name, path in ((key, model), (f"{key} int8", model.with_suffix(".int8.onnx"))):
            recognizer = GlossRecognizer(path)
            card = recognizer.card
            stream = StreamingRecognizer(recognizer, strategy="cached")
            frames = noise_frames(_TIMED_FRAMES, card.frame_size)
            streams[name] = TimedStream(stream, frames, card.frame_rate)
    measured = time_streams(streams, stride_frames=8, warm_up_frames=_WARM_UP_FRAMES)
    return {name: round(cpu_ms, 3) for name, (cpu_ms, _) in measured.items()}


def _conditions(config: ReportConfig, planned: Plan, figures: Figures) -> str:
    """Of the test clips, and what is easier about them than about the signers we train on."""
    alike = planned.corpus.alike if config.corpus is None else ()
    return figures.conditions + (f"; alike in all clips: {', '.join(alike)}" if alike else "")


def _training(config: ReportConfig, planned: Plan, corpus: Path) -> str:
    """How long the rows were trained, and on how much."""
    fits = [planned.rows[key].config.fit for key in ("a", "b")]
    clips = len(choose_clips(corpus, "train", layout=config.layout))
    return (
        f"Trained on {clips} clips: the teacher for {fits[0].steps} steps, every other row for {fits[1].steps}, "
        f"of about {fits[1].batch_frames} frames each."
    )


def _command(config: ReportConfig) -> str:
    """The command of the run, folders left out: they are the machine's own."""
    words = ["glosscast-train", "report", "--size", config.size, "--seeds", str(config.seeds)]
    if config.rows != KEYS:
        words += ["--rows", *config.rows]
    for flag, steps in (("--teacher-steps", config.teacher_steps), ("--student-steps", config.student_steps)):
        words += [] if steps is None else [flag, str(steps)]
    if config.corpus is not None:
        words += ["--corpus", config.corpus.name]
    return shlex.join(words)


def _content(planned: Plan, results: Mapping[Key, Sequence[Figures]], notes: RunNotes) -> dict[str, Any]:
    return {
        "command": notes.command,
        "size": notes.size,
        "processor": notes.processor,
        "rows": {
            key: {
                "name": planned.rows[key].name,
                "cpu_ms": notes.costs_ms[key],
                "int8_cpu_ms": notes.costs_ms[f"{key} int8"],
                "seeds": [row.to_json() for row in figures],
            }
            for key, figures in results.items()
        },
        "claims": [
            {"claim": claim.claim, "verdict": claim.verdict, "reason": claim.reason} for claim in judge(results)
        ],
    }


def _summary(planned: Plan, results: Mapping[Key, Sequence[Figures]], notes: RunNotes) -> str:
    """The table's first columns and the claims, for people."""
    cells = [row[:8] for row in table(planned.rows, results, notes)]
    claims = [f"{claim.verdict}: {claim.claim} {claim.reason}" for claim in judge(results)]
    return "\n".join([format_table([COLUMNS[:8], *cells]), "", *claims])
