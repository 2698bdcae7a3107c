"""Landmarks into recordings: directions, bends and places of hands that are known beforehand."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import BadInputError
from training.signers.derive_recorded import ASPECT, SOURCES, choose, derive_clip, read_clip
from training.signers.rotations import Array

NO = next(source for source in SOURCES if source.gloss == "NO")
HELLO = next(source for source in SOURCES if source.gloss == "HELLO")


def _landmarks(move: float, frames: int = 19) -> Array:
    """A person in the middle of the picture whose flat right hand, palm to the camera, goes out by `move`."""
    pose = np.zeros((33, 4))
    pose[[2, 5], :2] = (0.52, 0.35), (0.48, 0.35)
    pose[[9, 10], :2] = (0.51, 0.42), (0.49, 0.42)
    pose[[11, 12], :2] = (0.61, 0.6), (0.39, 0.6)
    hand = np.zeros((21, 3))
    for finger, across in enumerate((0.03, 0.02, 0.01, -0.0, -0.01)):  # the thumb is on the signer's inner side
        for part in range(4):
            hand[1 + 4 * finger + part] = (across - 0.01, -0.12 - 0.04 * part, 0)
    clip = np.zeros((frames, 258))
    for frame in range(frames):
        way = move * np.clip((frame - 4) / 10, 0, 1)
        clip[frame, :132] = pose.ravel()
        clip[frame, 195:] = (hand + np.array([0.42 - way, 0.5, 0])).ravel()
    return clip


def test_a_flat_hand_is_flat_and_faces_the_camera() -> None:
    """Fingers up, palm forward, no bends: so it is read, in the axes of the notation."""
    clip = derive_clip(_landmarks(0.2), HELLO)
    assert clip is not None
    np.testing.assert_allclose(clip.dominant.fingers.mean(axis=0), [0, 1, 0], atol=0.1)
    np.testing.assert_allclose(clip.dominant.palm.mean(axis=0), [0, 0, 1], atol=0.1)
    assert np.abs(clip.dominant.bends[..., :3]).max() < 0.1


def test_a_stroke_is_cut_out_and_measured_in_shoulder_widths() -> None:
    """The hand goes outward by the way it goes in the picture, less for being nearer; what is still is cut off."""
    clip = derive_clip(_landmarks(0.2), HELLO)
    assert clip is not None
    assert 9 <= len(clip.dominant.wrist) <= 14
    shoulder_width = 0.22 * ASPECT
    seen = 0.2 * ASPECT / shoulder_width
    assert 0.65 * seen < np.ptp(clip.dominant.wrist[:, 0]) < 0.95 * seen
    assert clip.dominant.wrist[-1, 0] > clip.dominant.wrist[0, 0]


def test_a_clip_without_a_hand_or_without_closing_is_left_out() -> None:
    """Too many frames without the hand, or a NO whose fingers stay open, give no recording."""
    hidden = _landmarks(0.2)
    hidden[3:9, 195:] = 0
    assert derive_clip(hidden, HELLO) is None
    assert derive_clip(_landmarks(0.2), NO) is None


def test_the_chosen_clips_are_unlike_each_other() -> None:
    """Of clips in two clusters, two chosen ones are not from the same cluster."""
    clips = [derive_clip(_landmarks(0.15 + 0.001 * n + 0.1 * (n % 2)), HELLO) for n in range(12)]
    ways = [np.ptp(clip.dominant.wrist[:, 0]) for clip in choose([clip for clip in clips if clip], 2)]
    assert abs(ways[0] - ways[1]) > 0.15


def test_a_folder_without_landmarks_is_refused(tmp_path: Path) -> None:
    """A clip of too few or wrong files is refused in one sentence that names it."""
    for frame in range(12):
        np.save(tmp_path / f"{frame}.npy", np.zeros(7))
    with pytest.raises(BadInputError, match="258 values"):
        read_clip(tmp_path)
