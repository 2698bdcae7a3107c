"""Stand-ins for the tests: a scripted recogniser, and tiny real .onnx files, sound and broken, made without torch."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.card import CARD_KEY, ModelCard
from models.recognizer import State, StepOutput
from models.video import Frame
from models.vocabulary import GlossVocabulary

COLOURS = {"RED": (255, 0, 0), "GREEN": (0, 255, 0), "BLUE": (0, 0, 255)}
"""The tiny model's glosses, and the colour of a frame that signs each; a dark frame is rest."""


def make_card(
    glosses: tuple[str, ...] = tuple(COLOURS),
    *,
    frame_size: int = 8,
    frame_rate: float = 12.5,
    frames_per_step: int = 2,
    context_frames: int = 3,
) -> ModelCard:
    """Return a complete card for a tiny model."""
    return ModelCard(
        format_version=1,
        name="tiny",
        sign_language="none: coloured frames",
        vocabulary=GlossVocabulary(glosses),
        frame_size=frame_size,
        frame_rate=frame_rate,
        frames_per_step=frames_per_step,
        context_frames=context_frames,
        crop="centre-square",
        training_data="none: written by hand",
        licence="Apache-2.0",
        results=(),
        limits="Knows colours only.",
        notice="For tests.",
        source_commit="0000000",
    )


def write_tiny_model(
    path: Path,
    card: ModelCard | None = None,
    *,
    is_stateful: bool = True,
    has_same_padding: bool = False,
    card_text: str | None = "",
    change: Callable[[onnx.ModelProto], None] | None = None,
) -> ModelCard:
    """Write a real .onnx file that recognises coloured frames, and return its card.

    The graph averages each frame's colour, weighs 2 A + 1 neighbouring frames (the centre most), takes the maximum of
    each k and scores the glosses by their channel against a fixed blank. With states it remembers the last 2 A colours;
    without, it returns T/k steps of T + 2 A frames, or, with `has_same_padding`, repeats its edges to return them all.

    Args:
        path: where to write.
        card: its card; `make_card()` where none is given. Three glosses at most: one for each channel.
        is_stateful: whether the graph has a state.
        has_same_padding: for a graph without state, whether each frame it is given makes part of a step.
        card_text: the metadata to write instead of the card, None for none at all.
        change: a last change, to break the graph on purpose.
    """
    card = card or make_card()
    proto = _tiny_graph(card, is_stateful=is_stateful, has_same_padding=has_same_padding)
    if card_text is not None:
        entry = proto.metadata_props.add()
        entry.key, entry.value = CARD_KEY, card_text or card.to_json()
    if change is not None:
        change(proto)
    path.write_bytes(proto.SerializeToString())
    return card


def fails_on_bright_frames(proto: onnx.ModelProto) -> None:
    """Let a tiny model run on noise and on dark frames, and fail as soon as a frame is all of one of its colours.

    That is a model which passes whatever is tried before a signer stands before the camera.
    """
    nodes = list(proto.graph.node)
    mean = next(node for node in nodes if node.op_type == "ReduceMean")
    mean.output[0] = "plain_colour"
    guard = [
        helper.make_node("ReduceMax", ["plain_colour"], ["brightest"], keepdims=0),
        helper.make_node("Mul", ["brightest", "c1.1"], ["over"]),
        helper.make_node("Cast", ["over"], ["place"], to=TensorProto.INT64),  # 1 where a channel is full, else 0
        helper.make_node("Gather", ["nothing", "place"], ["none"]),  # there is no place 1
        helper.make_node("Add", ["plain_colour", "none"], ["colour"]),
    ]
    at = nodes.index(mean) + 1
    del proto.graph.node[:]
    proto.graph.node.extend([*nodes[:at], *guard, *nodes[at:]])
    constants = {"c1.1": np.array(1.1, np.float32), "nothing": np.zeros(1, np.float32)}
    proto.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in constants.items())


def says_no_numbers(proto: onnx.ModelProto) -> None:
    """Let all log-probs of a tiny model be NaN."""
    _replace_constant(proto, "blank", lambda array: np.full_like(array, np.nan))


def does_not_add_up(proto: onnx.ModelProto) -> None:
    """Let a tiny model give its logits where log-probs are expected."""
    last = next(node for node in proto.graph.node if node.op_type == "LogSoftmax")
    last.op_type = "Identity"
    del last.attribute[:]


def changes_its_mind(proto: onnx.ModelProto) -> None:
    """Let a tiny model add other random numbers each time."""
    last = next(node for node in proto.graph.node if node.op_type == "LogSoftmax")
    last.input[0] = "shaken"
    at = len(proto.graph.node) - 1
    nodes = list(proto.graph.node)
    shaking = [
        helper.make_node("RandomNormalLike", ["logits"], ["random"]),
        helper.make_node("Add", ["logits", "random"], ["shaken"]),
    ]
    del proto.graph.node[:]
    proto.graph.node.extend([*nodes[:at], *shaking, *nodes[at:]])


