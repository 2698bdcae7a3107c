"""What somebody else would run in our place, timed beside it: a ResNet-18 form of the published widths at 224 pixels.

Over and over on a window of the last frames, as most demonstrations do, and step by step as we do. Its weights are
random: what a frame costs does not depend on them.
"""

import shutil
from pathlib import Path

import torch

from models.networks.streamable import NetworkSizes
from models.networks.teacher import BLOCKS_18, FULL_WIDTHS, TEMPORAL_BLOCKS_18, Teacher
from models.recognizer import GlossRecognizer
from models.streaming import StreamingRecognizer
from training.evaluate import choose_clips
from training.export import write_onnx
from training.network_recognizer import card_of_network
from training.quantization import export_int8
from training.signers.corpus import SynthesizeConfig, synthesize
from training.timing import TimedStream, noise_frames

OURS, OURS_INT8 = "cached", "cached, int8"
RIVAL_CACHED, RIVAL_WINDOW = "ResNet-18 form at 224 pixels, cached", "ResNet-18 form at 224 pixels, window"

_FRAME_SIZE = 224
_STEM_STRIDE = 4


def rival_streams(
    recognizer: GlossRecognizer,
    folder: Path,
    *,
    window_frames: int,
    stride_frames: int,
    frame_count: int,
    widths: tuple[int, int, int, int] = FULL_WIDTHS,
) -> dict[str, TimedStream]:
    """Four streams of equally many frames: the model as it is and in 8 bits, and the rival cached and by window.

    `folder` is an empty one, for the files that are made for this.
    """
    card = recognizer.card
    rival = GlossRecognizer(_write_rival(recognizer, folder, widths))
    count = window_frames + frame_count

    def cached(model: GlossRecognizer) -> TimedStream:
        stream = StreamingRecognizer(model, strategy="cached")
        return TimedStream(stream, noise_frames(count, model.card.frame_size), card.frame_rate)

    window = StreamingRecognizer(rival, strategy="window", window_frames=window_frames, stride_frames=stride_frames)
    return {
        OURS: cached(recognizer),
        OURS_INT8: cached(GlossRecognizer(_write_int8(recognizer, folder))),
        RIVAL_CACHED: cached(rival),
        RIVAL_WINDOW: TimedStream(window, noise_frames(count, _FRAME_SIZE), card.frame_rate),
    }


def _write_rival(recognizer: GlossRecognizer, folder: Path, widths: tuple[int, int, int, int]) -> Path:
    card, path = recognizer.card, folder / "rival.onnx"
    torch.manual_seed(0)
    sizes = NetworkSizes(_FRAME_SIZE, widths, BLOCKS_18, TEMPORAL_BLOCKS_18, card.frames_per_step, card.vocabulary.size)
    network = Teacher(sizes, stem_stride=_STEM_STRIDE).eval()
    write_onnx(network, card_of_network(network, card.vocabulary, card.frame_rate), path)
    return path


def _write_int8(recognizer: GlossRecognizer, folder: Path) -> Path:
    """Of ranges from two synthetic clips: enough to time it, not to recognise anything by it."""
    source = folder / "float32.onnx"
    shutil.copyfile(recognizer.path, source)
    clips = folder / "clips"
    synthesize(SynthesizeConfig(clips, "tiny", workers=1, frame_size=64, train_clips=2, dev_clips=0, test_clips=0))
    chosen = choose_clips(clips, "train")
    return export_int8(source, chosen, chosen, clips_name="two clips").path
