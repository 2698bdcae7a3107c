"""The commit rule: what becomes text, what stays silent, and what is one signing."""

import numpy as np
import pytest

from models.commitment import CommitRule, commit_glosses, commit_spans
from models.decoding import Alternative, GlossSpan, RecognizedGloss, beam_decode
from models.errors import BadInputError
from models.vocabulary import BLANK
from tests.fakes import make_card, script

PLEASE, SORRY, HELP = 1, 2, 3
CARD = make_card(("PLEASE", "SORRY", "HELP"), frame_rate=25.0, frames_per_step=4, context_frames=4)  # 0.16 s a step


def committed(segments: list[tuple[int, int] | tuple[int, int, float]], rule: CommitRule | None = None) -> list[str]:
    """The glosses committed of a scripted clip."""
    return [gloss.gloss for gloss in commit_glosses(script(segments), CARD, rule)]


def test_times_are_of_the_frames_covered() -> None:
    """Step u covers frames k u to k u + k - 1, counted from the start of the stream."""
    glosses = commit_glosses(script([(BLANK, 5), (HELP, 3, 0.75), (BLANK, 1)]), CARD, start_s=100.0)
    assert glosses == [RecognizedGloss("HELP", pytest.approx(100.8), pytest.approx(101.28), pytest.approx(0.75))]


def test_a_committed_gloss_has_its_alternatives_by_name() -> None:
    """What else the same steps might have been, the likelier first, as shares of all glosses without the blank."""
    rows = np.log(np.array([[0.9, 0.02, 0.05, 0.03]] + [[0.2, 0.05, 0.6, 0.15]] * 3, np.float32))
    (gloss,) = commit_glosses(rows, CARD)
    assert (gloss.gloss, gloss.confidence) == ("SORRY", pytest.approx(0.6))
    assert gloss.alternatives == (
        Alternative("HELP", pytest.approx(0.15 / 0.8)),
        Alternative("PLEASE", pytest.approx(0.05 / 0.8)),
    )


def test_unsure_spans_are_silent() -> None:
    """One low-confidence step, or many, make no text."""
    assert committed([(BLANK, 3), (SORRY, 1, 0.45), (BLANK, 3), (SORRY, 9, 0.59), (BLANK, 1)]) == []
    assert committed([(BLANK, 3), (SORRY, 3, 0.61)]) == ["SORRY"]


def test_the_shorter_the_surer() -> None:
    """One step of 0.16 s is no sign, however sure; two need three quarters, three no more than any."""
    assert committed([(BLANK, 3), (SORRY, 1, 0.99), (BLANK, 1)]) == []
    assert committed([(BLANK, 3), (SORRY, 2, 0.74), (BLANK, 1)]) == []
    assert committed([(BLANK, 3), (SORRY, 2, 0.76), (BLANK, 1)]) == ["SORRY"]
    assert committed([(BLANK, 3), (SORRY, 3, 0.61), (BLANK, 1)]) == ["SORRY"]


def test_short_spans_can_be_silenced() -> None:
    """With more evidence asked for, what is shorter makes no text, and what is just long enough does."""
    rule = CommitRule(minimum_evidence_s=0.56)
    assert committed([(HELP, 3, 0.9), (BLANK, 1), (SORRY, 4, 0.9), (BLANK, 1)], rule) == ["SORRY"]


def test_flicker_within_a_sign_is_one_sign() -> None:
    """PLEASE, one weak step of SORRY, PLEASE is PLEASE signed once."""
    assert committed([(PLEASE, 3), (SORRY, 1, 0.4), (PLEASE, 3), (BLANK, 2)]) == ["PLEASE"]


def test_flicker_may_be_of_several_glosses() -> None:
    """Two weak spans side by side are still flicker."""
    assert committed([(PLEASE, 3), (SORRY, 1, 0.4), (HELP, 1, 0.4), (PLEASE, 3)]) == ["PLEASE"]


def test_a_sure_sign_between_parts_two() -> None:
    """PLEASE SORRY PLEASE, each sure, is three signs, even within a few steps."""
    assert committed([(PLEASE, 3), (SORRY, 3), (PLEASE, 3)]) == ["PLEASE", "SORRY", "PLEASE"]


def test_a_blank_parts_two() -> None:
    """The same gloss after a blank is signed twice, with or without flicker beside the blank."""
    assert committed([(PLEASE, 3), (BLANK, 1), (PLEASE, 3)]) == ["PLEASE", "PLEASE"]
    assert committed([(PLEASE, 3), (SORRY, 1, 0.4), (BLANK, 1), (PLEASE, 3)]) == ["PLEASE", "PLEASE"]


def test_bridged_blanks_do_not_part() -> None:
    """A rule may take short blanks for flicker too; longer ones still part."""
    rule = CommitRule(bridged_blank_s=0.16)
    assert committed([(PLEASE, 3), (BLANK, 1), (PLEASE, 3)], rule) == ["PLEASE"]
    assert committed([(PLEASE, 3), (BLANK, 2), (PLEASE, 3)], rule) == ["PLEASE", "PLEASE"]
    assert committed([(PLEASE, 3), (BLANK, 1), (SORRY, 3), (BLANK, 1), (PLEASE, 3)], rule) == [
        "PLEASE",
        "SORRY",
        "PLEASE",
    ]


def test_long_doubt_is_no_flicker() -> None:
    """After more doubt than a flicker, the same gloss is another signing."""
    assert committed([(PLEASE, 3), (SORRY, 4, 0.4), (PLEASE, 3)]) == ["PLEASE", "PLEASE"]


def test_flicker_chains_are_followed() -> None:
    """A sign that flickers again and again stays one, since each gap is measured from the last sure part."""
    assert committed([(PLEASE, 3), (SORRY, 3, 0.4)] * 5) == ["PLEASE"]


def test_unagreed_spans_are_silent() -> None:
    """What no two windows agreed on is not committed, however sure."""
    assert commit_spans([GlossSpan(PLEASE, 0, 4, 0.99, is_agreed=False)], CARD) == []


def test_spans_of_the_beam_pass_the_same_rule() -> None:
    """The rule does not ask which decoder found a span."""
    log_probs = script([(PLEASE, 3), (BLANK, 2), (SORRY, 1, 0.45), (BLANK, 2), (HELP, 3)])
    glosses = commit_spans(beam_decode(log_probs), CARD)
    assert [gloss.gloss for gloss in glosses] == ["PLEASE", "HELP"]


def test_broken_log_probs_are_silent() -> None:
    """Log-probs that are no numbers make no text."""
    assert commit_glosses(np.full((9, 4), np.nan, np.float32), CARD) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"minimum_confidence": 1.5},
        {"minimum_confidence": float("nan")},
        {"minimum_evidence_s": -1.0},
        {"longest_flicker_s": float("nan")},
    ],
)
def test_rules_that_mean_nothing_are_refused(fields: dict[str, float]) -> None:
    """A number that is no probability, or no duration, is refused by its name."""
    with pytest.raises(BadInputError, match=next(iter(fields))):
        CommitRule(**fields)
