"""The whole path to a .onnx: clips, teacher, distill, evaluate, export, and evaluate what was exported.

    glosscast-train pipeline                        (from synthetic signers, ten minutes on two cores)
    glosscast-train pipeline --corpus my-clips      (from somebody's clips, an hour)

A finished stage is not done again, so an interrupted run continues where it stopped.
"""

import json
import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from models.errors import GlosscastError
from training.breakdown import format_table
from training.check_data import check_data
from training.checkpoint import write_text
from training.distill import distill
from training.evaluate import EvaluateConfig, measure
from training.export import export
from training.presets import PipelineConfig, Plan, make_plan
from training.signers.corpus import synthesize
from training.stage_record import Figures, Stage, StageRecord
from training.train_teacher import train_teacher

__all__ = ["PipelineConfig", "run_pipeline"]

_LOG = logging.getLogger(__name__)

_FIGURES = ("wer", "substitutions", "deletions", "insertions", "words", "clip_count", "median_delay_s")


def run_pipeline(config: PipelineConfig) -> Figures:
    """Runs every stage that is not yet finished, prints a table and writes `summary.json`.

    Returns:
        the figures of all stages, as in `summary.json`.

    Raises:
        BadInputError: the corpus cannot be used, or the folder holds a run of another one, of another preset or seed.
        GlosscastError: a stage failed.
    """
    plan = make_plan(config)
    record_file = plan.out / "pipeline.json"
    record = StageRecord.open(record_file, plan.head)
    stages = _stages(plan, record_file)
    for number, stage in enumerate(stages, start=1):
        title = f"stage {number} of {len(stages)}, {stage.name}"
        if record.has(stage):
            _LOG.info("%s: was finished before", title)
            continue
        _LOG.info("%s", title)
        began_s = time.monotonic()
        record.finish(stage, stage.run(), time.monotonic() - began_s)
    summary = {**plan.head, "file": plan.export.out.name, "stages": record.stages}
    write_text(plan.out / "summary.json", json.dumps(summary, indent=2, allow_nan=False) + "\n")
    print(_summary_table(record.stages))
    if plan.given is not None:
        print("", *plan.given.notes, f"Trained on {plan.given.described()}", "", sep="\n")
    print(f"{plan.export.out} is ready; all figures are in {plan.out / 'summary.json'}.")
    return summary


def _stages(plan: Plan, record_file: Path) -> list[Stage]:
    card = {"sign_language": plan.export.sign_language, "licence": plan.export.licence}
    return [
        Stage("synthesize", partial(_synthesize, plan), plan.synthesize.out / "clips.csv")
        if plan.given is None
        else Stage("check data", partial(_check_data, plan), record_file),
        Stage("teacher", partial(_train, partial(train_teacher, plan.teacher)), plan.distill.teacher),
        Stage("distill", partial(_train, partial(distill, plan.distill)), plan.export.checkpoint),
        Stage("evaluate", partial(_evaluate, plan), plan.result_file("student")),
        Stage("export", partial(_export, plan), plan.export.out, card if plan.given is not None else {}),
        Stage("evaluate the file", partial(_evaluate_file, plan), plan.result_file("file")),
    ]


def _check_data(plan: Plan) -> Figures:
    assert plan.given is not None
    assert plan.check is not None
    check_data(plan.check)
    return plan.given.counts()


def _synthesize(plan: Plan) -> Figures:
    synthesize(plan.synthesize)
    return {}


def _train(train: Callable[[], Path]) -> Figures:
    train()
    return {}


def _evaluate(plan: Plan) -> Figures:
    return {
        "teacher": _measure(plan, plan.distill.teacher, "teacher"),
        "student": _measure(plan, plan.export.checkpoint, "student"),
    }


def _measure(plan: Plan, model: Path, name: str) -> Figures:
    evaluation = measure(EvaluateConfig(model, plan.corpus, plan.layout, out=plan.result_file(name)))
    _LOG.info("%s: %s", name, evaluation.summary())
    content = evaluation.to_json()
    return {figure: content[figure] for figure in _FIGURES}


def _export(plan: Plan) -> Figures:
    report = export(plan.export)
    return {
        "largest_difference": report.largest_difference,
        "comparisons": len(report.comparisons),
        "megabytes": round(report.path.stat().st_size / 1e6, 3),
    }


def _evaluate_file(plan: Plan) -> Figures:
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
        found = [_counted(figures)] if "clips" in figures else []
        found += [
            f"{model} WER {100 * figures[model]['wer']:.1f} % of {figures[model]['words']} glosses"
            for model in ("teacher", "student", "file")
            if model in figures
        ]
        if "largest_difference" in figures:
            found.append(f"{figures['megabytes']} MB, largest difference {figures['largest_difference']:.1e}")
        rows.append((name, f"{figures['seconds']:.1f}", ", ".join(found)))
    total = sum(figures["seconds"] for figures in stages.values())
    return format_table([*rows, ("together", f"{total:.1f}", "")])


def _counted(figures: Figures) -> str:
    clips = ", ".join(f"{count} {split}" for split, count in figures["clips"].items())
    return f"clips: {clips}; {figures['glosses']} glosses, signers known: {figures['signers']}"
