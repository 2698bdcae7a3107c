"""The sheet with every screen of the app."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from app.screens import COLUMNS, TILE_WIDTH, Screen, contact_sheet, draw_screens
from models.recognizer import GlossRecognizer


@pytest.fixture
def screens(
    qtbot: QtBot, recognizer: GlossRecognizer, red_green_video: Path, monkeypatch: pytest.MonkeyPatch
) -> list[Screen]:
    """All screens of the tiny model, with two glosses, which is all that its clip has."""
    monkeypatch.setattr("app.screens.GLOSSES_SHOWN", 2)
    monkeypatch.setattr("app.screens.SETTLE_S", 0.0)
    monkeypatch.setattr("app.teaching_screens.COUNT_S", 0.05)
    monkeypatch.setattr("app.teaching_screens.SIGNED_S", 0.4)
    return list(draw_screens(recognizer, red_green_video, Preferences()))


def test_every_screen_is_drawn_once(screens: list[Screen]) -> None:
    """Each has a name of its own and a picture; the small window is small."""
    sizes = {screen.name: screen.picture.size() for screen in screens}

    assert len(sizes) == len(screens) == 20
    assert all(size.width() >= 500 and size.height() >= 400 for size in sizes.values())
    assert sizes["In 640 x 480"].height() < sizes["The sample clip plays"].height()


def test_the_sheet_holds_them_all() -> None:
    """Large pictures are shrunk to a column's width, small ones stay as they are, and none covers another."""
    colours = ("#ff0000", "#00ff00", "#0000ff")
    pictures = [QImage(width, 100, QImage.Format.Format_RGB32) for width in (2 * TILE_WIDTH, 300, 300)]
    for picture, colour in zip(pictures, colours, strict=True):
        picture.fill(QColor(colour))

    sheet = contact_sheet([Screen(colour, picture) for colour, picture in zip(colours, pictures, strict=True)])

    assert sheet.width() > COLUMNS * TILE_WIDTH
    seen = {sheet.pixelColor(x, y).name() for x in range(0, sheet.width(), 20) for y in range(0, sheet.height(), 10)}
    assert set(colours) <= seen
