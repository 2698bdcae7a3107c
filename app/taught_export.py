"""Tries that were kept as pictures become clips with a clips.csv: what `glosscast-train` learns from."""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from pathlib import Path

from models.errors import BadInputError
from models.recognizer import GlossRecognizer
from models.taught.files import read_signs
from models.taught.identity import identify
from models.taught.sign import TaughtSign
from models.video_writing import write_video

__all__ = ["export_clips"]

LIST_NAME = "clips.csv"
_JPEG_QUALITY = 100


def export_clips(signs: Path, out: Path, recognizer: GlossRecognizer, signer: str) -> int:
    """Write every kept try of a folder of signs as a clip and list them; returns how many there are.

    The folder appears at one stroke, when all of it is written. Signs of another model are exported too.

    Raises:
        BadInputError: `out` is there already or cannot be written, or no try was kept.
    """
    if not signer.strip() or "," in signer:
        raise BadInputError(f"The signer needs a name without commas, not {signer!r}.")
    if out.exists():
        raise BadInputError(f"{out} is there already: give a new folder for the clips.")
    found = read_signs(signs, identify(recognizer))
    for fault in found.faults:
        print(fault, file=sys.stderr)
    kept = [sign for sign in (*found.signs, *found.others) if any(one.frames is not None for one in sign.tries)]
    if not kept:
        raise BadInputError(f"No try in {signs} was kept as pictures, so there is nothing to export.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            count = _write_all(kept, unfinished, recognizer.card.frame_rate, signer.strip())
            unfinished.chmod(0o755)  # mkdtemp's are the maker's alone
            unfinished.rename(out)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise BadInputError(f"The clips cannot be written to {out}: {error.strerror}.") from error
    print(f"{count} tries of {len(kept)} signs are in {out}.")
    return count


def _write_all(signs: list[TaughtSign], folder: Path, frame_rate: float, signer: str) -> int:
    rows = [("video", "glosses", "signer", "split")]
    for sign in signs:
        for number, one in enumerate(sign.tries, start=1):
            if one.frames is not None:
                name = f"{sign.gloss}-{number}.avi"
                write_video(folder / name, one.frames, frame_rate, _JPEG_QUALITY)
                rows.append((name, sign.gloss, signer, "train"))
    with (folder / LIST_NAME).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return len(rows) - 1
