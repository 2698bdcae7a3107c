"""Where the parts of the window stand."""

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.window_layout import lay_out


def test_without_panels_the_picture_has_all_the_room(qtbot: QtBot, qapp: QApplication) -> None:
    """Panels that are hidden leave no gap beside the picture, and come back to their place."""
    picture, panels = QLabel("picture"), (QLabel("signs"), QLabel("transcript"))
    whole, _ = lay_out(
        picture=picture, panels=panels, message=QLabel(), subtitle=QLabel("subtitle"), controls=QLabel("controls")
    )
    qtbot.addWidget(whole)
    whole.resize(1000, 700)
    whole.show()
    beside = picture.width()
    assert beside < 700

    panels[0].hide()
    qapp.processEvents()
    assert picture.width() == beside
    panels[1].hide()
    qapp.processEvents()
    assert picture.width() == 1000 - 2 * 16

    panels[1].show()
    qapp.processEvents()
    assert picture.width() == beside
    assert panels[1].isVisible()
