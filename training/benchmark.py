"""`glosscast-train benchmark`: what a frame costs, live; start-up, memory, and the speed of the synthetic signers.

Everything is measured in one run, on one thread, with strategies taking turns, so that the ratios hold on a busy
machine too. A minute or two for the starter model.
"""

import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from models.errors import GlosscastError
from models.processor import processor_name
from models.recognizer import GlossRecognizer
from models.streaming import StreamingRecognizer
from models.video import use_one_thread
from training.taught_cost import taught_costs
from training.timing import TimedStream, noise_frames, time_streams

_START_UP_PROGRAM = """
import sys, time
import numpy, psutil
from models.recognizer import GlossRecognizer
from models.streaming import StreamingRecognizer
recognizer = GlossRecognizer(sys.argv[1])
stream = StreamingRecognizer(recognizer)
frame = numpy.zeros((recognizer.card.frame_size, recognizer.card.frame_size, 3), numpy.uint8)
time_s, hypothesis = 0.0, None
while hypothesis is None:
    hypothesis = stream.accept(frame, time_s)
    time_s += 1 / recognizer.card.frame_rate
print(time.time() - psutil.Process().create_time(), psutil.Process().memory_info().rss)
"""

_GENERATED_CLIPS = 6


@dataclass(frozen=True, slots=True)
class BenchmarkConfig:
    """What is measured."""

    model: Path = Path("assets/starter.onnx")
    """The model file."""
    report: Path = Path("build/bench.json")
    """Where the figures are written as JSON."""
    frame_count: int = 512
    """Frames given to each streaming strategy, after its first window."""
    window_frames: int = 64
    """Length of the plain sliding window, in frames."""
    stride_frames: int = 8
    """How many new frames the plain sliding window waits for."""
    rival_frames: int = 40
    """Frames given to a ResNet-18 form at 224 pixels, after its first window; 0 to leave it out."""
    sign_count: int = 100
    """How many taught signs are looked for; 0 to leave their cost out."""
    window_starts: int = 3
    """How often the window is opened to time it; 0 to leave its figures out."""
    generated_sizes: tuple[int, ...] = (112, 224)
    """Frame sizes, in pixels, at which the synthetic signers are timed; none to leave them out."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with its conditions."""

    name: str
    value: float
    unit: str
    conditions: str


def benchmark(config: BenchmarkConfig) -> None:
    """Measures, prints a table and writes the report.

    Raises UnusableModelError when the model file cannot be used.
    """
    recognizer = GlossRecognizer(config.model)
    figures = [
        *_streaming_figures(recognizer, config),
        *(_rival_figures(recognizer, config) if config.rival_frames and recognizer.is_stateful else ()),
        *(_taught_figures(recognizer, config) if config.sign_count and recognizer.is_stateful else ()),
        *_start_up_figures(config.model),
        *_window_figures(config.model, config.window_starts),
        *(figure for size in config.generated_sizes for figure in _generator_figures(size)),
    ]
    _print_table(figures)
    _write_report(config, recognizer, figures)


def _streaming_figures(recognizer: GlossRecognizer, config: BenchmarkConfig) -> Iterator[Figure]:
    """Milliseconds per new frame of both strategies, and their ratio: medians over blocks of one stride."""
    card = recognizer.card
    window = StreamingRecognizer(
        recognizer, strategy="window", window_frames=config.window_frames, stride_frames=config.stride_frames
    )
    frames = noise_frames(config.window_frames + config.frame_count, card.frame_size)
    streams = {"window": TimedStream(window, frames, card.frame_rate)}
    if recognizer.is_stateful:
        cached = StreamingRecognizer(recognizer, strategy="cached")
        streams["cached"] = TimedStream(cached, frames, card.frame_rate)
    # Before `window_frames` frames the window is not full.
    costs = time_streams(streams, stride_frames=config.stride_frames, warm_up_frames=config.window_frames)
    size = f"{card.frame_size} pixels, {card.frame_rate:g} frames/s"
    conditions = {
        "cached": f"steps of {card.frames_per_step} frames, {size}",
        "window": f"window of {config.window_frames} frames every {config.stride_frames}, {size}",
    }
    for name, (cpu_ms, wall_ms) in sorted(costs.items()):
        yield Figure(f"{name}: CPU time of a new frame", cpu_ms, "ms", conditions[name])
        yield Figure(f"{name}: wall time of a new frame", wall_ms, "ms", conditions[name])
        yield Figure(f"{name}: load on one core", 100 * cpu_ms * card.frame_rate / 1000, "%", conditions[name])
    if "cached" in costs:
        ratio = costs["window"][0] / costs["cached"][0]
        yield Figure("window / cached: CPU time of a new frame", ratio, "times", "the two rows above")


