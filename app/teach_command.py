"""`glosscast teach GLOSS CLIP...`: a sign of one's own, taught from video files of it, without a window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.errors import BadInputError
from models.preprocessing import prepare_frame
from models.recognizer import GlossRecognizer
from models.sampling import FrameSampler
from models.taught.files import read_sign, read_signs, sign_path, write_sign
from models.taught.identity import identify
from models.taught.sign import MOST_TRIES, SignTry, TaughtSign, check_gloss
from models.taught.tries import record_try
from models.video import Clip, read_video

__all__ = ["clip_frames", "teach_sign"]


def teach_sign(
    gloss: str,
    clips: Sequence[Path],
    folder: Path,
    recognizer: GlossRecognizer,
    *,
    is_adding: bool = False,
    keep_frames: bool = False,
) -> TaughtSign:
    """Make a try of each clip, in which the sign is made once, and write the sign; nothing is written if a clip fails.

    Args:
        folder: Of taught signs; made if it is not there.
        is_adding: Whether the tries join those of a sign that is there already.
        keep_frames: Whether the low-resolution frames are kept with the sign.

    Raises:
        GlosscastError: A clip cannot be read or is no try, the name is no gloss, or the sign is there already.
    """
    name = check_gloss(gloss)
    if not clips:
        raise BadInputError(f"{name} needs at least one clip that shows it.")
    model = identify(recognizer)
    path = sign_path(folder, name)
    earlier: tuple[SignTry, ...] = ()
    if path.exists():
        if not is_adding:
            raise BadInputError(f"{name} is taught already: add to its tries with --add, or remove {path} first.")
        sign = read_sign(path)
        if sign.model != model.digest:
            raise BadInputError(f"{name} was taught to another model, so nothing can be added to it.")
        earlier = sign.tries
    if len(earlier) + len(clips) > MOST_TRIES:
        raise BadInputError(f"{name} would have {len(earlier) + len(clips)} tries, and {MOST_TRIES} is the most.")
    tries = [_try(clip, recognizer, keep_frames=keep_frames) for clip in clips]
    sign = TaughtSign(name, (*earlier, *tries), model.digest)
    write_sign(folder, sign)
    _tell(sign, folder, recognizer)
    for fault in read_signs(folder, model).faults:
        print(fault, file=sys.stderr)
    return sign


def clip_frames(clip: Path, recognizer: GlossRecognizer) -> Clip:
    """A video as the model sees it: uint8 (T, S, S, 3) at the model's frame rate, the centre square."""
    card = recognizer.card
    sampler, frames = FrameSampler(card.frame_rate, 0.0), list[Clip]()
    for frame in read_video(clip):
        frames += sampler.sample(prepare_frame(frame.image, card.frame_size), frame.time_s)
    return np.stack(frames)


def _try(clip: Path, recognizer: GlossRecognizer, *, keep_frames: bool) -> SignTry:
    try:
        return record_try(recognizer, clip_frames(clip, recognizer), keep_frames=keep_frames)
    except BadInputError as error:
        raise BadInputError(f"{clip}: {error}") from error


def _tell(sign: TaughtSign, folder: Path, recognizer: GlossRecognizer) -> None:
    lengths_s = [len(one.features) * recognizer.card.step_s for one in sign.tries]
    tries = "1 try" if len(sign.tries) == 1 else f"{len(sign.tries)} tries"
    print(f"{sign.gloss} is taught with {tries} of {min(lengths_s):.1f} to {max(lengths_s):.1f} s, in {folder}.")
