"""All that was recognised, with times, and what the signer made of it: undone, corrected, cleared. Knows no Qt.

A committed gloss is never changed or taken back but by the signer; what was recognised is kept beside a correction.

Another source begins another section, and so does another model: its signs are others. Times are those of a section's
own source: one clock for all of them would shift the subtitles of every video that is opened after a camera. So a file
with times holds one section.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import replace

from app.captions import CaptionState
from app.transcript_parts import Section, Sentence, TranscriptGloss, group_by_sentence
from models.card import ModelCard
from models.decoding import RecognizedGloss
from models.errors import BadInputError
from models.vocabulary import GlossVocabulary

__all__ = ["Transcript"]

KEPT_GLOSSES = 10_000  # ours: hours of signing without a pause, some 6 MB; a file written live keeps all of it
_TOLERANCE_S = 1e-6


class Transcript:
    """Grows by what the recogniser commits, changes only by what the signer does. Belongs to one thread.

    A gloss's number is its place among all there have ever been; it stays while older ones are forgotten. Times are
    seconds of the source: from the start of a file, or from when a camera was first watched.
    """

    def __init__(self, vocabulary: GlossVocabulary, kept_glosses: int = KEPT_GLOSSES) -> None:
        self.forgotten_count = 0
        self.kept_from_sentence = 0  # older sentences have been forgotten or cleared
        self.is_cut = False  # whether older glosses have been forgotten because there were too many
        self.taught: tuple[str, ...] = ()  # what the model in use was taught besides: it may be corrected to as well
        self.version = 0  # another number whenever a gloss came, went or changed, or a sentence ended
        self._vocabulary = vocabulary  # where no card has been given
        self._card: ModelCard | None = None
        self._kept_glosses = kept_glosses
        self._glosses: list[TranscriptGloss] = []
        self._running = 0  # the number of the sentence being signed
        self._sections = [Section("", 0)]
        self._is_recorded = True
        self._shift_s = 0.0
        self._last_end_s = 0.0
        self._reset_count = self._base = self._seen_sentence = self._seen_count = 0

    @property
    def glosses(self) -> Sequence[TranscriptGloss]:
        """What is kept, oldest first; the first one has the number `forgotten_count`. Not to be changed."""
        return self._glosses

    @property
    def source(self) -> str:
        """The name of the source of the newest section."""
        return self._sections[-1].source

    @property
    def sections(self) -> list[Section]:
        """Those of which something is kept, oldest first."""
        starts = [self._place_of(section.first_sentence) for section in self._sections[1:]]
        places = itertools.pairwise([0, *starts, len(self._glosses)])
        return [section for section, (start, end) in zip(self._sections, places, strict=True) if start < end]

    @property
    def headings(self) -> dict[int, str]:
        """The name of each section by the number of its first gloss; none where one section is all there is."""
        sections = self.sections
        if len(sections) < 2:
            return {}
        firsts = [0, *(self._place_of(section.first_sentence) for section in sections[1:])]
        return {
            self.forgotten_count + first: self.name_of(section) for first, section in zip(firsts, sections, strict=True)
        }

    @property
    def current_section(self) -> Section:
        """The newest one, of which there may be nothing yet."""
        return self._sections[-1]

    @property
    def sentences(self) -> list[Sentence]:
        """What is kept, the sentence being signed included."""
        return group_by_sentence(self._glosses)

    def section_of(self, sentence: int) -> Section:
        """The section that a sentence belongs to, by its number."""
        firsts = [section.first_sentence for section in self._sections]
        return self._sections[max(0, bisect.bisect_right(firsts, sentence) - 1)]

    def name_of(self, section: Section) -> str:
        """What a section is called: its source, and its model too where several have been used."""
        cards = {id(one.card): one.card for one in self.sections}
        return f"{section.source}, {section.card.name}" if len(cards) > 1 and section.card else section.source

    def sentences_of(self, section: Section) -> list[Sentence]:
        """What is kept of one section."""
        return [sentence for sentence in self.sentences if self.section_of(sentence.number) == section]

    @property
    def finished_sentences(self) -> list[Sentence]:
        """The kept sentences that have ended."""
        return [sentence for sentence in self.sentences if sentence.number < self._running]

    # ── What the recogniser does ──────────────────────────────────────────────────────────────────────────────────────

    def goes_on(self, source: str, *, is_live: bool = False, is_sample: bool = False) -> bool:
        """Whether another source would go on with the newest section: a camera that comes back goes on where it was.

        The sample clip, which plays by itself where there is no camera, never takes the place of what somebody signed.
        """
        return (is_live and source == self.source) or self._stands_over(is_sample)

    def begin(self, source: str, *, is_live: bool = False, is_sample: bool = False, origin_s: float = 0.0) -> None:
        """Another source is watched from now on. Unless it goes on, it begins a section.

        Only the sample clip's glosses give way, to whatever else is watched: it plays by itself and nobody signed it.

        Args:
            source: Its name.
            is_live: Whether it is a camera.
            is_sample: Whether it is the sample clip, which is not recorded while something else stands here.
            origin_s: The time, on the source's own clock, that is to be 0.
        """
        goes_on = self.goes_on(source, is_live=is_live, is_sample=is_sample)
        self._is_recorded = not self._stands_over(is_sample)
        self.end_sentence()
        self._begin_stream(0)
        if goes_on:
            return
        if self.current_section.is_sample:
            self.clear()
        self._sections = [*self.sections, Section(source, self._running, is_sample, self._card)]
        self.version += 1
        self._shift_s, self._last_end_s = -origin_s, 0.0

    def use_model(self, card: ModelCard) -> None:
        """Another model recognises from the next sentence on, in a section of its own; the source is the same.

        One that was away without anything having been recognised meanwhile goes on with its own section.
        """
        self._card = card
        if self._glosses and self._glosses[-1].sentence >= self._running:
            self.end_sentence()
        newest, kept = self.current_section, self.sections
        is_back = newest not in kept and bool(kept) and (kept[-1].source, kept[-1].card) == (newest.source, card)
        self._sections = kept if is_back else [*kept, replace(newest, first_sentence=self._running, card=card)]
        self.version += 1

    def take(self, captions: CaptionState) -> None:
        """Append what has been committed since the last call; the states of a stream must come in their order."""
        if captions.reset_count != self._reset_count:
            self.end_sentence()
            self._begin_stream(captions.reset_count)
        oldest = max(self._seen_sentence, captions.forgotten_count)
        for number in range(oldest, captions.current_number + 1):
            glosses = captions.sentences[number - captions.forgotten_count]
            seen_count = self._seen_count if number == self._seen_sentence else 0
            self._append(glosses[seen_count:], self._base + number)
            self._seen_sentence, self._seen_count = number, len(glosses)
        if self._running != self._base + captions.current_number:
            self._running = self._base + captions.current_number
            self.version += 1
        self._forget()

    def end_sentence(self) -> None:
        """What comes next is a sentence of its own."""
        self._running += 1
        self.version += 1

    # ── What the signer does ──────────────────────────────────────────────────────────────────────────────────────────

    def undo(self) -> TranscriptGloss | None:
        """Take away the newest gloss and return it, None if there is none."""
        if not self._glosses:
            return None
        self.version += 1
        return self._glosses.pop()

    def correct(self, number: int, gloss: str) -> None:
        """Put another gloss of its model's list in a gloss's place; the recognised one again ends the correction.

        Raises:
            BadInputError: The gloss is not in the list, or there is none of that number.
        """
        index = number - self.forgotten_count
        if not 0 <= index < len(self._glosses):
            raise BadInputError(f"The transcript has no gloss number {number} (any more).")
        old = self._glosses[index]
        choices = self.choices(index)
        if gloss not in choices:
            raise BadInputError(f"The gloss {gloss!r} is not among the {len(choices)} that may stand there.")
        self._glosses[index] = replace(old, correction=None if gloss == old.recognized.gloss else gloss)
        self.version += 1

    def choices(self, index: int) -> set[str]:
        """What may stand in the place of a kept gloss: its model's signs, those taught now, and what was seen there."""
        gloss = self._glosses[index]
        card = self.section_of(gloss.sentence).card
        seen = {gloss.recognized.gloss, *(one.gloss for one in gloss.recognized.alternatives)}
        return {*(card.vocabulary if card else self._vocabulary).glosses, *self.taught, *seen}

    def clear(self) -> None:
        """Forget all of it."""
        self.version += 1
        self.forgotten_count += len(self._glosses)
        self.kept_from_sentence = self._running
        self.is_cut = False
        self._glosses = []

    def applied(self, captions: CaptionState) -> CaptionState:
        """The state, already taken, as the signer wants it: undone glosses gone, corrected ones corrected.

        It counts as many committed glosses as before: a subtitle must not take an undo for a fresh start.
        """
        if not self._is_recorded or captions.committed_count == 0:
            return captions
        first = self._base + captions.forgotten_count
        texts: dict[int, tuple[str, ...]] = {}
        for gloss in itertools.takewhile(lambda gloss: gloss.sentence >= first, reversed(self._glosses)):
            texts[gloss.sentence] = (gloss.gloss, *texts.get(gloss.sentence, ()))
        finished = tuple(texts.get(first + index, ()) for index in range(len(captions.finished)))
        return replace(captions, finished=finished, committed=texts.get(first + len(finished), ()))

    # ── Inside ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _place_of(self, sentence: int) -> int:
        """Where in the list the first gloss of that sentence stands, or would."""
        return bisect.bisect_left(self._glosses, sentence, key=lambda gloss: gloss.sentence)

    def _stands_over(self, is_sample: bool) -> bool:
        return is_sample and bool(self._glosses) and not self.current_section.is_sample

    def _begin_stream(self, reset_count: int) -> None:
        """Captions count their sentences from 0 again."""
        self._reset_count = reset_count
        self._base = self._running
        self._seen_sentence = 0
        self._seen_count = 0

    def _append(self, glosses: Sequence[RecognizedGloss], sentence: int) -> None:
        if not self._is_recorded or not glosses:
            return
        self.version += 1
        for gloss in glosses:
            if gloss.start_s + self._shift_s < self._last_end_s - _TOLERANCE_S:
                # The clock went back, as a looped clip's does: on from here. Or the first sign of a camera began a
                # moment before it was said to be watched, by a clock that began when the computer was switched on.
                self._shift_s = self._last_end_s or -gloss.start_s
            placed = replace(gloss, start_s=gloss.start_s + self._shift_s, end_s=gloss.end_s + self._shift_s)
            self._last_end_s = placed.end_s
            self._glosses.append(TranscriptGloss(placed, sentence))

    def _forget(self) -> None:
        """Drop the oldest sentences, whole ones, while there are too many glosses."""
        too_many = len(self._glosses) - self._kept_glosses
        if too_many <= 0:
            return
        last = min(self._glosses[too_many - 1].sentence, self._running - 1)
        count = sum(1 for _ in itertools.takewhile(lambda gloss: gloss.sentence <= last, self._glosses))
        if count:
            self.version += 1
            self.is_cut = True
            self.forgotten_count += count
            self.kept_from_sentence = last + 1
            del self._glosses[:count]
