"""Asking what may be kept: nothing more than is switched on, and what taking back means is said before."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.plain_controls import SwitchBox
from app.teach_consent import Consent
from app.teach_consent_step import ConsentStep

ALL = Consent(was_asked=True, keeps_features=True, keeps_clips=True, exports_clips=True)


@pytest.fixture
def step(qtbot: QtBot) -> ConsentStep:
    """The step."""
    one = ConsentStep()
    qtbot.addWidget(one)
    return one


def warning(step: ConsentStep) -> str:
    """What is said about the change."""
    return next(label.text() for label in step.findChildren(QLabel) if label.objectName() == "warning")


def test_by_default_only_numbers_are_kept(step: ConsentStep) -> None:
    """Pictures and their export need a tick each."""
    step.ask(Consent())

    assert step.answer == Consent(was_asked=True)
    assert warning(step) == ""


def test_one_kind_needs_the_other(step: ConsentStep) -> None:
    """Without pictures none can be exported, without files none can be kept."""
    step.ask(ALL)
    features, clips, export = step.findChildren(SwitchBox)
    assert step.answer == ALL

    clips.setChecked(False)
    assert step.answer == replace(ALL, keeps_clips=False, exports_clips=False)
    assert not export.isEnabled()
    assert "pictures will be deleted" in warning(step)
    features.setChecked(False)
    assert step.answer == Consent(True, False, False, False)
    assert not clips.isEnabled()
    assert "files of all your signs will be deleted" in warning(step)
