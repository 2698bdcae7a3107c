"""The whole path from nothing: synthesize, teacher, distill, evaluate, export, and evaluate what was exported.

    glosscast-train pipeline --preset tiny        (ten minutes on two cores)

A finished stage is not done again, so an interrupted run continues where it stopped.
"""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from models.errors import BadInputError, GlosscastError
from training.breakdown import format_table
from training.checkpoint import write_text
from training.distill import DistillConfig, distill
from training.evaluate import EvaluateConfig, measure
from training.export import ExportConfig, export
from training.fitting import FitConfig
from training.signers.corpus import SynthesizeConfig, synthesize
from training.train_teacher import TeacherConfig, train_teacher

_LOG = logging.getLogger(__name__)

Preset = Literal["tiny", "smallest"]
Figures = dict[str, Any]
"""What a stage found, by name, as it is kept in pipeline.json."""
_FIGURES = ("wer", "substitutions", "deletions", "insertions", "words", "clip_count", "median_delay_s")


@dataclass(frozen=True, slots=True)
class PipelineConfig:
    """Run all of the above, from nothing to a measured .onnx."""

    preset: Preset = "tiny"
    """tiny: ten minutes on two cores, and learns next to nothing; smallest: seconds, and learns nothing."""
    out: Path = Path("runs/pipeline")
    """Run folder; an interrupted run in it is continued."""
    seed: int = 0
    """Of the corpus, the weights and the batches."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The configuration of every stage, and where its files go."""

    synthesize: SynthesizeConfig
    teacher: TeacherConfig
    distill: DistillConfig
    export: ExportConfig

    @property
    def teacher_checkpoint(self) -> Path:
        return self.distill.teacher

    @property
    def student_checkpoint(self) -> Path:
        return self.export.checkpoint

    def result_file(self, name: str) -> Path:
        """Where the evaluation of teacher, student or file is written."""
        return self.export.out.with_name(f"{name}.json")


@dataclass(frozen=True, slots=True)
class _Stage:
    """One stage: what it does, and the last file that it writes."""

    name: str
    run: Callable[[], Figures]
    output: Path


def run_pipeline(config: PipelineConfig) -> Figures:
    """Runs every stage that is not yet finished, prints a table and writes `summary.json`.

    Returns:
        the figures of all stages, as in `summary.json`.

    Raises:
        BadInputError: the folder holds a run of another preset or seed. GlosscastError: a stage failed.
    """
    plan = _plan(config)
    record = _Record.open(config)
    stages = _stages(plan)
    for number, stage in enumerate(stages, start=1):
        title = f"stage {number} of {len(stages)}, {stage.name}"
        if record.has(stage):
            _LOG.info("%s: was finished before", title)
            continue
        _LOG.info("%s", title)
        began_s = time.monotonic()
        record.finish(stage, stage.run(), time.monotonic() - began_s)
    summary = {"preset": config.preset, "seed": config.seed, "file": plan.export.out.name, "stages": record.stages}
    write_text(config.out / "summary.json", json.dumps(summary, indent=2, allow_nan=False) + "\n")
    print(_summary_table(record.stages))
    print(f"{plan.export.out} is ready; all figures are in {config.out / 'summary.json'}.")
    return summary


