"""How a camera's picture is drawn: with round corners, and for the person in it as in a mirror."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPainterPath

__all__ = ["CORNER", "draw_rounded"]

CORNER = 10.0  # pixels


def draw_rounded(painter: QPainter, picture: QImage, place: QRectF, *, is_mirrored: bool) -> None:
    """Draw a picture into a place, scaled to it; the painter is left as it was."""
    painter.save()
    rounded = QPainterPath()
    rounded.addRoundedRect(place, CORNER, CORNER)
    painter.setClipPath(rounded)
    if is_mirrored:
        painter.translate(2 * place.center().x(), 0)
        painter.scale(-1, 1)
    painter.drawImage(place, picture)
    painter.restore()
