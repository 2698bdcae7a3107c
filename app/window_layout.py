"""Where the parts of the window stand: picture and panels, the line of messages, the subtitle, the controls."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

__all__ = ["lay_out"]


def lay_out(
    *, picture: QWidget, panels: Sequence[QWidget], message: QWidget, subtitle: QWidget, controls: QWidget
) -> tuple[QWidget, QVBoxLayout]:
    """Everything in its place, panels beside the picture, the last of them taking what room is left.

    Returns:
        The whole, and its rows.
    """
    side = QVBoxLayout()
    side.setSpacing(10)
    for panel in panels:
        side.addWidget(panel, stretch=int(panel is panels[-1]))
    above = QHBoxLayout()
    above.setSpacing(16)
    above.addWidget(picture, stretch=7)
    above.addLayout(side, stretch=3)

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
