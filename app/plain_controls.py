"""Check box, list box and number box drawn in the theme's own colours: Fusion's edges vanish in a dark window.

They also keep their value when the wheel turns over them: whoever scrolls a page means the page.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QSpinBox, QWidget

__all__ = ["ChoiceBox", "NumberBox", "SwitchBox"]

BOX, GAP = 20, 10  # pixels: the square of a check box, and what is between it and its text
ARROW_WIDTH, ARROW_HEIGHT = 10.0, 6.0


class SwitchBox(QCheckBox):
    """A check box: a square that can be seen, with a tick when it is on, and a frame when the keyboard is there."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().size(0, self.text())
        return QSize(BOX + 2 * GAP + text.width() + 4, max(BOX, text.height()) + 12)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        square = QRectF(4, (self.height() - BOX) / 2, BOX, BOX)
        painter.setBrush(palette.base())
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1.5))
        painter.drawRoundedRect(square, 4, 4)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 3, Qt.PenStyle.SolidLine))
        if self.isChecked():
            tick = [(0.2, 0.55), (0.43, 0.77), (0.82, 0.27)]
            points = [QPointF(square.left() + BOX * x, square.top() + BOX * y) for x, y in tick]
            painter.drawPolyline(QPolygonF(points))
        painter.drawText(
            QRectF(self.rect()).adjusted(4 + BOX + GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()


class ChoiceBox(QComboBox):
    """One of a few values, each with its text."""

    chosen = Signal(object)

    def __init__(self, choices: Mapping[object, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for value, text in choices.items():
            self.addItem(text, value)
        self.activated.connect(self._tell)

    def show_choice(self, value: object) -> None:
        """Show that this is chosen, without telling so."""
        self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().windowText())
        left, top = self.width() - 14 - ARROW_WIDTH, (self.height() - ARROW_HEIGHT) / 2
        corners = [(0.0, 0.0), (ARROW_WIDTH, 0.0), (ARROW_WIDTH / 2, ARROW_HEIGHT)]
        painter.drawPolygon(QPolygonF([QPointF(left + x, top + y) for x, y in corners]))
        painter.end()

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))


class _Number(QSpinBox):
    """A number's field, with an edge of the theme's colour and without the tiny buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setFrame(False)
        self.setMinimumHeight(36)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        # The text's own field is opaque, whatever its palette says: it must leave the edge uncovered.
        self.lineEdit().setGeometry(self.rect().adjusted(8, 4, -8, -4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.Accent if self.hasFocus() else QPalette.ColorRole.Mid
        line = Qt.PenStyle.SolidLine if self.isEnabled() else Qt.PenStyle.DashLine
        painter.setPen(QPen(self.palette().color(role), 2 if self.hasFocus() else 1, line))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()


class NumberBox(QWidget):
    """A whole number with a unit: typed, or changed with the arrow keys or the buttons beside it."""

    chosen = Signal(object)

    def __init__(self, smallest: int, largest: int, step: int, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = _Number()
        self._number.setRange(smallest, largest)
        self._number.setSingleStep(step)
        self._number.setSuffix(f" {unit}")
        self._number.valueChanged.connect(self._tell)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._number, stretch=1)
        for sign, name, change in (
            ("−", self.tr("Less"), self._number.stepDown),
            ("+", self.tr("More"), self._number.stepUp),
        ):
            button = QPushButton(sign)
            button.setAccessibleName(name)
            button.setAutoRepeat(True)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do the same
            button.clicked.connect(change)
            layout.addWidget(button)
        self.setFocusProxy(self._number)

    @property
    def number(self) -> int:
        """What it shows."""
        return self._number.value()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._number.setAccessibleName(name)

    def show_choice(self, number: int) -> None:
        """Show that this is chosen, without telling so."""
        self._number.blockSignals(True)
        self._number.setValue(number)
        self._number.blockSignals(False)

    @Slot(int)
    def _tell(self, number: int) -> None:
        self.chosen.emit(number)
