"""CTC decoding: against brute force over all alignments, and streamed against whole."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.decoding import GlossSpan, GreedyDecoder, align, beam_decode, greedy_decode
from models.errors import BadInputError
from models.vocabulary import BLANK
from tests.fakes import script


def random_log_probs(rng: np.random.Generator, step_count: int, vocabulary_size: int, sharpness: float) -> np.ndarray:
    """Log-probs, float32 (U, V), the likelier to be decided the sharper."""
    logits = rng.normal(size=(step_count, vocabulary_size)) * sharpness
    return (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)).astype(np.float32)


def collapsed(path: tuple[int, ...]) -> tuple[int, ...]:
    """CTC's collapse: first equal neighbours, then blanks."""
    return tuple(gloss_id for gloss_id, _ in itertools.groupby(path) if gloss_id != BLANK)


def all_paths(log_probs: np.ndarray) -> list[tuple[tuple[int, ...], float]]:
    """Every alignment with its log-probability."""
    step_count, vocabulary_size = log_probs.shape
    paths = itertools.product(range(vocabulary_size), repeat=step_count)
    return [(path, float(sum(log_probs[u, i] for u, i in enumerate(path)))) for path in paths]


def ids(spans: list[GlossSpan]) -> tuple[int, ...]:
    """The glosses of the spans."""
    return tuple(span.gloss_id for span in spans)


SHAPES = [(1, 2), (2, 2), (3, 3), (4, 3), (5, 3), (6, 3), (4, 4), (5, 4)]


@pytest.mark.parametrize(("step_count", "vocabulary_size"), SHAPES)
@pytest.mark.parametrize("seed", range(8))
def test_beam_finds_the_best_sequence(step_count: int, vocabulary_size: int, seed: int) -> None:
    """A wide beam returns the sequence whose alignments, summed one by one over all there are, weigh most."""
    log_probs = random_log_probs(np.random.default_rng(seed), step_count, vocabulary_size, 0.5 + seed / 4)
    totals: dict[tuple[int, ...], float] = {}
    for path, score in all_paths(log_probs):
        totals[collapsed(path)] = np.logaddexp(totals.get(collapsed(path), -np.inf), score)
    best = max(totals, key=lambda sequence: totals[sequence])
    assert ids(beam_decode(log_probs, beam_width=10_000)) == best


@pytest.mark.parametrize(("step_count", "vocabulary_size"), SHAPES)
@pytest.mark.parametrize("seed", range(4))
def test_alignment_is_the_best_of_all(step_count: int, vocabulary_size: int, seed: int) -> None:
    """A known sequence lies where the best of its alignments puts it."""
    log_probs = random_log_probs(np.random.default_rng(seed), step_count, vocabulary_size, 1.5)
    best: dict[tuple[int, ...], tuple[float, tuple[int, ...]]] = {}
    for path, score in all_paths(log_probs):
        if score > best.get(collapsed(path), (-np.inf, ()))[0]:
            best[collapsed(path)] = (score, path)
    for sequence, (_, path) in best.items():
        runs, first = [], 0
        for gloss_id, run in itertools.groupby(path):
            length = len(list(run))
            if gloss_id != BLANK:
                runs.append((gloss_id, first, first + length))
            first += length
        spans = align(log_probs, sequence)
        assert [(span.gloss_id, span.start_step, span.end_step) for span in spans] == runs
        for span in spans:
            probabilities = np.exp(log_probs[span.start_step : span.end_step, span.gloss_id])
            assert span.confidence == pytest.approx(float(probabilities.mean()), rel=1e-5)


@pytest.mark.parametrize("decode", [greedy_decode, beam_decode])
def test_signed_twice_comes_out_twice(decode: object) -> None:
    """With a blank between, the same gloss is two; without, it is one, however long."""
    assert callable(decode)
    assert ids(decode(script([(2, 3), (BLANK, 1), (2, 3)]))) == (2, 2)
    assert ids(decode(script([(2, 7)]))) == (2,)
    assert ids(decode(script([(BLANK, 4), (1, 1), (2, 1), (1, 1), (BLANK, 4)]))) == (1, 2, 1)


@pytest.mark.parametrize("decode", [greedy_decode, beam_decode])
def test_spans_cover_their_steps(decode: object) -> None:
    """A gloss lies on the steps it was signed on, its confidence the mean over them."""
    assert callable(decode)
    spans = decode(script([(BLANK, 2), (1, 3, 0.8), (3, 1, 0.7), (BLANK, 5), (3, 2, 0.6)]))
    assert [(span.gloss_id, span.start_step, span.end_step) for span in spans] == [(1, 2, 5), (3, 5, 6), (3, 11, 13)]
    assert [span.confidence for span in spans] == pytest.approx([0.8, 0.7, 0.6])


@pytest.mark.parametrize("decode", [greedy_decode, beam_decode])
def test_nothing_gives_nothing(decode: object) -> None:
    """No steps, or blanks alone, are no gloss."""
    assert callable(decode)
    assert decode(np.zeros((0, 4), np.float32)) == []
    assert decode(script([(BLANK, 9)])) == []


def test_confidence_is_the_mean_over_the_span() -> None:
    """One sure step does not make a run of unsure ones sure."""
    rows = np.log(np.array([[0.3, 0.4, 0.3], [0.02, 0.96, 0.02], [0.3, 0.4, 0.3]], np.float32))
    assert greedy_decode(rows)[0].confidence == pytest.approx((0.4 + 0.96 + 0.4) / 3, rel=1e-5)


