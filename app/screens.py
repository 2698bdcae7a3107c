"""For developers: `python -m app.screens SHEET.jpg --theme light` draws every screen of the app onto one sheet.

`make screens` does so in dark and light at 100 and 200 %, so that a change which cuts a text off is seen. On a screen
too small for the window, at 200 % say, the window takes what there is, as it would on somebody's desk.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.__main__ import open_model, run_guarded, sample_clip
from models.recognizer import GlossRecognizer

# After onnxruntime, as in app/__main__.py.
from PySide6.QtCore import QBuffer, QByteArray, QRect, QSize, Qt  # isort: skip
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter  # isort: skip
from PySide6.QtWidgets import QApplication, QDialog, QWidget  # isort: skip

from app.camera import FrameSource, NoCameraError, VideoFile
from app.camera_state import CameraState
from app.event_loop import delete_now, run_events, run_until
from app.garbage import GarbageCollector
from app.keys_page import KeysPage
from app.main_window import MainWindow
from app.model_page import ModelPage
from app.more_menu import MoreButton
from app.preferences import Preferences
from app.settings import SettingsFile, ThemeChoice
from app.settings_page import SettingsPage
from app.teach_page import TeachPage
from app.teaching_screens import ClipCamera, teach_before
from app.theme import ThemeFollower
from app.transcript_panel import TranscriptPanel
from models.whole_file import write_whole

__all__ = ["Screen", "contact_sheet", "draw_screens"]

GLOSSES_SHOWN = 3
TAUGHT = "COFFEE"
SMALL = QSize(640, 480)
LIMIT_S = 120.0
SETTLE_S = 0.3
COLUMNS, TILE_WIDTH, GAP, CAPTION_HEIGHT = 2, 800, 16, 28  # pixels of the sheet
JPEG_QUALITY = 78


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture and what it shows."""

    name: str
    picture: QImage


def draw_screens(recognizer: GlossRecognizer, clip: Path, preferences: Preferences) -> Iterator[Screen]:
    """Draw every screen, as the theme in force has it. Raises GlosscastError if the clip is not recognised in time."""
    window = _open(recognizer, clip, preferences, CameraState.NONE)
    opened = [window]  # kept: Python might collect a window that is let go of in the thread of the next one's camera
    window.play_video(clip)
    run_until(lambda: window.captions.committed_count >= GLOSSES_SHOWN, "The sample clip was not recognised", LIMIT_S)
    yield _draw("The sample clip plays", window)
    window.findChildren(TranscriptPanel)[0].correct_last()
    yield _draw("Choices to correct a sign", window)
    theme = preferences.settings.theme
    preferences.change(replace(preferences.settings, theme="high-contrast"))
    yield _draw("High contrast", window)
    preferences.change(replace(preferences.settings, theme=theme))
    size = window.size()
    window.resize(SMALL)
    yield _draw("In 640 x 480", window)
    window.resize(size)
    yield from _draw_pages(window)
    window.close()
    for state, name in ((CameraState.NONE, "No camera"), (CameraState.BUSY, "Another program has the camera")):
        window = _open(recognizer, clip, preferences, state)
        opened.append(window)
        window.start_camera()
        run_until(partial(_is_in, window, state), f"The window does not say {state.name}", LIMIT_S)
        yield _draw(name, window)
        window.close()
    opened.append(window := _open(recognizer, clip, preferences, CameraState.NONE, ClipCamera(clip)))
    window.start_camera()
    for name, page in teach_before(window, TAUGHT):
        yield _draw(name, page)
    window.findChildren(TeachPage)[0].close()
    yield _draw("A sign taught beside the model's own", window)
    window.close()
    delete_now(opened)


def contact_sheet(screens: list[Screen]) -> QImage:
    """All of them side by side, each with its name, shrunk to the width of a column."""
    shrunk = [
        screen.picture.scaledToWidth(
            min(TILE_WIDTH, screen.picture.width()), Qt.TransformationMode.SmoothTransformation
        )
        for screen in screens
    ]
    rows = [range(first, min(first + COLUMNS, len(screens))) for first in range(0, len(screens), COLUMNS)]
    heights = [max(shrunk[index].height() for index in row) + CAPTION_HEIGHT + GAP for row in rows]
    sheet = QImage(GAP + COLUMNS * (TILE_WIDTH + GAP), sum(heights) + GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#777777"))
    painter = QPainter(sheet)
    font = painter.font()
    font.setPixelSize(18)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for column, index in enumerate(row):
            left = GAP + column * (TILE_WIDTH + GAP)
            caption = QRect(left, top, TILE_WIDTH, CAPTION_HEIGHT)
            painter.drawText(caption, Qt.AlignmentFlag.AlignVCenter, screens[index].name)
            painter.drawImage(left, top + CAPTION_HEIGHT, shrunk[index])
        top += height
    painter.end()
    return sheet


def _open(
    recognizer: GlossRecognizer,
    clip: Path,
    preferences: Preferences,
    state: CameraState,
    camera: FrameSource | None = None,
) -> MainWindow:
    """A window on a computer with a camera, or with one in that state."""

    def open_camera() -> FrameSource:
        if camera is not None:
            return camera
        raise NoCameraError("There is no camera to be had.", state)

    window = MainWindow(recognizer, VideoFile(clip, is_looped=True, title="Sample clip"), open_camera, preferences)
    GarbageCollector(window)
    window.resize(window.size().boundedTo(QGuiApplication.primaryScreen().availableSize()))
    window.show()
    window.setFocus()
    return window


def _is_in(window: MainWindow, state: CameraState) -> bool:
    return window.camera.state is state and (not state.is_absence or window.captions.committed_count >= 1)


def _draw_pages(window: MainWindow) -> Iterator[Screen]:
    more = window.findChildren(MoreButton)[0]
    pages: tuple[tuple[str, Callable[[], None], type[QDialog]], ...] = (
        ("Settings", more.open_settings, SettingsPage),
        ("What this model knows", more.open_model, ModelPage),
        ("Keyboard", more.open_keys, KeysPage),
    )
    for name, open_page, kind in pages:
        open_page()
        page = window.findChildren(kind)[0]
        yield _draw(name, page)
        page.close()


def _draw(name: str, widget: QWidget) -> Screen:
    run_events(SETTLE_S)
    picture = widget.grab().toImage()
    picture.setDevicePixelRatio(1.0)
    return Screen(name, picture)


def _as_jpeg(image: QImage) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", JPEG_QUALITY)  # type: ignore[call-overload]  # the stub wants bytes, Qt refuses them
    return bytes(content.data())


def main(arguments: list[str]) -> int:
    """Draw them all and write the sheet."""
    themes: tuple[ThemeChoice, ...] = ("dark", "light")
    parser = argparse.ArgumentParser(prog="python -m app.screens", description=__doc__)
    parser.add_argument("sheet", type=Path, metavar="SHEET.jpg")
    parser.add_argument("--theme", choices=themes, default="dark")
    options = parser.parse_args(arguments)
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:  # for what is taught
        preferences = Preferences(SettingsFile(Path(folder) / "settings.json"))
        preferences.change(replace(preferences.settings, theme=options.theme))
        follower = ThemeFollower(application, options.theme)
        preferences.changed.connect(follower.follow_settings)
        sheet = contact_sheet(list(draw_screens(open_model(None), sample_clip(), preferences)))
        preferences.finish()
    write_whole(options.sheet, _as_jpeg(sheet), "The sheet")
    print(f"Written to {options.sheet}.")
    return 0


if __name__ == "__main__":
    sys.exit(run_guarded(partial(main, sys.argv[1:])))
