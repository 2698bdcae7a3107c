"""8-bit whole numbers in place of float32: a second file, whose answers are measured beside those of the first (ours).

    glosscast-train export --checkpoint runs/lrinet/lrinet.pt --out my.onnx --int8 --calibration-clips my-clips \
        --clips my-clips

Static quantisation: the range of every signal is taken from training clips, streamed through the float32 file as live,
so that what the states hold is in it too. Convolutions, sums and ReLU compute in 8 bits; the linear layer, every input
and output, and what lays frames beside remembered ones stay float32: a state that was rounded once more on its way
would be another one, and the answers would depend on how many frames a call takes. The file differs by nature from the
network; what proves it is what it commits, and that it can be streamed exactly, as any other.
"""

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnxruntime import quantization
from onnxruntime.quantization.shape_inference import quant_pre_process

from models.card import CARD_KEY, MeasuredResult, ModelCard
from models.errors import GlosscastError
from models.preprocessing import prepare_frame
from models.recognizer import GlossRecognizer
from models.sampling import FrameSampler
from models.video import RgbImage, read_video
from training.clip_list import ClipAnnotation
from training.evaluate import evaluate_model
from training.parity import TOLERANCE, compare, noise_clips
from training.scores import Evaluation

_OPERATORS = ("Conv", "Relu", "Add")
"""What may compute in 8 bits."""
_STEPS_A_CALL = 4


@dataclass(frozen=True, slots=True)
class QuantizedReport:
    """The 8-bit file, and what both files commit on the same clips."""

    path: Path
    card: ModelCard
    float32: Evaluation
    int8: Evaluation

    @property
    def agreement(self) -> float:
        """Share of clips on which both commit the very same glosses."""
        pairs = zip(self.float32.clips, self.int8.clips, strict=True)
        return sum(one.hypothesis == other.hypothesis for one, other in pairs) / self.int8.clip_count

    def sentence(self) -> str:
        """For the person who exported it."""
        return (
            f"{self.path}: {self.path.stat().st_size / 1e6:.1f} MB; WER {100 * self.int8.wer:.1f} %, float32 "
            f"{100 * self.float32.wer:.1f} %; the same glosses on {100 * self.agreement:.0f} % of "
            f"{self.int8.clip_count} clips."
        )


def int8_path(path: Path) -> Path:
    """Where the 8-bit file of NAME.onnx goes: NAME.int8.onnx."""
    return path.with_suffix(".int8.onnx")


def export_int8(
    source: Path, calibration: Sequence[ClipAnnotation], compared: Sequence[ClipAnnotation], *, clips_name: str
) -> QuantizedReport:
    """Write NAME.int8.onnx beside NAME.onnx, or nothing: it appears once it ran on all of the clips compared.

    Its card says int8, and holds the word error rates of both files on those clips.

    Raises:
        GlosscastError: a clip or the file cannot be used, or the 8-bit file does not run or cannot be streamed exactly.
    """
    recognizer = GlossRecognizer(source)
    out = int8_path(source)
    temporary = out.with_name(f".{os.getpid()}.{out.name}")
    try:
        quantize(recognizer, calibration, temporary)
        _write_card(temporary, replace(recognizer.card, name=f"{recognizer.card.name}, int8", results=()))
        quantized = GlossRecognizer(temporary)
        _refuse_inexact_streaming(quantized, out)
        both = [evaluate_model(file, compared, source=clips_name) for file in (recognizer, quantized)]
        report = QuantizedReport(out, quantized.card, *both)
        card = replace(quantized.card, results=_results(report, len(calibration)))
        _write_card(temporary, card)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    return replace(report, card=card)


def quantize(recognizer: GlossRecognizer, clips: Sequence[ClipAnnotation], out: Path) -> None:
    """Write the 8-bit form of an opened file, without a card.

    Weights take 7 of the 8 bits, channel by channel: on processors without instructions for sums of 8-bit products
    (VNNI) pairs of full ones overflow.

    Raises:
        GlosscastError: onnxruntime cannot quantise the graph.
    """
    prepared = out.with_name(f"{out.name}.prepared")
    try:
        quant_pre_process(str(recognizer.path), str(prepared), skip_symbolic_shape=True)
        quantization.quantize_static(
            str(prepared),
            str(out),
            _Feeds(_streamed(recognizer, clips)),
            quant_format=quantization.QuantFormat.QDQ,
            op_types_to_quantize=list(_OPERATORS),
            per_channel=True,
            reduce_range=True,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            extra_options={"CalibMaxIntermediateOutputs": 64},
        )
    except (ValueError, TypeError, RuntimeError) as error:
        raise GlosscastError(f"{recognizer.path}: cannot be quantised ({error}).") from error
    finally:
        prepared.unlink(missing_ok=True)


class _Feeds(quantization.CalibrationDataReader):
    """What onnxruntime asks for, one call after the other."""

    def __init__(self, feeds: Iterator[dict[str, Any]]) -> None:
        self._feeds = feeds

    def get_next(self) -> dict[str, Any] | None:  # type: ignore[override]
        return next(self._feeds, None)


def _streamed(recognizer: GlossRecognizer, clips: Sequence[ClipAnnotation]) -> Iterator[dict[str, Any]]:
    """The inputs of every call that streaming these clips makes, states included."""
    size = recognizer.card.frames_per_step * _STEPS_A_CALL
    for clip in clips:
        frames = np.stack(_model_frames(clip, recognizer.card))  # (T, S, S, 3)
        state = recognizer.start()
        for first in range(0, len(frames) // size * size, size):
            piece = frames[first : first + size]
            yield {"frames": piece, **{f"state_{index}": array for index, array in enumerate(state)}}
            state = recognizer.step(piece, state).state


def _model_frames(clip: ClipAnnotation, card: ModelCard) -> list[RgbImage]:
    """A clip as the model sees it: at its frame rate, cropped and resized, its first frame held for the warm-up."""
    sampler: FrameSampler | None = None
    frames: list[RgbImage] = []
    for frame in read_video(clip.video):
        sampler = sampler or FrameSampler(card.frame_rate, frame.time_s)
        frames.extend(sampler.sample(prepare_frame(frame.image, card.frame_size), frame.time_s))
    return frames[:1] * card.context_frames + frames


def _refuse_inexact_streaming(quantized: GlossRecognizer, out: Path) -> None:
    comparisons = compare(quantized, quantized, noise_clips(quantized.card.frame_size))
    worst = max(comparisons, key=lambda comparison: comparison.largest_difference)
    if not worst.largest_difference < TOLERANCE:
        raise GlosscastError(
            f"{out} was not written: streamed, it differs from its own answer to a whole clip by "
            f"{worst.largest_difference:.1e} ({worst.way}), expected less than {TOLERANCE:.0e}."
        )


def _results(report: QuantizedReport, calibration_count: int) -> tuple[MeasuredResult, ...]:
    """Figures of the 8-bit file, and of the float32 one on the same clips."""
    conditions = f"{report.int8.conditions}; ranges from {calibration_count} other clips"
    beside = [
        ("word error rate of the float32 file", 100 * report.float32.wer),
        ("clips with the same committed glosses as the float32 file", 100 * report.agreement),
    ]
    return (
        *(replace(result, conditions=conditions) for result in report.int8.results()),
        *(MeasuredResult(name, round(value, 3), "%", conditions) for name, value in beside if math.isfinite(value)),
    )


def _write_card(path: Path, card: ModelCard) -> None:
    model = onnx.load(str(path))
    onnx.helper.set_model_props(model, {CARD_KEY: card.to_json()})
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
