"""Live recognition: both strategies say the same, however frames come, and nothing committed ever changes."""

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.commitment import CommitRule, commit_glosses
from models.decoding import RecognizedGloss
from models.endpoints import EndpointRule
from models.errors import BadInputError
from models.hypothesis import Hypothesis
from models.recognizer import GlossRecognizer
from models.streaming import Strategy, StreamingRecognizer
from models.vocabulary import BLANK
from tests.fakes import ScriptedRecognizer, make_card, numbered_frame, script, write_tiny_model

STEP_S = 2 / 12.5  # of the scripted recogniser's card
Segments = list[tuple[int, int, float]]


def hypotheses(
    stream: StreamingRecognizer, frame_count: int, start_s: float = 0.0, *, is_finished: bool = True
) -> list[Hypothesis]:
    """All that a stream says of numbered frames at the card's frame rate."""
    said = [stream.accept(numbered_frame(i), start_s + i / 12.5) for i in range(frame_count)]
    return [*(h for h in said if h is not None), *([stream.finish()] if is_finished else [])]


def committed(said: Iterable[Hypothesis]) -> list[RecognizedGloss]:
    """The glosses of all complete sentences."""
    return [gloss for hypothesis in said if hypothesis.is_endpoint for gloss in hypothesis.committed]


def scripted(segments: list[tuple[int, int] | tuple[int, int, float]], **options: object) -> StreamingRecognizer:
    """A stream over a scripted recogniser."""
    return StreamingRecognizer(ScriptedRecognizer(script(segments)), **options)  # type: ignore[arg-type]


def names(glosses: Iterable[RecognizedGloss]) -> list[str]:
    """The glosses by name."""
    return [gloss.gloss for gloss in glosses]


segment_lists = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 30), st.sampled_from([0.4, 0.55, 0.9])), min_size=1, max_size=14
)


@settings(max_examples=60)
@given(segment_lists, st.sampled_from([(64, 8), (24, 8), (40, 2), (200, 32)]))
def test_both_strategies_commit_the_same(segments: Segments, window: tuple[int, int]) -> None:
    """Cached or windowed, with glosses longer than a stride or a window, the same glosses at the same times.

    And both commit what the whole clip's log-probs give: nothing is lost or doubled at a border or an endpoint.
    """
    log_probs = script(segments)
    frame_count = 2 * len(log_probs)
    cached = committed(hypotheses(scripted(segments, strategy="cached"), frame_count))
    stream = scripted(segments, strategy="window", window_frames=window[0], stride_frames=window[1])
    assert committed(hypotheses(stream, frame_count)) == cached
    glosses = tuple(f"GLOSS-{i}" for i in (1, 2, 3))
    assert commit_glosses(log_probs, make_card(glosses)) == cached


@settings(max_examples=40)
@given(segment_lists, st.sampled_from(["cached", "window"]))
def test_what_is_committed_never_changes(segments: Segments, strategy: Strategy) -> None:
    """From one hypothesis to the next the committed glosses only grow, until an endpoint empties them."""
    before: tuple[RecognizedGloss, ...] = ()
    for hypothesis in hypotheses(scripted(segments, strategy=strategy), 2 * len(script(segments))):
        assert hypothesis.committed[: len(before)] == before
        assert len(hypothesis.partial) <= 1
        before = () if hypothesis.is_endpoint else hypothesis.committed


def test_a_gloss_is_partial_then_committed() -> None:
    """While it is signed a gloss is partial; with the blank after it, it is committed, where and when it was signed."""
    said = hypotheses(scripted([(BLANK, 5), (2, 4), (BLANK, 11)]), 40)
    stages = [(names(h.partial), names(h.committed)) for h in said]
    assert stages.index((["GLOSS-2"], [])) < stages.index(([], ["GLOSS-2"]))
    (gloss,) = committed(said)
    assert gloss.start_s == pytest.approx(5 * STEP_S)
    assert gloss.end_s == pytest.approx(9 * STEP_S)