def _rival_figures(recognizer: GlossRecognizer, config: BenchmarkConfig) -> Iterator[Figure]:
    """The same cost beside a ResNet-18 form at 224 pixels and in 8 bits; all four take turns."""
    from training.rivals import OURS, OURS_INT8, RIVAL_CACHED, RIVAL_WINDOW, rival_streams  # brings torch

    with tempfile.TemporaryDirectory() as folder:
        streams = rival_streams(
            recognizer, Path(folder), window_frames=config.window_frames, stride_frames=config.stride_frames,
            frame_count=config.rival_frames,
        )  # fmt: skip
        costs = time_streams(streams, stride_frames=config.stride_frames, warm_up_frames=config.window_frames)
    window = f"window of {config.window_frames} frames every {config.stride_frames}"
    conditions = {
        OURS: "beside the rows below",
        OURS_INT8: "ranges of two clips: for its speed only",
        RIVAL_CACHED: "published widths, random weights, as the rows above",
        RIVAL_WINDOW: f"{window}, published widths, random weights",
    }
    for name, told in conditions.items():
        yield Figure(f"{name}: CPU time, in turns", costs[name][0], "ms", told)
    for name in (OURS, OURS_INT8):
        ratio = costs[RIVAL_WINDOW][0] / costs[name][0]
        yield Figure(f"ResNet-18 form by window / {name}", ratio, "times", "the rows above; aim: 50")


def _taught_figures(recognizer: GlossRecognizer, config: BenchmarkConfig) -> Iterator[Figure]:
    """What taught signs add."""
    costs = taught_costs(recognizer, config.sign_count, config.frame_count)
    conditions = f"{config.sign_count} signs of five tries; with and without in turns; aim: below 0.5"
    yield Figure("taught signs: more CPU time of a frame", costs["with"] - costs["without"], "ms", conditions)
    yield Figure("taught signs: getting them ready", costs["prepare"], "s", "CPU time, at the start")


def _start_up_figures(model: Path, repeats: int = 5) -> Iterator[Figure]:
    """From the start of a process to its first hypothesis, and the memory it holds then."""
    runs = []
    for _ in range(repeats):
        command = [sys.executable, "-c", _START_UP_PROGRAM, str(model)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        runs.append([float(number) for number in done.stdout.split()])
    conditions = f"without a window; median of {repeats} processes"
    yield Figure("start to first hypothesis", statistics.median(seconds for seconds, _ in runs), "s", conditions)
    yield Figure("memory (RSS)", statistics.median(size for _, size in runs) / 2**20, "MiB", conditions)


def _window_figures(model: Path, starts: int) -> Iterator[Figure]:
    """The real window, off-screen, each time in a process of its own: training knows no Qt."""
    runs = [_measure_window(model, seconds=5.5 if number == 0 else 0.0) for number in range(starts)]
    if not runs:
        return
    conditions = f"off-screen; median of {starts} processes; aim: below"
    yield Figure(
        "start to a window that is painted", statistics.median(run["seen_s"] for run in runs), "s", conditions + " 2"
    )
    yield Figure(
        "window: lateness of a timer, 95 %",
        runs[0]["late_95_ms"],
        "ms",
        f"a timer of 10 ms, off-screen, recognising at {runs[0]['frame_rate']:.1f} frames/s; aim: below 20",
    )
    yield Figure("window: memory (RSS)", runs[0]["memory_mb"], "MiB", "after it, without mediapipe; aim: below 300")


def _measure_window(model: Path, *, seconds: float) -> dict[str, float]:
    """Run the window once. Raises GlosscastError when it does not open."""
    command = [sys.executable, "-m", "app.window_figures", "--model", str(model), "--seconds", str(seconds)]
    with tempfile.TemporaryDirectory() as folder:  # nobody's settings
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder}
        began_s = time.time()
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        raise GlosscastError(f"The window could not be measured: {done.stderr.strip() or 'no reason was given'}")
    found: dict[str, float] = json.loads(done.stdout)
    return found | {"seen_s": found["visible_at_s"] - began_s}


