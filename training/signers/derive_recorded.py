"""Takes signs out of a local copy of a landmark collection and writes recorded.npz; a developer's command.

RECORDED.md says which collection, whose it is and how this is run. Axes here are those of postures.py, seen from the
hand that moves: outward, up, forward; the unit is the recorder's shoulder width, the origin is between the shoulders.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.signal import hilbert, savgol_filter

from models.errors import BadInputError
from training.signers.hands import Side
from training.signers.recorded import ASSET, HAND_PARTS, RECORDED_SIGNS, RecordedSign
from training.signers.rotations import Array, normalize

CLIPS_A_SIGN = 10
ASPECT = 16 / 9  # of the recorders' cameras: with it the eyes are as far apart as they are from the mouth
FOCAL_HEIGHTS = 1.48  # a laptop's camera, 62 degrees across (assumed)
FACE_FORWARD = 0.36  # how far in front of the shoulder joints the skin is, on the average body
STACKING = 0.85  # brings joined hands together: landmarks lie on knuckles, fists touch with their edges (by eye)
SMALLEST_CLOSING = 0.9  # palm lengths
LARGEST_GAP = 3  # frames without a hand that are filled
POSE, LEFT, RIGHT = slice(0, 132), slice(132, 195), slice(195, 258)
TRUNK_PLACES = {"chest": (0.0, -0.32, 0.33), "neutral": (0.0, -0.43, 0.33), "shoulder": (0.39, -0.01, 0.21)}
LEFT_EYE, RIGHT_EYE, LEFT_MOUTH, RIGHT_MOUTH, LEFT_SHOULDER, RIGHT_SHOULDER = 2, 5, 9, 10, 11, 12
FINGERS = (5, 9, 13, 17)  # landmark of each finger's knuckle
POINT_LANDMARKS = {"wrist": (0,), "knuckles": (9,), "tips": (8, 12), "index": (8,), "pinch": (4, 8)}


@dataclass(frozen=True, slots=True)
class Source:
    """One sign of the collection, and what its landmarks do not tell: how far from the body it is made."""

    folder: str
    gloss: str
    forward: tuple[float, float]  # of the sign's point from its anchor, at the start and at the end
    stroke: bool = True  # a single movement: what comes before and after it is cut off
    circles_forward: bool = False  # a level circle, of which the camera sees the edge
    closes: bool = False  # index and middle finger come down on the thumb

    @property
    def sign(self) -> RecordedSign:
        """How its recordings hang on a body."""
        return RECORDED_SIGNS[self.gloss]


SOURCES = (
    Source("hello", "HELLO", (0.05, 0.40)),
    Source("thank-you", "THANK-YOU", (0.03, 0.75)),
    Source("please", "PLEASE", (0.04, 0.04), stroke=False),
    Source("no", "NO", (0.50, 0.50), closes=True),
    Source("coffee", "COFFEE", (0.55, 0.55), stroke=False, circles_forward=True),
    Source("tea", "TEA", (0.55, 0.55), stroke=False),
    Source("get", "GET", (0.85, 0.40)),
    Source("large", "LARGE", (0.55, 0.45)),
    Source("small", "SMALL", (0.45, 0.55)),
)


@dataclass(frozen=True, slots=True, eq=False)
class HandTrack:
    """One hand over N frames."""

    wrist: Array  # (N, 3)
    fingers: Array  # (N, 3) unit vector along the hand
    palm: Array  # (N, 3) unit vector out of the palm
    bends: Array  # (N, 4, 4) radians, as handshapes.Finger
    thumb: Array  # (N, 3, 3) unit vectors of the bones, along the fingers, toward the thumb, out of the palm
    ends: Array  # (2, 3) first and last place of the sign's point from its anchor


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One sign, trimmed and smoothed."""

    dominant: HandTrack
    other: HandTrack | None
    roughness: float  # what smoothing took away, shoulder widths


def read_clip(folder: Path) -> Array:
    """The landmarks of one clip, (T, 258). Its first frame is left out: it was taken before a pause of two seconds."""
    files = sorted(folder.glob("*.npy"), key=lambda file: int(file.stem))
    frames = [np.load(file, allow_pickle=False) for file in files[1:]]
    if len(frames) < 10 or any(frame.shape != (258,) for frame in frames):
        raise BadInputError(f"{folder.name} should hold at least 11 frames of 258 values")
    return np.stack(frames).astype(np.float64)


def _fill(points: Array) -> Array | None:
    """Missing frames (all zero) of (T, n) by interpolation; None where too many are missing."""
    there = np.abs(points).sum(axis=1) > 0
    if (~there).sum() > LARGEST_GAP:
        return None
    times = np.arange(len(points))
    return np.stack([np.interp(times, times[there], column[there]) for column in points.T], axis=1)


