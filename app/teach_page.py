"""Teach my sign: from the list of one's signs to a name, to tries, to a test, and back; by the keyboard alone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.camera_keeper import CameraKeeper
from app.own_signs import OwnSigns
from app.preferences import Preferences
from app.sign_files import SignFiles
from app.sign_rows import sign_rows
from app.teach_consent import Consent
from app.teach_consent_step import ConsentStep
from app.teach_flow import TeachFlow
from app.teach_lesson import Lesson
from app.teach_list_step import SignsStep
from app.teach_name_step import NameStep
from app.watcher import Watcher
from models.errors import GlosscastError

__all__ = ["TeachPage"]

WIDTH, HEIGHT = 760, 740  # pixels


class TeachPage(QDialog):
    """Shows one step at a time; Escape goes back, and closes the page where it began.

    Args:
        signs: What has been taught.
        watcher: Whose frames are recorded.
        camera: Says what is the matter with it.
    """

    def __init__(
        self,
        signs: OwnSigns,
        watcher: Watcher,
        camera: CameraKeeper,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Teach my sign"))
        self._signs = signs
        self._goes_on_to_name = False  # once the person has agreed
        self.flow = TeachFlow(signs, watcher, camera, self)
        self.files = SignFiles(signs, self)
        self._list, self._consent, self._name = SignsStep(), ConsentStep(), NameStep()
        self._steps = QStackedWidget()
        for step in (self._list, self._consent, self._name, *self.flow.steps):
            self._steps.addWidget(step)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.addWidget(self._steps)
        self._connect()
        self.flow.follow_settings(preferences.settings)
        preferences.changed.connect(self.flow.follow_settings)
        self.resize(WIDTH, HEIGHT)

    def _connect(self) -> None:
        one = self._list
        one.new_wanted.connect(self._ask_name)
        one.add_wanted.connect(self._add_tries)
        one.rename_wanted.connect(self._ask_new_name)
        one.deleted.connect(self.files.delete)
        one.renew_wanted.connect(self.files.renew)
        one.export_wanted.connect(self.files.export)
        one.import_wanted.connect(self._take_in)
        one.consent_wanted.connect(self._ask_consent)
        one.left.connect(self.accept)
        self.files.told.connect(self.show_list)
        self._consent.agreed.connect(self._take_consent)
        self._consent.left.connect(self.show_list)
        self._name.named.connect(self._take_name)
        self._name.left.connect(self.show_list)
        self.flow.step_wanted.connect(self._steps.setCurrentWidget)
        self.flow.left.connect(self.show_list)
        self.flow.taught.connect(self._tell_taught)
        self._signs.changed.connect(self._refresh)

    @property
    def step(self) -> QWidget | None:
        """The one that is shown."""
        return self._steps.currentWidget()

    @Slot()
    @Slot(str)
    def show_list(self, note: str = "") -> None:
        """Back to the beginning, with something to be said there."""
        self.flow.end()
        self._list.forget_question()
        self._refresh()
        self._list.say(note or " ".join(self._signs.store.faults))
        self._steps.setCurrentWidget(self._list)
        self._list.take_focus()

    def follow_model(self) -> None:
        """Another model is in use: a sign half taught was taught to the one before."""
        if self.flow.is_teaching:
            self.show_list(self.tr("Another model is in use now: begin your sign anew."))
        elif self.step is self._list:
            self.show_list()

    def finish(self) -> None:
        """Before the end: no thread of this page goes on."""
        self.flow.finish()
        self.files.finish()

    @Slot()
    def _refresh(self) -> None:
        self._list.show_rows(sign_rows(self._signs.store))

    @Slot()
    def _ask_consent(self) -> None:
        self._goes_on_to_name = False
        self._steps.setCurrentWidget(self._consent)  # first: a step that is not shown cannot take the keyboard
        self._consent.ask(self._signs.store.consent)

    @Slot(object)
    def _take_consent(self, consent: Consent) -> None:
        try:
            self._signs.change_consent(consent)
        except GlosscastError as error:
            self.show_list(str(error))
            return
        if self._goes_on_to_name:
            self._ask_name()
        else:
            self.show_list()

    @Slot()
    def _ask_name(self) -> None:
        if not self._signs.recognizer.is_stateful:
            self._list.say(self.tr("The model in use cannot be taught: it remembers nothing from frame to frame."))
            return
        if not self._signs.store.consent.was_asked:
            self._ask_consent()
            self._goes_on_to_name = True
            return
        self._steps.setCurrentWidget(self._name)
        self._name.ask(self._vocabulary, tuple(self._signs.store.known))

    @Slot()
    def _take_in(self) -> None:
        if self._signs.store.consent.was_asked:
            self.files.take_in()
        else:
            self._ask_consent()

    @Slot(str)
    def _ask_new_name(self, gloss: str) -> None:
        store = self._signs.store
        self._steps.setCurrentWidget(self._name)
        self._name.ask(self._vocabulary, (*store.known, *store.others), gloss)

    @Slot(str, str)
    def _take_name(self, gloss: str, old: str) -> None:
        if old:
            self.files.rename(old, gloss)
            self._list.choose(gloss)
        else:
            self.flow.begin(Lesson(gloss))

    @Slot(str)
    def _add_tries(self, gloss: str) -> None:
        known = self._signs.store.known.get(gloss)
        if known:
            self.flow.begin(Lesson(gloss, known.sign.tries))

    @Slot(str)
    def _tell_taught(self, gloss: str) -> None:
        # Measured in docs/taught.md: elsewhere hardly any taught sign is found.
        sentence = self.tr("{gloss} is looked for from now on. In another room or light, add tries made there.")
        self.show_list(sentence.format(gloss=gloss))
        self._list.choose(gloss)

    @property
    def _vocabulary(self) -> tuple[str, ...]:
        return self._signs.recognizer.card.vocabulary.glosses

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        if self.step is self._list:
            super().reject()
        elif self.flow.is_teaching:
            self.flow.go_back()
        else:
            self.show_list()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.show_list()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.flow.end()
