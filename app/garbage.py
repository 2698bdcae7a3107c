"""Python's garbage is collected in the window's thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

__all__ = ["GarbageCollector"]

LOOKED_AFTER_MS = 500


class GarbageCollector(QObject):
    """Collects what Python would collect, as often, but here.

    Python's own collector runs in whichever thread asks for memory. What it finds may be a widget or a timer that is
    let go of in a cycle, and Qt crashes where such a one ends in another thread than its own.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_automatic = gc.isenabled()
        gc.disable()
        timer = QTimer(self, interval=LOOKED_AFTER_MS)
        timer.timeout.connect(self.collect)
        timer.start()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due, if any."""
        due = [count > limit > 0 for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0]:
            gc.collect(2 if all(due) else int(due[1]))

    def finish(self) -> None:
        """Give the work back to Python."""
        if self._was_automatic:
            gc.enable()
