"""The line under the picture: what is going on, and what the person should know besides."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from app.pace import Pace
from app.preferences import Preferences

__all__ = ["MessageLine"]


class MessageLine(QLabel):
    """Shows a message, which comes and goes with the source, and notices, which stay until they are taken back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = ""
        self._notice = self._model = ""
        self._pace = Pace.KEEPS_UP
        self.setObjectName("message")
        self.setWordWrap(True)
        self.setMinimumHeight(30)  # reserved, so that nothing moves when there is nothing to say
        self.setAccessibleName(self.tr("Message"))

    def text(self) -> str:
        """The message alone."""
        return self._message

    @property
    def shown(self) -> str:
        """All that the line shows."""
        return super().text()

    def setText(self, message: str) -> None:
        self._message = message
        self._show()

    def clear(self) -> None:
        self.setText("")

    def follow(self, preferences: Preferences) -> None:
        """Show what the person should know about the settings, now and later."""
        self.show_notice(preferences.notice)
        preferences.noticed.connect(self.show_notice)

    @Slot(str)
    def show_notice(self, sentence: str) -> None:
        """Show this besides the message, until it is replaced or emptied."""
        self._notice = sentence
        self._show()

    @Slot(str)
    def show_model(self, sentence: str) -> None:
        """Show this about the model besides the message, until it is replaced or emptied."""
        self._model = sentence
        self._show()

    def show_pace(self, pace: Pace) -> None:
        """Say so if recognition does not keep up."""
        if pace is not self._pace:
            self._pace = pace
            self._show()

    def _show(self) -> None:
        shown = "  ".join(part for part in self._parts() if part)
        super().setText(shown)
        self.setAccessibleDescription(shown)

    def _parts(self) -> tuple[str, ...]:
        return self._message, self._model, self._pace_sentence(), self._notice

    def _pace_sentence(self) -> str:
        if self._pace is Pace.STRAINED:
            return self.tr("This computer only just keeps up; it may help to close other programs.")
        if self._pace is Pace.STARVED:
            return self.tr(
                "Too few pictures a second come in, and signs may be missed; before a camera, light often helps."
            )
        if self._pace is Pace.BEHIND:
            return self.tr("This computer cannot keep up: frames are left out, and signs may be missed.")
        if self._pace is Pace.FAR_BEHIND:
            return self.tr("This computer is far too slow for this model: most signs will be missed or wrong.")
        return ""
