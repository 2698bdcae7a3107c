"""Showing a sign: three, two, one, the sign, what the model saw of it, and one key to keep it or show it again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.teach_lesson import FEWEST_TRIES, MOST_TRIES, USUAL_TRIES, Lesson
from app.teach_parts import TWO_LINES, button, button_row, heading, sentence
from app.teach_picture import TeachPicture
from app.teach_recording import RecordingState, Stage
from app.tries_strip import TriesStrip
from models.taught.sign import SignTry
from models.video import RgbImage

__all__ = ["RecordStep", "stage_word"]


class RecordStep(QWidget):
    """Shows how far it is with one sign; what happens is decided by whoever hears its signals."""

    start_wanted = Signal()
    stop_wanted = Signal()  # the sign is over, or not to be shown yet
    kept = Signal()
    redone = Signal()
    dropped = Signal()  # the last one kept is not to be kept after all
    test_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson: Lesson | None = None
        self._stage = Stage.IDLE
        self.has_camera = False
        self._title = heading()
        self.picture = TeachPicture()
        self._hint = sentence("", self.tr("What to do"), "hint")
        self._hint.setMinimumHeight(TWO_LINES)
        self._strip = TriesStrip(USUAL_TRIES, MOST_TRIES)
        self._main = button(self.tr("Start (Space)"), self.tr("Count down and record a try"))
        self._again = button(self.tr("Again"), self.tr("Teach my sign: show this try again"), "R")
        self._drop = button(self.tr("Not the last"), self.tr("Teach my sign: drop the last try kept"), "Backspace")
        self._test = button(self.tr("Test it"), self.tr("Teach my sign: enough tries, test them"), "T")
        self._back = button(self.tr("Back"), self.tr("Back to the list of signs"))
        self._main.clicked.connect(self._press_main)
        self._again.clicked.connect(self.redone)
        self._drop.clicked.connect(self.dropped)
        self._test.clicked.connect(self.test_wanted)
        self._back.clicked.connect(self.left)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self.picture, stretch=1)
        layout.addWidget(self._hint)
        layout.addWidget(self._strip)
        layout.addLayout(button_row(self._back, self._drop, right=(self._test, self._again, self._main)))

    @property
    def hint(self) -> str:
        """What the person is told to do."""
        return self._hint.text()

    def take_focus(self) -> None:
        """The keyboard goes to the button that goes on, so that Space is all that is needed."""
        (self._main if self._main.isEnabled() else self._test).setFocus()

    def begin(self, lesson: Lesson) -> None:
        """Another sign."""
        self._lesson, self._stage = lesson, Stage.IDLE
        self.show_lesson()

    def forget(self) -> None:
        """Hold no picture of anybody."""
        self._lesson = None
        self.picture.forget()
        self._strip.show_tries([])

    def mirror(self, is_wanted: bool) -> None:
        """Whether left and right are exchanged on the screen."""
        self.picture.mirror(is_wanted)
        self._strip.mirror(is_wanted)

    def show_live(self, image: RgbImage | None, trouble: str) -> None:
        """Show the newest frame, or why there is none, unless a try is being played back."""
        self.has_camera = not trouble
        if self._lesson is None or self._lesson.pending is None:
            self.picture.show_live(None if trouble else image, text=trouble)
        self._enable()

    def show_pending(self, shown: SignTry, frame_rate: float) -> None:
        """Play back what the model saw."""
        if shown.frames is not None:
            self.picture.play(shown.frames, frame_rate)
        self.show_lesson()

    def show_state(self, state: RecordingState) -> None:
        """Show how far the try has come."""
        self._stage = state.stage
        share = state.share if state.stage is Stage.SIGNING else None
        self.picture.show_over(digit=state.digit, word=stage_word(state.stage), share=share)
        self.show_lesson()

    def show_failure(self, told: str) -> None:
        """Say why there is no try."""
        self.show_lesson()
        self._hint.setText(told)

    def show_lesson(self) -> None:
        """Show title, tries and buttons as the lesson has them."""
        lesson = self._lesson
        if lesson is None:
            return
        number = lesson.count + (0 if lesson.is_full else 1)
        self._title.setText(self.tr("{gloss}: try {number}").format(gloss=lesson.gloss, number=number))
        self._strip.show_tries([middle_picture(one) for one in lesson.all_tries])
        self._hint.setText(self._hint_text(lesson))
        text, name = self._main_texts(lesson)
        self._main.setText(text)
        self._main.setAccessibleName(name)
        self._main.setToolTip(name)
        self._enable()

    def _enable(self) -> None:
        lesson = self._lesson
        if lesson is None:
            return
        is_idle, is_pending = self._stage is Stage.IDLE, lesson.pending is not None
        self._again.setVisible(is_pending)
        self._drop.setEnabled(is_idle and not is_pending and bool(lesson.tries))
        self._test.setEnabled(is_idle and not is_pending and lesson.is_enough)
        # Disabled only when there can be no more tries: the keyboard would go to a neighbour, and Space would leave.
        can_go_on = is_pending or not lesson.is_full
        if not can_go_on and self._main.hasFocus():
            self._test.setFocus()
        self._main.setEnabled(can_go_on)

    def _main_texts(self, lesson: Lesson) -> tuple[str, str]:
        if lesson.pending is not None:
            return self.tr("Keep (Space)"), self.tr("Keep this try and go on to the next")
        if self._stage is Stage.COUNTING:
            return self.tr("Stop (Space)"), self.tr("Stop counting down")
        if self._stage is Stage.SIGNING:
            return self.tr("Finished (Space)"), self.tr("The sign is over")
        return self.tr("Start (Space)"), self.tr("Count down and record a try")

    def _hint_text(self, lesson: Lesson) -> str:
        if lesson.pending is not None:
            return self.tr("This is what the model saw. Space keeps it, R shows the sign again.")
        if self._stage is Stage.COUNTING:
            return self.tr("Hands down; sign after the one.")
        if self._stage is Stage.SIGNING:
            return self.tr("Sign {gloss} now, then rest your hands.").format(gloss=lesson.gloss)
        if self._stage is Stage.READING:
            return self.tr("The model looks at it…")
        if lesson.is_full:
            return self.tr("{count} tries are the most. Press T to test them.").format(count=MOST_TRIES)
        if lesson.known and not lesson.tries:
            told = self.tr("{count} tries so far: Space for more, T to test the sign as it is.")
            return told.format(count=lesson.count)
        if lesson.is_usual:
            return self.tr("{count} tries: press T to test them, or Space for more.").format(count=lesson.count)
        if lesson.is_enough:
            told = self.tr("{count} tries; {usual} are better. Space for the next, T to test them.")
            return told.format(count=lesson.count, usual=USUAL_TRIES)
        told = self.tr("Press Space, rest your hands while it counts, then sign {gloss}: {fewest} times at least.")
        return told.format(gloss=lesson.gloss, fewest=FEWEST_TRIES)

    @Slot()
    def _press_main(self) -> None:
        lesson = self._lesson
        if lesson is None:
            return
        if lesson.pending is not None:
            self.kept.emit()
        elif self._stage is Stage.IDLE and not self.has_camera:
            self.show_failure(self.picture.text)
        elif self._stage is Stage.IDLE:
            self.start_wanted.emit()
        else:
            self.stop_wanted.emit()


def stage_word(stage: Stage) -> str:
    """What stands over the picture, large."""
    return {Stage.SIGNING: "● REC", Stage.READING: "…"}.get(stage, "")


def middle_picture(one: SignTry) -> RgbImage | None:
    """The picture that stands for a try; None where none was kept."""
    return None if one.frames is None else one.frames[len(one.frames) // 2]
