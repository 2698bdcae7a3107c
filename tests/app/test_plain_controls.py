"""The controls drawn in the theme's colours."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from app.plain_controls import ChoiceBox, NumberBox, SwitchBox


def turn_wheel(widget: QWidget) -> None:
    """One notch."""
    nowhere, middle = QPoint(), QPointF(5, 5)
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(widget, QWheelEvent(middle, middle, nowhere, QPoint(0, -120), buttons, keys, phase, False))


def test_a_switch_shows_its_state(qtbot: QtBot) -> None:
    """A tick makes the difference between on and off, and can be seen in black on white and white on black."""
    switch = SwitchBox("Mirror")
    qtbot.addWidget(switch)
    for text, behind in (("#000000", "#ffffff"), ("#ffffff", "#000000")):
        palette = QPalette()
        for role, colour in (
            (QPalette.ColorRole.WindowText, text),
            (QPalette.ColorRole.Mid, text),
            (QPalette.ColorRole.Base, behind),
            (QPalette.ColorRole.Window, behind),
        ):
            palette.setColor(role, QColor(colour))
        switch.setPalette(palette)
        switch.resize(200, 32)
        marks = []
        for is_on in (False, True):
            switch.setChecked(is_on)
            picture = switch.grab().toImage()
            square = [picture.pixelColor(x, y).name() for x in range(8, 21) for y in range(10, 23)]
            marks.append(square.count(text))
        assert marks[0] == 0
        assert marks[1] > 10


def test_a_switch_is_worked_by_mouse_and_keyboard(qtbot: QtBot) -> None:
    """A click anywhere on it, or the space bar."""
    switch = SwitchBox("Mirror")
    qtbot.addWidget(switch)
    switch.resize(switch.sizeHint())
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(switch.width() - 3, 5))
    assert switch.isChecked()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()


def test_the_wheel_changes_nothing(qtbot: QtBot) -> None:
    """Whoever scrolls the page does not change what lies under the pointer."""
    number, choice = NumberBox(0, 100, 10, "%"), ChoiceBox({1: "One", 2: "Two"})
    for widget in (number, choice):
        qtbot.addWidget(widget)
        widget.show()
    number.show_choice(50)
    turn_wheel(choice)
    turn_wheel(number.findChild(QSpinBox))

    assert choice.currentData() == 1
    assert number.number == 50


def test_a_number_by_key_button_and_typing(qtbot: QtBot) -> None:
    """All three tell the new number once; its limits hold."""
    box = NumberBox(0, 100, 10, "%")
    qtbot.addWidget(box)
    box.show_choice(90)
    told: list[object] = []
    box.chosen.connect(told.append)
    field = box.findChild(QSpinBox)
    less, more = box.findChildren(QPushButton)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(less, Qt.MouseButton.LeftButton)
    field.selectAll()
    qtbot.keyClicks(field, "7")

    assert told == [100, 90, 7]