def forgets_its_state(proto: onnx.ModelProto) -> None:
    """Let a tiny model return a state of zeros, so that frame by frame it is not what it is on a whole clip."""
    node = next(node for node in proto.graph.node if node.output[0] == "next_state_0")
    node.output[0] = "true_state"
    proto.graph.node.append(helper.make_node("Sub", ["true_state", "true_state"], ["next_state_0"]))


def _replace_constant(
    proto: onnx.ModelProto, name: str, change: Callable[[NDArray[np.generic]], NDArray[np.generic]]
) -> None:
    old = next(one for one in proto.graph.initializer if one.name == name)
    old.CopyFrom(numpy_helper.from_array(change(numpy_helper.to_array(old)), name))


def write_broken_models(folder: Path) -> dict[str, Path]:
    """Write one file for each way in which a model can be unusable; returns the paths by what is wrong with them."""
    card = make_card()
    fields = json.loads(card.to_json())
    paths = {
        name: folder / f"{name.replace(' ', '_')}.onnx"
        for name in (
            "truncated",
            "no card",
            "incomplete card",
            "wrong vocabulary size",
            "wrong frame size",
            "text",
            "empty",
        )
    }
    write_tiny_model(paths["truncated"])
    paths["truncated"].write_bytes(paths["truncated"].read_bytes()[:-200])
    write_tiny_model(paths["no card"], card_text=None)
    incomplete = {name: value for name, value in fields.items() if name != "licence"}
    write_tiny_model(paths["incomplete card"], card_text=json.dumps(incomplete))
    longer = {**fields, "vocabulary": [*fields["vocabulary"], "WHITE"]}
    write_tiny_model(paths["wrong vocabulary size"], card_text=json.dumps(longer))
    write_tiny_model(paths["wrong frame size"], card_text=json.dumps({**fields, "frame_size": 16}))
    paths["text"].write_text("This is no model.\n")
    paths["empty"].write_bytes(b"")
    return paths


def _tiny_graph(card: ModelCard, *, is_stateful: bool, has_same_padding: bool) -> onnx.ModelProto:
    size, k, past = card.frame_size, card.frames_per_step, 2 * card.context_frames
    nodes = [
        helper.make_node("Cast", ["frames"], ["as_float"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["as_float", "c255"], ["scaled"]),
        helper.make_node("ReduceMean", ["scaled"], ["colour"], axes=[1, 2], keepdims=0),  # (T, 3)
    ]
    constants: dict[str, NDArray[np.generic]] = {"c255": np.array(255, np.float32)}
    inputs = [helper.make_tensor_value_info("frames", TensorProto.UINT8, ["T", size, size, 3])]
    outputs = [
        helper.make_tensor_value_info("log_probs", TensorProto.FLOAT, ["U", card.vocabulary.size]),
        helper.make_tensor_value_info("features", TensorProto.FLOAT, ["U", 3]),
    ]
    if is_stateful:
        nodes.append(helper.make_node("Concat", ["state_0", "colour"], ["history"], axis=0))
        constants |= {"past": np.array([-past], np.int64), "all": np.array([2**62], np.int64)}
        nodes.append(helper.make_node("Slice", ["history", "past", "all", "zero"], ["next_state_0"]))
        inputs.append(helper.make_tensor_value_info("state_0", TensorProto.FLOAT, [past, 3]))
        outputs.append(helper.make_tensor_value_info("next_state_0", TensorProto.FLOAT, [past, 3]))
    elif has_same_padding:
        constants["pads"] = np.array([card.context_frames, 0, card.context_frames, 0], np.int64)
        nodes.append(helper.make_node("Pad", ["colour", "pads"], ["history"], mode="edge"))
    else:
        nodes.append(helper.make_node("Identity", ["colour"], ["history"]))
    weights = np.array([0.4 / max(past, 1)] * (past + 1), np.float32)
    weights[card.context_frames] = 0.6
    constants["zero"] = np.array([0], np.int64)
    for i, weight in enumerate(weights):
        constants |= {
            f"from_{i}": np.array([i], np.int64),
            f"to_{i}": np.array([i - past if i < past else 2**62], np.int64),
            f"weight_{i}": np.array(weight, np.float32),
        }
        nodes.append(helper.make_node("Slice", ["history", f"from_{i}", f"to_{i}", "zero"], [f"tap_{i}"]))
        nodes.append(helper.make_node("Mul", [f"tap_{i}", f"weight_{i}"], [f"part_{i}"]))
    nodes.append(helper.make_node("Sum", [f"part_{i}" for i in range(past + 1)], ["mixed"]))  # (T, 3)
    scores = np.zeros((3, card.vocabulary.size), np.float32)
    scores[np.arange(min(3, card.vocabulary.size - 1)), 1 + np.arange(min(3, card.vocabulary.size - 1))] = 12
    blank = np.zeros(card.vocabulary.size, np.float32)
    blank[0] = 4
    constants |= {"by_step": np.array([-1, k, 3], np.int64), "scores": scores, "blank": blank}
    nodes += [
        helper.make_node("Reshape", ["mixed", "by_step"], ["grouped"]),  # (U, k, 3)
        helper.make_node("ReduceMax", ["grouped"], ["features"], axes=[1], keepdims=0),  # (U, 3)
        helper.make_node("MatMul", ["features", "scores"], ["products"]),
        helper.make_node("Add", ["products", "blank"], ["logits"]),
        helper.make_node("LogSoftmax", ["logits"], ["log_probs"], axis=-1),  # (U, V)
    ]
    initializers = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, initializers)
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    proto.ir_version = 8
    onnx.checker.check_model(proto)
    return proto


