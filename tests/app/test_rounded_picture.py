"""A picture as it is drawn: its sides, and its corners."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.rounded_picture import draw_rounded


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_sides_change_places_in_a_mirror_and_corners_are_left_out(qtbot: QtBot, is_mirrored: bool) -> None:
    """Red on the left stays there, or comes to the right; what lies behind a corner stays as it was."""
    picture = QImage(2, 1, QImage.Format.Format_RGB888)
    picture.setPixelColor(0, 0, QColor("red"))
    picture.setPixelColor(1, 0, QColor("blue"))
    canvas = QImage(140, 80, QImage.Format.Format_RGB32)
    canvas.fill(QColor("green"))
    painter = QPainter(canvas)
    draw_rounded(painter, picture, QRectF(20, 0, 100, 80), is_mirrored=is_mirrored)
    painter.end()

    sides = [canvas.pixelColor(x, 40).name() for x in (30, 110)]
    assert sides == [QColor(name).name() for name in (("blue", "red") if is_mirrored else ("red", "blue"))]
    assert {canvas.pixelColor(x, y).name() for x in (20, 119) for y in (0, 79)} == {QColor("green").name()}
