"""Word error rate against hand-made examples, a brute-force recursion and jiwer."""

import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.metrics import ErrorCounts, align, corpus_errors, count_errors

sentences = st.lists(st.sampled_from(["HELLO", "YES", "NO"]), max_size=6)


@pytest.mark.parametrize(
    ("reference", "hypothesis", "expected"),
    [
        ("", "", (0, 0, 0)),
        ("HELLO YES NO", "HELLO YES NO", (0, 0, 0)),
        ("HELLO YES NO", "", (0, 3, 0)),
        ("", "YES YES", (0, 0, 2)),
        ("HELLO YES NO", "HELLO NO", (0, 1, 0)),
        ("HELLO NO", "HELLO YES NO", (0, 0, 1)),
        ("HELLO YES NO", "HELLO HELP NO", (1, 0, 0)),
        ("YES YES", "YES", (0, 1, 0)),
        ("YES", "YES YES", (0, 0, 1)),
        ("HELLO YES", "YES HELLO", (0, 1, 1)),
        ("HELP GOOD SORRY", "PLEASE HELP SORRY NO", (0, 1, 2)),
    ],
)
def test_errors_by_hand(reference: str, hypothesis: str, expected: tuple[int, int, int]) -> None:
    """Substitutions, deletions and insertions are those counted by hand; repeated glosses are not merged."""
    counts = count_errors(reference.split(), hypothesis.split())
    assert (counts.substitutions, counts.deletions, counts.insertions) == expected
    assert counts.reference_count == len(reference.split())


def test_rate_is_corpus_wide() -> None:
    """The rate is all errors over all reference glosses, not the mean of the clips' rates."""
    counts = corpus_errors([(["YES"], ["NO"]), (["HELLO", "YES", "NO"], ["HELLO", "YES", "NO"])])
    assert counts == ErrorCounts(1, 0, 0, 4)
    assert counts.wer == 0.25
    assert math.isnan(corpus_errors([]).wer)


def brute_force(reference: tuple[str, ...], hypothesis: tuple[str, ...]) -> tuple[int, int]:
    """(errors, substitutions) by trying everything."""

    @cache
    def best(row: int, column: int) -> tuple[int, int]:
        if row == len(reference):
            return (len(hypothesis) - column, 0)
        if column == len(hypothesis):
            return (len(reference) - row, 0)
        is_other = int(reference[row] != hypothesis[column])
        both, skipped, added = best(row + 1, column + 1), best(row + 1, column), best(row, column + 1)
        choices = [(both[0] + is_other, both[1] + is_other), (skipped[0] + 1, skipped[1]), (added[0] + 1, added[1])]
        return min(choices)

    return best(0, 0)


@given(sentences, sentences)
def test_errors_are_the_fewest_possible(reference: list[str], hypothesis: list[str]) -> None:
    """Total and substitutions equal those of a search over all alignments."""
    counts = count_errors(reference, hypothesis)
    assert (counts.errors, counts.substitutions) == brute_force(tuple(reference), tuple(hypothesis))


@given(sentences, sentences)
def test_alignment_spells_both_sentences(reference: list[str], hypothesis: list[str]) -> None:
    """The alignment holds every gloss of both sides once, in order, and is always the same."""
    pairs = align(reference, hypothesis)
    assert [signed for signed, _ in pairs if signed is not None] == reference
    assert [output for _, output in pairs if output is not None] == hypothesis
    assert (None, None) not in pairs
    assert pairs == align(list(reference), list(hypothesis))


@given(st.lists(st.tuples(sentences.filter(bool), sentences), min_size=1, max_size=4))
def test_rate_equals_jiwer(pairs: list[tuple[list[str], list[str]]]) -> None:
    """The corpus-wide rate is that of the jiwer package."""
    jiwer = pytest.importorskip("jiwer")
    expected = jiwer.wer([" ".join(pair[0]) for pair in pairs], [" ".join(pair[1]) for pair in pairs])
    assert corpus_errors(pairs).wer == pytest.approx(expected)