def test_commitment_comes_with_the_delay_of_the_card() -> None:
    """A sign is committed when the step after its last has its look-ahead: its end, and the card's delay."""
    said = hypotheses(scripted([(BLANK, 5), (2, 4), (BLANK, 11)]), 40)
    first = next(h for h in said if h.committed)
    card = make_card()
    assert first.time_s == pytest.approx(9 * STEP_S + card.delay_s - 1 / 12.5)


def test_times_are_those_of_the_frames() -> None:
    """The stream's time is the source's own: a stream that begins at 1000 s has its glosses there."""
    (gloss,) = committed(hypotheses(scripted([(BLANK, 5), (2, 4), (BLANK, 3)]), 24, start_s=1000.0))
    assert gloss.start_s == pytest.approx(1000 + 5 * STEP_S)


def test_a_sentence_ends_once() -> None:
    """After 1.2 s of blanks one hypothesis is an endpoint, and the next starts empty."""
    said = hypotheses(scripted([(1, 3), (BLANK, 12), (2, 3), (BLANK, 60)]), 100, is_finished=False)
    ends = [h for h in said if h.is_endpoint and h.committed]
    assert [names(h.committed) for h in ends] == [["GLOSS-1"], ["GLOSS-2"]]
    after = said[said.index(ends[0]) + 1]
    assert (after.committed, after.partial, after.is_endpoint) == ((), (), False)


def test_a_sentence_holds_several_glosses() -> None:
    """Pauses shorter than 1.2 s do not end a sentence."""
    said = hypotheses(scripted([(1, 3), (BLANK, 5), (2, 3), (BLANK, 5), (1, 3), (BLANK, 12)]), 60, is_finished=False)
    assert [names(h.committed) for h in said if h.is_endpoint] == [["GLOSS-1", "GLOSS-2", "GLOSS-1"]]


def test_a_sign_over_the_20_seconds_is_not_lost() -> None:
    """A sign being signed when the longest sentence is cut belongs to the next, once."""
    segments = [(1, 3), (BLANK, 2)] * 24 + [(1, 3), (2, 15), (BLANK, 4)]
    said = hypotheses(scripted(segments), 2 * len(script(segments)))
    assert names(committed(said)) == ["GLOSS-1"] * 25 + ["GLOSS-2"]
    assert len([h for h in said if h.is_endpoint]) == 2
    assert names(said[-1].committed) == ["GLOSS-2"]


def test_silence_stays_silent() -> None:
    """Blanks, and spans too unsure to be said, give endpoints without a gloss, every 2.4 s."""
    said = hypotheses(scripted([(BLANK, 20), (1, 5, 0.4), (BLANK, 35)]), 120, is_finished=False)
    assert all(not h.committed and not h.partial for h in said)
    assert len([h for h in said if h.is_endpoint]) == 3


@pytest.mark.parametrize("strategy", ["cached", "window"])
def test_finish_flushes_what_is_open(strategy: Strategy) -> None:
    """The last sign is said at the end of the stream, even without a blank after it, and the next stream is new."""
    stream = scripted([(BLANK, 5), (3, 4)], strategy=strategy)
    for _ in range(2):
        said = hypotheses(stream, 18)
        assert said[-1].is_endpoint
        assert names(said[-1].committed) == ["GLOSS-3"]
        assert said[-1].committed[0].start_s == pytest.approx(5 * STEP_S)


def test_finish_without_frames_says_nothing() -> None:
    """An empty stream ends with an empty hypothesis."""
    assert scripted([(1, 3)]).finish() == Hypothesis((), (), is_endpoint=True, time_s=0.0)


def test_reset_forgets() -> None:
    """After a reset nothing of the stream before is ever said."""
    stream = scripted([(1, 3), (BLANK, 40)])
    hypotheses(stream, 14, is_finished=False)
    stream.reset()
    assert stream.finish().committed == ()


