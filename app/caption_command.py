"""`glosscast caption VIDEO`: the same recogniser on a file, without Qt and without a display.

It runs faster than the video plays; a minute of video takes some seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.caption_formats import CaptionFormat, format_captions
from app.whole_file import check_target, write_whole
from models.captioning import recognize_video
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
        check_target(output, "The captions")
    glosses = recognize_video(video, recognizer)
    captions = format_captions(glosses, caption_format, source=video.name, card=recognizer.card)
    if not glosses:
        print(f"No sign of the {len(recognizer.card.vocabulary.glosses)} known ones in {video}.", file=sys.stderr)
    if output is None:
        sys.stdout.write(captions)
    else:
        write_whole(output, captions.encode(), "The captions")