def derive_clip(landmarks: Array, source: Source) -> Clip | None:
    """What one clip (T, 258) shows, or None where a hand that is needed was not seen."""
    pose, hands = _fill(landmarks[:, POSE]), [_fill(landmarks[:, RIGHT])]
    if source.sign.two_hands:
        hands.append(_fill(landmarks[:, LEFT]))
    if pose is None or any(hand is None for hand in hands):
        return None
    body = _image_points(pose.reshape(len(pose), 33, 4)[..., :3])
    scale = float(np.median(np.linalg.norm(body[:, LEFT_SHOULDER, :2] - body[:, RIGHT_SHOULDER, :2], axis=1)))
    seen = [_image_points(hand.reshape(len(hand), 21, 3)) / scale for hand in hands if hand is not None]
    body = np.median(body, axis=0) / scale
    part = _stroke(seen) if source.stroke else slice(0, len(pose))
    raw = [hand[part] for hand in seen]
    smooth = [savgol_filter(hand, 5, 2, axis=0, mode="interp") for hand in raw]
    roughness = max(float(np.abs(s - r)[..., :2].max()) for s, r in zip(smooth, raw, strict=True))
    distance = FOCAL_HEIGHTS / scale  # of the camera
    if source.closes and _closing(smooth[0]) < SMALLEST_CLOSING:
        return None
    other = _track(smooth[1], body, source, "L", distance) if source.sign.two_hands else None
    return Clip(_track(smooth[0], body, source, "R", distance, other), other, roughness)


def _image_points(points: Array) -> Array:
    """Landmarks (..., 3) as (right in the picture, up, toward the camera) from its middle, in picture heights."""
    return np.stack([(points[..., 0] - 0.5) * ASPECT, 0.5 - points[..., 1], -points[..., 2] * ASPECT], axis=-1)


def _closing(hand: Array) -> float:
    """How much nearer the tips of index and middle finger come to the thumb's, in palm lengths."""
    gap = np.linalg.norm(hand[:, [8, 12], :2].mean(axis=1) - hand[:, 4, :2], axis=1)
    return float((gap[0] - gap[-1]) / np.linalg.norm(hand[:, 9] - hand[:, 0], axis=1).mean())


def _stroke(hands: Sequence[Array]) -> slice:
    """The frames in which a hand moves fast, and one on either side."""
    places = np.concatenate([hand[:, [0, 8, 12], :2].reshape(len(hand), -1) for hand in hands], axis=1)
    speed = np.linalg.norm(np.gradient(gaussian_filter1d(places, 1.0, axis=0), axis=0), axis=1)
    fast = np.flatnonzero(speed > 0.25 * speed.max())
    start, end = max(0, fast[0] - 1), min(len(speed), fast[-1] + 2)
    return slice(start, max(end, start + 5))


def _track(
    hand: Array, body: Array, source: Source, side: Side, distance: float, partner: HandTrack | None = None
) -> HandTrack:
    """One hand (N, 21, 3) in the notation's axes; the depth is the source's, for the camera does not see it."""
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(hand[:, 9, :2], axis=0), axis=1))])
    done = (way / way[-1] if source.stroke else np.linspace(0, 1, len(hand)))[:, None]
    start, end = (_surface(anchor) + away for anchor, away in zip(source.sign.anchors, source.forward, strict=True))
    forward = start + (end - start) * done  # (N, 1) of the point that the source names
    shoulders = body[[LEFT_SHOULDER, RIGHT_SHOULDER], :2].mean(axis=0)
    points = hand * (1 - forward / distance)[..., None]  # undoes the perspective
    points[..., :2] -= shoulders
    points[..., 0] *= 1.0 if side == "L" else -1.0
    relative = points - points[:, :1]
    if source.circles_forward and side == "R":
        forward = forward + np.imag(hilbert(points[:, 9, 0] - points[:, 9, 0].mean()))[:, None]
    starting, ending = (relative[:, list(POINT_LANDMARKS[point])].mean(axis=1) for point in source.sign.points)
    wrist = np.concatenate([points[:, 0, :2], forward - (starting + (ending - starting) * done)[:, 2:]], axis=1)
    ends = np.stack([wrist[0] + starting[0], wrist[-1] + ending[-1]])
    if source.sign.joined and partner is not None:
        ends = STACKING * (ends - (partner.ends + _anchor(body, shoulders, "neutral", distance)) * [-1, 1, 1])
    else:
        ends -= [_anchor(body, shoulders, anchor, distance) for anchor in source.sign.anchors]
    return HandTrack(wrist, *_orientation(relative), ends=ends)


def _surface(anchor: str) -> float:
    return TRUNK_PLACES[anchor][2] if anchor in TRUNK_PLACES else FACE_FORWARD


def _anchor(body: Array, shoulders: Array, name: str, distance: float) -> Array:
    """Where a recorder's place (33, 3) is, in the notation's axes of either hand, (3,)."""
    if name in TRUNK_PLACES:
        return np.array(TRUNK_PLACES[name])
    face = (body[[LEFT_EYE, RIGHT_EYE, LEFT_MOUTH, RIGHT_MOUTH], :2]) * (1 - FACE_FORWARD / distance) - shoulders
    apart, eyes, mouth = np.linalg.norm(face[0] - face[1]), face[:2].mean(axis=0), face[2:].mean(axis=0)
    if name == "temple":
        return np.array([0.75 * apart - eyes[0], eyes[1] + 0.5 * apart, FACE_FORWARD])
    return np.array([-mouth[0], mouth[1] - 0.47 * apart, FACE_FORWARD])


