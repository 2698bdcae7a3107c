"""A sign being shown and tested: tries recorded, kept or shown again, and what a test of them says."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.camera_keeper import CameraKeeper
from app.camera_state import CameraState
from app.frame_tap import FrameTap
from app.own_signs import OwnSigns
from app.settings import Settings
from app.teach_lesson import Lesson
from app.teach_record_step import RecordStep
from app.teach_recording import Recording, RecordingState
from app.teach_test_step import TestStep
from app.try_reader import TestedSign, TryReader
from app.watcher import Watcher
from models.errors import GlosscastError
from models.taught.sign import SignTry

__all__ = ["TeachFlow"]

TICK_MS = 40
STALE_AFTER_S = 1.5  # a picture older than this is none


class TeachFlow(QObject):
    """Leads through both steps. Meanwhile the watcher recognises nothing: its frames come here.

    Args:
        signs: What has been taught.
        watcher: Whose frames are taken.
        camera: Says what is the matter with it.
    """

    step_wanted = Signal(object)  # the step to be shown, a widget
    left = Signal(str)  # back to the list; what is to be said there
    taught = Signal(str)  # the same after a sign was taught: its gloss

    def __init__(self, signs: OwnSigns, watcher: Watcher, camera: CameraKeeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._signs, self._watcher, self._camera = signs, watcher, camera
        self._lesson: Lesson | None = None
        self._reader: TryReader | None = None
        self._is_leaving = False
        self.recording = Recording(FrameTap(), self)
        self._record, self._test = RecordStep(), TestStep()
        self._step: RecordStep | TestStep = self._record
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._look)
        self._record.kept.connect(self._keep)
        self._record.redone.connect(self._redo)
        self._record.dropped.connect(self._drop)
        self._record.test_wanted.connect(self._begin_test)
        self._record.left.connect(self.go_back)
        for step in self.steps:
            step.start_wanted.connect(self._begin_recording)
            step.stop_wanted.connect(self.recording.end_early)
        self._test.accepted.connect(self._save)
        self._test.more_wanted.connect(self._back_to_tries)
        self.recording.changed.connect(self._show_recording)
        self.recording.recorded.connect(self._take_recorded)
        self.recording.failed.connect(self._show_failure)

    @property
    def steps(self) -> tuple[RecordStep, TestStep]:
        """What is to be shown."""
        return self._record, self._test

    @property
    def is_teaching(self) -> bool:
        """Whether a sign is being taught."""
        return self._lesson is not None

    # ── Tries ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def begin(self, lesson: Lesson) -> None:
        self._lesson, self._is_leaving = lesson, False
        self._reader = TryReader(self._signs.recognizer.path)
        self._record.begin(lesson)
        self._watch_camera()
        self._go_to(self._record)
        self._record.take_focus()

    @Slot()
    def _begin_recording(self) -> None:
        lesson, reader = self._lesson, self._reader
        if lesson is None or reader is None:
            return
        self._is_leaving = False
        rate = self._signs.recognizer.card.frame_rate
        if self._step is self._record:
            self.recording.begin(rate, reader.read_try)
            return
        try:
            make = self._signs.maker_with(lesson.gloss, lesson.all_tries)
        except GlosscastError as error:
            self._show_failure(str(error))
        else:
            self.recording.begin(rate, partial(reader.test, make))

    @Slot(object)
    def _take_recorded(self, result: object) -> None:
        rate = self._signs.recognizer.card.frame_rate
        if isinstance(result, SignTry) and self._lesson is not None:
            self._lesson.pending = result
            self._record.show_pending(result, rate)
            self._record.take_focus()
        elif isinstance(result, TestedSign):
            self._test.show_tested(result, rate)

    @Slot()
    def _keep(self) -> None:
        if self._lesson is None:
            return
        was_usual = self._lesson.is_usual
        self._lesson.keep()
        self._record.show_lesson()
        if not self._lesson.is_full and was_usual == self._lesson.is_usual:
            self._begin_recording()

    @Slot()
    def _redo(self) -> None:
        if self._lesson is not None:
            self._lesson.give_up()
            self._begin_recording()

    @Slot()
    def _drop(self) -> None:
        if self._lesson is not None:
            self._lesson.drop_last()
            self._record.show_lesson()

    @Slot()
    def go_back(self) -> None:
        """One step back; tries that would be lost are left by a second press only."""
        if self._step is self._test:
            self._back_to_tries()
            return
        lesson = self._lesson
        self.recording.stop()
        if lesson is not None and lesson.pending is not None:
            lesson.give_up()
            self._record.show_lesson()
        if lesson is None or not lesson.tries or self._is_leaving:
            self.end()
            self.left.emit("")
            return
        self._is_leaving = True
        told = self.tr("{count} tries would be lost: press Back once more to leave, or Space to go on.")
        self._record.show_failure(told.format(count=len(lesson.tries)))

    # ── The test ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @Slot()
    def _begin_test(self) -> None:
        if self._lesson is not None:
            self._go_to(self._test)
            self._test.begin(self._lesson)

    @Slot()
    def _back_to_tries(self) -> None:
        self.recording.stop()
        self._go_to(self._record)
        self._record.show_lesson()
        self._record.take_focus()

    @Slot()
    def _save(self) -> None:
        lesson = self._lesson
        if lesson is None:
            return
        try:
            if lesson.tries:
                self._signs.teach(lesson.gloss, tuple(lesson.tries))
        except GlosscastError as error:
            self._test.show_failure(str(error))
            return
        self.end()
        self.taught.emit(lesson.gloss)

    # ── Camera and recording ──────────────────────────────────────────────────────────────────────────────────────────

    def _watch_camera(self) -> None:
        self._watcher.divert(self.recording.tap)
        self._timer.start()

    @Slot()
    def end(self) -> None:
        """Give the frames back to the watcher; what was not saved is forgotten."""
        self._lesson = None
        self._timer.stop()
        self.recording.stop()
        self.recording.tap.forget()
        self._watcher.divert(None)
        self._reader = None
        for step in self.steps:
            step.forget()

    def _go_to(self, step: RecordStep | TestStep) -> None:
        self._step = step
        self.step_wanted.emit(step)
        self._look()

    @Slot()
    def _look(self) -> None:
        newest = self.recording.tap.newest
        trouble = self._trouble()
        if not trouble and newest is not None and time.monotonic() - newest.captured_at_s > STALE_AFTER_S:
            trouble = self.tr("No picture comes from the camera. Look whether it is covered, or unplugged.")
        self._step.show_live(newest.image if newest else None, trouble)

    def _trouble(self) -> str:
        source = self._watcher.source
        if self._camera.state is CameraState.PAUSED:
            return self.tr("The camera is off. Press Resume in the window, then show your sign here.")
        if self._camera.state is CameraState.BUSY:
            return self.tr("Another program is using the camera. Close it, and go on here.")
        if source is None or not source.is_live:
            return self.tr(
                "To teach a sign Glosscast needs a camera, and there is none. Plug one in, or press Retry camera in "
                "the window; then go on here."
            )
        return ""

    @Slot(object)
    def _show_recording(self, state: RecordingState) -> None:
        self._step.show_state(state)

    @Slot(str)
    def _show_failure(self, told: str) -> None:
        self._step.show_failure(told)

    @Slot(object)
    def follow_settings(self, settings: Settings) -> None:
        """People know themselves from the mirror; the frames of a left-handed signer are mirrored already."""
        for step in self.steps:
            step.mirror(settings.is_mirrored != settings.is_left_handed)

    def finish(self) -> None:
        """Before the end: no thread goes on."""
        self.end()
        self.recording.finish()
