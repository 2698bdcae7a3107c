"""A file dropped on the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.model_drop import ModelDrop

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop(target: QWidget, addresses: list[str]) -> tuple[bool, bool]:
    """Drag these over a widget and let go; returns whether either was accepted."""
    mime = QMimeData()
    mime.setUrls([QUrl(address) for address in addresses])
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    let_go = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, LEFT, NONE)
    let_go.ignore()
    QApplication.sendEvent(target, let_go)
    return enter.isAccepted(), let_go.isAccepted()


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (["file:///models/mine.onnx"], Path("/models/mine.onnx")),
        (["file:///models/MINE.ONNX"], Path("/models/MINE.ONNX")),
        (["file:///models/mine.txt"], None),
        (["file:///a.onnx", "file:///b.onnx"], None),
        (["https://example.org/mine.onnx"], None),
        ([], None),
    ],
)
def test_one_model_at_a_time_is_taken(qtbot: QtBot, addresses: list[str], expected: Path | None) -> None:
    """One .onnx of this computer is; anything else is left to others, and nothing is fetched from elsewhere."""
    target = QWidget()
    qtbot.addWidget(target)
    dropped: list[Path] = []
    ModelDrop(target).dropped.connect(dropped.append)

    assert drop(target, addresses) == (expected is not None, expected is not None)
    assert dropped == ([] if expected is None else [expected])