def _orientation(relative: Array) -> tuple[Array, Array, Array, Array]:
    """Finger and palm directions (N, 3), finger angles (N, 4, 4) and thumb (N, 3, 3) of 21 points from the wrist."""
    along = normalize(relative[:, 9])
    thumbward = relative[:, 5] - relative[:, 17]
    thumbward = normalize(thumbward - (thumbward * along).sum(axis=1, keepdims=True) * along)
    # outward, up and forward of the right hand are a left-handed set of axes, as they are of the left one mirrored
    palm = np.cross(along, thumbward)
    axes = np.stack([along, thumbward, palm], axis=-1)  # (N, 3, 3)
    bends = np.empty((len(relative), 4, 4))
    for finger, knuckle in enumerate(FINGERS):
        bones = normalize(np.diff(relative[:, knuckle : knuckle + 4], axis=1)) @ axes  # (N, 3, 3)
        lifted = np.arctan2(bones[..., 2], bones[..., 0])
        lifted = np.where(lifted < -1.2, lifted + 2 * np.pi, lifted)
        bends[:, finger, 0] = np.clip(lifted[:, 0], -0.3, 1.6)
        bends[:, finger, 1] = np.clip(lifted[:, 1] - lifted[:, 0], -0.1, 1.9)
        bends[:, finger, 2] = np.clip(lifted[:, 2] - lifted[:, 1], -0.1, 1.3)
        bends[:, finger, 3] = np.clip(np.arctan2(bones[:, 0, 1], np.hypot(bones[:, 0, 0], bones[:, 0, 2])), -0.4, 0.4)
    thumb = normalize(np.diff(relative[:, 1:5], axis=1)) @ axes
    return along, palm, bends, thumb


def choose(clips: Sequence[Clip], count: int) -> list[Clip]:
    """`count` clips that are as unlike each other as can be, none of them rough or far off the others."""
    calm = np.array([clip.roughness for clip in clips])
    features = np.stack([_features(clip) for clip in clips])
    unit = (features - np.median(features, axis=0)) / (features.std(axis=0) + 1e-6)
    usual = np.flatnonzero((np.abs(unit).max(axis=1) < 1.8) & (calm < np.quantile(calm, 0.7)))
    if not len(usual):
        return []
    chosen = [int(usual[np.linalg.norm(unit[usual], axis=1).argmin()])]
    while len(chosen) < min(count, len(usual)):
        nearest = np.linalg.norm(unit[usual, None] - unit[None, chosen], axis=-1).min(axis=1)
        chosen.append(int(usual[nearest.argmax()]))
    return [clips[index] for index in chosen]


def _features(clip: Clip) -> Array:
    hand = clip.dominant
    mean = [hand.fingers.mean(axis=0), hand.palm.mean(axis=0), hand.bends[..., :3].mean(axis=(0, 1))]
    return np.concatenate([hand.ends.ravel(), np.ptp(hand.wrist[:, :2], axis=0), *mean, [len(hand.wrist) / 8]])


def derive(root: Path, count: int) -> dict[str, NDArray[np.generic]]:
    """The arrays of recorded.npz from the collection in `root`."""
    kept: list[tuple[str, Clip]] = []
    for source in SOURCES:
        folders = sorted((root / "MP_Data" / source.folder).iterdir(), key=lambda folder: int(folder.name))
        found = [derive_clip(read_clip(folder), source) for folder in folders]
        kept += [(source.gloss, clip) for clip in choose([clip for clip in found if clip is not None], count)]
    arrays: dict[str, NDArray[np.generic]] = {"gloss": np.array([gloss for gloss, _ in kept])}
    dominant = [clip.dominant for _, clip in kept]
    for name, tracks in (("dominant", dominant), ("other", [clip.other for _, clip in kept if clip.other])):
        arrays[f"{name}_length"] = np.array([len(track.wrist) for track in tracks], np.int16)
        arrays[f"{name}_ends"] = np.stack([track.ends for track in tracks]).astype(np.float16)
        for part in HAND_PARTS:
            values = np.concatenate([getattr(track, part) for track in tracks])
            arrays[f"{name}_{part}"] = values.astype(np.float16)
    return arrays


def main() -> None:
    """Writes recorded.npz."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("collection", type=Path, help="folder of the local copy, which holds MP_Data")
    parser.add_argument("--clips", type=int, default=CLIPS_A_SIGN, help="how many clips of each sign are kept")
    arguments = parser.parse_args()
    arrays = derive(arguments.collection, arguments.clips)
    np.savez_compressed(ASSET, **arrays)
    print(f"{len(arrays['gloss'])} recordings, {ASSET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
