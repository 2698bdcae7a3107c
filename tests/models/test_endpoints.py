"""Endpoints: when a sentence ends, when an empty one starts anew, and how long one may be."""

import pytest

from models.endpoints import EndpointDetector, EndpointRule
from models.errors import BadInputError

STEP_S = 0.16


def endpoint_times(steps: list[tuple[bool, bool]], rule: EndpointRule | None = None) -> list[float]:
    """When the detector ends a sentence, in seconds; each step says (is signing, has committed)."""
    detector = EndpointDetector(rule or EndpointRule(), STEP_S)
    return [
        round((u + 1) * STEP_S, 2)
        for u, (is_signing, has_committed) in enumerate(steps)
        if detector.push(is_signing=is_signing, has_committed=has_committed)
    ]


def test_a_sentence_ends_after_its_blanks() -> None:
    """1.2 s without signing after a committed gloss end the sentence, once."""
    steps = [(True, False)] * 5 + [(False, True)] * 8 + [(False, False)] * 10
    assert endpoint_times(steps) == [pytest.approx((5 + 8) * STEP_S)]


def test_an_empty_sentence_starts_anew() -> None:
    """2.4 s with nothing reset it, again and again."""
    assert endpoint_times([(False, False)] * 46) == [2.4, 4.8, 7.2]


def test_signing_holds_the_sentence_open() -> None:
    """While somebody signs, no blanks are counted."""
    steps = [(u % 7 == 0, True) for u in range(100)]  # never more than 6 steps, 0.96 s, apart
    assert endpoint_times(steps) == []


def test_20_seconds_at_most() -> None:
    """Endless signing is cut every 20 s."""
    assert endpoint_times([(True, True)] * 260) == [20.0, 40.0]


def test_the_rule_can_be_changed() -> None:
    """The three numbers are the caller's to choose, and must be times."""
    assert endpoint_times([(False, True)] * 4, EndpointRule(trailing_blank_s=0.48)) == [0.48]
    with pytest.raises(BadInputError, match="longest_s"):
        EndpointRule(longest_s=0)
    with pytest.raises(BadInputError, match="trailing_blank_s"):
        EndpointRule(trailing_blank_s=float("nan"))
