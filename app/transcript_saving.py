"""A transcript saved, or written live, where the person asks for it. Nothing is written unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from app.transcript import Transcript
from app.transcript_file import FORMATS_BY_ENDING, LiveTranscriptFile, format_of, save_transcript
from app.transcript_parts import Section
from models.card import ModelCard
from models.errors import BadInputError

__all__ = ["TranscriptSaving"]


class TranscriptSaving(QObject):
    """Two actions, `save` and `write_live`, and the file that is being written, if any."""

    message_given = Signal(str)
    live_changed = Signal(str)  # the name of the file that is written from now on, empty for none

    def __init__(self, transcript: Transcript, card: ModelCard, window: QWidget) -> None:
        super().__init__(window)
        self._transcript = transcript
        self._card = card
        self._window = window
        self._file: LiveTranscriptFile | None = None
        self.save = QAction(self.tr("Save transcript…"), self)
        self.save.setShortcut(QKeySequence(QKeySequence.StandardKey.Save))
        self.save.triggered.connect(self._save)
        self.write_live = QAction(self.tr("Write live to file…"), self)
        self.write_live.setCheckable(True)
        self.write_live.setToolTip(self.tr("Writes each sentence to a file as it ends, until this is chosen again"))
        self.write_live.triggered.connect(self._switch)

    @property
    def live_path(self) -> Path | None:
        """The file that is being written."""
        return self._file.path if self._file else None

    def update(self) -> None:
        """Write what has changed."""
        if self._file:
            self._attempt(self._file.update)

    def finish(self) -> None:
        """Write the sentence being signed too, and end the file."""
        if self._file:
            self._attempt(self._file.finish)
        self._set_file(None)

    @Slot()
    def _save(self) -> None:
        path = self._ask(self.tr("Save the transcript"))
        if path is None:
            return
        try:
            section = None
            if format_of(path) != "text" and len(self._transcript.sections) > 1:
                section = self._ask_section(self._transcript.sections)
                if section is None:
                    return
            save_transcript(self._transcript, self._card, path, section)
        except BadInputError as error:
            self.message_given.emit(str(error))
            return
        sentence = self.tr("The transcript was saved to {name}.")
        if self._transcript.is_cut:
            sentence = self.tr("What is in the list was saved to {name}; older signs are no longer kept.")
        self.message_given.emit(sentence.format(name=path.name))

    @Slot(bool)
    def _switch(self, is_wanted: bool) -> None:
        if not is_wanted:
            path = self.live_path
            self.finish()
            if path:
                self.message_given.emit(self.tr("{name} is complete.").format(name=path.name))
            return
        path = self._ask(self.tr("Write the transcript live to a file"))
        self._set_file(None)
        if path is None:
            return
        try:
            self._set_file(LiveTranscriptFile(path, self._transcript, self._card))
        except BadInputError as error:
            self.message_given.emit(str(error))

    def _attempt(self, write: Callable[[], None]) -> None:
        try:
            write()
        except BadInputError as error:
            self._set_file(None)
            self.message_given.emit(self.tr("{reason} Nothing more is written.").format(reason=str(error)))

    def _set_file(self, file: LiveTranscriptFile | None) -> None:
        self._file = file
        self.write_live.setChecked(file is not None)
        text = self.tr("Stop writing to {name}").format(name=file.path.name) if file else self.tr("Write live to file…")
        self.write_live.setText(text)
        self.live_changed.emit(file.path.name if file else "")

    def _ask_section(self, sections: list[Section]) -> Section | None:
        """Which source; the newest is offered first. A file with times holds one, for each has a clock of its own."""
        title, question = self.tr("Save the transcript"), self.tr("A file with times is of one source. Which one?")
        names = [f"{number}: {self._transcript.name_of(one)}" for number, one in enumerate(sections, start=1)]
        name, is_chosen = QInputDialog.getItem(self._window, title, question, names, len(names) - 1, editable=False)
        return sections[names.index(name)] if is_chosen else None

    def _ask(self, title: str) -> Path | None:
        """A path with an ending; where none was typed, that of the kind chosen."""
        kinds = {
            self.tr("Text (*.txt)"): ".txt",
            self.tr("SubRip subtitles (*.srt)"): ".srt",
            self.tr("WebVTT subtitles (*.vtt)"): ".vtt",
            self.tr("JSON, with confidence and alternatives (*.json)"): ".json",
        }
        name, kind = QFileDialog.getSaveFileName(self._window, title, "", ";;".join(kinds))
        if not name:
            return None
        path = Path(name)
        if path.suffix:
            return path
        path = path.with_suffix(kinds.get(kind, next(iter(FORMATS_BY_ENDING))))
        if path.exists():  # the dialog has asked about another name
            self.message_given.emit(self.tr("{name} exists already. Choose another name.").format(name=path.name))
            return None
        return path
