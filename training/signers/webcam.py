"""What a webcam does to the light that reaches it: exposure, colour, blur, noise and compression. Ours, all measured
in picture units, so that a clip looks alike at every frame size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.video import RgbImage
from training.signers.picture_loops import add_grain, as_bytes, balance_tone, expose
from training.signers.textures import FloatArray

_REFERENCE_SIZE = 128
"""Frame size in pixels at which noise grains and blur of one pixel are meant."""
_EXPOSURE_TARGET = 0.23
"""Mean linear brightness that auto exposure aims at."""

_USUAL_GAIN = 1.5
"""What auto exposure mostly amplifies by; the grain is meant at that."""


@dataclass(frozen=True, slots=True)
class FrameTiming:
    """How unevenly frames come. The defaults are a perfect clock."""

    jitter: float = 0.0
    """Standard deviation of a frame's moment, as a share of the time between two frames."""
    repeated: float = 0.0
    """Chance that a frame is the one before it again, because the camera was late."""


@dataclass(frozen=True, slots=True)
class Unsteadiness:
    """What a webcam's automatics change within a clip. The defaults change nothing."""

    exposure_lag_s: float = 0.0
    """Time in which the exposure follows the picture; 0: it stays as the first picture has set it."""
    exposure_start: float = 0.0
    """Logarithm of how far the exposure is off at first; it settles within the lag."""
    exposure_step: float = 0.0
    """Smallest change of the exposure's logarithm: some cameras go in visible steps."""
    light_drift: float = 0.0
    """Logarithm of how far the light itself swings, as with clouds."""
    balance_drift: float = 0.0
    """Logarithm of how far red and blue drift apart."""
    drift_hz: float = 0.1
    focus_hunt: float = 0.0
    """Blur in picture heights at the worst moment of a search for focus."""
    focus_hunt_s: float = 1.0
    """When that moment is."""


@dataclass(frozen=True, slots=True)
class Webcam:
    """One camera with its settings. Lengths are in picture heights, brightness is 0 to 1."""

    exposure: float = 1.0
    """Times what auto exposure would choose."""
    auto_exposure: float = 1.0
    """0: the light as it is; 1: every scene comes out equally bright."""
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gamma: float = 2.2
    haze: float = 0.0
    contrast: float = 1.0
    lift: float = 0.0
    saturation: float = 1.0
    flicker: float = 0.0
    """Share by which the light swings from frame to frame, as under mains light."""
    flicker_step_rad: float = 1.0
    defocus: float = 0.0
    """Standard deviation of the blur."""
    detail: float = 1.0
    """Share of the resolution the sensor really has."""
    noise: float = 0.0
    """Standard deviation of the grain in the finished picture, in the mid-tones; dark places have more."""
    noise_grain: float = 0.0
    """0: every pixel its own grain, as a sensor has; 1: soft clumps, as a denoiser leaves them."""
    sharpening: float = 0.0
    jpeg_quality: int = 0
    """1 to 100, or 0 for none."""
    shutter: float = 0.5
    """Share of the time between two frames (at most 1/25 s) during which the shutter is open."""
    exposure_steps: int = 1
    """Pictures rendered and averaged for the motion blur of one frame."""
    unsteadiness: Unsteadiness = Unsteadiness()
    timing: FrameTiming = FrameTiming()


def sample_webcam(rng: np.random.Generator, severity: float = 1.0) -> Webcam:
    """A random webcam; `severity` 0 is a faultless one, 1 moderate."""
    balance = np.exp(rng.normal(0, 0.07 * severity, 3))
    balance /= balance.mean()
    chance = rng.random(6)
    return Webcam(
        exposure=float(math.exp(np.clip(rng.normal(0.05, 0.25) * severity, -0.35, 0.5))),
        auto_exposure=float(rng.uniform(0.75, 1.0)),
        white_balance=(float(balance[0]), float(balance[1]), float(balance[2])),
        gamma=float(rng.uniform(2.2 - 0.25 * severity, 2.2 + 0.25 * severity)),
        haze=float(min(0.06, rng.gamma(1.0, 0.015)) * severity) if chance[0] < 0.4 else 0.0,
        contrast=float(1 + np.clip(rng.normal(0.05, 0.1), -0.15, 0.25) * severity),
        lift=float(np.clip(rng.normal(0, 0.03), -0.06, 0.06) * severity),
        saturation=float(np.clip(1 + rng.normal(0.08, 0.2) * severity, 0.4, 1.6)),
        flicker=float(rng.uniform(0, 0.04) * severity) if chance[1] < 0.4 else 0.0,
        flicker_step_rad=float(rng.uniform(0.2, 2.5)),
        defocus=float(rng.uniform(0.1, 0.65) * severity / _REFERENCE_SIZE) if chance[2] < 0.5 else 0.0,
        detail=float(1 - rng.uniform(0.1, 0.35) * severity) if chance[3] < 0.2 else 1.0,
        noise=float(min(0.05, rng.gamma(1.3, 0.008)) * severity),
        sharpening=float(rng.uniform(0.2, 0.7) * severity) if chance[4] < 0.3 else 0.0,
        jpeg_quality=int(rng.integers(40, 96)) if severity and chance[5] < 0.65 else 0,
        shutter=float(rng.uniform(0.25, 1.0)),
        exposure_steps=int(rng.choice([1, 2, 3], p=[0.4, 0.35, 0.25])) if severity else 1,
        noise_grain=float(rng.uniform(0.3, 1.0)) if rng.random() < 0.4 else 0.0,
        unsteadiness=_sample_unsteadiness(rng, severity),
        timing=_sample_timing(rng, severity),
    )


