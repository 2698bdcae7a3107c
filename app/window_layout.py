"""Where the parts of the window stand: picture and panels, the line of messages, the subtitle, the controls."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

__all__ = ["lay_out"]

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class _Side(QWidget):
    """The panels, one above the other. Where none is to be seen, it is not there either: the picture has the room."""

    def __init__(self, panels: Sequence[QWidget]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for panel in panels:
            column.addWidget(panel, stretch=int(panel is panels[-1]))
            panel.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setHidden(all(panel.isHidden() for panel in self.findChildren(QWidget, options=_DIRECT)))
        return super().eventFilter(watched, event)


def lay_out(
    *, picture: QWidget, panels: Sequence[QWidget], message: QWidget, subtitle: QWidget, controls: QWidget
) -> tuple[QWidget, QVBoxLayout]:
    """Everything in its place, panels beside the picture, the last of them taking what room is left.

    Returns:
        The whole, and its rows.
    """
    above = QHBoxLayout()
    above.setSpacing(16)
    above.addWidget(picture, stretch=7)
    above.addWidget(_Side(panels), stretch=3)

    content = QVBoxLayout()
    content.setContentsMargins(16, 16, 16, 12)
    content.setSpacing(10)
    content.addLayout(above, stretch=1)
    content.addWidget(message)

    rows = QVBoxLayout()
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addLayout(content, stretch=100)
    rows.addWidget(subtitle, stretch=46)
    rows.addWidget(controls)
    whole = QWidget()
    whole.setLayout(rows)
    return whole, rows
