"""Recognised glosses as plain text, JSON, SubRip (.srt) and WebVTT (.vtt)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from models.card import ModelCard
from models.decoding import RecognizedGloss
from models.endpoints import EndpointRule

__all__ = ["CAPTION_FORMATS", "CaptionFormat", "Sentence", "format_captions", "group_sentences"]

CaptionFormat = Literal["text", "json", "srt", "vtt"]
CAPTION_FORMATS: tuple[str, ...] = get_args(CaptionFormat)

SENTENCE_GAP_S = EndpointRule().trailing_blank_s  # a pause that ends a sentence on the screen does so in a file
ROW_LENGTH = 42  # characters; with two rows a cue, the usual measure of subtitle guidelines
ROWS_A_CUE = 2
SHORTEST_CUE_S = 1.0  # ours: a shorter one cannot be read


@dataclass(frozen=True, slots=True)
class Sentence:
    """Glosses with no pause of 1.2 s between them."""

    glosses: tuple[RecognizedGloss, ...]

    @property
    def start_s(self) -> float:
        return self.glosses[0].start_s

    @property
    def end_s(self) -> float:
        return self.glosses[-1].end_s

    @property
    def text(self) -> str:
        return " ".join(gloss.gloss for gloss in self.glosses)


@dataclass(frozen=True, slots=True)
class _Cue:
    start_s: float
    end_s: float
    rows: tuple[str, ...]


def group_sentences(glosses: Sequence[RecognizedGloss], gap_s: float = SENTENCE_GAP_S) -> list[Sentence]:
    """Cut a list of glosses, in the order of time, wherever there is a pause of `gap_s` seconds or more."""
    groups: list[list[RecognizedGloss]] = []
    for gloss in glosses:
        if not groups or gloss.start_s - groups[-1][-1].end_s >= gap_s:
            groups.append([])
        groups[-1].append(gloss)
    return [Sentence(tuple(group)) for group in groups]


def format_captions(
    glosses: Sequence[RecognizedGloss], caption_format: CaptionFormat, *, video: str, card: ModelCard
) -> str:
    """The whole content of a caption file, ending with a line break unless there is nothing to say.

    Args:
        glosses: In the order of time, seconds from the start of the video.
        video: The name of the video; only JSON states it.
        card: The card of the model that recognised them; only JSON states it.
    """
    writers: dict[CaptionFormat, Callable[[], str]] = {
        "text": lambda: "".join(f"{sentence.text}\n" for sentence in group_sentences(glosses)),
        "json": lambda: _json_text(glosses, video, card),
        "srt": lambda: _srt_text(_cues(glosses)),
        "vtt": lambda: _vtt_text(_cues(glosses)),
    }
    return writers[caption_format]()


def _json_text(glosses: Sequence[RecognizedGloss], video: str, card: ModelCard) -> str:
    content = {
        "format_version": 1,
        "video": video,
        "model": card.name,
        "sign_language": card.sign_language,
        "notice": card.notice,
        "sentences": [
            {
                "start_s": round(sentence.start_s, 3),
                "end_s": round(sentence.end_s, 3),
                "glosses": [_json_gloss(gloss) for gloss in sentence.glosses],
            }
            for sentence in group_sentences(glosses)
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _json_gloss(gloss: RecognizedGloss) -> dict[str, str | float]:
    return {
        "gloss": gloss.gloss,
        "start_s": round(gloss.start_s, 3),
        "end_s": round(gloss.end_s, 3),
        "confidence": round(gloss.confidence, 3),
    }


def _srt_text(cues: Sequence[_Cue]) -> str:
    return "\n".join(
        f"{number}\n{_clock(cue.start_s, ',')} --> {_clock(cue.end_s, ',')}\n" + "".join(f"{row}\n" for row in cue.rows)
        for number, cue in enumerate(cues, start=1)
    )


def _vtt_text(cues: Sequence[_Cue]) -> str:
    blocks = ["WEBVTT\n"]
    for cue in cues:
        rows = "".join(f"{_escape(row)}\n" for row in cue.rows)
        blocks.append(f"{_clock(cue.start_s, '.')} --> {_clock(cue.end_s, '.')}\n{rows}")
    return "\n".join(blocks)


def _escape(row: str) -> str:
    return row.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(time_s: float, decimal_mark: str) -> str:
    milliseconds = max(0, round(time_s * 1000))
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{decimal_mark}{milliseconds:03d}"


def _cues(glosses: Sequence[RecognizedGloss]) -> list[_Cue]:
    """A cue a sentence, or several when it needs more than two rows; none overlaps the next."""
    cues: list[_Cue] = []
    for sentence in group_sentences(glosses):
        rows = _wrap(sentence.glosses)
        for first in range(0, len(rows), ROWS_A_CUE):
            shown = rows[first : first + ROWS_A_CUE]
            texts = tuple(" ".join(gloss.gloss for gloss in row) for row in shown)
            cues.append(_Cue(shown[0][0].start_s, shown[-1][-1].end_s, texts))
    next_starts_s = [cue.start_s for cue in cues[1:]] + [math.inf] * bool(cues)
    return [
        _Cue(cue.start_s, min(max(cue.end_s, cue.start_s + SHORTEST_CUE_S), next_start_s), cue.rows)
        for cue, next_start_s in zip(cues, next_starts_s, strict=True)
    ]


def _wrap(glosses: Sequence[RecognizedGloss]) -> list[list[RecognizedGloss]]:
    rows: list[list[RecognizedGloss]] = []
    length = 0
    for gloss in glosses:
        length += 1 + len(gloss.gloss)
        if not rows or length > ROW_LENGTH:
            rows.append([])
            length = len(gloss.gloss)
        rows[-1].append(gloss)
    return rows
