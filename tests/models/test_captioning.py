"""A video file through the live recogniser: the path of `glosscast caption` and of every evaluation."""

from pathlib import Path

import cv2
import pytest

from models.captioning import recognize_frames, recognize_video, stream_hypotheses
from models.errors import UnreadableVideoError
from models.preprocessing import SquareCrop
from models.recognizer import GlossRecognizer
from models.streaming import StreamingRecognizer
from models.video import Frame
from tests.fakes import coloured_frames

SEGMENTS = [("", 20), ("RED", 20), ("", 15), ("RED", 20), ("GREEN", 20), ("", 60), ("BLUE", 20), ("", 10)]
GLOSSES = ["RED", "RED", "GREEN", "BLUE"]


@pytest.mark.parametrize("strategy", ["cached", "window", None])
def test_frames_become_glosses(tiny_recognizer: GlossRecognizer, strategy: str | None) -> None:
    """Pictures of any size become glosses with their times, by either strategy."""
    glosses = recognize_frames(coloured_frames(SEGMENTS, 25.0), tiny_recognizer, strategy)  # type: ignore[arg-type]
    assert [gloss.gloss for gloss in glosses] == GLOSSES
    assert glosses[0].start_s == pytest.approx(20 / 25, abs=0.17)
    assert glosses[-1].end_s == pytest.approx(175 / 25, abs=0.17)


def test_a_file_becomes_glosses(tmp_path: Path, tiny_recognizer: GlossRecognizer) -> None:
    """The same through a real file, compressed."""
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (64, 48))
    for frame in coloured_frames(SEGMENTS, 25.0, height=48, width=64):
        writer.write(cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR))
    writer.release()
    assert [gloss.gloss for gloss in recognize_video(path, tiny_recognizer)] == GLOSSES


def test_hypotheses_come_as_the_video_runs(tiny_recognizer: GlossRecognizer) -> None:
    """A caller who shows text while the video runs gets each hypothesis, the last one complete."""
    stream = StreamingRecognizer(tiny_recognizer)
    said = list(stream_hypotheses(coloured_frames(SEGMENTS, 25.0), stream))
    assert said[-1].is_endpoint
    assert [gloss.gloss for h in said if h.is_endpoint for gloss in h.committed] == GLOSSES
    assert any(h.partial for h in said)


def test_a_rule_says_what_is_cropped(tiny_recognizer: GlossRecognizer) -> None:
    """Each frame is cut as the rule says; here to the corner that is coloured."""
    frames = list(coloured_frames(SEGMENTS, 25.0, height=48, width=48))
    aside = [Frame(cv2.copyMakeBorder(f.image, 0, 0, 0, 480, cv2.BORDER_CONSTANT), f.time_s) for f in frames]

    assert recognize_frames(aside, tiny_recognizer) == []
    followed = recognize_frames(aside, tiny_recognizer, crop_rule=lambda frame: SquareCrop(0, 0, 48))
    assert followed == recognize_frames(frames, tiny_recognizer)


def test_another_crop_is_another_stream(tiny_recognizer: GlossRecognizer) -> None:
    """What was signed before is finished, so that no step sees frames of two crops."""
    frames = list(coloured_frames([("RED", 20), ("", 5)], 25.0, height=48, width=48))
    wide = SquareCrop(-2, -2, 52)

    stream = StreamingRecognizer(tiny_recognizer)
    said = list(stream_hypotheses(frames, stream, lambda frame: wide if frame.time_s >= 0.8 else None))

    assert [[gloss.gloss for gloss in one.committed] for one in said if one.is_endpoint] == [["RED"], []]


def test_what_is_no_video_is_refused(tmp_path: Path, tiny_recognizer: GlossRecognizer) -> None:
    """A missing file is refused before anything is recognised."""
    with pytest.raises(UnreadableVideoError, match=r"none\.mp4"):
        recognize_video(tmp_path / "none.mp4", tiny_recognizer)
