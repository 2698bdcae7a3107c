"""What `glosscast-train pipeline` runs: its flags, and what each preset fixes of every stage."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from models.errors import BadInputError
from training.check_data import CheckDataConfig
from training.corpora.layouts import LayoutName
from training.distill import DistillConfig
from training.export import ExportConfig
from training.fitting import FitConfig
from training.given_corpus import GivenCorpus
from training.signers.corpus import SynthesizeConfig
from training.signers.lexicon import STARTER_GLOSSES
from training.train_teacher import TeacherConfig
from training.truth import TruthWeights

Preset = Literal["smallest", "tiny", "cpu"]

_NOT_STATED = "not stated by whoever made this file"


@dataclass(frozen=True, slots=True)
class PipelineConfig:
    """From synthetic signers, or from a folder of somebody's clips, to a measured .onnx that the app opens."""

    preset: Preset | None = None
    """smallest: seconds, and learns nothing; tiny, the default without a corpus: ten minutes on two cores, and learns
    next to nothing; cpu, the default with one: sizes and steps of the shipped model, an hour on two cores."""
    out: Path | None = None
    """Run folder, in which an interrupted run is continued; by default runs/pipeline, or runs/NAME of the corpus."""
    seed: int = 0
    """Of the synthetic clips, the weights and the batches."""
    corpus: Path | None = None
    """Folder of a corpus (with a clips.csv, or as it is distributed: see `layout`), or a clips.csv; by default clips of
    synthetic signers are rendered."""
    layout: LayoutName | None = None
    """Which corpus it is; by default recognised by what is in the folder."""
    start_from: Path | None = None
    """Begin the teacher with the weights of this checkpoint or .onnx, whose network must be as wide and deep: for the
    preset cpu, assets/starter.onnx is."""
    steps: tuple[int, int] | None = None
    """Optimiser steps of the teacher and of LRINet, in place of the preset's: smallest 4 4, tiny 300 300, cpu 900 400
    (of cpu, on two cores, 2.5 s and 3.3 s each)."""
    sign_language: str | None = None
    """Sign language of the glosses, for the model's card."""
    licence: str | None = None
    """Licence of the weights, for the model's card."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The configuration of every stage, and where its files go; a given corpus is checked, others are synthesized."""

    out: Path
    preset: Preset
    seed: int
    given: GivenCorpus | None
    check: CheckDataConfig | None
    synthesize: SynthesizeConfig
    teacher: TeacherConfig
    distill: DistillConfig
    export: ExportConfig

    @property
    def corpus(self) -> Path:
        """What is trained and measured on."""
        return self.synthesize.out if self.given is None else self.given.path

    @property
    def layout(self) -> LayoutName | None:
        """Which corpus that is, if it was said."""
        return None if self.given is None else self.given.layout

    @property
    def head(self) -> dict[str, object]:
        """What a run cannot change once it has begun."""
        start, default = self.teacher.start_from, _SIZES[self.preset]
        steps = (self.teacher.fit.steps, self.distill.fit.steps)
        return {
            "preset": self.preset,
            "seed": self.seed,
            "corpus": None if self.given is None else self.given.identity,
            "start_from": None if start is None else start.name,
            "steps": None if steps == (default.teacher_fit.steps, default.student_fit.steps) else list(steps),
        }

    def result_file(self, name: str) -> Path:
        """Where the evaluation of teacher, student or file is written."""
        return self.out / f"{name}.json"


@dataclass(frozen=True, slots=True)
class _Sizes:
    """What a preset fixes, on top of the commands' own defaults."""

    synthesize: SynthesizeConfig
    teacher_frame_size: int
    student_frame_size: int
    teacher_fit: FitConfig
    student_fit: FitConfig
    widths: tuple[int, int, int, int] = (16, 32, 64, 128)
    blocks: tuple[int, int, int, int] = (2, 2, 2, 2)


_QUICK_FIT = FitConfig(
    steps=4, batch_frames=64, log_every=2, evaluate_every=4, norm_batches=4, bfloat16=False, threads=1
)
_TINY_FIT = FitConfig(steps=300, evaluate_every=100)
_CPU_FIT = FitConfig(evaluate_every=100, checkpoint_every=25)

