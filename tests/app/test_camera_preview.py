"""The picture in the window."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.camera_preview import CameraPreview
from models.video import RgbImage


@pytest.fixture
def preview(qtbot: QtBot) -> CameraPreview:
    """A preview as large as the pictures below, so that pixels can be compared."""
    widget = CameraPreview()
    widget.resize(320, 240)
    qtbot.addWidget(widget)
    return widget


def half_red() -> RgbImage:
    """Left half red, right half blue."""
    image = np.zeros((240, 320, 3), np.uint8)
    image[:, :160, 0] = 255
    image[:, 160:, 2] = 255
    return image


def colour(picture: QImage, x: int, y: int) -> tuple[int, int, int]:
    """Red, green and blue of a pixel."""
    pixel = picture.pixelColor(x, y)
    return pixel.red(), pixel.green(), pixel.blue()


def test_a_webcam_is_a_mirror(preview: CameraPreview) -> None:
    """Left and right are exchanged on the screen, and the frame, which the model reads too, is untouched."""
    image = half_red()
    preview.begin("Camera 0", is_live=True)
    preview.show_image(image)
    shown = preview.grab().toImage()

    assert preview.is_mirrored
    assert colour(shown, 80, 200) == (0, 0, 255)
    assert colour(shown, 240, 200) == (255, 0, 0)
    assert np.array_equal(image, half_red())


def test_the_mirror_turns_every_pixel_and_can_be_switched_off(preview: CameraPreview) -> None:
    """Switched off, a webcam is shown bit for bit; switched on, as its mirror image, but for rounding."""
    image = np.random.default_rng(1).integers(0, 256, (240, 320, 3), np.uint8)
    preview.begin("Camera 0", is_live=True)
    preview.show_image(image)
    mirrored = preview.grab().toImage()
    preview.mirror_webcams(False)
    plain = preview.grab().toImage()

    assert not preview.is_mirrored
    for y in range(60, 220, 7):
        for x in range(20, 300, 7):
            assert colour(plain, x, y) == tuple(image[y, x])
            assert np.allclose(colour(mirrored, 319 - x, y), image[y, x], atol=3)


def test_a_video_is_no_mirror(preview: CameraPreview) -> None:
    """A file is shown as it is."""
    preview.begin("clip.mp4", is_live=False)
    preview.show_image(half_red())
    shown = preview.grab().toImage()

    assert not preview.is_mirrored
    assert colour(shown, 80, 200) == (255, 0, 0)


def test_the_shape_of_the_picture_is_kept(preview: CameraPreview) -> None:
    """A square picture is not stretched: left and right of it is the window."""
    preview.begin("clip.mp4", is_live=False)
    preview.show_image(np.full((50, 50, 3), 255, np.uint8))
    shown = preview.grab().toImage()

    assert colour(shown, 160, 200) == (255, 255, 255)
    assert colour(shown, 10, 120) != (255, 255, 255)
    assert colour(shown, 310, 120) != (255, 255, 255)


def test_a_new_source_begins_without_the_old_picture(preview: CameraPreview) -> None:
    """Nobody sees the last source's last frame under the new one's name."""
    preview.begin("clip.mp4", is_live=False)
    preview.show_image(half_red())
    preview.begin("Camera 0", is_live=True)
    shown = preview.grab().toImage()

    assert colour(shown, 80, 200) not in ((255, 0, 0), (0, 0, 255))
