"""The test of a sign just taught: sign it, or something else, and read what it is taken for."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.signs_panel import unbroken
from app.teach_lesson import Lesson
from app.teach_parts import TWO_LINES, button, button_row, heading, sentence
from app.teach_picture import TeachPicture
from app.teach_record_step import stage_word
from app.teach_recording import RecordingState, Stage
from app.try_reader import TestedSign
from app.verdict_bar import VerdictBar
from models.taught.matcher import Verdict
from models.video import RgbImage

__all__ = ["TestStep"]

ENOUGH = 0.5  # the score from which a sign is said
CLEAR_MARGIN = 0.3  # ours
ANSWER_HEIGHT = 50  # pixels: nothing moves when an answer comes


class TestStep(QWidget):
    """Shows tests; what is done with the sign is decided by whoever hears its signals."""

    __test__ = False  # for pytest: no test of its own

    start_wanted = Signal()
    stop_wanted = Signal()
    accepted = Signal()
    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson: Lesson | None = None
        self._tested: TestedSign | None = None
        self._stage = Stage.IDLE
        self.has_camera = False
        self._title = heading()
        self.picture = TeachPicture()
        self._answer = sentence("", self.tr("What it was taken for"), "verdict")
        self._bar = VerdictBar()
        self._reason = sentence("", self.tr("How clear that is"), "hint")
        self._reason.setMinimumHeight(TWO_LINES)
        self._answer.setMinimumHeight(ANSWER_HEIGHT)
        self._main = button(self.tr("Test (Space)"), self.tr("Count down and test"))
        self._done = button(self.tr("Done"), self.tr("Teach my sign: keep it, it is looked for from now on"), "D")
        more = button(self.tr("More tries"), self.tr("Back to showing the sign"))
        self._main.clicked.connect(self._press_main)
        self._done.clicked.connect(self.accepted)
        more.clicked.connect(self.more_wanted)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self.picture, stretch=1)
        for one in (self._answer, self._bar, self._reason):
            layout.addWidget(one)
        layout.addLayout(button_row(more, right=(self._done, self._main)))

    @property
    def answer(self) -> str:
        """What the last test was taken for."""
        return self._answer.text()

    @property
    def reason(self) -> str:
        """How clear that is, or what to do."""
        return self._reason.text()

    @property
    def bar(self) -> VerdictBar:
        """How near it came."""
        return self._bar

    def begin(self, lesson: Lesson) -> None:
        """Test this sign."""
        self._lesson, self._tested, self._stage = lesson, None, Stage.IDLE
        self._title.setText(self.tr("Test: sign {gloss}, or something else").format(gloss=lesson.gloss))
        self.picture.forget()
        self._show()
        self._main.setFocus()

    def forget(self) -> None:
        """Hold no picture of anybody."""
        self._lesson = self._tested = None
        self.picture.forget()

    def mirror(self, is_wanted: bool) -> None:
        """Whether left and right are exchanged on the screen."""
        self.picture.mirror(is_wanted)

    def show_live(self, image: RgbImage | None, trouble: str) -> None:
        """Show the newest frame, or why there is none, unless a test is being played back."""
        self.has_camera = not trouble
        if self._tested is None:
            self.picture.show_live(None if trouble else image, text=trouble)

    def show_state(self, state: RecordingState) -> None:
        """Show how far a test has come."""
        if state.stage is Stage.COUNTING:
            self._tested = None
        self._stage = state.stage
        share = state.share if state.stage is Stage.SIGNING else None
        self.picture.show_over(digit=state.digit, word=stage_word(state.stage), share=share)
        self._show()

    def show_tested(self, tested: TestedSign, frame_rate: float) -> None:
        """Show what a test was taken for."""
        self._tested = tested
        self.picture.play(tested.frames, frame_rate)
        self._show()

    def show_failure(self, told: str) -> None:
        """Say why there was no test."""
        self._show()
        self._reason.setText(told)

    def _show(self) -> None:
        lesson, tested = self._lesson, self._tested
        if lesson is None:
            return
        text, name = {
            Stage.COUNTING: (self.tr("Stop (Space)"), self.tr("Stop counting down")),
            Stage.SIGNING: (self.tr("Finished (Space)"), self.tr("The sign is over")),
        }.get(self._stage, (self.tr("Test (Space)"), self.tr("Count down and test")))
        self._main.setText(text)
        self._main.setAccessibleName(name)
        self._main.setToolTip(name)
        self._done.setEnabled(self._stage is Stage.IDLE)
        self._bar.show_share(tested.verdict.score if tested else None, ENOUGH)
        self._answer.setText(self._answer_text(lesson, tested.verdict) if tested else "")
        self._reason.setText(self._reason_text(lesson, tested.verdict) if tested else self._waiting_text(lesson))

    def _waiting_text(self, lesson: Lesson) -> str:
        if self._stage is Stage.IDLE:
            return self.tr(
                "Press Space, and after the one sign {gloss}. Then try others: they must not be taken for it."
            ).format(gloss=lesson.gloss)
        if self._stage is Stage.COUNTING:
            return self.tr("Hands down; sign after the one.")
        if self._stage is Stage.SIGNING:
            return self.tr("Sign now, then rest your hands.")
        return self.tr("The model looks at it…")

    def _answer_text(self, lesson: Lesson, verdict: Verdict) -> str:
        if verdict.gloss is None:
            return self.tr("None of your signs")
        return unbroken(verdict.gloss)

    def _reason_text(self, lesson: Lesson, verdict: Verdict) -> str:
        if verdict.gloss is None:
            told = self.tr("Right, if it was something else. If it was {gloss}, press More tries: they help.")
            return told.format(gloss=lesson.gloss)
        if verdict.gloss != lesson.gloss:
            told = self.tr("It was taken for {other}, another of your signs. If it was {gloss}, more tries help.")
            return told.format(other=verdict.gloss, gloss=lesson.gloss)
        if verdict.margin >= CLEAR_MARGIN:
            return self.tr(
                "That is clear: no other of your signs comes near. If it was something else, more tries help."
            )
        return self.tr("Only just: another of your signs comes near, and more tries help.")

    @Slot()
    def _press_main(self) -> None:
        if self._stage is Stage.IDLE and not self.has_camera:
            self.show_failure(self.picture.text)
        elif self._stage is Stage.IDLE:
            self.start_wanted.emit()
        else:
            self.stop_wanted.emit()
