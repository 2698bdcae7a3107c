"""Caption files, parsed back by small readers that know nothing of the writers."""

import html
import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.caption_formats import CaptionFormat, format_captions, format_sentences, group_sentences
from app.transcript_parts import Sentence, TranscriptGloss
from models.decoding import Alternative, RecognizedGloss
from tests.fakes import make_card

CARD = make_card()
HELLO = RecognizedGloss("HELLO", 0.5, 1.0, 0.91234, (Alternative("HELP", 0.0678),))
YES = RecognizedGloss("YES", 1.5, 2.0, 0.8)
LATE = RecognizedGloss("THANK-YOU", 3661.2, 3662.0, 0.7)


def write(glosses: list[RecognizedGloss], caption_format: CaptionFormat) -> str:
    """The captions of a clip called clip.mp4."""
    return format_captions(glosses, caption_format, source="clip.mp4", card=CARD)


def seconds(clock: str) -> float:
    """Seconds from 01:02:03,456 or 01:02:03.456."""
    hours, minutes, rest = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest.replace(",", "."))


def read_cues(text: str) -> list[tuple[float, float, list[str]]]:
    """(start, end, rows) of the cues of an .srt or .vtt file."""
    cues = []
    for block in re.split(r"\n\n+", text.strip()):
        rows = block.split("\n")
        while rows and "-->" not in rows[0]:
            rows.pop(0)
        if rows:
            start, _, end = rows[0].partition(" --> ")
            cues.append((seconds(start), seconds(end), rows[1:]))
    return cues


def test_a_pause_of_the_endpoint_rule_ends_a_sentence() -> None:
    """1.2 s between two glosses is a new sentence, less is not."""
    just = RecognizedGloss("A", 0.0, 1.0, 1.0)

    assert len(group_sentences([just, RecognizedGloss("B", 2.2, 2.5, 1.0)])) == 2
    assert len(group_sentences([just, RecognizedGloss("B", 2.1, 2.5, 1.0)])) == 1
    assert group_sentences([]) == []


def test_text_has_a_sentence_a_line() -> None:
    """Plain text is the glosses and nothing else."""
    assert write([HELLO, YES, LATE], "text") == "HELLO YES\nTHANK-YOU\n"
    assert write([], "text") == ""


def test_json_says_everything() -> None:
    """JSON holds times, confidences, and what recognised them, with its notice."""
    content = json.loads(write([HELLO, YES, LATE], "json"))

    assert content["source"] == "clip.mp4"
    assert content["model"] == CARD.name
    assert content["notice"] == CARD.notice
    assert [[gloss["gloss"] for gloss in sentence["glosses"]] for sentence in content["sentences"]] == [
        ["HELLO", "YES"],
        ["THANK-YOU"],
    ]
    first = content["sentences"][0]
    assert (first["start_s"], first["end_s"]) == (0.5, 2.0)
    assert first["glosses"][0] == {
        "gloss": "HELLO",
        "start_s": 0.5,
        "end_s": 1.0,
        "confidence": 0.912,
        "alternatives": [{"gloss": "HELP", "probability": 0.0678}],
    }
    assert json.loads(write([], "json"))["sentences"] == []


def test_a_correction_is_marked() -> None:
    """Every format has the corrected gloss; JSON keeps what was recognised, and whose confidence it states."""
    sentence = Sentence((TranscriptGloss(HELLO, 0, "HELP"), TranscriptGloss(YES, 0)))
    texts = {
        name: format_sentences([sentence], name, source="Camera 0", card=CARD)  # type: ignore[arg-type]
        for name in ("text", "srt", "vtt", "json")
    }

    assert texts["text"] == "HELP YES\n"
    assert [rows for _, _, rows in [*read_cues(texts["srt"]), *read_cues(texts["vtt"])]] == [["HELP YES"]] * 2
    corrected, kept = json.loads(texts["json"])["sentences"][0]["glosses"]
    assert (corrected["gloss"], corrected["corrected_from"], corrected["confidence"]) == ("HELP", "HELLO", 0.912)
    assert "corrected_from" not in kept


def test_srt_is_numbered_and_timed() -> None:
    """SubRip has numbers from 1, a comma in its times, and the glosses as they are."""
    text = write([HELLO, YES, LATE], "srt")

    assert text.startswith("1\n00:00:00,500 --> 00:00:02,000\nHELLO YES\n\n2\n01:01:01,200 --> ")
    assert read_cues(text) == [(0.5, 2.0, ["HELLO YES"]), (3661.2, 3662.2, ["THANK-YOU"])]
    assert write([], "srt") == ""


def test_vtt_has_its_header_and_escapes() -> None:
    """WebVTT begins with its name and escapes what would be read as markup."""
    text = write([RecognizedGloss("A<B&C", 0.0, 2.0, 1.0)], "vtt")

    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n")
    assert [html.unescape(row) for row in read_cues(text)[0][2]] == ["A<B&C"]
    assert "<B" not in text
    assert write([], "vtt") == "WEBVTT\n"


@pytest.mark.parametrize("caption_format", ["srt", "vtt"])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["YES", "HELP", "THANK-YOU"]), st.floats(0.05, 3.0), st.floats(0.05, 2.0), st.just(0.9)
        ),
        max_size=40,
    )
)
def test_cues_say_all_in_order_and_never_overlap(
    caption_format: CaptionFormat, spans: list[tuple[str, float, float, float]]
) -> None:
    """However long and dense the signing, each gloss is in one cue, cues have two rows at most and do not overlap."""
    glosses, now_s = [], 0.0
    for name, pause_s, duration_s, confidence in spans:
        glosses.append(RecognizedGloss(name, now_s + pause_s, now_s + pause_s + duration_s, confidence))
        now_s += pause_s + duration_s

    cues = read_cues(write(glosses, caption_format))

    assert " ".join(row for _, _, rows in cues for row in rows).split() == [gloss.gloss for gloss in glosses]
    assert all(1 <= len(rows) <= 2 and all(len(row) <= 42 for row in rows) for _, _, rows in cues)
    assert all(start_s < end_s for start_s, end_s, _ in cues)
    assert all(end_s <= next_start_s for (_, end_s, _), (next_start_s, _, _) in pairwise(cues))
