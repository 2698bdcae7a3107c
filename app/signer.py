"""Finds shoulders, head and hands of a signer in a picture. The only door to MediaPipe, loaded when first used.

MediaPipe 0.10.31 opens no network connection, then or later.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from app.signer_files import POSE_FILE, pose_file
from app.signer_look import Hand, Place, SignerLook
from models.errors import GlosscastError
from models.video import RgbImage

__all__ = ["SignerFinder", "SignerNotFollowedError", "why_not_followed"]

NOSE, SHOULDERS, WRISTS = 0, (11, 12), (15, 16)  # left, right, among MediaPipe's 33 landmarks
PALMS = ((15, 17, 19), (16, 18, 20))  # wrist and the knuckles of the small and the index finger


class SignerNotFollowedError(GlosscastError):
    """The signer cannot be found on this computer; the sentence says why."""


def why_not_followed(path: Path | None = None) -> str:
    """Why no signer can be found here, a sentence; empty where it can be. MediaPipe is looked for, not loaded."""
    if find_spec("mediapipe") is None:
        return "MediaPipe is not installed."
    if (path or pose_file()) is None:
        return f"MediaPipe lacks its file {POSE_FILE}, which `make run` fetches where there is a network."
    return ""


class SignerFinder:
    """Looks at one picture after another of the same source, from one thread. To be closed.

    Args:
        path: The file with MediaPipe's networks; None for the one that `make run` fetched.

    Raises:
        SignerNotFollowedError: MediaPipe or its file is missing or cannot be used.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or pose_file()
        if reason := why_not_followed(self._path):
            raise SignerNotFollowedError(reason)
        self._has_found = False
        self._last_ms = -1
        self._mediapipe: Any = None
        try:
            with _quiet_native_logs():
                self._landmarker = self._open()
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise SignerNotFollowedError(f"MediaPipe cannot be started: {_first_line(error)}") from error

    def _open(self) -> Any:
        import mediapipe
        from mediapipe.tasks.python import BaseOptions, vision

        self._mediapipe = mediapipe
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(self._path)),
            running_mode=vision.RunningMode.VIDEO,  # it keeps to one person, and takes half the time of single pictures
        )
        return vision.PoseLandmarker.create_from_options(options)

    def find(self, image: RgbImage, time_s: float) -> SignerLook | None:
        """Where the signer is in a picture, (H, W, 3), in its pixels; None where nobody is.

        Raises:
            SignerNotFollowedError: MediaPipe failed.
        """
        height, width = image.shape[:2]
        self._last_ms = max(self._last_ms + 1, round(1000 * time_s))  # MediaPipe's time must increase
        try:
            picture = self._mediapipe.Image(
                image_format=self._mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image)
            )
            # Its second network warns when it is first used, that is at the first picture with somebody in it.
            with nullcontext() if self._has_found else _quiet_native_logs():
                found = self._landmarker.detect_for_video(picture, self._last_ms)
        except (RuntimeError, ValueError) as error:
            raise SignerNotFollowedError(f"MediaPipe failed: {_first_line(error)}") from error
        if not found.pose_landmarks:
            return None
        self._has_found = True
        return _look(found.pose_landmarks[0], height, width)

    def close(self) -> None:
        """Give its memory back. Left to the interpreter's end, it would complain there."""
        self._landmarker.close()


def _look(landmarks: Sequence[Any], height: int, width: int) -> SignerLook:
    def place(*numbers: int) -> Place:
        x = sum(landmarks[number].x for number in numbers) / len(numbers)
        y = sum(landmarks[number].y for number in numbers) / len(numbers)
        return Place(x * width, y * height)

    left_hand, right_hand = (
        Hand(place(*palm), float(landmarks[wrist].visibility)) for palm, wrist in zip(PALMS, WRISTS, strict=True)
    )
    return SignerLook(
        head=place(NOSE),
        left_shoulder=place(SHOULDERS[0]),
        right_shoulder=place(SHOULDERS[1]),
        left_hand=left_hand,
        right_hand=right_hand,
        visibility=min(float(landmarks[number].visibility) for number in SHOULDERS),
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


@contextmanager
def _quiet_native_logs() -> Iterator[None]:
    """Keep from the terminal what MediaPipe's C++ code writes there while it starts; it heeds no setting."""
    try:
        kept = os.dup(2)
    except OSError:  # no terminal at all
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
