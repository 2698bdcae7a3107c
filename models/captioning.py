"""A whole video at once, through the very code that runs live: for `glosscast caption`, evaluation and tests."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from models.commitment import CommitRule
from models.decoding import RecognizedGloss
from models.endpoints import EndpointRule
from models.hypothesis import Hypothesis
from models.preprocessing import CropRule, prepare_frame
from models.strategies import Recognizer
from models.streaming import Strategy, StreamingRecognizer
from models.taught.matcher import TaughtMatcher
from models.video import Frame, read_video


def stream_hypotheses(
    frames: Iterable[Frame], stream: StreamingRecognizer, crop_rule: CropRule | None = None
) -> Iterator[Hypothesis]:
    """Yield every hypothesis of a stream as it comes, the last one from `finish`.

    The frames are cropped by the card's rule, the centre square, or by the one that is given, and resized; `frames` may
    come at any frame rate. Another crop is another stream, for no step may see frames of both.
    """
    crop = None
    for number, frame in enumerate(frames):
        earlier, crop = crop, crop_rule(frame) if crop_rule else None
        if number and crop != earlier:
            yield stream.finish()
        hypothesis = stream.accept(prepare_frame(frame.image, stream.card.frame_size, crop), frame.time_s)
        if hypothesis is not None:
            yield hypothesis
    yield stream.finish()


def recognize_frames(
    frames: Iterable[Frame],
    recognizer: Recognizer,
    strategy: Strategy | None = None,
    endpoint: EndpointRule | None = None,
    commit: CommitRule | None = None,
    crop_rule: CropRule | None = None,
    taught: TaughtMatcher | None = None,
) -> list[RecognizedGloss]:
    """Return the glosses committed over all of the frames, in order."""
    stream = StreamingRecognizer(recognizer, strategy, endpoint, commit, taught=taught)
    hypotheses = stream_hypotheses(frames, stream, crop_rule)
    return [gloss for hypothesis in hypotheses if hypothesis.is_endpoint for gloss in hypothesis.committed]


def recognize_video(
    path: Path | str,
    recognizer: Recognizer,
    strategy: Strategy | None = None,
    endpoint: EndpointRule | None = None,
    commit: CommitRule | None = None,
    crop_rule: CropRule | None = None,
    taught: TaughtMatcher | None = None,
) -> list[RecognizedGloss]:
    """Return the glosses committed over a video file; raise UnreadableVideoError as `read_video` does."""
    return recognize_frames(read_video(path), recognizer, strategy, endpoint, commit, crop_rule, taught)