def _sample_unsteadiness(rng: np.random.Generator, severity: float) -> Unsteadiness:
    follows, starts_off, steps, cloudy, tinted, hunts = rng.random(6)
    start, drift_hz, lag_s = rng.normal(0, 0.35), rng.uniform(0.03, 0.4), rng.uniform(0.15, 1.2)
    light, tint, blur, hunt_s = rng.uniform(0.02, 0.18), rng.uniform(0.01, 0.08), rng.uniform(1.0, 4.0), rng.random()
    if severity == 0:
        return Unsteadiness()
    return Unsteadiness(
        exposure_lag_s=float(lag_s) if follows < 0.35 else 0.0,
        exposure_start=float(np.clip(start, -0.7, 0.7) * severity) if follows < 0.35 and starts_off < 0.4 else 0.0,
        exposure_step=0.12 if steps < 0.4 else 0.0,
        light_drift=float(light * severity) if cloudy < 0.2 else 0.0,
        balance_drift=float(tint * severity) if tinted < 0.25 else 0.0,
        drift_hz=float(drift_hz),
        focus_hunt=float(blur * severity / _REFERENCE_SIZE) if hunts < 0.06 else 0.0,
        focus_hunt_s=float(3.0 * hunt_s),
    )


def _sample_timing(rng: np.random.Generator, severity: float) -> FrameTiming:
    uneven, late = rng.random(2)
    jitter, repeated = rng.uniform(0.02, 0.25), rng.uniform(0.02, 0.15)
    return FrameTiming(
        jitter=float(jitter * severity) if uneven < 0.5 else 0.0,
        repeated=float(min(0.4, repeated * severity)) if late < 0.25 else 0.0,
    )


def frame_moments(times: NDArray[np.float64], timing: FrameTiming, rng: np.random.Generator) -> NDArray[np.float64]:
    """The moments (T,) in seconds at which the frames due at `times` are really taken; they never go back.

    A frame that is the one before it again has that one's moment.
    """
    off, late = rng.normal(0, 1, len(times)), rng.random(len(times)) < timing.repeated
    if len(times) < 2 or (timing.jitter == 0 and timing.repeated == 0):
        return times
    interval_s = float(times[1] - times[0])
    moments = times + np.clip(off * timing.jitter, -0.45, 0.45) * interval_s
    moments = np.maximum(moments, times[0])
    shown = np.maximum.accumulate(np.where(late, 0, np.arange(len(times))))
    return np.asarray(moments[shown])


def settle_exposure(webcam: Webcam, picture: FloatArray) -> Webcam:
    """The webcam after its auto exposure has seen `picture` (H, W, 3), linear RGB, the middle counting most.

    In little light it amplifies more, and with the picture its grain.
    """
    gain = _wanted_gain(webcam, picture)
    noise = webcam.noise * float(np.clip((gain / _USUAL_GAIN) ** 0.5, 0.7, 1.6))
    return replace(webcam, exposure=webcam.exposure * gain, noise=noise)


