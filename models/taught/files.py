"""Taught signs on the disk: one `.npz` a sign in a folder of its own, plain arrays, nothing ever unpickled.

A file that is damaged, foreign or hostile is named in one sentence and skipped; it is never changed or removed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInputError
from models.taught.arrays import Expected, read_arrays
from models.taught.identity import ModelIdentity
from models.taught.sign import MOST_TRIES, SignTry, TaughtSign, check_gloss
from models.whole_file import write_whole

__all__ = [
    "FoundSigns", "delete_sign", "export_sign", "forget_frames", "import_sign", "read_sign", "read_signs",
    "rename_sign", "sign_path", "write_sign",
]  # fmt: skip

MOST_SIGNS = 300
_FORMAT = 1
_SUFFIX = ".npz"
_EXPECTED = {
    "text": Expected(np.uint8, (-1,)),
    "steps": Expected(np.int32, (-1,)),
    "features": Expected(np.float32, (-1, -1)),
    "log_probs": Expected(np.float32, (-1, -1)),
    "frame_counts": Expected(np.int32, (-1,), is_optional=True),
    "frames": Expected(np.uint8, (-1, -1, -1, 3), is_optional=True),
}


@dataclass(frozen=True, slots=True)
class FoundSigns:
    """What a folder holds.

    Attributes:
        signs: Those taught through the model asked about, by gloss.
        others: Intact ones taught through another model; seen again by `see_again` where they have all their frames.
        faults: A sentence for each file that is not among `signs`.
    """

    signs: tuple[TaughtSign, ...] = ()
    others: tuple[TaughtSign, ...] = ()
    faults: tuple[str, ...] = ()


def sign_path(folder: Path, gloss: str) -> Path:
    """Where a sign is or would be; raises BadInputError for what is no gloss."""
    return folder / f"sign-{check_gloss(gloss)}{_SUFFIX}"  # "sign-", because Windows reserves CON, AUX and others


def write_sign(folder: Path, sign: TaughtSign) -> Path:
    """Write a sign at one stroke, in place of one of its name; returns its file.

    Raises:
        BadInputError: the folder or the file cannot be written.
    """
    path = sign_path(folder, sign.gloss)
    content = BytesIO()
    np.savez_compressed(content, **_arrays(sign))
    _make_folder(folder)
    write_whole(path, content.getvalue(), "The sign")
    return path


def read_sign(path: Path) -> TaughtSign:
    """Read one file, whatever it is called; raises BadInputError with one sentence."""
    arrays = read_arrays(path, _EXPECTED)
    gloss, model = _read_text(path, arrays["text"].tobytes())
    try:
        return TaughtSign(gloss, _tries(path, arrays), model)
    except BadInputError as error:
        raise BadInputError(f"{path.name} is no file of a taught sign: {error}") from error


def read_signs(folder: Path, model: ModelIdentity) -> FoundSigns:
    """Read all signs of a folder; a folder that is not there has none. Never raises for what a file holds."""
    signs: list[TaughtSign] = []
    others: list[TaughtSign] = []
    faults: list[str] = []
    paths = sorted(path for path in _listed(folder) if path.suffix == _SUFFIX and not path.name.startswith("."))
    if len(paths) > MOST_SIGNS:
        faults.append(f"{folder.name} holds {len(paths)} signs, and {MOST_SIGNS} is the most: the others are left out.")
    for path in paths[:MOST_SIGNS]:
        try:
            sign = read_sign(path)
            if path.name != sign_path(folder, sign.gloss).name:
                raise BadInputError(f"{path.name} holds the sign {sign.gloss}, which belongs under another name.")
            _check_model(path, sign, model)
        except BadInputError as error:
            faults.append(str(error))
            continue
        if sign.model == model.digest:
            signs.append(sign)
            continue
        others.append(sign)
        remedy = "its tries are kept, and can be looked at again" if sign.has_all_frames else "teach it again"
        faults.append(f"{sign.gloss} was taught to another model: {remedy}.")
    return FoundSigns(tuple(signs), tuple(others), tuple(faults))


def delete_sign(folder: Path, gloss: str) -> None:
    """Remove a sign's file; raises BadInputError if there is none or it cannot be removed."""
    path = sign_path(folder, gloss)
    try:
        path.unlink()
    except FileNotFoundError as error:
        raise BadInputError(f"There is no taught sign {check_gloss(gloss)}.") from error
    except OSError as error:
        raise BadInputError(f"{path.name} cannot be removed: {error.strerror}.") from error


def rename_sign(folder: Path, gloss: str, new_gloss: str) -> TaughtSign:
    """Give a sign another name; raises BadInputError if there is none, or one of the new name already."""
    sign = replace(_present(folder, gloss), gloss=check_gloss(new_gloss))
    if sign.gloss == check_gloss(gloss):
        return sign
    _check_free(folder, sign.gloss)
    write_sign(folder, sign)
    delete_sign(folder, gloss)
    return sign


def export_sign(folder: Path, gloss: str, target: Path, *, with_frames: bool = False) -> None:
    """Write a copy of a sign to another file, without its pixels unless they are asked for."""
    sign = _present(folder, gloss)
    content = BytesIO()
    np.savez_compressed(content, **_arrays(sign if with_frames else _without_frames(sign)))
    write_whole(target, content.getvalue(), "The sign")


