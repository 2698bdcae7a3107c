"""`glosscast-train COMMAND`: the door to everything that makes a model. `glosscast-train --help` lists the commands.

A command's module, and with it torch, is imported only when that command is asked for.
"""

import importlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import tyro

from models.errors import GlosscastError


@dataclass(frozen=True, slots=True)
class _Command:
    """Where a command lives: its configuration becomes its flags, its function does the work."""

    module: str
    config: str
    function: str
    summary: str
    takes_files: bool = False
    """Whether what has no default is given without a flag, in its order."""


_COMMANDS = {
    "synthesize": _Command(
        "training.signers.corpus",
        "SynthesizeConfig",
        "synthesize",
        "Render clips of synthetic signers, with the truth of every frame.",
    ),
    "lexicon": _Command(
        "training.lexicon", "LexiconConfig", "show_lexicon", "Check, list and draw the signs of the synthetic signers."
    ),
    "randomizations": _Command(
        "training.randomizations",
        "RandomizationsConfig",
        "compare_randomizations",
        "Measure what varying each part of the synthetic clips is worth.",
    ),
    "check-data": _Command(
        "training.check_data",
        "CheckDataConfig",
        "check_data",
        "Name every fault of a corpus with file and line, and count it beside what was published.",
    ),
    "teacher": _Command(
        "training.train_teacher", "TeacherConfig", "train_teacher", "Train the teacher on high-resolution frames."
    ),
    "distill": _Command(
        "training.distill", "DistillConfig", "distill", "Train LRINet on low-resolution frames, taught by the teacher."
    ),
    "refine": _Command(
        "training.refine", "RefineConfig", "refine", "Train a finished model on, without a teacher: quieter, say."
    ),
    "evaluate": _Command(
        "training.evaluate",
        "EvaluateConfig",
        "evaluate",
        "Measure the word error rate of a .onnx file or a checkpoint, through the code the app runs.",
    ),
    "scoreboard": _Command(
        "training.scoreboard",
        "ScoreboardConfig",
        "scoreboard",
        "Measure a model on clips of one sign each, by sign and signer, and on sentences joined from them.",
    ),
    "score": _Command(
        "training.score_files",
        "ScoreConfig",
        "score",
        "Score a hypothesis (.ctm) against a reference (.stm), as sclite does.",
        takes_files=True,
    ),
    "export": _Command(
        "training.export",
        "ExportConfig",
        "export",
        "Write one .onnx with its card, and prove that it equals the network.",
    ),
    "benchmark": _Command(
        "training.benchmark", "BenchmarkConfig", "benchmark", "Measure what a frame costs, memory and start-up."
    ),
    "verify": _Command(
        "training.verify",
        "VerifyConfig",
        "verify",
        "Check a .onnx file: exact streaming, equal answers of both strategies, silence where nobody signs.",
    ),
    "not-signing": _Command(
        "training.not_signing",
        "NotSigningConfig",
        "count_false_glosses",
        "Count the glosses that a model commits while nobody signs.",
    ),
    "taught": _Command(
        "training.taught", "TaughtConfig", "measure_taught", "Measure how well signs that somebody taught are found."
    ),
    "background": _Command(
        "training.taught_background",
        "BackgroundConfig",
        "make_background",
        "Write the sample of what is no taught sign, for one model.",
    ),
    "sample": _Command(
        "training.sample", "SampleConfig", "render_sample", "Render one sentence of a synthetic signer into a video."
    ),
    "report": _Command(
        "training.report", "ReportConfig", "report", "Try CRKD's claims: train every row, measure it, write one page."
    ),
    "pipeline": _Command(
        "training.pipeline",
        "PipelineConfig",
        "run_pipeline",
        "From nothing, or a folder of clips, to a measured .onnx: teacher, LRINet.",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        0, or 2 after bad input, which is explained in one sentence on the standard error. Unknown flags and commands
        end the program with 2 as well.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    command = _COMMANDS.get(given[0]) if given else None
    if command is None:
        _explain(given)
        return 2
    try:
        module = importlib.import_module(command.module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("app", "models", "training"):
            raise
        return _refuse(f"glosscast-train needs the package '{error.name}': install the extra 'train'.")
    config = tyro.cli(
        getattr(module, command.config),
        args=given[1:],
        prog=f"glosscast-train {given[0]}",
        config=(tyro.conf.PositionalRequiredArgs,) if command.takes_files else (),
    )
    try:
        getattr(module, command.function)(config)
    except GlosscastError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever reads our output has enough, as `| head` does. Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _explain(given: list[str]) -> None:
    """Prints the list of commands for --help, and an error for anything else; always ends the program."""
    tyro.extras.subcommand_cli_from_dict(
        {name: _stand_in(command.summary) for name, command in _COMMANDS.items()},
        args=given,
        prog="glosscast-train",
        description="Makes the model files that Glosscast recognises signs with.",
    )


def _stand_in(summary: str) -> Callable[[], None]:
    """A command without flags that carries only its summary, so that listing commands loads none of them."""

    def command() -> None:
        return None

    command.__doc__ = summary
    return command


if __name__ == "__main__":
    sys.exit(main())
