"""The controls of the settings page. Each tells what the person chose, and keeps quiet when a choice is only shown."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QPushButton, QWidget

from app.plain_controls import ChoiceBox, NumberBox, SwitchBox
from app.settings import LARGEST_FONT_PT, SMALLEST_FONT_PT

__all__ = ["ColourBox", "FontBox", "SizeBox"]

USUAL_SIZE_PT = 48  # where a size is first chosen
SWATCH = 18  # pixels
SWATCH_EDGE = QColor("#808080")  # seen beside white and beside black


class FontBox(ChoiceBox):
    """A font family of this computer; "" is the window's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__({}, parent)
        self.addItem(self.tr("As in the window"), "")
        for family in QFontDatabase.families():
            if not QFontDatabase.isPrivateFamily(family):
                self.addItem(family, family)

    def show_choice(self, value: object) -> None:
        if self.findData(value) < 0:  # chosen on another computer; kept, though another font stands in for it here
            self.addItem(str(value), value)
        super().show_choice(value)


class SizeBox(QWidget):
    """A size in points, or None for as large as the window allows."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fits = SwitchBox(self.tr("As large as fits"))
        self._fits.setAccessibleName(self.tr("Size: as large as fits"))
        self._size = NumberBox(SMALLEST_FONT_PT, LARGEST_FONT_PT, 2, self.tr("pt"))
        self._size.setAccessibleName(self.tr("Size in points"))
        self._size.show_choice(USUAL_SIZE_PT)
        self._fits.toggled.connect(self._tell)
        self._size.chosen.connect(self._tell)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._fits)
        layout.addWidget(self._size, stretch=1)
        self.setFocusProxy(self._fits)

    def show_choice(self, size_pt: int | None) -> None:
        """Show that this is chosen."""
        self._fits.blockSignals(True)
        self._fits.setChecked(size_pt is None)
        self._fits.blockSignals(False)
        self._size.setEnabled(size_pt is not None)
        if size_pt is not None:
            self._size.show_choice(size_pt)

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(None if self._fits.isChecked() else self._size.number)


class ColourBox(QWidget):
    """A colour as #rrggbb, one with a name or any other."""

    chosen = Signal(object)

    def __init__(self, other_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named: dict[object, str] = {
            "#ffffff": self.tr("White"),
            "#ffe600": self.tr("Yellow"),
            "#ffb347": self.tr("Orange"),
            "#a6f5a6": self.tr("Light green"),
            "#9fd3ff": self.tr("Light blue"),
            "#fff4d6": self.tr("Cream"),
            "#000000": self.tr("Black"),
            "#202428": self.tr("Dark grey"),
            "#00205b": self.tr("Dark blue"),
            "#003d1f": self.tr("Dark green"),
            "#5c0a0a": self.tr("Dark red"),
        }
        self._box = ChoiceBox(named)
        for index in range(self._box.count()):
            self._box.setItemIcon(index, _swatch(str(self._box.itemData(index))))
        self._box.chosen.connect(self.chosen)
        other = QPushButton(self.tr("Other…"))
        other.setAccessibleName(other_name)
        other.setAutoDefault(False)
        other.clicked.connect(self._ask)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box, stretch=1)
        layout.addWidget(other)
        self.setFocusProxy(self._box)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._box.setAccessibleName(name)

    def show_choice(self, colour: str) -> None:
        """Show that this is chosen."""
        if self._box.findData(colour) < 0:
            self._box.addItem(_swatch(colour), colour, colour)
        self._box.show_choice(colour)

    @Slot()
    def _ask(self) -> None:
        colour = QColorDialog.getColor(QColor(str(self._box.currentData())), self, self.tr("Choose a colour"))
        if colour.isValid():
            self.chosen.emit(colour.name())


def _swatch(colour: str) -> QIcon:
    picture = QPixmap(SWATCH, SWATCH)
    picture.fill(QColor(colour))
    painter = QPainter(picture)
    painter.setPen(SWATCH_EDGE)
    painter.drawRect(0, 0, SWATCH - 1, SWATCH - 1)
    painter.end()
    return QIcon(picture)