def _generator_figures(frame_size: int) -> Iterator[Figure]:
    """How fast whole clips of synthetic signers are rendered on one core, and where the time goes.

    The first clip compiles what it needs and is not counted.
    """
    from training.signers.clip import SentenceMix, render_clip  # compiles on import, so only when asked for

    use_one_thread()
    sentences = SentenceMix(silent=0.0, single=0.3)
    render_clip(0, None, frame_size=frame_size, mix=sentences)
    costs = []
    for seed in range(1, _GENERATED_CLIPS + 1):
        began_s = time.process_time()
        clip = render_clip(seed, None, frame_size=frame_size, mix=sentences)
        spent_s = time.process_time() - began_s
        costs.append((len(clip.frames), spent_s, *_stage_costs(seed, clip.glosses, frame_size)))
    name = f"synthetic signers at {frame_size} pixels"
    conditions = f"{_GENERATED_CLIPS} clips of signs and sentences, 25 frames/s, from the plan to the last frame"
    speed = statistics.median(count / spent_s for count, spent_s, *_ in costs)
    yield Figure(name, speed, "frames/s/core", f"median of {conditions}")
    _, whole_s, planned_s, recorded_s = (sum(column) for column in zip(*costs, strict=True))
    drawn_s = whole_s - planned_s - recorded_s
    for stage, part_s in (("movement and plan", planned_s), ("drawing", drawn_s), ("webcam", recorded_s)):
        yield Figure(f"{name}: {stage}", 100 * part_s / whole_s, "% of it", "the same clips")


def _stage_costs(seed: int, glosses: tuple[str, ...], frame_size: int) -> tuple[float, float]:
    """CPU seconds of a clip's plan and truth, and of its webcam, which here sees an empty room as often."""
    from training.signers.frame_truth import frame_truth
    from training.signers.staging import plan_clip
    from training.signers.webcam import record

    began_s = time.process_time()
    plan = plan_clip(seed, glosses, frame_size=frame_size, frame_rate=25.0)
    frame_truth(plan)
    planned_s = time.process_time() - began_s
    pictures = itertools.repeat(plan.room, len(plan.frame_times))
    for _ in record(pictures, plan.webcam, np.random.default_rng(seed)):
        pass
    return planned_s, time.process_time() - began_s - planned_s


def _print_table(figures: list[Figure]) -> None:
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        print(f"{figure.name:<{width}}  {figure.value:9.2f} {figure.unit:<13}  {figure.conditions}")


def _write_report(config: BenchmarkConfig, recognizer: GlossRecognizer, figures: list[Figure]) -> None:
    """Writes the figures, the model and the machine as JSON, whole or not at all."""
    report = {
        "model": recognizer.card.name,
        "machine": {
            "processor": processor_name(),
            "cores": os.cpu_count(),
            "system": platform.system(),
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "onnxruntime": version("onnxruntime"),
        },
        "figures": [asdict(figure) for figure in figures],
    }
    config.report.parent.mkdir(parents=True, exist_ok=True)
    unfinished = config.report.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(config.report)
    print(f"Written to {config.report}.")
