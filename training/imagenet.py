"""Begin with the weights of a ResNet trained on ImageNet (2211.03387): a plain state dict as torchvision publishes it.

Layers are found by their place: stage and block. The pixels of ImageNet's networks are brought to mean 0 and deviation
1 for each colour, ours to -1..1; the first kernel and its norm take up the difference, exact but for a picture's edge
(ours).
"""

import pickle
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from models.errors import BadInputError
from models.networks.streamable import StreamableNetwork
from training.starting_weights import STEM

_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)
"""Of red, green and blue in 0..1: what torchvision's networks expect to be taken off."""
_NORM = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True, slots=True)
class ImageNetWeights:
    """What became of a file: tensors of ours that were set, and tensors of the file that did not fit, with reasons."""

    taken: tuple[str, ...]
    left: tuple[str, ...]

    def sentence(self) -> str:
        """For the person who asked for them."""
        left = f"; left out: {', '.join(self.left)}" if self.left else ""
        return f"ImageNet weights: {len(self.taken)} tensors taken{left}."


def start_from_imagenet(path: Path, network: StreamableNetwork) -> ImageNetWeights:
    """Give a network every tensor of a ResNet-18 or -34 whose place and shape it shares; all others stay.

    Of a 7x7 stem a 3x3 one takes the means of 2x2 places: what it would see on frames half as large (ours).

    Raises:
        BadInputError: the file cannot be read, is no state dict of that form, or nothing but single norms would fit.
    """
    given = _read(path)
    _take_up_pixel_scale(given)
    state = network.state_dict()
    taken: dict[str, Tensor] = {}
    left: list[str] = []
    names = dict(_matching_names(network))
    for name, value in given.items():
        own = names.get(name)
        if own is None:
            if not name.endswith("num_batches_tracked"):
                left.append(f"{name} (no such layer)")
            continue
        fitted = _shrunk(value) if own == STEM and state[own].shape[2:] == (3, 3) else value
        if fitted.shape == state[own].shape:
            taken[own] = fitted
        else:
            left.append(f"{name} ({_shape(fitted)} for {_shape(state[own])})")
    if not any(value.dim() == 4 for value in taken.values()):
        raise BadInputError(
            f"{path}: no layer fits this network, whose stages have {' '.join(map(str, network.sizes.widths))} "
            "channels; a ResNet-18 or -34 has 64 128 256 512."
        )
    network.load_state_dict(state | taken)
    return ImageNetWeights(tuple(taken), tuple(left))


def _read(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise BadInputError(f"{path}: no such file of ImageNet weights.")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, KeyError, zipfile.BadZipFile, OSError) as error:
        raise BadInputError(f"{path}: is no file of weights that torch can read without running code.") from error
    is_plain = isinstance(content, dict) and all(isinstance(value, Tensor) for value in content.values())
    if not is_plain or "conv1.weight" not in content or "layer1.0.conv1.weight" not in content:
        raise BadInputError(
            f"{path}: expected the plain state dict of a torchvision ResNet, with conv1.weight and so on."
        )
    return {name: value.detach().clone() for name, value in content.items()}


def _take_up_pixel_scale(given: dict[str, Tensor]) -> None:
    """(p - mean) / deviation of pixels p in 0..1 is our y in -1..1 times a factor, plus a constant, for each colour."""
    mean, deviation = torch.tensor(_MEAN), torch.tensor(_DEVIATION)
    kernel = given["conv1.weight"].float()  # (C, 3, 7, 7)
    if kernel.shape[1] != len(mean):
        raise BadInputError(f"expected a first kernel over 3 colours, got {_shape(kernel)}.")
    constant = (kernel.sum((2, 3)) * ((0.5 - mean) / deviation)).sum(1)  # (C,)
    given["conv1.weight"] = kernel * (0.5 / deviation)[:, None, None]
    if "bn1.running_mean" in given:
        given["bn1.running_mean"] = given["bn1.running_mean"] - constant


def _matching_names(network: StreamableNetwork) -> Iterator[tuple[str, str]]:
    """(torchvision's name, ours) of every tensor that a network has."""
    modules = {module: name for name, module in network.named_modules()}
    yield "conv1.weight", STEM
    yield from _norm_names("bn1", STEM.replace("0.weight", "1"))
    blocks = iter([*network.plain_blocks, *network.late_blocks, *network.last_blocks])
    for stage, count in enumerate(network.sizes.blocks, start=1):
        for index in range(count):
            block = next(blocks)
            theirs, ours = f"layer{stage}.{index}", modules[block]
            for number in (1, 2):
                yield f"{theirs}.conv{number}.weight", f"{ours}.conv{number}.weight"
                yield from _norm_names(f"{theirs}.bn{number}", f"{ours}.norm{number}")
            if not isinstance(block.shortcut, nn.Identity):
                yield f"{theirs}.downsample.0.weight", f"{ours}.shortcut.0.weight"
                yield from _norm_names(f"{theirs}.downsample.1", f"{ours}.shortcut.1")


def _norm_names(theirs: str, ours: str) -> Iterator[tuple[str, str]]:
    yield from ((f"{theirs}.{part}", f"{ours}.{part}") for part in _NORM)


def _shrunk(kernel: Tensor) -> Tensor:
    """(C, 3, 7, 7) of stride 2 -> (C, 3, 3, 3) that answers alike on a picture half as large."""
    return 4 * nn.functional.avg_pool2d(kernel[:, :, 1:, 1:], 2) if kernel.shape[2:] == (7, 7) else kernel


def _shape(value: Tensor) -> str:
    return "x".join(map(str, value.shape)) or "a number"
