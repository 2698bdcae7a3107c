"""Recognised glosses as plain text, JSON, SubRip (.srt) and WebVTT (.vtt)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from app.transcript_parts import Sentence, TranscriptGloss, group_by_sentence
from models.card import ModelCard
from models.decoding import RecognizedGloss
from models.endpoints import EndpointRule

__all__ = [
    "CAPTION_FORMATS",
    "CaptionFormat",
    "file_head",
    "file_tail",
    "format_captions",
    "format_sentences",
    "group_sentences",
    "sentence_text",
]

CaptionFormat = Literal["text", "json", "srt", "vtt"]
CAPTION_FORMATS: tuple[str, ...] = get_args(CaptionFormat)

SENTENCE_GAP_S = EndpointRule().trailing_blank_s  # a pause that ends a sentence on the screen does so in a file
ROW_LENGTH = 42  # characters; with two rows a cue, the usual measure of subtitle guidelines
ROWS_A_CUE = 2
SHORTEST_CUE_S = 1.0  # ours: a shorter one cannot be read


@dataclass(frozen=True, slots=True)
class _Cue:
    start_s: float
    end_s: float
    rows: tuple[str, ...]


def group_sentences(glosses: Sequence[RecognizedGloss], gap_s: float = SENTENCE_GAP_S) -> list[Sentence]:
    """Cut a list of glosses, in the order of time, wherever there is a pause of `gap_s` seconds or more."""
    grouped: list[TranscriptGloss] = []
    number = 0
    for gloss in glosses:
        number += bool(grouped) and gloss.start_s - grouped[-1].end_s >= gap_s
        grouped.append(TranscriptGloss(gloss, number))
    return group_by_sentence(grouped)


def format_captions(
    glosses: Sequence[RecognizedGloss], caption_format: CaptionFormat, *, source: str, card: ModelCard
) -> str:
    """The whole content of a caption file for glosses in the order of time, as `format_sentences` gives it."""
    return format_sentences(group_sentences(glosses), caption_format, source=source, card=card)


def format_sentences(
    sentences: Sequence[Sentence], caption_format: CaptionFormat, *, source: str, card: ModelCard
) -> str:
    """The whole content of a caption file, ending with a line break unless there is nothing to say.

    Args:
        sentences: In the order of time, seconds from the start of the source.
        source: The name of the video or camera; only JSON states it.
        card: The card of the model that recognised them; only JSON states it.
    """
    parts = [file_head(caption_format, source=source, card=card)]
    block_count = 0
    for index, sentence in enumerate(sentences):
        next_start_s = sentences[index + 1].start_s if index + 1 < len(sentences) else math.inf
        text, new_count = sentence_text(sentence, caption_format, block_count, next_start_s)
        parts.append(text)
        block_count += new_count
    return "".join([*parts, file_tail(caption_format)])


def file_head(caption_format: CaptionFormat, *, source: str, card: ModelCard) -> str:
    """What stands before the first sentence."""
    if caption_format == "json":
        facts = {
            "format_version": 1,
            "source": source,
            "model": card.name,
            "sign_language": card.sign_language,
            "notice": card.notice,
        }
        return json.dumps(facts, indent=2, ensure_ascii=False).removesuffix("\n}") + ',\n  "sentences": ['
    return "WEBVTT\n" if caption_format == "vtt" else ""


def sentence_text(
    sentence: Sentence, caption_format: CaptionFormat, blocks_before: int, next_start_s: float = math.inf
) -> tuple[str, int]:
    """What stands in the file for one sentence, and of how many blocks (lines, objects, cues) it is made.

    Args:
        blocks_before: How many blocks the sentences before it are made of.
        next_start_s: When the next sentence begins: no cue reaches beyond it.
    """
    if caption_format == "text":
        return f"{sentence.text}\n", 1
    if caption_format == "json":
        rows = json.dumps(_json_sentence(sentence), indent=2, ensure_ascii=False).split("\n")
        return ("," if blocks_before else "") + "".join(f"\n    {row}" for row in rows), 1
    blocks = []
    for number, cue in enumerate(_cues(sentence, next_start_s), start=blocks_before + 1):
        if caption_format == "srt":
            times = f"{number}\n{_clock(cue.start_s, ',')} --> {_clock(cue.end_s, ',')}\n"
            blocks.append(("\n" if number > 1 else "") + times + "".join(f"{row}\n" for row in cue.rows))
        else:
            times = f"\n{_clock(cue.start_s, '.')} --> {_clock(cue.end_s, '.')}\n"
            blocks.append(times + "".join(f"{_escape(row)}\n" for row in cue.rows))
    return "".join(blocks), len(blocks)


def file_tail(caption_format: CaptionFormat) -> str:
    """What stands after the last sentence."""
    return "\n  ]\n}\n" if caption_format == "json" else ""


def _json_sentence(sentence: Sentence) -> dict[str, object]:
    return {
        "start_s": round(sentence.start_s, 3),
        "end_s": round(sentence.end_s, 3),
        "glosses": [_json_gloss(gloss) for gloss in sentence.glosses],
    }


def _json_gloss(gloss: TranscriptGloss) -> dict[str, object]:
    recognized = gloss.recognized
    content: dict[str, object] = {
        "gloss": gloss.gloss,
        "start_s": round(gloss.start_s, 3),
        "end_s": round(gloss.end_s, 3),
    }
    if gloss.correction:
        content["corrected_from"] = recognized.gloss  # whose confidence it then is
    content["confidence"] = round(recognized.confidence, 3)
    content["alternatives"] = [
        {"gloss": other.gloss, "probability": float(f"{other.probability:.3g}")} for other in recognized.alternatives
    ]
    return content


def _escape(row: str) -> str:
    return row.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(time_s: float, decimal_mark: str) -> str:
    milliseconds = max(0, round(time_s * 1000))
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{decimal_mark}{milliseconds:03d}"


def _cues(sentence: Sentence, next_start_s: float) -> list[_Cue]:
    """One cue, or several when the sentence needs more than two rows; none overlaps the next."""
    rows = _wrap(sentence.glosses)
    shown = [rows[first : first + ROWS_A_CUE] for first in range(0, len(rows), ROWS_A_CUE)]
    cues = []
    for cue_rows, following in zip(shown, [*shown[1:], None], strict=True):
        start_s, end_s = cue_rows[0][0].start_s, cue_rows[-1][-1].end_s
        limit_s = following[0][0].start_s if following else next_start_s
        texts = tuple(" ".join(gloss.gloss for gloss in row) for row in cue_rows)
        cues.append(_Cue(start_s, min(max(end_s, start_s + SHORTEST_CUE_S), limit_s), texts))
    return cues


def _wrap(glosses: Sequence[TranscriptGloss]) -> list[list[TranscriptGloss]]:
    rows: list[list[TranscriptGloss]] = []
    length = 0
    for gloss in glosses:
        length += 1 + len(gloss.gloss)
        if not rows or length > ROW_LENGTH:
            rows.append([])
            length = len(gloss.gloss)
        rows[-1].append(gloss)
    return rows
