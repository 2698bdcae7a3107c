"""Begin a run with weights that exist already, of a checkpoint or of a shipped .onnx (ours).

A .onnx holds no batch norm: it was folded into the convolutions. It is unfolded again by one pass over clips: each
norm takes the statistics of what it is given and is set to undo them, so that the network still says what the file
says, and can be trained on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from models.errors import BadInputError
from models.networks.streamable import StreamableNetwork
from models.recognizer import GlossRecognizer
from models.vocabulary import GlossVocabulary
from training.checkpoint import load_checkpoint
from training.clips import ClipSource, make_batch

_CALIBRATING_CLIPS = 24
STEM = "stem.0.weight"
"""Name of the first kernel in every network of ours."""
_CLASSIFIER = "classifier."


@dataclass(frozen=True, slots=True)
class _FileWeights:
    """What a .onnx holds: convolutions in the order of the graph, their folded biases, and the classifier."""

    vocabulary: GlossVocabulary
    frame_size: int
    convolutions: tuple[tuple[Tensor, Tensor], ...]
    classifier: dict[str, Tensor]


def start_from(
    path: Path, network: StreamableNetwork, vocabulary: GlossVocabulary, sources: Sequence[ClipSource]
) -> None:
    """Give `network` the weights of a checkpoint or a .onnx; glosses are matched by name, new ones start afresh.

    A 3x3 stem may start a 7x7 one that sees frames exactly twice as large, and the other way round.

    Raises:
        BadInputError: no such checkpoint, a damaged one, or a network of other widths or another depth.
        UnusableModelError: the .onnx is no model file, or is damaged.
    """
    if path.suffix == ".onnx":
        _start_from_file(path, network, vocabulary, sources)
    else:
        checkpoint = load_checkpoint(path)
        state = dict(checkpoint.state)
        for name in [name for name in state if "classifier." in name]:
            state[name] = _by_gloss(state[name], network.state_dict().get(name), checkpoint.vocabulary, vocabulary)
        _load(path, network, state, checkpoint.network.get("frame_size", network.frame_size))


def _start_from_file(
    path: Path, network: StreamableNetwork, vocabulary: GlossVocabulary, sources: Sequence[ClipSource]
) -> None:
    file = _read_file(path)
    pairs = _convolutions(network)
    if len(pairs) != len(file.convolutions):
        raise BadInputError(f"{path}: expected {len(pairs)} convolutions, found {len(file.convolutions)}.")
    names = {module: name for name, module in network.named_modules()}
    state = network.state_dict()
    for (convolution, _), (weight, _) in zip(pairs, file.convolutions, strict=True):
        state[f"{names[convolution]}.weight"] = weight
    for name, value in file.classifier.items():
        state[name] = _by_gloss(value, state[name], file.vocabulary, vocabulary)
    _load(path, network, state, file.frame_size)
    biases = {norm: bias for (_, norm), (_, bias) in zip(pairs, file.convolutions, strict=True)}
    _unfold(network, biases, sources)


def _read_file(path: Path) -> _FileWeights:
    card = GlossRecognizer(path).card  # refuses, in one sentence, what is no model file or a damaged one
    model = onnx.load(str(path))
    values = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in model.graph.initializer}
    convolutions = [node.input for node in model.graph.node if node.op_type == "Conv"]
    if any(len(inputs) != 3 or inputs[1] not in values or inputs[2] not in values for inputs in convolutions):
        raise BadInputError(f"{path}: its convolutions are not as `glosscast-train export` writes them.")
    classifier = {f"{_CLASSIFIER}{part}": values.get(f"network.{_CLASSIFIER}{part}") for part in ("weight", "bias")}
    return _FileWeights(
        card.vocabulary,
        card.frame_size,
        tuple((values[inputs[1]], values[inputs[2]]) for inputs in convolutions),
        {name: value for name, value in classifier.items() if value is not None},
    )


def _convolutions(network: StreamableNetwork) -> list[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Every convolution with the norm after it, in the order in which a step runs them, which is the graph's."""
    order: list[nn.Module] = []
    hooks = [
        module.register_forward_pre_hook(lambda module, _: order.append(module))
        for module in network.modules()
        if isinstance(module, nn.Conv2d | nn.BatchNorm2d)
    ]
    frames = torch.zeros((2 * network.frames_per_step, network.frame_size, network.frame_size, 3), dtype=torch.uint8)
    network.eval()
    with torch.no_grad():
        network.step(frames, *network.start_state())
    for hook in hooks:
        hook.remove()
    pairs = []
    for convolution, norm in zip(order[::2], order[1::2], strict=True):
        assert isinstance(convolution, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        pairs.append((convolution, norm))
    return pairs


def _unfold(network: StreamableNetwork, biases: dict[nn.BatchNorm2d, Tensor], sources: Sequence[ClipSource]) -> None:
    """Set every norm so that it adds the folded bias and nothing else, with statistics taken from clips."""

    def take_statistics(norm: nn.BatchNorm2d, inputs: tuple[Tensor, ...]) -> None:
        variance, mean = torch.var_mean(inputs[0].float(), (0, 2, 3), correction=0)  # (C,)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.copy_(biases[norm] + mean)

    hooks = [norm.register_forward_pre_hook(take_statistics) for norm in biases]
    rng = np.random.default_rng(0)
    chosen = [sources[i] for i in rng.permutation(len(sources))[:_CALIBRATING_CLIPS]]
    batch = make_batch(chosen, frame_size=network.frame_size, frames_per_step=network.frames_per_step, rng=rng)
    network.eval()
    with torch.no_grad():
        network(batch.frames)
    for hook in hooks:
        hook.remove()


def _load(path: Path, network: StreamableNetwork, state: dict[str, Tensor], frame_size: int) -> None:
    expected = network.state_dict()
    if STEM in state:
        state = state | {STEM: fit_stem(state[STEM], frame_size, network)}
    for name, value in expected.items():
        if name not in state or state[name].shape != value.shape:
            found = tuple(state[name].shape) if name in state else "nothing"
            raise BadInputError(
                f"{path}: cannot start this network: for '{name}' expected {tuple(value.shape)}, found {found}."
            )
    network.load_state_dict({name: state[name] for name in expected})


def fit_stem(weight: Tensor, frame_size: int, network: StreamableNetwork) -> Tensor:
    """A stem's kernel, trained on frames of `frame_size`, for a network that sees them twice or half as large.

    Any other pair keeps the kernel as it is. Shrinking a frame by averaging and then taking a 3x3 kernel is a 7x7
    kernel of stride 2 on the larger frame; the way back sums what falls on one pixel of the smaller frame, exact where
    the finer kernel is that even.
    """
    kernels = tuple(weight.shape[2:]), tuple(network.state_dict()[STEM].shape[2:])
    if kernels == ((3, 3), (7, 7)) and network.frame_size == 2 * frame_size:
        finer = torch.kron(weight, torch.full((1, 1, 2, 2), 0.25))  # (C, 3, 6, 6)
        return nn.functional.pad(finer, (1, 0, 1, 0))  # (C, 3, 7, 7)
    if kernels == ((7, 7), (3, 3)) and frame_size == 2 * network.frame_size:
        return 4 * nn.functional.avg_pool2d(weight[:, :, 1:, 1:], 2)  # (C, 3, 3, 3)
    return weight


def _by_gloss(value: Tensor, fresh: Tensor | None, known: GlossVocabulary, wanted: GlossVocabulary) -> Tensor:
    """Rows of a classifier in the order of another vocabulary; rows of glosses not known stay as in `fresh`."""
    if fresh is None:
        return value
    rows = fresh.clone()
    if value.shape[1:] != rows.shape[1:]:
        return value
    rows[0] = value[0]
    for number, gloss in enumerate(wanted.glosses, start=1):
        if gloss in known.glosses:
            rows[number] = value[known.glosses.index(gloss) + 1]
    return rows
