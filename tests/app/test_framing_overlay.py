"""What lies on the picture: an outline of what the model sees, and hints."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.camera_preview import CameraPreview
from app.framing_overlay import FramingOverlay
from app.settings import Settings, SubtitleStyle
from models.preprocessing import SquareCrop
from models.video import RgbImage

GREY: RgbImage = np.full((240, 320, 3), 150, np.uint8)
OUTLINED = Settings(shows_square=True)


@pytest.fixture
def preview(qtbot: QtBot) -> CameraPreview:
    """A preview in which a picture is shown pixel for pixel."""
    widget = CameraPreview()
    widget.resize(320, 240)
    qtbot.addWidget(widget)
    widget.begin("Camera 0", is_live=True)
    widget.show_image(GREY)
    widget.show()
    return widget


@pytest.fixture
def overlay(preview: CameraPreview) -> FramingOverlay:
    """What lies on it."""
    one = FramingOverlay(preview)
    one.show()
    return one


def level(preview: CameraPreview, x: int, y: int) -> int:
    """How bright a pixel is."""
    return QColor(preview.grab().toImage().pixel(x, y)).lightness()


def test_at_first_nothing_lies_on_the_picture(preview: CameraPreview, overlay: FramingOverlay) -> None:
    """No outline unless it is asked for, and no hint."""
    assert {level(preview, x, 230) for x in range(5, 320, 10)} == {150}


def test_the_outline_shows_the_centre_square(preview: CameraPreview, overlay: FramingOverlay) -> None:
    """What is outside is darker, what is inside as it was, and the edge is seen."""
    overlay.apply_settings(OUTLINED)

    assert level(preview, 20, 120) < 100
    assert level(preview, 160, 120) == 150
    assert level(preview, 42, 120) > 200


def test_the_outline_follows_the_crop_in_the_mirror(preview: CameraPreview, overlay: FramingOverlay) -> None:
    """As the picture is mirrored, so is the square; switched off, both are not."""
    overlay.apply_settings(OUTLINED)
    overlay.show_square(SquareCrop(20, 100, 100))
    place = preview.picture_place
    assert place is not None

    assert overlay.square_place(place).getRect() == (200, 100, 100, 100)
    preview.mirror_webcams(False)
    assert overlay.square_place(place).getRect() == (20, 100, 100, 100)


def test_the_outline_ends_where_the_picture_does(preview: CameraPreview, overlay: FramingOverlay) -> None:
    """A crop may reach beyond; the outline does not."""
    overlay.show_square(SquareCrop(-30, -20, 280))
    place = preview.picture_place
    assert place is not None

    assert place.contains(overlay.square_place(place))


def test_a_hint_is_painted_and_read_out(preview: CameraPreview, overlay: FramingOverlay) -> None:
    """At the bottom of the picture, and as the description of the overlay; taken back it is gone."""
    before = preview.grab().toImage()
    overlay.show_hint("Step back: you are too near.")

    assert overlay.accessibleDescription() == overlay.hint == "Step back: you are too near."
    assert preview.grab().toImage() != before
    assert level(preview, 160, 222) != 150
    overlay.show_hint("")
    assert preview.grab().toImage() == before


def test_a_hint_keeps_clear_of_the_subtitle(preview: CameraPreview, overlay: FramingOverlay) -> None:
    """Where the subtitle lies at the bottom of the picture, the hint is at its top."""
    overlay.apply_settings(replace(Settings(), subtitle=SubtitleStyle(is_over_picture=True, position="bottom")))
    overlay.show_hint("Step back: you are too near.")

    assert level(preview, 160, 222) == 150
    assert {level(preview, 160, y) for y in range(50, 90)} != {150}


def test_a_long_hint_in_a_small_picture_is_whole(preview: CameraPreview, overlay: FramingOverlay) -> None:
    """It is set in several lines, inside the picture."""
    preview.resize(170, 130)
    overlay.show_hint("The light is behind you: turn, so that it falls on your face.")
    shown = preview.grab().toImage()

    assert overlay.size() == preview.size()
    assert shown.pixelColor(QPoint(1, 100)) == QColor(150, 150, 150)


def test_clicks_go_through(preview: CameraPreview, overlay: FramingOverlay) -> None:
    """It is there to be looked at only."""
    assert overlay.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_without_a_picture_nothing_is_painted(preview: CameraPreview, overlay: FramingOverlay) -> None:
    """Before the first frame there is nothing to outline."""
    overlay.apply_settings(OUTLINED)
    preview.begin("Camera 0", is_live=True)
    overlay.show_hint("Nobody is in the picture.")
    shown = preview.grab().toImage()
    overlay.show_hint("")

    assert preview.grab().toImage() == shown