class _Record:
    """`pipeline.json`: which stages of which run are finished, and what they found."""

    def __init__(self, path: Path, head: Figures, stages: dict[str, Figures]) -> None:
        self._path = path
        self._head = head
        self.stages = stages

    @classmethod
    def open(cls, config: PipelineConfig) -> "_Record":
        """Begins or continues the run in a folder."""
        path = config.out / "pipeline.json"
        head: Figures = {"preset": config.preset, "seed": config.seed}
        if not path.is_file():
            config.out.mkdir(parents=True, exist_ok=True)
            return cls(path, head, {})
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            stages = dict(content.pop("stages"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInputError(f"{path}: is no record of a pipeline; give another --out.") from error
        for name, value in head.items():
            if content.get(name) != value:
                found = content.get(name)
                raise BadInputError(f"{path}: holds a run with {name} {found}, not {value}; give another --out.")
        return cls(path, head, stages)

    def has(self, stage: _Stage) -> bool:
        """Whether a stage is finished and what it wrote is still there; if not, the stages after it are void too."""
        if stage.name in self.stages and stage.output.is_file():
            return True
        names = list(self.stages)
        for name in names[names.index(stage.name) :] if stage.name in names else ():
            del self.stages[name]
        return False

    def finish(self, stage: _Stage, figures: Figures, seconds: float) -> None:
        """Notes a stage as finished."""
        self.stages[stage.name] = {"seconds": round(seconds, 1), **figures}
        write_text(self._path, json.dumps({**self._head, "stages": self.stages}, indent=2, allow_nan=False) + "\n")


def _plan(config: PipelineConfig) -> _Plan:
    """What the preset fixes, on top of the commands' own defaults."""
    out, corpus = config.out, config.out / "corpus"
    synthesize_config = SynthesizeConfig(out=corpus, preset="tiny", seed=config.seed)
    teacher = TeacherConfig(corpus=corpus, out=out / "teacher", frame_size=64, seed=config.seed)
    student = DistillConfig(
        corpus=corpus, teacher=out / "teacher" / "teacher.pt", out=out / "student", frame_size=32, seed=config.seed
    )
    fit = FitConfig(steps=300, evaluate_every=100)
    if config.preset == "smallest":
        widths, blocks = (4, 4, 8, 8), (1, 1, 2, 1)
        synthesize_config = replace(
            synthesize_config, workers=1, frame_size=32, train_clips=6, dev_clips=2, test_clips=4
        )
        teacher = replace(teacher, frame_size=32, widths=widths, blocks=blocks)
        student = replace(student, frame_size=16, widths=widths, blocks=blocks)
        fit = FitConfig(
            steps=4, batch_frames=64, log_every=2, evaluate_every=4, norm_batches=4, bfloat16=False, threads=1
        )
    export_config = ExportConfig(
        checkpoint=student.out / "lrinet.pt",
        out=out / "lrinet.onnx",
        name=f"Glosscast LRINet, pipeline preset {config.preset}",
        results=(out / "student.json",),
        clips=corpus,
    )
    return _Plan(synthesize_config, replace(teacher, fit=fit), replace(student, fit=fit), export_config)


def _stages(plan: _Plan) -> list[_Stage]:
    return [
        _Stage("synthesize", partial(_synthesize, plan), plan.synthesize.out / "clips.csv"),
        _Stage("teacher", partial(_train, partial(train_teacher, plan.teacher)), plan.teacher_checkpoint),
        _Stage("distill", partial(_train, partial(distill, plan.distill)), plan.student_checkpoint),
        _Stage("evaluate", partial(_evaluate, plan), plan.result_file("student")),
        _Stage("export", partial(_export, plan), plan.export.out),
        _Stage("evaluate the file", partial(_evaluate_file, plan), plan.result_file("file")),
    ]


def _synthesize(plan: _Plan) -> Figures:
    synthesize(plan.synthesize)
    return {}


def _train(train: Callable[[], Path]) -> Figures:
    train()
    return {}


def _evaluate(plan: _Plan) -> Figures:
    return {
        "teacher": _measure(plan, plan.teacher_checkpoint, "teacher"),
        "student": _measure(plan, plan.student_checkpoint, "student"),
    }


def _measure(plan: _Plan, model: Path, name: str) -> Figures:
    evaluation = measure(EvaluateConfig(model, plan.synthesize.out, out=plan.result_file(name)))
    _LOG.info("%s: %s", name, evaluation.summary())
    content = evaluation.to_json()
    return {figure: content[figure] for figure in _FIGURES}


def _export(plan: _Plan) -> Figures:
    report = export(plan.export)
    return {
        "largest_difference": report.largest_difference,
        "comparisons": len(report.comparisons),
        "megabytes": round(report.path.stat().st_size / 1e6, 3),
    }


def _evaluate_file(plan: _Plan) -> Figures:
    """The file must commit what the network committed, on every clip; otherwise it is removed again."""
    figures = _measure(plan, plan.export.out, "file")
    found, expected = (json.loads(plan.result_file(name).read_text(encoding="utf-8")) for name in ("file", "student"))
    for clip, other in zip(found["clips"], expected["clips"], strict=True):
        if clip["hypothesis"] != other["hypothesis"]:
            plan.export.out.unlink()
            raise GlosscastError(
                f"{plan.export.out} was removed: on {clip['video']} it commits '{' '.join(clip['hypothesis'])}', "
                f"but the network '{' '.join(other['hypothesis'])}'."
            )
    return {"file": figures}


def _summary_table(stages: dict[str, Figures]) -> str:
    rows = [("stage", "seconds", "found")]
    for name, figures in stages.items():
        found = [
            f"{model} WER {100 * figures[model]['wer']:.1f} % of {figures[model]['words']} glosses"
            for model in ("teacher", "student", "file")
            if model in figures
        ]
        if "largest_difference" in figures:
            found.append(f"{figures['megabytes']} MB, largest difference {figures['largest_difference']:.1e}")
        rows.append((name, f"{figures['seconds']:.1f}", ", ".join(found)))
    total = sum(figures["seconds"] for figures in stages.values())
    return format_table([*rows, ("together", f"{total:.1f}", "")])
