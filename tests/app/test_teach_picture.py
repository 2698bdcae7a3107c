"""What is painted of a try: the picture, mirrored for the person, and over it a digit or a word."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.teach_picture import TeachPicture
from app.tries_strip import TriesStrip
from app.verdict_bar import VerdictBar

SIDE = 200


@pytest.fixture
def picture(qtbot: QtBot) -> TeachPicture:
    """A square one, whose left half is red."""
    one = TeachPicture()
    qtbot.addWidget(one)
    one.resize(SIDE, SIDE)
    one.show_live(half_red())
    return one


def half_red() -> np.ndarray:
    """Red on the left, blue on the right."""
    image = np.zeros((8, 8, 3), np.uint8)
    image[:, :4, 0] = image[:, 4:, 2] = 255
    return image


def colour(picture: TeachPicture, x: int, y: int = 60) -> QColor:
    """Of a point of what is painted."""
    return picture.grab().toImage().pixelColor(x, y)


def test_it_is_a_mirror_only_when_wanted(picture: TeachPicture) -> None:
    """The frames themselves stay as the model reads them."""
    assert colour(picture, 40).red() > 200
    picture.mirror(True)
    assert colour(picture, 40).blue() > 200


def test_a_digit_can_be_seen_from_afar(picture: TeachPicture) -> None:
    """It is more than half as high as the picture."""
    without = picture.grab().toImage()
    picture.show_over(digit=3)
    shown = picture.grab().toImage()
    rows = [
        y
        for y in range(SIDE)
        if any(shown.pixelColor(x, y).lightness() > 200 > without.pixelColor(x, y).lightness() for x in range(SIDE))
    ]

    assert max(rows) - min(rows) > 0.45 * SIDE
    assert picture.accessibleDescription() == "3"


def test_being_recorded_is_seen_by_word_and_edge(picture: TeachPicture) -> None:
    """Not by a colour alone."""
    picture.show_over(word="REC", share=0.5)

    assert colour(picture, SIDE // 2, 2).red() > 200
    assert picture.accessibleDescription() == "REC"


def test_a_try_is_played_and_forgotten(picture: TeachPicture, qtbot: QtBot) -> None:
    """Round after round; nothing of it is held afterwards."""
    clip = np.stack([half_red(), half_red()[:, ::-1]])
    picture.play(clip, 100.0)
    qtbot.waitUntil(lambda: colour(picture, 40).blue() > 200)

    picture.forget()

    assert picture.clip is None


def test_the_strip_counts_and_the_bar_says_how_near(qtbot: QtBot) -> None:
    """In words too, for who cannot see them."""
    strip, bar = TriesStrip(5, 10), VerdictBar()
    for widget in (strip, bar):
        qtbot.addWidget(widget)
    strip.show_tries([half_red(), None])
    bar.show_share(0.75)
    strip.grab()
    bar.grab()

    assert strip.accessibleName() == "2 tries of 5"
    assert bar.accessibleDescription() == "75 of 100, 50 are needed"
