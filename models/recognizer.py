"""The one door to onnxruntime: opens a model file, refuses one whose card and graph disagree, and runs it.

The graph (../models/card.py describes its card):
`frames` uint8 (T, S, S, 3), T a multiple of k, and `state_0` ... -> `log_probs` (T/k, V), `features` (T/k, C) and
`next_state_0` ..., to be fed back at the next call. A graph may have no states.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.card import CARD_KEY, ModelCard
from models.errors import BadInputError, UnusableModelError
from models.parity_sample import PARITY_KEY, ParitySample
from models.video import Clip

FloatArray = NDArray[np.float32]
State = tuple[FloatArray, ...]
"""What the temporal layers remember between two calls; made by `start`, never changed in place."""

_FRAMES = "frames"
_LOG_PROBS = "log_probs"
_FEATURES = "features"
_QUIET = 4  # onnxruntime's own scale: fatal messages only
_NOT_ONNX = ("INVALID_PROTOBUF", "No graph was found")  # how onnxruntime names bytes that are no model
_FRAMES_PER_CALL = 128
"""A whole clip goes through a stateful graph in parts of about this size, so that memory does not grow with it."""


@dataclass(frozen=True, slots=True)
class StepOutput:
    """What a call of `GlossRecognizer.step` gives: float32 (T/k, V), float32 (T/k, C), and the state to go on with."""

    log_probs: FloatArray
    features: FloatArray
    state: State


class GlossRecognizer:
    """A model file, opened: heavy to make, unchanging, may be shared by many streams of one thread."""

    def __init__(self, path: Path | str, thread_count: int = 1) -> None:
        """Open a model on so many threads of the CPU; raise UnusableModelError naming the file and what is wrong."""
        self.path = Path(path)
        self.thread_count = thread_count
        self._session = _open_session(self.path, thread_count)
        self.card = self._read_card()
        self._state_shapes = self._read_state_shapes()
        self._check_declared_shapes()
        self._probe()
        self.parity_sample = self._read_parity_sample()

    @property
    def is_stateful(self) -> bool:
        """Whether the graph carries state, that is, can run step by step."""
        return bool(self._state_shapes)

    def start(self) -> State:
        """Return the state before the first frame: zeros."""
        return tuple(np.zeros(shape, dtype=np.float32) for shape in self._state_shapes)

    def step(self, frames: Clip, state: State) -> StepOutput:
        """Run the graph once on T frames, uint8 (T, S, S, 3), T a multiple of k, and go on from `state`.

        Output j of a stream that began at zero state is complete with the frame k (j + 1) - 1 that was *fed*. Feed A
        copies of the first frame, then the clip: the first 2 A / k outputs are warm-up, to be dropped, and the next
        one is the clip's step 0, which stands for its frames 0 to k - 1 (ours).
        """
        self._check_frames(frames)
        if len(frames) % self.card.frames_per_step:
            raise BadInputError(
                f"A step takes a multiple of {self.card.frames_per_step} frames, and was given {len(frames)}."
            )
        return self._run(frames, state)

    def log_probs(self, clip: Clip) -> FloatArray:
        """Return float32 (ceil(T/k), V) for a whole clip, uint8 (T, S, S, 3), of any length T >= 1.

        The clip is padded with its last frame to a multiple of k, then with A copies of its first frame before and A of
        its last after. A stateful graph runs from zero state and its first 2 A / k steps are dropped. A graph without
        states is given the same padded clip, and must return either one step for each k frames of the clip (it used
        the context up), or one for each k frames it was given, centred: then A / k steps are dropped at each end.
        """
        self._check_frames(clip)
        k, context = self.card.frames_per_step, self.card.context_frames
        step_count = math.ceil(len(clip) / k)
        before = np.repeat(clip[:1], context, axis=0)  # (A, S, S, 3)
        after = np.repeat(clip[-1:], context + step_count * k - len(clip), axis=0)  # (A + padding, S, S, 3)
        padded = np.concatenate([before, clip, after])  # (k * step_count + 2A, S, S, 3)
        if self.is_stateful:
            return self._run_in_parts(padded)[2 * context // k :]  # (step_count, V)
        steps = self._run(padded, ()).log_probs
        if len(steps) == step_count:
            return steps
        if len(steps) == step_count + 2 * context // k and context % k == 0:
            return steps[context // k : context // k + step_count]  # (step_count, V)
        raise self._unusable(
            f"its graph without states returned {len(steps)} steps for {len(padded)} frames; expected {step_count}"
            + (f" or {len(padded) // k}." if context % k == 0 else ".")
        )

    def _run_in_parts(self, frames: Clip) -> FloatArray:
        part = max(1, _FRAMES_PER_CALL // self.card.frames_per_step) * self.card.frames_per_step
        state, parts = self.start(), []
        for first in range(0, len(frames), part):
            output = self._run(frames[first : first + part], state)
            state = output.state
            parts.append(output.log_probs)
        return np.concatenate(parts)  # (T/k, V)

    def _run(self, frames: Clip, state: State) -> StepOutput:
        if len(state) != len(self._state_shapes):
            raise BadInputError(f"This model has {len(self._state_shapes)} states, and was given {len(state)}.")
        feeds: dict[str, Any] = {f"state_{i}": array for i, array in enumerate(state)}
        feeds[_FRAMES] = np.ascontiguousarray(frames)
        names = [_LOG_PROBS, _FEATURES, *(f"next_state_{i}" for i in range(len(state)))]
        log_probs, features, *next_state = self._session.run(names, feeds)
        return StepOutput(log_probs, features, tuple(next_state))

    def _check_frames(self, frames: Clip) -> None:
        expected = (self.card.frame_size, self.card.frame_size, 3)
        if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[1:] != expected or len(frames) < 1:
            raise BadInputError(
                f"The model takes uint8 frames of shape (T, {', '.join(map(str, expected))}) with T at least 1, "
                f"and was given {frames.dtype} {frames.shape}."
            )

    def _read_card(self) -> ModelCard:
        text = self._session.get_modelmeta().custom_metadata_map.get(CARD_KEY)
        if text is None:
            raise self._unusable(f"it has no card (metadata '{CARD_KEY}'); it was not exported for this program.")
        try:
            return ModelCard.from_json(text)
        except UnusableModelError as error:
            raise self._unusable(str(error)) from error

    def _read_parity_sample(self) -> ParitySample | None:
        text = self._session.get_modelmeta().custom_metadata_map.get(PARITY_KEY)
        try:
            return None if text is None else ParitySample.from_json(text)
        except UnusableModelError as error:
            raise self._unusable(str(error)) from error

    def _read_state_shapes(self) -> list[tuple[int, ...]]:
        """Check the names, types and pairing of inputs and outputs, and return the shape of each state."""
        inputs = {node.name: node for node in self._session.get_inputs()}
        outputs = {node.name: node for node in self._session.get_outputs()}
        state_count = len(inputs) - 1
        for i in range(max(state_count, len(outputs) - 2)):
            if f"state_{i}" not in inputs or f"next_state_{i}" not in outputs:
                raise self._unusable(
                    f"its states are not paired: expected an input 'state_{i}' and an output 'next_state_{i}', and its "
                    f"inputs are {_listed(inputs)}, its outputs {_listed(outputs)}."
                )
        for name, nodes in ((_FRAMES, inputs), (_LOG_PROBS, outputs), (_FEATURES, outputs)):
            if name not in nodes:
                raise self._unusable(f"its graph has no '{name}', only {_listed(nodes)}.")
        for node in [*inputs.values(), *outputs.values()]:
            expected = "tensor(uint8)" if node.name == _FRAMES else "tensor(float)"
            if node.type != expected:
                raise self._unusable(f"its '{node.name}' must be {expected}, and is {node.type}.")
        shapes = []
        for i in range(state_count):
            shape, next_shape = inputs[f"state_{i}"].shape, outputs[f"next_state_{i}"].shape
            if not all(isinstance(size, int) for size in shape):
                raise self._unusable(f"its 'state_{i}' must have a fixed shape, and has {shape}.")
            if len(shape) != len(next_shape) or not all(map(_is_compatible, next_shape, shape)):
                raise self._unusable(f"its 'state_{i}' has the shape {shape}, but 'next_state_{i}' {next_shape}.")
            shapes.append(tuple(shape))
        return shapes

    def _check_declared_shapes(self) -> None:
        """Compare what the graph declares with the card; what it leaves open, `_probe` measures."""
        size = self.card.frame_size
        shape = next(node.shape for node in self._session.get_inputs() if node.name == _FRAMES)
        if len(shape) != 4 or not _is_compatible(shape[3], 3):
            raise self._unusable(f"its 'frames' must have the shape (T, S, S, 3), and have {shape}.")
        if not all(_is_compatible(side, size) for side in shape[1:3]):
            raise self._unusable(
                f"its card says frame size {size}, but its graph takes frames of {shape[1]} x {shape[2]}."
            )
        if isinstance(shape[0], int):
            raise self._unusable(f"its 'frames' must take any number of frames, and take exactly {shape[0]}.")
        for node in self._session.get_outputs():
            if node.name == _LOG_PROBS and len(node.shape) == 2:
                self._check_vocabulary_size(node.shape[1])

    def _check_vocabulary_size(self, found: object) -> None:
        expected = self.card.vocabulary.size
        if not _is_compatible(found, expected):
            raise self._unusable(
                f"its card lists {expected} vocabulary entries (with the blank), but its graph gives {found}."
            )

    def _probe(self) -> None:
        """Run the smallest clip once: a wrong card must be refused on opening, not in the middle of a stream."""
        k, size = self.card.frames_per_step, self.card.frame_size
        count = k if self.is_stateful else k + 2 * self.card.context_frames
        try:
            frames = np.zeros((count, size, size, 3), dtype=np.uint8)
            output = self._run(frames, self.start())
        except Exception as error:  # onnxruntime's exceptions share no base class
            raise self._unusable(
                f"its graph could not run on {count} frames of {size} x {size}: {_first_line(error)}"
            ) from error
        if output.log_probs.ndim != 2 or output.features.ndim != 2:
            raise self._unusable(
                f"its 'log_probs' and 'features' must have two axes, and have the shapes {output.log_probs.shape} and "
                f"{output.features.shape}."
            )
        self._check_vocabulary_size(output.log_probs.shape[1])
        if self.is_stateful and (len(output.log_probs) != 1 or len(output.features) != 1):
            raise self._unusable(
                f"its card says {k} frames per step, but its graph made {len(output.log_probs)} steps of {k} frames."
            )
        if not self.is_stateful:
            self.log_probs(frames[:k])
        for i, (array, shape) in enumerate(zip(output.state, self._state_shapes, strict=True)):
            if array.shape != shape:
                raise self._unusable(f"its 'state_{i}' has the shape {shape}, but 'next_state_{i}' {array.shape}.")

    def _unusable(self, reason: str) -> UnusableModelError:
        return UnusableModelError(f"{self.path} cannot be used as a model: {reason}")


def _open_session(path: Path, thread_count: int) -> onnxruntime.InferenceSession:
    if not path.exists():
        raise UnusableModelError(f"{path} does not exist; expected a model file (.onnx).")
    if not path.is_file():
        raise UnusableModelError(f"{path} is not a file; expected a model file (.onnx).")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = thread_count
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    options.log_severity_level = _QUIET
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions share no base class
        reason = f"onnxruntime cannot load it: {_first_line(error)}"
        if any(name in str(error) for name in _NOT_ONNX):
            reason = f"it is not a complete .onnx file ({path.stat().st_size} bytes), but cut off or something else."
        raise UnusableModelError(f"{path} cannot be used as a model: {reason}") from error


def _is_compatible(declared: object, expected: int) -> bool:
    """Whether an axis the graph declares is the expected size, or left open (a name or nothing)."""
    return not isinstance(declared, int) or declared == expected


def _listed(nodes: dict[str, Any]) -> str:
    return ", ".join(f"'{name}'" for name in nodes) or "nothing"


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0][:200] if text else type(error).__name__