def _wanted_gain(webcam: Webcam, picture: FloatArray) -> float:
    height, width = picture.shape[:2]
    middle = picture[height // 8 : height - height // 8, width // 5 : width - width // 5]
    brightness = float(np.minimum(middle, 1.5).mean(dtype=np.float64))
    return float(np.clip((_EXPOSURE_TARGET / max(brightness, 0.02)) ** webcam.auto_exposure, 0.3, 6.0))


def record(
    pictures: Iterable[FloatArray], webcam: Webcam, rng: np.random.Generator, frame_rate: float = 25.0
) -> Iterator[RgbImage]:
    """Turns linear RGB pictures (S, S, 3) into the webcam's frames (S, S, 3) uint8, one by one."""
    phase = float(rng.uniform(0, 2 * math.pi))
    haze_colour = (webcam.haze * rng.uniform(0.5, 1.0, 3)).astype(np.float32)
    exposure = _AutoExposure(webcam, 1 / frame_rate)
    for index, picture in enumerate(pictures):
        swing = 1 + webcam.flicker * math.sin(phase + index * webcam.flicker_step_rad)
        gain = _balance(webcam, index / frame_rate, phase) * np.float32(exposure.follow(picture) * swing)
        light = expose(picture, gain * np.float32(1 - webcam.haze), haze_colour)
        light = _blurred(light, webcam, index / frame_rate)
        yield _compressed(_with_grain(_toned(light, webcam), webcam, rng), webcam)


class _AutoExposure:
    """The exposure from frame to frame: it starts where it has settled, or off, and follows the picture."""

    def __init__(self, webcam: Webcam, interval_s: float) -> None:
        self._webcam, self._drift = webcam, webcam.unsteadiness
        self._off = self._drift.exposure_start
        self._first: float | None = None
        lag_s = self._drift.exposure_lag_s
        self._share = 1 - math.exp(-interval_s / lag_s) if lag_s > 0 else 0.0

    def follow(self, picture: FloatArray) -> float:
        """What the next frame's light is multiplied by."""
        if self._share == 0:
            return self._webcam.exposure
        wanted = math.log(_wanted_gain(self._webcam, picture))
        if self._first is None:
            self._first = wanted
        shown = self._off
        if self._drift.exposure_step:
            shown = round(shown / self._drift.exposure_step) * self._drift.exposure_step
        self._off += (wanted - self._first - self._off) * self._share
        return self._webcam.exposure * math.exp(shown)


def _balance(webcam: Webcam, time_s: float, phase: float) -> FloatArray:
    """Gain of each channel (3,) after what the light and the white balance do by `time_s`."""
    drift = webcam.unsteadiness
    wave = 2 * math.pi * drift.drift_hz * time_s
    brighter = drift.light_drift * (math.sin(wave + phase) - math.sin(phase))
    warmer = drift.balance_drift * (math.sin(0.7 * wave + 2 * phase) - math.sin(2 * phase))
    channels = np.exp(np.array([brighter + warmer, brighter, brighter - warmer]))
    return np.asarray(np.asarray(webcam.white_balance) * channels, np.float32)


def _blurred(light: FloatArray, webcam: Webcam, time_s: float) -> FloatArray:
    size, drift = light.shape[0], webcam.unsteadiness
    hunting = drift.focus_hunt * math.exp(-(((time_s - drift.focus_hunt_s) / 0.35) ** 2))
    sigma = math.hypot(webcam.defocus, hunting) * size
    if sigma > 0.2:
        light = cv2.GaussianBlur(light, (0, 0), sigma)
    if webcam.detail < 1:
        fewer = max(8, round(size * webcam.detail))
        small = cv2.resize(light, (fewer, fewer), interpolation=cv2.INTER_AREA)
        light = cv2.resize(small, (size, size), interpolation=cv2.INTER_LINEAR)
    return light


def _toned(light: FloatArray, webcam: Webcam) -> FloatArray:
    """Linear light, which is used up, to display values 0..1, highlights rolled off as cameras do."""
    np.maximum(light, 0, out=light)
    every = light.reshape(-1)
    bright = np.flatnonzero(every > 0.7)
    every[bright] = 0.7 + 0.3 * (1 - np.exp((0.7 - every[bright]) / 0.3))
    tone = np.asarray(cv2.pow(light, 1 / webcam.gamma), np.float32)
    balance_tone(tone, webcam.contrast, webcam.lift, webcam.saturation)
    return tone


def _with_grain(tone: FloatArray, webcam: Webcam, rng: np.random.Generator) -> FloatArray:
    if webcam.noise > 0:
        grain = rng.standard_normal(tone.shape, dtype=np.float32)
        if webcam.noise_grain > 0:
            soft = cv2.GaussianBlur(grain, (0, 0), 0.8 * tone.shape[0] / _REFERENCE_SIZE)
            grain += np.float32(webcam.noise_grain) * (np.float32(2.2) * soft - grain)
        add_grain(tone, grain, webcam.noise)  # a camera's gamma lifts the dark tones and their grain with them
    if webcam.sharpening > 0:
        sigma = tone.shape[0] / _REFERENCE_SIZE
        tone = tone + np.float32(webcam.sharpening) * (tone - cv2.GaussianBlur(tone, (0, 0), sigma))
    return tone


def _compressed(tone: FloatArray, webcam: Webcam) -> RgbImage:
    frame = as_bytes(tone)
    if not webcam.jpeg_quality:
        return frame
    blue_first = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
    coded = cv2.imencode(".jpg", blue_first, [cv2.IMWRITE_JPEG_QUALITY, webcam.jpeg_quality])[1]
    return np.asarray(cv2.cvtColor(cv2.imdecode(coded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB))
