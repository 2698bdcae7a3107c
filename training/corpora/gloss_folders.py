"""One folder a gloss, as isolated signs are often collected: FOLDER/HELLO/anna_01.mp4 (ours; no corpus in particular).

Who signs is read from the names of the files where all of them say it: `signer3`, `person-03`, `P03` or `S03` as a
part of the name, or a name and a number like `anna_01`. Which clips are for dev and for test is drawn as
training/drawn_splits.py says.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from training.clip_list import ClipAnnotation, CorpusReading

VIDEOS = frozenset({".mp4", ".avi", ".mov", ".mkv", ".webm"})
_NUMBERED_SIGNER = re.compile(r"(?:^|[_\-. ])(?:signer|person|subject|user|p|s)[_-]?(\d{1,4})(?=$|[_\-. ])", re.I)
_NAMED_SIGNER = re.compile(r"([^\W\d_]+)[_\- ]\d+$")
_CAMERA_NAMES = frozenset({"mvi", "img", "vid", "dsc", "dscn", "mov", "pxl", "video", "clip", "wa", "sample"})


def is_layout(folder: Path) -> bool:
    """Whether a folder holds folders with videos in them."""
    return any(entry.is_dir() and any(map(_is_video, entry.iterdir())) for entry in folder.iterdir())


def scan(folder: Path) -> CorpusReading:
    """All clips."""
    reading = CorpusReading()
    glosses = sorted(entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    videos = [(gloss, video) for gloss in glosses for video in sorted(gloss.iterdir()) if _is_video(video)]
    filled = {gloss for gloss, _ in videos}
    for gloss in glosses:
        if gloss not in filled:
            reading.fault(gloss, 0, "missing video", "holds no video.", gloss.name)
    signers = signers_of([video for _, video in videos])
    for (gloss, video), signer in zip(videos, signers, strict=True):
        annotation = ClipAnnotation(video, ("-".join(gloss.name.split()),), signer, "train")
        reading.add(f"{gloss.name}/{video.name}", annotation, video, 0)
    if any(signers):
        reading.notes.append("Who signs is read from the names of the files.")
    reading.draw_splits()
    return reading


def signers_of(videos: Sequence[Path]) -> list[str]:
    """Who signs in each file; empty texts where the names do not say it for all of them."""
    for pattern in (_NUMBERED_SIGNER, _NAMED_SIGNER):
        matches = [pattern.search(video.stem) for video in videos]
        found = [match[1].lower() for match in matches if match is not None]
        if videos and len(found) == len(videos) and not _CAMERA_NAMES & set(found):
            return [name.lstrip("0") or "0" for name in found] if pattern is _NUMBERED_SIGNER else found
    return [""] * len(videos)


def _is_video(file: Path) -> bool:
    return file.suffix.lower() in VIDEOS and file.is_file()
