"""Where the subtitle stands in the window: a band above or below everything else, or on the picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.settings import SubtitleStyle
from app.subtitle_view import SubtitleView

__all__ = ["SubtitlePlace"]

BAND_STRETCH = 46  # to the 100 of picture and panel
LARGEST_SHARE = 0.5  # of a picture may be covered
BELOW_TITLE = 52  # pixels: that a camera is on is always seen


class SubtitlePlace(QObject):
    """Moves the subtitle between its places.

    Args:
        column: The window's contents, the subtitle among them, the controls last.
    """

    def __init__(self, subtitle: SubtitleView, picture: QWidget, column: QVBoxLayout) -> None:
        super().__init__(picture)
        self._subtitle = subtitle
        self._picture = picture
        self._column = column
        self._style = SubtitleStyle()
        picture.installEventFilter(self)

    def arrange(self, style: SubtitleStyle) -> None:
        """Put it where this style wants it."""
        self._style = style
        self._column.removeWidget(self._subtitle)
        if style.is_over_picture:
            self._subtitle.setParent(self._picture)
            self._fit_over_picture()
        else:
            place = 0 if style.position == "top" else self._column.count() - 1
            # A chosen size takes the height that it needs; without one the picture and the subtitle share the height.
            stretch = BAND_STRETCH if style.font_size_pt is None else 0
            self._column.insertWidget(place, self._subtitle, stretch)
        self._subtitle.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._style.is_over_picture:
            self._fit_over_picture()
        return False

    def _fit_over_picture(self) -> None:
        width, height = self._picture.width(), self._picture.height()
        covered = min(self._subtitle.height_for(width), round(LARGEST_SHARE * height))
        top = BELOW_TITLE if self._style.position == "top" else height - covered
        self._subtitle.setGeometry(0, top, width, covered)
