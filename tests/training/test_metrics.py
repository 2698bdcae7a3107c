"""Word error rate against hand-made examples, alignments that sclite printed, a brute-force recursion and jiwer."""

import math
from functools import cache

import pytest
from hypothesis import given, settings
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


# Printed by sclite 2.4.10 (Debian's package sctk) for random sentences of one-letter glosses, where ties abound.
SCLITE = """
caabac bacb*b, aaac *cbb, *acbdc cbcbaa, *a**bcccd caddbddab, aaaaaabbb *bbbba*ba, bbdccd dccccb, aaaacbbab ccbac**cb,
aaaabbb bbba*ba, ***ccabdb*b baacc*b*bca, acaabb**d **ddbbaaa, caccbbac** cbbc*aacab, cdadaa aaacac, **ccba babdbc,
cbbabb**b adcabbcad, caaabb *bbcbc, aabbbbb *cccadb, *aaaba*aa bbaccacab, ccdcacba dddbdcdc, addb**d*cc a*bbaadadd,
bcca*a acbacc, bbdaa cbccd, adddccc *bdbaad, bdaccaacb b***c*bdd, aaaccbbbc bbaccacaa
"""


@pytest.mark.parametrize("printed", SCLITE.split(","), ids=str.split)
def test_alignments_are_those_of_sclite(printed: str) -> None:
    """Gloss by gloss, ties included, the alignment is the one sclite printed."""
    signed, output = printed.split()
    expected = [(a if a != "*" else None, b if b != "*" else None) for a, b in zip(signed, output, strict=True)]
    assert align(signed.replace("*", ""), output.replace("*", "")) == expected


def least_cost(reference: tuple[str, ...], hypothesis: tuple[str, ...]) -> int:
    """The least cost, 4 a substitution and 3 any other error, by trying everything."""

    @cache
    def best(row: int, column: int) -> int:
        if row == len(reference) or column == len(hypothesis):
            return 3 * (len(hypothesis) - column + len(reference) - row)
        is_other = reference[row] != hypothesis[column]
        return min(
            best(row + 1, column + 1) + 4 * is_other, best(row + 1, column) + 3, best(row, column + 1) + 3
        )  # fmt: skip

    return best(0, 0)


def cost(substitutions: int, deletions: int, insertions: int) -> int:
    """What an alignment costs."""
    return 4 * substitutions + 3 * (deletions + insertions)


@settings(deadline=None)
@given(sentences, sentences)
def test_errors_cost_the_least_possible(reference: list[str], hypothesis: list[str]) -> None:
    """Weighed as sclite weighs them, the errors are those of a search over all alignments."""
    counts = count_errors(reference, hypothesis)
    found = cost(counts.substitutions, counts.deletions, counts.insertions)
    assert found == least_cost(tuple(reference), tuple(hypothesis))


@settings(deadline=None)
@given(sentences, sentences)
def test_alignment_spells_both_sentences(reference: list[str], hypothesis: list[str]) -> None:
    """The alignment holds every gloss of both sides once, in order, and is always the same."""
    pairs = align(reference, hypothesis)
    assert [signed for signed, _ in pairs if signed is not None] == reference
    assert [output for _, output in pairs if output is not None] == hypothesis
    assert (None, None) not in pairs
    assert pairs == align(list(reference), list(hypothesis))


@settings(deadline=None)
@given(sentences.filter(bool), sentences)
def test_errors_against_jiwer(reference: list[str], hypothesis: list[str]) -> None:
    """jiwer weighs all errors alike: it never counts more of them, and weighed as sclite does it is never cheaper."""
    jiwer = pytest.importorskip("jiwer")
    theirs = jiwer.process_words(" ".join(reference), " ".join(hypothesis))
    ours = count_errors(reference, hypothesis)
    assert theirs.substitutions + theirs.deletions + theirs.insertions <= ours.errors
    assert cost(ours.substitutions, ours.deletions, ours.insertions) <= cost(
        theirs.substitutions, theirs.deletions, theirs.insertions
    )


def test_figures_as_json() -> None:
    """Five figures, the rate as a fraction, and null where nothing was signed."""
    assert ErrorCounts(1, 2, 3, 12).to_json() == {
        "words": 12, "substitutions": 1, "deletions": 2, "insertions": 3, "wer": 0.5,
    }  # fmt: skip
    assert ErrorCounts(0, 0, 3, 0).to_json()["wer"] is None
