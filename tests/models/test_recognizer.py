"""The door to onnxruntime: what it refuses, and that a stream in any chunks is the whole clip."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.card import MeasuredResult
from models.errors import BadInputError, UnusableModelError
from models.recognizer import GlossRecognizer
from tests.fakes import make_card, write_broken_models, write_tiny_model

SIZES = [(3, 2), (1, 2), (4, 4), (10, 4), (2, 1)]
"""Context and frames per step."""


def random_clip(frame_count: int, seed: int = 0) -> np.ndarray:
    """Noise, uint8 (T, 8, 8, 3)."""
    return np.random.default_rng(seed).integers(0, 256, (frame_count, 8, 8, 3), dtype=np.uint8)


def by_hand(clip: np.ndarray, context: int, k: int) -> np.ndarray:
    """The tiny model's features for each step of a clip, computed from its definition, (U, 3)."""
    padded = np.concatenate([clip, np.repeat(clip[-1:], -len(clip) % k, axis=0)])
    colours = padded.mean(axis=(1, 2)) / 255  # (T, 3)
    colours = np.pad(colours, ((context, context), (0, 0)), mode="edge")
    weights = np.full(2 * context + 1, 0.4 / (2 * context))
    weights[context] = 0.6
    mixed = sum(w * colours[i : i + len(padded)] for i, w in enumerate(weights))
    return mixed.reshape(-1, k, 3).max(axis=1)  # (U, 3)


