"""Where the subtitle stands."""

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.settings import SubtitleStyle
from app.subtitle_place import SubtitlePlace
from app.subtitle_view import SubtitleView


class Column:
    """A window of a picture, a subtitle and controls, 1000 by 800 pixels."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.picture = QWidget()
        self.subtitle = SubtitleView()
        self.controls = QLabel("controls")
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.picture, stretch=100)
        layout.addWidget(self.subtitle, stretch=46)
        layout.addWidget(self.controls)
        self.place = SubtitlePlace(self.subtitle, self.picture, layout)
        self.window.resize(1000, 800)
        self.window.show()

    def arrange(self, style: SubtitleStyle) -> None:
        """As the main window does when settings change."""
        self.subtitle.set_style(style)
        self.place.arrange(style)
        self.window.layout().activate()


@pytest.fixture
def column(qtbot: QtBot) -> Column:
    """A column on the screen."""
    one = Column()
    qtbot.addWidget(one.window)
    return one


def test_bottom_and_top(column: Column) -> None:
    """Below the picture, or above it; the controls stay last; and back again."""
    for _ in range(2):
        column.arrange(SubtitleStyle(position="top"))
        assert column.subtitle.y() < column.picture.y() < column.controls.y()
        column.arrange(SubtitleStyle())
        assert column.picture.y() < column.subtitle.y() < column.controls.y()


def test_a_chosen_size_gets_its_height(column: Column) -> None:
    """Two rows of 72 points have room, and the picture gets what is left; 16 points take less than the usual band."""
    column.arrange(SubtitleStyle())
    usual = column.subtitle.height()
    column.arrange(SubtitleStyle(font_size_pt=72))
    assert column.subtitle.height() >= column.subtitle.height_for(column.subtitle.width())
    column.arrange(SubtitleStyle(font_size_pt=16))
    assert column.subtitle.height() < usual


@pytest.mark.parametrize("position", ["bottom", "top"])
def test_over_the_picture(column: Column, position: str) -> None:
    """It lies on the picture, as wide, at most half as high, below the title; it grows with the window."""
    column.arrange(SubtitleStyle(is_over_picture=True, position=position))  # type: ignore[arg-type]
    for width, height in ((1000, 800), (600, 400)):
        column.window.resize(width, height)
        column.window.layout().activate()
        assert column.subtitle.parent() is column.picture
        assert column.subtitle.isVisible()
        assert column.subtitle.width() == column.picture.width()
        assert column.subtitle.height() <= max(column.picture.height() // 2 + 1, column.subtitle.minimumHeight())
        if position == "top":
            assert column.subtitle.y() > 40

    column.arrange(SubtitleStyle())
    assert column.subtitle.parent() is column.window
