"""A transcript as a file: saved once, or written as it happens, so that a killed program loses one sentence at most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.caption_formats import CaptionFormat, file_head, file_tail, format_sentences, sentence_text
from app.transcript import Transcript
from app.transcript_parts import Section, Sentence
from models.card import ModelCard
from models.errors import BadInputError
from models.whole_file import check_target, write_whole

__all__ = ["FORMATS_BY_ENDING", "LiveTranscriptFile", "format_of", "save_transcript"]

FORMATS_BY_ENDING: dict[str, CaptionFormat] = {".txt": "text", ".srt": "srt", ".vtt": "vtt", ".json": "json"}
WHAT = "The transcript"


def format_of(path: Path) -> CaptionFormat:
    """The format that a file's name asks for; raises BadInputError for another ending."""
    caption_format = FORMATS_BY_ENDING.get(path.suffix.lower())
    if caption_format is None:
        endings = ", ".join(FORMATS_BY_ENDING)
        raise BadInputError(f"A transcript is a file that ends with one of {endings}, and {path.name} does not.")
    return caption_format


def save_transcript(transcript: Transcript, card: ModelCard, path: Path, section: Section | None = None) -> None:
    """Write what is kept of a transcript, the sentence being signed included.

    Plain text, which states no times, holds all sections, each under the name of its source if there are several. Any
    other file holds one.

    Args:
        card: Of the model, for sections that do not know theirs.
        section: Which; without it the newest of which something is kept.

    Raises:
        BadInputError: The file cannot be written, or its ending is none of the formats'.
    """
    caption_format = format_of(path)
    sections = transcript.sections or [transcript.current_section]
    if caption_format != "text":
        sections = [section or sections[-1]]
    parts = []
    for one in sections:
        sentences = transcript.sentences_of(one)
        text = format_sentences(sentences, caption_format, source=one.source, card=one.card or card)
        parts.append(f"[{transcript.name_of(one)}]\n{text}" if len(sections) > 1 else text)
    content = "\n".join(parts)
    write_whole(path, content.encode(), WHAT)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence begins in the file, in bytes and in blocks."""

    offset: int
    blocks_before: int


@dataclass(frozen=True, slots=True)
class _Written:
    """A sentence that is in the file."""

    sentence: Sentence
    place: _Place


class LiveTranscriptFile:
    """Holds the finished sentences of a transcript's newest section, whole and readable whenever one looks.

    A new sentence is appended by one write to the system, so that it is there or not, whatever ends the program; what
    was undone or corrected is rewritten beside the file and takes its place at one stroke. What the transcript has
    forgotten or cleared stays in the file.

    Raises:
        BadInputError: From any method, where the file cannot be written; or its ending is none of the formats'.
    """

    def __init__(self, path: Path, transcript: Transcript, card: ModelCard) -> None:
        self.path = path
        self._format = format_of(path)
        self._transcript = transcript
        self._first_sentence = transcript.current_section.first_sentence
        self._tail = file_tail(self._format).encode()
        self._written: list[_Written] = []
        head = file_head(self._format, source=transcript.source, card=transcript.current_section.card or card).encode()
        self._end = _Place(len(head), 0)  # where the next sentence goes
        write_whole(path, head + self._tail, WHAT)
        self.update()

    def update(self) -> None:
        """Make the file say what the transcript's finished sentences say now."""
        self._rewrite(self._transcript.finished_sentences)

    def finish(self) -> None:
        """Write the sentence being signed too: the transcript ends, or what follows is not to be in this file."""
        self._rewrite(self._transcript.sentences)

    def _rewrite(self, sentences: Sequence[Sentence]) -> None:
        sentences = [sentence for sentence in sentences if sentence.number >= self._first_sentence]
        kept_from = self._transcript.kept_from_sentence
        self._written = [written for written in self._written if written.sentence.number >= kept_from]
        same_count = 0
        for written, sentence in zip(self._written, sentences, strict=False):
            if written.sentence != sentence:
                break
            same_count += 1
        is_appended = same_count == len(self._written)
        if is_appended and same_count == len(sentences):
            return
        # From the last unchanged one on: how long its cue stands depends on when the next begins.
        first = max(0, same_count - 1)
        start = self._written[first].place if self._written else self._end
        content = self._render(sentences, first, start)
        if is_appended:
            self._overwrite(start.offset, content + self._tail)
        else:
            self._replace(start.offset, content + self._tail)

    def _render(self, sentences: Sequence[Sentence], first: int, place: _Place) -> bytes:
        """The content of the sentences from `first` on, which begins at `place`; notes where each of them begins."""
        self._written = self._written[:first]
        content = b""
        start = place.offset
        for index, sentence in enumerate(sentences[first:], start=first):
            next_start_s = sentences[index + 1].start_s if index + 1 < len(sentences) else math.inf
            text, block_count = sentence_text(sentence, self._format, place.blocks_before, next_start_s)
            self._written.append(_Written(sentence, place))
            content += text.encode()
            place = _Place(start + len(content), place.blocks_before + block_count)
        self._end = place
        return content

    def _overwrite(self, offset: int, content: bytes) -> None:
        """Never shorter than what stood there: only cues of the last sentence change, and their clocks are as long."""
        check_target(self.path, WHAT)
        try:
            with self.path.open("r+b", buffering=0) as file:
                file.seek(offset)
                if file.write(content) != len(content):
                    raise OSError(0, "the disk is full")
        except OSError as error:
            raise BadInputError(f"{WHAT} cannot be written to {self.path}: {error.strerror}.") from error

    def _replace(self, offset: int, content: bytes) -> None:
        check_target(self.path, WHAT)
        try:
            before = self.path.read_bytes()[:offset]
        except OSError as error:
            raise BadInputError(f"{WHAT} cannot be written to {self.path}: {error.strerror}.") from error
        write_whole(self.path, before + content, WHAT)
