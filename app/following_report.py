"""For developers: `python -m app.following_report CLIPS` measures what following is worth on clips of people.

CLIPS is a folder with a clips.csv as training reads it. Each clip is captioned with the centre square and with the
square that follows, as it was filmed and as if its signer stood farther off; signs that the model does not know are
counted apart.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from app.__main__ import open_model, run_guarded
from app.process_memory import memory_mb
from app.signer import SignerFinder
from app.signer_look import SignerLook
from app.signer_tracker import LOOK_INTERVAL_S, Finder, FollowedCrop, SignerTracker
from models.captioning import recognize_frames
from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.video import Frame, RgbImage, read_video

__all__ = ["PLACINGS", "Clip", "Placing", "Row", "TimedFinder", "measure", "outcome", "placed", "read_clips"]


@dataclass(frozen=True, slots=True)
class Clip:
    """A video and the signs in it."""

    path: Path
    glosses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where in the picture a clip is put, shrunk; around it the picture's edge is repeated.

    Args:
        scale: Of the whole picture, 1 for as it was filmed.
        x: Of the room that is left beside it, 0 for all the way to the left.
        y: Of the room above and below it.
    """

    name: str
    scale: float = 1.0
    x: float = 0.5
    y: float = 0.5


PLACINGS = (
    Placing("as filmed"),
    Placing("at 75 %, to the right", 0.75, 0.9, 0.5),
    Placing("at 60 %, in the middle", 0.6, 0.5, 0.6),
    Placing("at 60 %, to the left", 0.6, 0.15, 0.6),
    Placing("at 45 %, in the middle", 0.45, 0.5, 0.7),
)


class TimedFinder:
    """A finder, and the processor's time that each of its looks took, in milliseconds."""

    def __init__(self, finder: Finder) -> None:
        self.looks_ms: list[float] = []
        self._finder = finder

    def find(self, image: RgbImage, time_s: float) -> SignerLook | None:
        started_s = time.process_time()
        look = self._finder.find(image, time_s)
        self.looks_ms.append(1000 * (time.process_time() - started_s))
        return look

    def close(self) -> None:
        self._finder.close()


@dataclass(slots=True)
class Row:
    """What came of some clips under one placing."""

    name: str
    centred: Counter[str] = field(default_factory=Counter)
    followed: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)
    looks_ms: list[float] = field(default_factory=list)


def read_clips(folder: Path) -> list[Clip]:
    """The clips that the folder's clips.csv lists. Raises BadInputError."""
    table = folder / "clips.csv"
    try:
        with table.open(encoding="utf-8", newline="") as file:
            return [Clip(folder / row["video"], tuple(row["glosses"].split())) for row in csv.DictReader(file)]
    except OSError as error:
        raise BadInputError(f"{table} cannot be read: {error.strerror}.") from error
    except KeyError as error:
        raise BadInputError(f"{table} must have a column {error}.") from error


def placed(frames: Iterator[Frame], placing: Placing) -> Iterator[Frame]:
    """The same frames with their picture shrunk and put aside, as large as before."""
    for frame in frames:
        if placing.scale == 1:
            yield frame
            continue
        height, width = frame.image.shape[:2]
        inner_height, inner_width = round(height * placing.scale), round(width * placing.scale)
        top, left = round((height - inner_height) * placing.y), round((width - inner_width) * placing.x)
        inner = cv2.resize(frame.image, (inner_width, inner_height), interpolation=cv2.INTER_AREA)
        bottom, right = height - inner_height - top, width - inner_width - left
        whole = cv2.copyMakeBorder(inner, top, bottom, left, right, cv2.BORDER_REPLICATE)
        yield Frame(np.asarray(whole, np.uint8), frame.time_s)


def outcome(found: Sequence[str], signed: Sequence[str], known: Sequence[str]) -> str:
    """One word for what was committed; of signs that the model does not know nothing should be."""
    if not found:
        return "nothing"
    if not set(signed) <= set(known):
        return "something"
    return "right" if list(found) == list(signed) else "wrong"


def measure(
    name: str,
    clips: Sequence[Clip],
    placing: Placing,
    recognizer: GlossRecognizer,
    open_finder: Callable[[], Finder] = SignerFinder,
) -> Row:
    """Caption each clip with the centre square and with the one that follows."""
    row, known = Row(name), recognizer.card.vocabulary.glosses
    for clip in clips:
        centred = [gloss.gloss for gloss in recognize_frames(placed(read_video(clip.path), placing), recognizer)]
        with closing(TimedFinder(open_finder())) as finder:
            rule = FollowedCrop(SignerTracker(finder))
            frames = placed(read_video(clip.path), placing)
            followed = [gloss.gloss for gloss in recognize_frames(frames, recognizer, crop_rule=rule)]
        row.looks_ms += finder.looks_ms
        row.centred[outcome(centred, clip.glosses, known)] += 1
        row.followed[outcome(followed, clip.glosses, known)] += 1
        if centred != followed:
            said = (" ".join(glosses) or "nothing" for glosses in (centred, followed))
            row.differing.append(f"{clip.path.name}: {' → '.join(said)}")
    return row


def _print(row: Row, words: Sequence[str]) -> None:
    counts = (" / ".join(str(counter[word]) for word in words) for counter in (row.centred, row.followed))
    print(f"{row.name}: {' / '.join(words)}: centred {next(counts)}, followed {next(counts)}", flush=True)
    for line in row.differing:
        print(f"    {line}")


def main(arguments: Sequence[str]) -> int:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(prog="python -m app.following_report", description=__doc__)
    parser.add_argument("clips", type=Path, metavar="CLIPS")
    parser.add_argument("--model", type=Path, default=None, metavar="M.onnx", help="(default: the one that ships)")
    parser.add_argument("--as-filmed", action="store_true", help="leave out the placings, which take most of the time")
    options = parser.parse_args(arguments)
    recognizer = open_model(options.model)
    known = set(recognizer.card.vocabulary.glosses)
    clips = read_clips(options.clips)
    ours = [clip for clip in clips if set(clip.glosses) <= known]
    before_mb = memory_mb()
    with closing(SignerFinder()) as finder:
        finder.find(np.zeros((240, 320, 3), np.uint8), 0.0)
        print(f"MediaPipe takes {memory_mb() - before_mb:.0f} MB.", flush=True)
    looks_ms: list[float] = []
    for placing in PLACINGS[:1] if options.as_filmed else PLACINGS:
        row = measure(f"{len(ours)} clips {placing.name}", ours, placing, recognizer)
        _print(row, ("right", "nothing", "wrong"))
        looks_ms += row.looks_ms
    others = [clip for clip in clips if clip not in ours]
    _print(measure(f"{len(others)} clips of other signs", others, PLACINGS[0], recognizer), ("nothing", "something"))
    look_ms = statistics.median(looks_ms)
    share = look_ms / 1000 / LOOK_INTERVAL_S
    print(
        f"A look takes {look_ms:.1f} ms of a core (median of {len(looks_ms)}), so following {100 * share:.1f} % of it."
    )
    return 0


if __name__ == "__main__":
    sys.exit(run_guarded(partial(main, sys.argv[1:])))