_SIZES: dict[Preset, _Sizes] = {
    "smallest": _Sizes(
        SynthesizeConfig(Path(), "tiny", workers=1, frame_size=32, train_clips=6, dev_clips=2, test_clips=4),
        32, 16, _QUICK_FIT, _QUICK_FIT, (4, 4, 8, 8), (1, 1, 2, 1),
    ),
    "tiny": _Sizes(SynthesizeConfig(Path(), "tiny"), 64, 32, _TINY_FIT, _TINY_FIT),
    "cpu": _Sizes(
        SynthesizeConfig(Path(), "small", glosses=STARTER_GLOSSES),
        112, 56, replace(_CPU_FIT, steps=900), replace(_CPU_FIT, steps=400),
    ),
}  # fmt: skip


def make_plan(config: PipelineConfig) -> Plan:
    """The configuration of every stage; a corpus's annotation is read for it.

    Raises:
        BadInputError: the corpus cannot be used, the file to begin with is not there, or flags do not go together.
    """
    if config.layout is not None and config.corpus is None:
        raise BadInputError(f"--layout {config.layout} says how a corpus is read; give --corpus too.")
    if config.start_from is not None and not config.start_from.is_file():
        raise BadInputError(f"{config.start_from}: no such file; --start-from takes a checkpoint or a .onnx.")
    if config.steps is not None and min(config.steps) < 1:
        raise BadInputError(f"expected at least 1 step of each network, got {config.steps[0]} and {config.steps[1]}.")
    given = None if config.corpus is None else GivenCorpus.open(config.corpus, config.layout)
    preset = config.preset or ("tiny" if given is None else "cpu")
    out = config.out or Path("runs") / ("pipeline" if given is None else given.name)
    sizes = _SIZES[preset]
    synthesize = replace(sizes.synthesize, out=out / "corpus", seed=config.seed)
    teacher, student = _training(config, sizes, out, synthesize.out)
    rates = teacher.frame_rate, teacher.frames_per_step
    check = None if given is None else CheckDataConfig(given.path, given.layout, False, None, *rates)
    export = _export(config, given, preset, out, synthesize.out)
    return Plan(out, preset, config.seed, given, check, synthesize, teacher, student, export)


def _training(config: PipelineConfig, sizes: _Sizes, out: Path, rendered: Path) -> tuple[TeacherConfig, DistillConfig]:
    fits = [sizes.teacher_fit, sizes.student_fit]
    if config.steps is not None:
        fits = [replace(fit, steps=steps) for fit, steps in zip(fits, config.steps, strict=True)]
    truth = TruthWeights()
    if config.start_from is not None:  # as the shipped model was trained on: slower, and CTC from the first step
        fits = [replace(fit, learning_rate=1e-3) for fit in fits]
        truth = TruthWeights(ctc_from=0.0)
    teacher = TeacherConfig(
        out=out / "teacher",
        corpus=config.corpus or rendered,
        layout=config.layout,
        frame_size=sizes.teacher_frame_size,
        widths=sizes.widths,
        blocks=sizes.blocks,
        start_from=config.start_from,
        truth=truth,
        fit=fits[0],
        seed=config.seed,
    )
    student = DistillConfig(
        teacher=out / "teacher" / "teacher.pt",
        out=out / "student",
        corpus=teacher.corpus,
        layout=config.layout,
        frame_size=sizes.student_frame_size,
        widths=sizes.widths,
        blocks=sizes.blocks,
        truth=truth,
        fit=fits[1],
        seed=config.seed,
    )
    return teacher, student


def _export(
    config: PipelineConfig, given: GivenCorpus | None, preset: Preset, out: Path, rendered: Path
) -> ExportConfig:
    export = ExportConfig(
        checkpoint=out / "student" / "lrinet.pt",
        out=out / "lrinet.onnx",
        name=f"Glosscast LRINet, pipeline preset {preset}",
        results=(out / "student.json",),
        clips=config.corpus or rendered,
        layout=config.layout,
    )
    if given is not None:
        start = "" if config.start_from is None else f" It began with the weights of {config.start_from.name}."
        export = replace(
            export,
            name=f"Glosscast LRINet, {given.name}",
            sign_language=_NOT_STATED,
            licence=_NOT_STATED,
            training_data=given.described() + start,
        )
    return replace(
        export,
        sign_language=config.sign_language or export.sign_language,
        licence=config.licence or export.licence,
    )
