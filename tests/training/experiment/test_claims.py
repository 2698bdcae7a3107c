"""Verdicts on the paper's claims: each from its rows alone, and none where the clips do not decide."""

import pytest

from tests.training.experiment.made_up import figures
from training.experiment.claims import Results, judge

CLIPS = 20


def verdicts(results: Results) -> dict[str, str]:
    """Verdict by the first words of a claim."""
    return {claim.claim[:30]: claim.verdict for claim in judge(results)}


@pytest.mark.parametrize(("both", "verdict"), [(2, "held"), (3, "did not hold")])
def test_how_much_of_the_gap_is_closed(both: int, verdict: str) -> None:
    """Alone 4 errors a clip, the teacher 1: with 2 two thirds of the gap are closed, with 3 one third."""
    results: Results = {
        "a": [figures([1] * CLIPS)],
        "b": [figures([4] * CLIPS)],
        "e": [figures([both] * CLIPS)],
    }
    assert verdicts(results)["Distillation closes at least 6"] == verdict
    assert any(f"{100 * (4 - both) / 3:.0f} % of the gap of 30.0 points" in claim.reason for claim in judge(results))


def test_without_a_gap_nothing_is_closed() -> None:
    """Where the teacher is not better than LRINet alone, the share means nothing and is not given."""
    results: Results = {key: [figures([2] * CLIPS)] for key in ("a", "b", "e")}
    assert verdicts(results)["Distillation closes at least 6"] == "undecided"


@pytest.mark.parametrize(
    ("macs", "parameters", "verdict"),
    [(9.1e6, 7100, "held"), (8.9e6, 7100, "did not hold"), (9.1e6, 6900, "did not hold")],
)
def test_both_costs_must_be_saved(macs: float, parameters: int, verdict: str) -> None:
    """Nine times fewer multiplications and seven times fewer parameters; one of them alone is not enough."""
    results: Results = {"a": [figures([1], macs=macs, parameters=parameters)], "e": [figures([1])]}
    assert verdicts(results) == {"LRINet takes 9 times fewer MACs"[:30]: verdict}


def test_scales_are_compared_at_equal_cost_too() -> None:
    """Better than the enlarged map of the same widths, worse than the one of equal cost: both are said."""
    results: Results = {
        "e": [figures([2] * CLIPS)],
        "f": [figures([5] * CLIPS)],
        "g": [figures([1] * CLIPS)],
    }
    found = [claim.verdict for claim in judge(results) if claim.claim.startswith("A map born")]
    assert found == ["held", "did not hold"]


def test_clips_that_disagree_decide_nothing() -> None:
    """A small gain that half of the clips contradict is no gain."""
    results: Results = {"b": [figures([2, 0] * 10)], "c": [figures([0, 2] * 9 + [0, 0])]}
    assert verdicts(results) == {"Distilling gloss logits helps.": "undecided"}


def test_rows_that_were_not_measured_are_not_judged() -> None:
    """The teacher alone proves nothing."""
    assert judge({"a": [figures([1])]}) == []
