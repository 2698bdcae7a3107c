"""The page of a run: claims, table and plots, in one HTML file that needs no other."""

import io
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from training.checkpoint import write_text
from training.experiment.claims import Results, judge
from training.experiment.figures import Figures, wer
from training.experiment.rows import Key, Row
from training.metrics import ErrorCounts

_TEMPLATE = Path(__file__).with_name("page.html.jinja")
COLUMNS = (
    "row", "network", "WER test, %", "S / D / I", "WER dev, %", "as committed, %", "as committed, int8, %",
    "GMAC a frame", "million parameters", "file, MB", "int8 file, MB", "CPU ms a frame", "the same, int8",
    "sign end to text, median s", "95 % within, s",
)  # fmt: skip
_KINDS = (("teacher", "a", "s"), ("LRINet", "bcdeh", "o"), ("ordinary stem", "fgr", "^"))
"""Name, first letters of the rows, and mark of each kind of network in the plots."""


@dataclass(frozen=True, slots=True)
class RunNotes:
    """What a run is, besides its figures.

    Attributes:
        costs_ms: CPU milliseconds for a new frame, by row, and by row and " int8".
    """

    command: str
    size: str
    corpus: str
    training: str
    is_synthetic: bool
    processor: str
    seeds: int
    costs_ms: Mapping[str, float]


def write_page(path: Path, rows: Mapping[Key, Row], results: Results, notes: RunNotes) -> None:
    """Write the page, whole or not at all."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    costs = {key: figures[0].macs / 1e6 for key, figures in results.items()}
    text = environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        title="Distillation from high to low resolution: what held here",
        introduction=_introduction(notes),
        command=notes.command,
        claims=judge(results),
        columns=COLUMNS,
        rows=table(rows, results, notes),
        plots=[
            _plot(results, costs, "million MACs for a new frame"),
            _plot(results, {key: notes.costs_ms[key] for key in results}, "CPU ms for a new frame"),
        ],
        remarks=_remarks(notes),
    )
    write_text(path, text)


def table(rows: Mapping[Key, Row], results: Results, notes: RunNotes) -> list[list[str]]:
    """The cells of the table, a row for each network measured."""
    return [[key, rows[key].name, *_cells(key, figures, notes)] for key, figures in results.items()]


def _cells(key: Key, figures: Sequence[Figures], notes: RunNotes) -> list[str]:
    first = figures[0]
    test = sum((row.test for row in figures), ErrorCounts())
    return [
        f"{wer(figures):.1f}{_spread(figures)}",
        f"{test.substitutions} / {test.deletions} / {test.insertions}",
        f"{_rate([row.dev for row in figures]):.1f}",
        f"{_rate([row.live for row in figures]):.1f}",
        f"{_rate([row.int8 for row in figures]):.1f}",
        f"{first.macs / 1e9:.4f}",
        f"{first.parameters / 1e6:.3f}",
        f"{first.bytes / 1e6:.2f}",
        f"{first.int8_bytes / 1e6:.2f}",
        f"{notes.costs_ms[key]:.2f}",
        f"{notes.costs_ms[f'{key} int8']:.2f}",
        _seconds([row.median_delay_s for row in figures]),
        _seconds([row.p95_delay_s for row in figures]),
    ]


def _spread(figures: Sequence[Figures]) -> str:
    """Lowest and highest of several seeds."""
    rates = [100 * row.test.wer for row in figures]
    return f" ({min(rates):.1f}-{max(rates):.1f})" if len(rates) > 1 else ""


def _rate(counts: Sequence[ErrorCounts]) -> float:
    return 100 * sum(counts, ErrorCounts()).wer


def _seconds(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{statistics.mean(known):.2f}" if known else "-"


def _introduction(notes: RunNotes) -> list[str]:
    return [
        "A teacher sees large frames, is frozen, and teaches LRINet, which sees small ones but keeps its feature maps "
        "at the teacher's scale (CRKD, arXiv 2303.06820). The paper's own tables could not be obtained: what is "
        "tested here is its abstract, by rows of our own.",
        f"Size of the experiment: {notes.size}. Tested on {notes.corpus}.",
        f"{notes.training} With few steps those rows do best that learn fastest.",
        f"{_seeds(notes)} Nobody was filmed: these are synthetic signers, and figures on people would be others."
        if notes.is_synthetic
        else _seeds(notes),
    ]


def _seeds(notes: RunNotes) -> str:
    if notes.seeds == 1:
        return "One seed: another would give other figures, by how much is not known."
    return f"{notes.seeds} seeds: errors are those of all seeds together, with the lowest and highest beside them."


def _remarks(notes: RunNotes) -> list[str]:
    return [
        "WER: substitutions, deletions and insertions a signed gloss, of the exported file, streamed frame by frame; "
        "every gloss that greedy decoding names counts, and the claims are judged by it. As committed: by the app's "
        "rule, which keeps back what is unsure, and so deletes much of a network that is unsure of everything. The "
        "last weights of each run are measured, once; nothing was chosen by the test clips.",
        "GMAC: multiply-accumulates for a new frame, streamed, convolutions and linear layer, by torch's count; "
        "parameters: of the exported graph; MB: of the .onnx files.",
        f"CPU ms: median of processor time on one thread, all files taking turns in one sitting, on {notes.processor}. "
        "int8: static quantisation, ranges from training clips.",
        "A claim is undecided where test sets of the same size, drawn again from these clips with replacement, would "
        "disagree on its sign more than once in twenty times.",
    ]


def _plot(results: Results, costs: Mapping[Key, float], name: str) -> str:
    """WER against a cost, as SVG; the same figures give the same bytes."""
    with matplotlib.rc_context({"svg.hashsalt": "glosscast", "svg.fonttype": "none", "font.size": 11}):
        figure = Figure(figsize=(6.4, 4.2), layout="constrained")
        axes = figure.add_subplot(xscale="log", xlabel=name, ylabel="WER on test, %")
        for kind, letters, mark in _KINDS:
            keys = [key for key in results if key[0] in letters]
            if keys:
                axes.scatter([costs[key] for key in keys], [wer(results[key]) for key in keys], marker=mark, label=kind)
        for key, figures in results.items():
            axes.annotate(key, (costs[key], wer(figures)), (6, 3), textcoords="offset points")
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.margins(x=0.12, y=0.12)
        axes.set_ylim(bottom=0)
        axes.grid(visible=True, alpha=0.3)
        figure.legend(loc="outside upper center", ncols=len(_KINDS), frameon=False)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    text = stream.getvalue()
    return text[text.index("<svg") :]