@pytest.mark.parametrize("strategy", ["cached", "window"])
@pytest.mark.parametrize("second_start_s", [0.0, 50.0])
def test_an_interruption_starts_cleanly(strategy: Strategy, second_start_s: float) -> None:
    """Where time goes back or leaps, what was there is finished as an endpoint, and the new stream has its own time."""
    stream = scripted([(BLANK, 5), (3, 4), (BLANK, 2)], strategy=strategy)
    before = hypotheses(stream, 22, start_s=10.0, is_finished=False)
    assert committed(before) == []
    after = hypotheses(stream, 22, start_s=second_start_s)
    assert after[0].is_endpoint
    assert names(after[0].committed) == ["GLOSS-3"]
    assert after[0].committed[0].start_s == pytest.approx(10 + 5 * STEP_S)
    assert names(after[-1].committed) == ["GLOSS-3"]
    assert after[-1].committed[0].start_s == pytest.approx(second_start_s + 5 * STEP_S)


def coloured(segments: Iterable[tuple[int, int]]) -> np.ndarray:
    """A clip for the tiny model, uint8 (T, 8, 8, 3): segments of (channel or -1 for rest, frames at 12.5 a second)."""
    frames = [
        np.zeros(3, np.uint8) if c < 0 else np.eye(3, dtype=np.uint8)[c] * 255 for c, n in segments for _ in range(n)
    ]
    return np.stack([np.broadcast_to(colour, (8, 8, 3)) for colour in frames])  # (T, 8, 8, 3)


colour_segments = st.lists(st.tuples(st.integers(-1, 2), st.integers(1, 50)), min_size=1, max_size=8)


@settings(max_examples=40)
@given(colour_segments)
def test_both_strategies_commit_the_same_on_a_real_model(
    tiny_recognizer: GlossRecognizer, segments: list[tuple[int, int]]
) -> None:
    """The same on a real graph, of any number of frames, against the whole clip's log-probs."""
    clip = coloured(segments)
    results = []
    for strategy in ("cached", "window"):
        stream = StreamingRecognizer(tiny_recognizer, strategy)  # type: ignore[arg-type]
        said = [stream.accept(frame, i / 12.5) for i, frame in enumerate(clip)]
        results.append(committed(h for h in [*said, stream.finish()] if h is not None))
    places = [[(gloss.gloss, gloss.start_s, gloss.end_s) for gloss in glosses] for glosses in results]
    assert places[0] == places[1]
    whole = commit_glosses(tiny_recognizer.log_probs(clip), tiny_recognizer.card)
    assert names(whole) == names(results[0])


@settings(max_examples=40)
@given(
    colour_segments,
    st.sampled_from([9.0, 12.5, 25.0, 30.0, 60.0]),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["cached", "window"]),
)
def test_delivery_does_not_matter(
    tiny_recognizer: GlossRecognizer, segments: list[tuple[int, int]], camera_rate: float, seed: int, strategy: Strategy
) -> None:
    """A scene seen by a slow, fast or uneven camera is the same glosses: only the times of the frames count."""
    scene = coloured([(-1, 4), *((c, n + 6) for c, n in segments), (-1, 4)])
    runs = [c for i, (c, _) in enumerate(segments) if i == 0 or segments[i - 1][0] != c]
    expected = [("RED", "GREEN", "BLUE")[c] for c in runs if c >= 0]
    rng = np.random.default_rng(seed)
    times = np.arange(int(len(scene) / 12.5 * camera_rate)) / camera_rate
    times[1:] += rng.uniform(-0.4, 0.4, len(times) - 1) / camera_rate  # uneven, but in order
    stream = StreamingRecognizer(tiny_recognizer, strategy)
    said = [stream.accept(scene[min(int(max(time_s, 0) * 12.5), len(scene) - 1)], float(time_s)) for time_s in times]
    assert names(committed(h for h in [*said, stream.finish()] if h is not None)) == expected


