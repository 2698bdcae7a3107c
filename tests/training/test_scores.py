"""What an evaluation says: rates, delays, tables and JSON, from hand-made clips."""

import json
import math

import pytest

from training.metrics import ErrorCounts
from training.scores import ClipScore, Evaluation


def evaluation(*clips: ClipScore, counts: ErrorCounts | None = None) -> Evaluation:
    """An evaluation of hand-made clips."""
    return Evaluation(counts or ErrorCounts(), clips, "hand-made clips")


SIGNED = ClipScore("a.avi", "anna", 4.0, ("HELLO", "YES", "NO"), ("HELLO", "NO", "NO"), (0.5, 0.9))
MISSED = ClipScore("b.avi", "ben", 2.0, ("YES",), (), ())
SILENT = ClipScore("c.avi", "ben", 36.0, (), ("YES",), ())


def test_false_glosses_are_counted_by_the_hour_of_silence() -> None:
    """One false gloss in 36 s of silent clips is a hundred an hour; signing does not count as silence."""
    found = evaluation(SIGNED, MISSED, SILENT)
    assert found.silent_s == 36.0
    assert found.false_glosses == 1
    assert found.false_glosses_per_hour == pytest.approx(100.0)
    assert math.isnan(evaluation(SIGNED).false_glosses_per_hour)


def test_delays_are_median_and_nearest_rank() -> None:
    """The 95th percentile is a delay that was measured, the smallest that covers 95 % of them."""
    delays = tuple(float(number) for number in range(100, 0, -1))
    found = evaluation(ClipScore("a.avi", "anna", 4.0, ("YES",), ("YES",), delays))
    assert (found.median_delay_s, found.p95_delay_s) == (50.5, 95.0)
    assert math.isnan(evaluation(MISSED).median_delay_s)
    assert math.isnan(evaluation(MISSED).p95_delay_s)


def test_signers_add_up_to_the_rate_and_silence_is_not_mixed_in() -> None:
    """The rows by signer count the clips that the rate counts; the rows by gloss name false glosses as well."""
    found = evaluation(SIGNED, MISSED, SILENT)
    assert [(row.signer, row.clip_count, row.counts) for row in found.signer_scores()] == [
        ("anna", 1, ErrorCounts(1, 0, 0, 3)),
        ("ben", 1, ErrorCounts(0, 1, 0, 1)),
    ]
    assert {row.gloss: row.inserted for row in found.gloss_scores()} == {"HELLO": 0, "NO": 0, "YES": 1}


def test_figures_carry_their_conditions_and_leave_out_the_unmeasured() -> None:
    """A figure for the card says under which conditions it holds; what was not measured is not there."""
    found = evaluation(SIGNED, MISSED, counts=ErrorCounts(1, 1, 0, 4))
    results = found.results()
    assert next((result.name, result.value, result.unit) for result in results) == ("word error rate", 50.0, "%")
    assert {result.conditions for result in results} == {"hand-made clips"}
    assert not any("silent" in result.name for result in results)


def test_json_has_no_undefined_numbers() -> None:
    """Unmeasured figures are null, so that any reader of JSON understands the file."""
    content = json.loads(json.dumps(evaluation(MISSED).to_json(), allow_nan=False))
    assert content["wer"] is None
    assert content["words"] == 0
    assert content["median_delay_s"] is None
    assert content["clips"][0] == {
        "video": "b.avi", "signer": "ben", "duration_s": 2.0, "reference": ["YES"], "hypothesis": [], "delays_s": [],
    }  # fmt: skip


def test_the_line_and_the_tables_are_for_people() -> None:
    """The summary is one line; the tables have a header and a line per signer and per gloss."""
    found = evaluation(SIGNED, MISSED, SILENT, counts=ErrorCounts(1, 1, 0, 4))
    assert found.summary() == (
        "WER 50.0 % (1 substitutions, 1 deletions, 0 insertions, 4 glosses signed, 3 clips); "
        "sign to commit 0.70 s, 95 % within 0.90 s; 1 false glosses in 36 s of silent clips."
    )
    first_words = [line.split()[:1] for line in found.table().splitlines()]
    assert first_words == [["signer"], ["anna"], ["ben"], [], ["gloss"], ["HELLO"], ["NO"], ["YES"]]
