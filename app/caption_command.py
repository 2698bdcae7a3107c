"""`glosscast caption VIDEO`: the same recogniser on a file, without Qt and without a display.

It runs faster than the video plays; a minute of video takes some seconds.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from app.caption_formats import CaptionFormat, format_captions
from app.signer import SignerFinder, SignerNotFollowedError
from app.signer_tracker import FollowedCrop, SignerTracker
from models.captioning import recognize_video
from models.decoding import RecognizedGloss
from models.recognizer import GlossRecognizer
from models.taught.matcher import TaughtMatcher
from models.whole_file import check_target, write_whole

__all__ = ["caption_video"]


def caption_video(
    video: Path,
    recognizer: GlossRecognizer,
    caption_format: CaptionFormat = "text",
    output: Path | None = None,
    *,
    is_followed: bool = False,
    taught: TaughtMatcher | None = None,
) -> None:
    """Recognise a whole video and write its captions to `output`, or print them.

    Args:
        is_followed: Whether the crop follows the signer; where it cannot, the centre is taken, and that is said.
        taught: Signs of somebody's own, to be recognised beside the model's.

    Raises:
        UnreadableVideoError: If the video cannot be read.
        BadInputError: If the output cannot be written.
    """
    if output is not None:
        check_target(output, "The captions")
    if is_followed:
        glosses = _recognize_followed(video, recognizer, taught)
    else:
        glosses = recognize_video(video, recognizer, taught=taught)
    captions = format_captions(glosses, caption_format, source=video.name, card=recognizer.card)
    if not glosses:
        vocabulary = taught.vocabulary if taught else recognizer.card.vocabulary
        print(f"No sign of the {len(vocabulary.glosses)} known ones in {video}.", file=sys.stderr)
    if output is None:
        sys.stdout.write(captions)
    else:
        write_whole(output, captions.encode(), "The captions")


def _recognize_followed(
    video: Path, recognizer: GlossRecognizer, taught: TaughtMatcher | None
) -> list[RecognizedGloss]:
    try:
        with closing(SignerFinder()) as finder:
            return recognize_video(video, recognizer, crop_rule=FollowedCrop(SignerTracker(finder)), taught=taught)
    except SignerNotFollowedError as error:
        print(f"The signer is not followed, the middle of the picture is taken: {error}", file=sys.stderr)
        return recognize_video(video, recognizer, taught=taught)
