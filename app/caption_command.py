"""`glosscast caption VIDEO`: the same recogniser on a file, without Qt and without a display.

It runs faster than the video plays; a minute of video takes some seconds.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from app.caption_formats import CaptionFormat, format_captions
from models.captioning import recognize_video
from models.errors import BadInputError
from models.recognizer import GlossRecognizer

__all__ = ["caption_video"]


def caption_video(
    video: Path, recognizer: GlossRecognizer, caption_format: CaptionFormat = "text", output: Path | None = None
) -> None:
    """Recognise a whole video and write its captions to `output`, or print them.

    Raises:
        UnreadableVideoError: If the video cannot be read.
        BadInputError: If the output cannot be written.
    """
    if output is not None:
        _check_folder(output)
    glosses = recognize_video(video, recognizer)
    captions = format_captions(glosses, caption_format, video=video.name, card=recognizer.card)
    if not glosses:
        print(f"No sign of the {len(recognizer.card.vocabulary.glosses)} known ones in {video}.", file=sys.stderr)
    if output is None:
        sys.stdout.write(captions)
    else:
        _write(output, captions)


def _check_folder(output: Path) -> None:
    if output.is_dir():
        raise BadInputError(f"The captions cannot be written to {output}: expected a file, this is a folder.")
    if not output.parent.is_dir():
        raise BadInputError(f"The captions cannot be written to {output}: there is no folder {output.parent}.")


def _write(output: Path, captions: str) -> None:
    """Whole or not at all: under another name first."""
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(captions)
            unfinished.replace(output)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise BadInputError(f"The captions cannot be written to {output}: {error.strerror}.") from error