@pytest.mark.parametrize(("context", "k"), SIZES)
@pytest.mark.parametrize("frame_count", [1, 2, 3, 4, 7, 40])
def test_whole_clip_of_any_length(tmp_path: Path, context: int, k: int, frame_count: int) -> None:
    """A clip of T frames gives ceil(T/k) steps, each standing for its own k frames and their context."""
    card = make_card(context_frames=context, frames_per_step=k)
    write_tiny_model(tmp_path / "model.onnx", card)
    log_probs = GlossRecognizer(tmp_path / "model.onnx").log_probs(random_clip(frame_count))
    assert log_probs.shape == (-(-frame_count // k), 4)
    assert log_probs.dtype == np.float32
    np.testing.assert_allclose(np.exp(log_probs).sum(axis=1), 1, atol=1e-5)
    channels = log_probs[:, 1:] - log_probs[:, :1]  # logits against the blank
    np.testing.assert_allclose(channels, 12 * by_hand(random_clip(frame_count), context, k) - 4, atol=1e-3)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_any_chunking_gives_the_same_log_probs(tiny_recognizer: GlossRecognizer, chunk_steps: list[int]) -> None:
    """Frames fed in chunks of any multiple of k, with the padding fed by hand, are the whole clip in one call."""
    card = tiny_recognizer.card
    k, context = card.frames_per_step, card.context_frames
    clip = random_clip(31)
    fed = np.concatenate([np.repeat(clip[:1], context, 0), clip, np.repeat(clip[-1:], 1 + context, 0)])
    state, parts, first = tiny_recognizer.start(), [], 0
    while first < len(fed):
        chunk = fed[first : first + k * chunk_steps[len(parts) % len(chunk_steps)]]
        output = tiny_recognizer.step(chunk, state)
        assert output.log_probs.shape == (len(chunk) // k, 4)
        assert output.features.shape == (len(chunk) // k, 3)
        state, first = output.state, first + len(chunk)
        parts.append(output.log_probs)
    streamed = np.concatenate(parts)[2 * context // k :]
    np.testing.assert_allclose(streamed, tiny_recognizer.log_probs(clip), atol=1e-6)


def test_a_long_clip_runs_in_parts(tiny_recognizer: GlossRecognizer) -> None:
    """A clip longer than one call takes is computed the same."""
    clip = random_clip(1001)
    expected = 12 * by_hand(clip, 3, 2) - 4
    log_probs = tiny_recognizer.log_probs(clip)
    np.testing.assert_allclose(log_probs[:, 1:] - log_probs[:, :1], expected, atol=1e-3)


def test_state_is_not_changed_in_place(tiny_recognizer: GlossRecognizer) -> None:
    """Going on from one state twice gives the same twice: two streams may share a model."""
    state = tiny_recognizer.step(random_clip(4), tiny_recognizer.start()).state
    once = tiny_recognizer.step(random_clip(6, seed=1), state)
    again = tiny_recognizer.step(random_clip(6, seed=1), state)
    np.testing.assert_array_equal(once.log_probs, again.log_probs)


@pytest.mark.parametrize("has_same_padding", [False, True])
@pytest.mark.parametrize("frame_count", [1, 5, 16])
def test_stateless_graphs_are_aligned_too(tmp_path: Path, has_same_padding: bool, frame_count: int) -> None:
    """A graph without state gives the steps of the one with it, whether it uses the padding up or returns it."""
    card = make_card(context_frames=4, frames_per_step=2)
    write_tiny_model(tmp_path / "stateful.onnx", card)
    write_tiny_model(tmp_path / "stateless.onnx", card, is_stateful=False, has_same_padding=has_same_padding)
    stateless = GlossRecognizer(tmp_path / "stateless.onnx")
    assert not stateless.is_stateful
    assert stateless.start() == ()
    clip = random_clip(frame_count)
    expected = GlossRecognizer(tmp_path / "stateful.onnx").log_probs(clip)
    np.testing.assert_allclose(stateless.log_probs(clip), expected, atol=1e-5)


def test_the_card_is_read(tmp_path: Path) -> None:
    """The card comes out of the file as it went in."""
    card = make_card()
    result = MeasuredResult("WER", 20.0, "%", "on colours")
    card = type(card)(**{name: getattr(card, name) for name in card.__dataclass_fields__} | {"results": (result,)})
    write_tiny_model(tmp_path / "model.onnx", card)
    recognizer = GlossRecognizer(tmp_path / "model.onnx")
    assert recognizer.card == card
    assert recognizer.is_stateful


EXPECTED_SENTENCES = {
    "truncated": "is not a complete .onnx file",
    "no card": "has no card",
    "incomplete card": "lacks the field 'licence'",
    "wrong vocabulary size": "lists 5 vocabulary entries (with the blank), but its graph gives 4",
    "wrong frame size": "says frame size 16, but its graph takes frames of 8 x 8",
    "text": "is not a complete .onnx file",
    "empty": "is not a complete .onnx file",
}


@pytest.mark.parametrize("kind", EXPECTED_SENTENCES)
def test_unusable_files_are_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str], kind: str) -> None:
    """Each way a file can be unusable gives one sentence with its name, and no noise of the runtime beside it."""
    path = write_broken_models(tmp_path)[kind]
    with pytest.raises(UnusableModelError) as caught:
        GlossRecognizer(path)
    assert str(path) in str(caught.value)
    assert EXPECTED_SENTENCES[kind] in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    """A path without a file, and a folder, are refused by name."""
    with pytest.raises(UnusableModelError, match=r"none\.onnx does not exist"):
        GlossRecognizer(tmp_path / "none.onnx")
    with pytest.raises(UnusableModelError, match="is not a file"):
        GlossRecognizer(tmp_path)


@pytest.mark.parametrize("fraction", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_anywhere_is_refused(tiny_model: Path, tmp_path: Path, fraction: float) -> None:
    """However much of a download arrived, it is refused, not half used."""
    content = tiny_model.read_bytes()
    (tmp_path / "cut.onnx").write_bytes(content[: int(len(content) * fraction)])
    with pytest.raises(UnusableModelError, match=r"cut\.onnx"):
        GlossRecognizer(tmp_path / "cut.onnx")


def remove_next_state(proto: onnx.ModelProto) -> None:
    """A state that goes in and never comes out."""
    del proto.graph.output[2]


def rename_frames(proto: onnx.ModelProto) -> None:
    """An input that is not called `frames`."""
    proto.graph.input[0].name = "images"
    proto.graph.node[0].input[0] = "images"


def reshape_next_state(proto: onnx.ModelProto) -> None:
    """A state that comes out larger than it goes in."""
    proto.graph.output[2].type.tensor_type.shape.dim[0].dim_value = 7


def open_state(proto: onnx.ModelProto) -> None:
    """A state of no fixed shape, which `start` could not make."""
    proto.graph.input[1].type.tensor_type.shape.dim[0].dim_param = "N"


def take_floats(proto: onnx.ModelProto) -> None:
    """Frames that are not bytes."""
    proto.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.FLOAT


def fix_length(proto: onnx.ModelProto) -> None:
    """An exporter that froze the clip's length."""
    proto.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 8


def drop_features(proto: onnx.ModelProto) -> None:
    """No pooled features."""
    del proto.graph.output[1]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (remove_next_state, "states are not paired"),
        (rename_frames, "'frames'"),
        (reshape_next_state, "'next_state_0'"),
        (open_state, "'state_0' must have a fixed shape"),
        (take_floats, "'frames' must be tensor(uint8), and is tensor(float)"),
        (fix_length, "take exactly 8"),
        (drop_features, "'features'"),
    ],
)
def test_graphs_of_another_make_are_refused(
    tmp_path: Path, change: Callable[[onnx.ModelProto], None], part: str
) -> None:
    """A graph whose inputs and outputs are not the contract's is refused, with what was expected and found."""
    write_tiny_model(tmp_path / "model.onnx", change=change)
    with pytest.raises(UnusableModelError) as caught:
        GlossRecognizer(tmp_path / "model.onnx")
    assert part in str(caught.value)


def open_vocabulary(proto: onnx.ModelProto) -> None:
    """Leave V open, as some exporters do."""
    proto.graph.output[0].type.tensor_type.shape.dim[1].dim_param = "V"


def test_an_open_vocabulary_axis_is_measured(tmp_path: Path) -> None:
    """Where the graph does not declare V, a trial step finds it, and a card that disagrees is still refused."""
    card = write_tiny_model(tmp_path / "sound.onnx", change=open_vocabulary)
    assert GlossRecognizer(tmp_path / "sound.onnx").card == card
    fields = json.loads(card.to_json())
    fields["vocabulary"].append("WHITE")
    write_tiny_model(tmp_path / "wrong.onnx", change=open_vocabulary, card_text=json.dumps(fields))
    with pytest.raises(UnusableModelError, match="lists 5 vocabulary entries"):
        GlossRecognizer(tmp_path / "wrong.onnx")


def test_wrong_frames_per_step_are_found(tmp_path: Path) -> None:
    """A card with another k than the graph's is refused on opening, not in the middle of a stream."""
    fields = json.loads(make_card().to_json()) | {"frames_per_step": 1}
    write_tiny_model(tmp_path / "model.onnx", card_text=json.dumps(fields))
    with pytest.raises(UnusableModelError, match="could not run on 1 frames"):
        GlossRecognizer(tmp_path / "model.onnx")
    fields["frames_per_step"], fields["context_frames"] = 6, 3
    write_tiny_model(tmp_path / "model.onnx", card_text=json.dumps(fields))
    with pytest.raises(UnusableModelError, match="made 3 steps of 6 frames"):
        GlossRecognizer(tmp_path / "model.onnx")


@pytest.mark.parametrize(
    "clip",
    [
        np.zeros((0, 8, 8, 3), np.uint8),
        np.zeros((4, 9, 8, 3), np.uint8),
        np.zeros((4, 8, 8, 3), np.float32),
        np.zeros((8, 8, 3), np.uint8),
    ],
)
def test_other_clips_are_refused(tiny_recognizer: GlossRecognizer, clip: np.ndarray) -> None:
    """An empty clip, another frame size, another type: refused with what was expected."""
    with pytest.raises(BadInputError, match=r"\(T, 8, 8, 3\)"):
        tiny_recognizer.log_probs(clip)


def test_half_steps_and_foreign_states_are_refused(tiny_recognizer: GlossRecognizer) -> None:
    """A step takes whole steps of frames and its own model's state."""
    with pytest.raises(BadInputError, match="multiple of 2 frames"):
        tiny_recognizer.step(random_clip(3), tiny_recognizer.start())
    with pytest.raises(BadInputError, match="1 states"):
        tiny_recognizer.step(random_clip(2), ())


def test_one_thread_is_used(tiny_recognizer: GlossRecognizer) -> None:
    """Recognition starts no thread of its own: it must leave the camera and the window their processor time."""
    before = threading.active_count()
    tiny_recognizer.log_probs(random_clip(50))
    assert threading.active_count() == before
    options = tiny_recognizer._session.get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"


def test_more_threads_where_asked_for(tiny_model: Path, tiny_recognizer: GlossRecognizer) -> None:
    """A slow computer with several cores may use two of them; what is recognised is the same."""
    two = GlossRecognizer(tiny_model, 2)
    options = two._session.get_session_options()

    assert (two.thread_count, options.intra_op_num_threads, options.inter_op_num_threads) == (2, 2, 1)
    assert np.array_equal(two.log_probs(random_clip(50)), tiny_recognizer.log_probs(random_clip(50)))
