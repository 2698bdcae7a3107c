"""Long runs on a simulated clock: short ones here, `make soak` and `make slow` for hours."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.simulated_camera import REST_S
from app.soak import SoakConfig, run_soak
from app.soak_report import SoakReport
from models.recognizer import GlossRecognizer
from tests.app.conftest import FRAME_RATE, HELD, coloured_frames

ROUND_S = sum(duration_s for _, duration_s in HELD) + REST_S


@pytest.fixture(scope="module")
def large_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """RED GREEN in frames as large as a webcam's: a pile of them would be seen in the memory."""
    path = tmp_path_factory.mktemp("video") / "large.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FRAME_RATE, (640, 480))
    for frame in coloured_frames(HELD):
        writer.write(np.ascontiguousarray(cv2.resize(frame.image, (640, 480))[..., ::-1]))
    writer.release()
    return path


def test_a_window_that_is_held_up_shows_new_pictures_and_loses_nothing(
    qtbot: QtBot, recognizer: GlossRecognizer, large_video: Path
) -> None:
    """Blocked for 0.3 s again and again: what it shows is newer than 0.2 s, nothing piles up, no gloss is lost."""
    rounds = 4
    report = run_soak(recognizer, large_video, SoakConfig(hours=rounds * ROUND_S / 3600, held_s=0.3))

    assert report.oldest_picture_s < 0.2
    assert report.taken_count > report.hold_count / 2
    assert report.dropped_count == 0
    assert report.most_waiting <= 16
    assert report.growth_mb < 50  # some 350 frames of 0.9 MB came
    assert report.committed_count in range(2 * (rounds - 1), 2 * (rounds + 1) + 1)
    assert report.left_threads == ()
    assert report.end_s < 2


@pytest.fixture
def good() -> SoakReport:
    """A run in which everything held."""
    return SoakReport(
        hours=8.0, wall_hours=0.5, held_s=0.16, frame_count=720_000, dropped_count=0, committed_count=17_000,
        expected_count=17_000, hold_count=180_000, taken_count=179_000, oldest_picture_s=0.05, most_waiting=5,
        thread_count=4, end_s=0.1, left_threads=(), memory_mb=200.0, growth_mb=6.0, first_half_slope=1.5,
        second_half_slope=0.1, samples=((0.1, 194.0),),
    )  # fmt: skip


def test_a_good_run_has_no_fault(good: SoakReport) -> None:
    """Its lines say how fast it went and what memory did; its JSON is whole."""
    assert good.faults == []
    assert replace(good, hours=0.2, second_half_slope=5.0).faults == []  # the transcript fills, as it should
    assert "16.0 times as fast" in good.lines()[0]
    assert "+0.10 in the second" in good.lines()[-1]
    assert json.loads(good.to_json())["samples"] == [[0.1, 194.0]]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda good: replace(good, second_half_slope=1.2), "1.20 MB an hour"),
        (lambda good: replace(good, growth_mb=60.0), "60.0 MB"),
        (lambda good: replace(good, oldest_picture_s=0.3), "0.30 s old"),
        (lambda good: replace(good, taken_count=2), "came 2 times"),
        (lambda good: replace(good, dropped_count=3), "3 frames"),
        (lambda good: replace(good, committed_count=12_000), "12000 glosses"),
        (lambda good: replace(good, end_s=2.5), "2.5 s"),
        (lambda good: replace(good, left_threads=("camera",)), "camera"),
    ],
)
def test_each_fault_is_said(good: SoakReport, spoil: Callable[[SoakReport], SoakReport], said: str) -> None:
    """One sentence each, with the figure."""
    (fault,) = spoil(good).faults
    assert said in fault