def test_beam_sums_what_greedy_cannot() -> None:
    """Where each step's best is the blank, but the gloss has more alignments, the beam hears it."""
    rows = np.log(np.array([[0.6, 0.4], [0.6, 0.4]], np.float32))  # blank blank 0.36; the other three 0.64
    assert greedy_decode(rows) == []
    assert ids(beam_decode(rows)) == (1,)


def test_certainty_is_no_trouble() -> None:
    """Probabilities of exactly 0 and 1 decode like any others."""
    with np.errstate(divide="ignore"):
        rows = np.log(np.eye(3, dtype=np.float32)[[0, 1, 1, 0, 1, 2, 2]])
    assert ids(greedy_decode(rows)) == ids(beam_decode(rows)) == (1, 1, 2)


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(0, 40), st.integers(2, 5), st.floats(0.1, 4))
def test_streamed_greedy_is_whole_greedy(seed: int, step_count: int, vocabulary_size: int, sharpness: float) -> None:
    """Steps one at a time, with the open span carried over, close the very spans of the whole clip."""
    log_probs = random_log_probs(np.random.default_rng(seed), step_count, vocabulary_size, sharpness)
    decoder, streamed = GreedyDecoder(), []
    for u, row in enumerate(log_probs):
        closed = decoder.push(row)
        streamed += [closed] if closed else []
        assert decoder.step_count == u + 1
        whole_so_far = greedy_decode(log_probs[: u + 1])
        open_span = [decoder.open_span] if decoder.open_span else []
        assert [*streamed, *open_span] == whole_so_far
    last = decoder.flush()
    assert [*streamed, *([last] if last else [])] == greedy_decode(log_probs)
    path = tuple(int(i) for i in log_probs.argmax(axis=1))
    assert ids(greedy_decode(log_probs)) == collapsed(path)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 12))
def test_beam_spans_are_in_order(seed: int, step_count: int, beam_width: int) -> None:
    """Spans follow one another without overlap, within the clip, with confidences from 0 to 1."""
    spans = beam_decode(random_log_probs(np.random.default_rng(seed), step_count, 5, 2.0), beam_width)
    edges = [edge for span in spans for edge in (span.start_step, span.end_step)]
    assert edges == sorted(edges)
    assert all(0 <= span.start_step < span.end_step <= step_count for span in spans)
    assert all(0 <= span.confidence <= 1 for span in spans)


def test_unusable_input_is_refused() -> None:
    """Arrays of another shape, a beam of nothing, and a sequence that cannot fit are refused."""
    with pytest.raises(BadInputError, match=r"\(U, V\)"):
        greedy_decode(np.zeros(4, np.float32))
    with pytest.raises(BadInputError, match="at least 1 wide"):
        beam_decode(script([(1, 2)]), beam_width=0)
    with pytest.raises(BadInputError, match="do not fit"):
        align(script([(1, 2)]), (1, 1))


def test_alternatives_are_computed_by_hand() -> None:
    """The geometric means over the gloss's own steps, blank left out, made to sum to 1: 0.5 : 0.2 : 0.087 : 0.05."""
    rows = np.log(
        np.array(
            [
                [0.90, 0.04, 0.03, 0.02, 0.01],  # blank: not one of its steps
                [0.20, 0.50, 0.10, 0.10, 0.10],
                [0.00, 0.50, 0.40, 0.075, 0.025],
                [0.90, 0.01, 0.01, 0.01, 0.07],
            ],
            np.float32,
        ).clip(1e-30)
    )
    means = np.sqrt([0.5 * 0.5, 0.1 * 0.4, 0.1 * 0.075, 0.1 * 0.025])  # 0.5, 0.2, 0.0866, 0.05
    shares = means / means.sum()

    for (span,) in (greedy_decode(rows), align(rows, (1,))):
        assert [number for number, _ in span.alternatives] == [2, 3, 4]
        assert [share for _, share in span.alternatives] == pytest.approx(list(shares[1:]), rel=1e-5)
        assert shares[1] == pytest.approx(0.2 / 0.836603, rel=1e-5)
        assert span.confidence == pytest.approx(0.5)


def test_alternatives_are_three_at_most_and_never_the_gloss_the_blank_or_the_impossible() -> None:
    """Of many glosses the likeliest three, best first; what has probability 0 is none; one gloss alone has none."""
    with np.errstate(divide="ignore"):
        many = np.log(np.array([[0.1, 0.05, 0.4, 0.15, 0.02, 0.2, 0.08]], np.float32))
        two = np.log(np.array([[0.4, 0.0, 0.6, 0.0]] * 2, np.float32))
        certain = np.log(np.eye(3, dtype=np.float32)[[1, 1]])

    assert [number for number, _ in greedy_decode(many)[0].alternatives] == [5, 3, 6]
    assert greedy_decode(two)[0].alternatives == ()
    assert greedy_decode(certain)[0].alternatives == ()
    assert greedy_decode(script([(1, 3)], vocabulary_size=2))[0].alternatives == ()


def test_each_gloss_has_its_own_alternatives() -> None:
    """What was likely in one gloss does not leak into the next, however the steps arrive; an open span has none yet."""
    rows = np.log(np.array([[0.1, 0.6, 0.2, 0.1]] * 2 + [[0.1, 0.1, 0.6, 0.2]] * 3, np.float32))
    decoder = GreedyDecoder()
    first = next(span for span in [decoder.push(row) for row in rows] if span)

    assert decoder.open_span is not None
    assert decoder.open_span.alternatives == ()
    second = decoder.flush()
    assert second is not None
    assert first.alternatives == (pytest.approx((2, 0.2 / 0.9)), pytest.approx((3, 0.1 / 0.9)))
    assert second.alternatives == (pytest.approx((3, 0.2 / 0.9)), pytest.approx((1, 0.1 / 0.9)))