def total_size(thing: object, seen: set[int] | None = None) -> int:
    """The bytes a thing holds, with all that hangs from it."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, type | ScriptedRecognizer):
        return 0
    seen.add(id(thing))
    size = sys.getsizeof(thing) + (thing.nbytes if isinstance(thing, np.ndarray) else 0)
    if isinstance(thing, dict):
        return size + sum(total_size(value, seen) for value in thing.values())
    if isinstance(thing, list | tuple):
        return size + sum(total_size(value, seen) for value in thing)
    slots = [getattr(thing, name) for name in getattr(type(thing), "__slots__", ()) if hasattr(thing, name)]
    return size + sum(total_size(value, seen) for value in [*slots, *getattr(thing, "__dict__", {}).values()])


@pytest.mark.parametrize(("strategy", "hours"), [("cached", 2.0), ("window", 0.5)])
def test_memory_does_not_grow(strategy: Strategy, hours: float) -> None:
    """Hours of signing and silence take no more memory than the first minutes."""
    segments = [(BLANK, 25), (1, 4), (BLANK, 2), (2, 4), (1, 3, 0.4), (BLANK, 40), *[(3, 3), (BLANK, 2)] * 30]
    stream = scripted(segments, strategy=strategy)
    sizes = []
    for i in range(int(hours * 3600 * 12.5)):
        stream.accept(numbered_frame(i), i / 12.5)
        if i % 97 == 0:
            sizes.append(total_size(stream))
    tenth = len(sizes) // 10
    assert max(sizes[-tenth:]) <= 1.1 * max(sizes[:tenth])


def test_stateless_graphs_take_the_window(tmp_path: Path) -> None:
    """A graph without state streams by windows by itself, commits the same, and refuses cached steps."""
    card = make_card(context_frames=4)
    write_tiny_model(tmp_path / "stateful.onnx", card)
    write_tiny_model(tmp_path / "stateless.onnx", card, is_stateful=False, has_same_padding=True)
    clip = coloured([(-1, 9), (0, 7), (-1, 6), (0, 90), (1, 5), (-1, 30), (2, 8)])
    results = []
    for name in ("stateful", "stateless"):
        stream = StreamingRecognizer(GlossRecognizer(tmp_path / f"{name}.onnx"))
        said = [stream.accept(frame, i / 12.5) for i, frame in enumerate(clip)]
        results.append(names(committed(h for h in [*said, stream.finish()] if h is not None)))
    assert stream.strategy == "window"
    assert results[0] == results[1] == ["RED", "RED", "GREEN", "BLUE"]
    with pytest.raises(BadInputError, match="needs a model with state"):
        StreamingRecognizer(GlossRecognizer(tmp_path / "stateless.onnx"), "cached")


def test_the_rules_are_the_callers() -> None:
    """Commit and endpoint rules given to a stream are the ones it keeps."""
    segments = [(1, 3), (BLANK, 4), (2, 5), (BLANK, 10)]
    strict = CommitRule(minimum_evidence_s=0.6)
    assert names(committed(hypotheses(scripted(segments, commit=strict), 40))) == ["GLOSS-2"]
    quick = EndpointRule(trailing_blank_s=0.48)
    ends = [h for h in hypotheses(scripted(segments, endpoint=quick), 40) if h.is_endpoint and h.committed]
    assert [names(h.committed) for h in ends] == [["GLOSS-1"], ["GLOSS-2"]]


def test_unusable_frames_are_refused() -> None:
    """A frame of another size or type, a time that is no number, a strategy there is not: refused, each by name."""
    stream = scripted([(1, 3)])
    with pytest.raises(BadInputError, match=r"\(1, 1, 3\)"):
        stream.accept(np.zeros((2, 2, 3), np.uint8), 0.0)
    with pytest.raises(BadInputError, match="float32"):
        stream.accept(np.zeros((1, 1, 3), np.float32), 0.0)  # type: ignore[arg-type]
    with pytest.raises(BadInputError, match="time"):
        stream.accept(numbered_frame(0), float("nan"))
    with pytest.raises(BadInputError, match="'magic'"):
        scripted([(1, 3)], strategy="magic")
    with pytest.raises(BadInputError, match="window"):
        scripted([(1, 3)], strategy="window", window_frames=10)