def coloured_frames(
    segments: Sequence[tuple[str, int]], frame_rate: float = 12.5, height: int = 20, width: int = 30
) -> Iterator[Frame]:
    """Yield a video the tiny model understands: segments of (gloss or "" for rest, number of frames)."""
    names = [gloss for gloss, count in segments for _ in range(count)]
    for index, gloss in enumerate(names):
        colour = COLOURS.get(gloss, (20, 20, 20))
        yield Frame(np.full((height, width, 3), colour, dtype=np.uint8), index / frame_rate)


def script(
    segments: Sequence[tuple[int, int] | tuple[int, int, float]], vocabulary_size: int = 4
) -> NDArray[np.float32]:
    """Return log-probs, float32 (U, V), from segments of (gloss number or 0, steps, probability; 0.9 if left out)."""
    rows = []
    for gloss_id, count, *rest in segments:
        probability = rest[0] if rest else 0.9
        row = np.full(vocabulary_size, (1 - probability) / (vocabulary_size - 1))
        row[gloss_id] = probability
        rows += [np.log(row)] * count
    return np.array(rows, dtype=np.float32).reshape(-1, vocabulary_size)  # (U, V)


def numbered_frame(index: int) -> NDArray[np.uint8]:
    """Return a frame, uint8 (1, 1, 3), in which a `ScriptedRecognizer` reads which frame of its script it is."""
    return np.array([[[index % 256, index // 256 % 256, index // 65536]]], dtype=np.uint8)


class ScriptedRecognizer:
    """Recites log-probs, one row a step, then begins again; takes numbered frames, and keeps to a real model's context.

    Where a window lacks the A frames of context that a step needs, its row is a wrong gloss, said with conviction.
    """

    def __init__(
        self, log_probs: NDArray[np.float32], card: ModelCard | None = None, *, is_stateful: bool = True
    ) -> None:
        glosses = tuple(f"GLOSS-{i}" for i in range(1, log_probs.shape[1]))
        self.card = card or make_card(glosses, frame_size=1)
        self.is_stateful = is_stateful
        self.call_count = 0
        self.script = log_probs

    def start(self) -> State:
        """The number of steps made, which is all it must remember."""
        return (np.zeros(1, dtype=np.float32),)

    def step(self, frames: NDArray[np.uint8], state: State) -> StepOutput:
        """Recite as many rows as the frames are steps, garbage while warming up."""
        self.call_count += 1
        k, context = self.card.frames_per_step, self.card.context_frames
        assert len(frames) % k == 0
        made = int(state[0][0])
        steps = np.arange(made, made + len(frames) // k) - 2 * context // k
        rows = np.stack([self._garbage(u) if u < 0 else self._row(u) for u in steps])  # (T/k, V)
        return StepOutput(rows, np.zeros((len(rows), 1), np.float32), (np.array([made + len(rows)], np.float32),))

    def log_probs(self, clip: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Recite the rows of a window, garbage at its edges save at the ends of the script."""
        self.call_count += 1
        k, context = self.card.frames_per_step, self.card.context_frames
        first, last = (int(frame[0, 0] @ np.array([1, 256, 65536])) for frame in (clip[0], clip[-1]))
        assert first % k == 0, "windows are aligned to steps"
        frame_count = k * len(self.script)
        rows = []
        for u in range(first // k, last // k + 1):
            lacks_past = first > 0 and k * u - context < first
            lacks_future = last < frame_count - 1 and k * u + k - 1 + context > last
            rows.append(self._garbage(u) if lacks_past or lacks_future else self._row(u))
        return np.stack(rows)  # (U, V)

    def _row(self, step: int) -> NDArray[np.float32]:
        return self.script[step % len(self.script)]

    def _garbage(self, step: int) -> NDArray[np.float32]:
        size = self.script.shape[1]
        return script([(1 + step % (size - 1), 1, 0.99)], size)[0]