def import_sign(folder: Path, source: Path, model: ModelIdentity) -> TaughtSign:
    """Take a copy of somebody's file into the folder; one of another model is taken only with all its frames.

    Raises:
        BadInputError: the file is not usable, is another model's, or there is a sign of its name already.
    """
    sign = read_sign(source)
    _check_model(source, sign, model)
    if sign.model != model.digest and not sign.has_all_frames:
        raise BadInputError(f"{source.name} was taught to another model, and its tries were not kept: teach it again.")
    _check_free(folder, sign.gloss)
    write_sign(folder, sign)
    return sign


def forget_frames(folder: Path) -> int:
    """Rewrite every readable sign that has pixels without them; returns how many there were."""
    count = 0
    for path in _listed(folder):
        if path.suffix != _SUFFIX or path.name.startswith("."):
            continue
        try:
            sign = read_sign(path)
        except BadInputError:
            continue
        if any(one.frames is not None for one in sign.tries):
            write_sign(folder, _without_frames(sign))
            count += 1
    return count


def _without_frames(sign: TaughtSign) -> TaughtSign:
    return replace(sign, tries=tuple(replace(one, frames=None) for one in sign.tries))


def _present(folder: Path, gloss: str) -> TaughtSign:
    path = sign_path(folder, gloss)
    if not path.is_file():
        raise BadInputError(f"There is no taught sign {check_gloss(gloss)}.")
    return read_sign(path)


def _check_free(folder: Path, gloss: str) -> None:
    if sign_path(folder, gloss).exists():
        raise BadInputError(f"There is a taught sign {gloss} already: rename or delete it first.")


def _check_model(path: Path, sign: TaughtSign, model: ModelIdentity) -> None:
    """A file may say that it is of this model and not fit it."""
    first = sign.tries[0]
    found = (first.features.shape[1], first.log_probs.shape[1])
    if sign.model == model.digest and found != (model.feature_count, model.vocabulary_size):
        raise BadInputError(f"{path.name} is damaged: it does not fit the model that it names.")


def _listed(folder: Path) -> Sequence[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # not there yet
        return ()


def _arrays(sign: TaughtSign) -> dict[str, Any]:
    text = json.dumps({"format": _FORMAT, "gloss": sign.gloss, "model": sign.model}).encode()
    arrays: dict[str, Any] = {
        "text": np.frombuffer(text, np.uint8),
        "steps": np.array([len(one.features) for one in sign.tries], np.int32),
        "features": np.concatenate([one.features for one in sign.tries]),
        "log_probs": np.concatenate([one.log_probs for one in sign.tries]),
    }
    frames = [one.frames for one in sign.tries if one.frames is not None]
    if frames:
        counts = [0 if one.frames is None else len(one.frames) for one in sign.tries]
        arrays |= {"frames": np.concatenate(frames), "frame_counts": np.array(counts, np.int32)}
    return arrays


def _read_text(path: Path, content: bytes) -> tuple[str, str]:
    try:
        text = json.loads(content) if len(content) <= 1000 else None
    except (ValueError, RecursionError):
        text = None
    if not isinstance(text, dict) or text.get("format") != _FORMAT:
        raise BadInputError(f"{path.name} is no file of a taught sign of format {_FORMAT}.")
    gloss, model = text.get("gloss"), text.get("model")
    if not isinstance(gloss, str) or not isinstance(model, str):
        raise BadInputError(f"{path.name} is no file of a taught sign: it lacks its gloss or its model.")
    return gloss, model


def _tries(path: Path, arrays: dict[str, NDArray[Any]]) -> tuple[SignTry, ...]:
    steps, features, log_probs = arrays["steps"], arrays["features"], arrays["log_probs"]
    frames, counts = arrays.get("frames"), arrays.get("frame_counts")
    if (frames is None) != (counts is None) or (counts is not None and len(counts) != len(steps)):
        raise BadInputError(f"{path.name} is damaged: its frames and their counts do not belong together.")
    if len(steps) > MOST_TRIES or not _adds_up(steps, 1, len(features)) or len(features) != len(log_probs):
        raise BadInputError(f"{path.name} is damaged: its tries do not add up to its features.")
    if frames is not None and counts is not None and not _adds_up(counts, 0, len(frames)):
        raise BadInputError(f"{path.name} is damaged: its tries do not add up to its frames.")
    ends = np.cumsum(steps)
    frame_ends = np.zeros(len(steps), int) if counts is None else np.cumsum(counts)
    tries = []
    for number, (end, frame_end) in enumerate(zip(ends, frame_ends, strict=True)):
        part = slice(end - steps[number], end)
        seen = None if frames is None or counts is None else frames[frame_end - counts[number] : frame_end]
        tries.append(SignTry(features[part], log_probs[part], seen if seen is not None and len(seen) else None))
    return tuple(tries)


def _adds_up(counts: NDArray[np.int32], smallest: int, total: int) -> bool:
    return bool((counts >= smallest).all()) and int(counts.sum(dtype=np.int64)) == total


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(f"The sign cannot be written to {folder}: {error.strerror}.") from error
