"""Checkpoints: saved whole or not at all, and read without unpickling anything but numbers, text and tensors."""

import json
import math
import os
import pickle
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.errors import BadInputError, GlosscastError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes, StreamableNetwork
from models.networks.teacher import Teacher
from models.vocabulary import GlossVocabulary

_FORMAT_VERSION = 1
_FIELDS: dict[str, type] = {
    "state": dict,
    "step": int,
    "config": str,
    "glosses": list,
    "extra": dict,
    "random_state": Tensor,
    "network": dict,
}
_KINDS: dict[str, type[LRINet] | type[Teacher]] = {"lrinet": LRINet, "teacher": Teacher}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a run needs to go on, or a later command to use its network.

    `step` counts the optimiser steps done, which is also the position in the schedule. `config` is the run's
    resolved configuration. `extra` holds the caller's own tensors and numbers (a second random state, best WER).
    """

    path: Path
    state: dict[str, Tensor]
    optimizer_state: dict[str, Any] | None
    step: int
    config: dict[str, Any]
    vocabulary: GlossVocabulary
    extra: dict[str, Any] = field(default_factory=dict)
    random_state: Tensor = field(default_factory=torch.get_rng_state)
    network: dict[str, Any] = field(default_factory=dict)

    def build_network(self) -> StreamableNetwork:
        """The network itself, rebuilt from the sizes in the file, with its weights, in evaluation mode.

        Raises:
            BadInputError: the checkpoint is of no LRINet or teacher, or its sizes and weights disagree.
        """
        sizes = dict(self.network)
        kind, stem_stride = _KINDS.get(sizes.pop("kind", "")), sizes.pop("stem_stride", None)
        if kind is None:
            raise BadInputError(f"{self.path}: holds no LRINet and no teacher, so it cannot be rebuilt.")
        try:
            network = kind(NetworkSizes(**sizes, vocabulary_size=self.vocabulary.size), stem_stride=stem_stride)
        except (TypeError, ValueError, RuntimeError) as error:
            raise BadInputError(f"{self.path}: the sizes of its network are damaged ({error}).") from error
        self.restore_network(network)
        return network.eval()

    def restore_network(self, network: nn.Module, vocabulary: GlossVocabulary | None = None) -> None:
        """Loads the weights into a network of the same sizes.

        Raises:
            BadInputError: the vocabulary given is not the checkpoint's, or a weight is missing, unknown or of
                another shape; the network is then unchanged.
        """
        if vocabulary is not None and vocabulary != self.vocabulary:
            raise BadInputError(
                f"{self.path}: was trained for {_listed(self.vocabulary)}, but {_listed(vocabulary)} were asked for."
            )
        expected = network.state_dict()
        for name, value in self.state.items():
            if name not in expected:
                raise BadInputError(f"{self.path}: holds the weight '{name}', which this network does not have.")
            if value.shape != expected[name].shape:
                sizes = f"expected {tuple(expected[name].shape)}, found {tuple(value.shape)}"
                raise BadInputError(f"{self.path}: the weight '{name}' is of another size ({sizes}).")
        for name in expected:
            if name not in self.state:
                raise BadInputError(f"{self.path}: lacks the weight '{name}' of this network.")
        network.load_state_dict(self.state)

    def restore_optimizer(self, optimizer: torch.optim.Optimizer) -> None:
        """Continues the optimiser, and torch's random numbers, where the run stopped.

        Raises:
            BadInputError: the checkpoint holds no optimiser, or that of other parameters.
        """
        if self.optimizer_state is None:
            raise BadInputError(f"{self.path}: holds no optimiser, so its run cannot be resumed.")
        try:
            optimizer.load_state_dict(self.optimizer_state)
        except (ValueError, KeyError) as error:
            raise BadInputError(f"{self.path}: its optimiser does not fit this network ({error}).") from error
        torch.set_rng_state(self.random_state)


def save_checkpoint(
    path: Path,
    *,
    network: nn.Module,
    optimizer: torch.optim.Optimizer | None,
    step: int,
    config: Mapping[str, Any],
    vocabulary: GlossVocabulary,
    extra: Mapping[str, Tensor | int | float] | None = None,
) -> None:
    """Writes a checkpoint under a temporary name and renames it; its configuration beside it as `NAME.config.json`.

    Whenever the process is killed, or the machine stops, the old file or the new one is there, whole.

    `config` must be writable as JSON; paths in it are written as text. The sizes of an LRINet or a teacher are
    written too, so that `Checkpoint.build_network` needs nothing else.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    config_text = json.dumps(dict(config), indent=2, default=str)
    content = {
        "format_version": _FORMAT_VERSION,
        "state": network.state_dict(),
        "optimizer_state": optimizer.state_dict() if optimizer is not None else None,
        "step": step,
        "config": config_text,
        "glosses": list(vocabulary.glosses),
        "extra": dict(extra or {}),
        "random_state": torch.get_rng_state(),
        "network": _described(network),
    }
    for left_over in path.parent.glob(f".{path.name}.*"):  # of a run that was killed here
        left_over.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            torch.save(content, stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    write_text(path.with_suffix(".config.json"), config_text + "\n")


def load_checkpoint(path: Path) -> Checkpoint:
    """Reads a checkpoint onto the CPU, with `weights_only=True`: a file from a stranger runs no code.

    Raises:
        BadInputError: no such file, no checkpoint, or one that lacks a field.
    """
    if not path.is_file():
        raise BadInputError(f"{path}: no such checkpoint.")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, KeyError, zipfile.BadZipFile, OSError) as error:
        raise BadInputError(f"{path}: is no checkpoint of glosscast-train, or is damaged.") from error
    if not isinstance(content, dict) or content.get("format_version") != _FORMAT_VERSION:
        raise BadInputError(f"{path}: is no checkpoint of glosscast-train of format version {_FORMAT_VERSION}.")
    for name, kind in _FIELDS.items():
        if not isinstance(content.get(name), kind):
            raise BadInputError(f"{path}: the checkpoint's field '{name}' is missing or of the wrong type.")
    try:
        vocabulary = GlossVocabulary(tuple(content["glosses"]))
        config = json.loads(content["config"])
    except (GlosscastError, ValueError, TypeError) as error:
        raise BadInputError(f"{path}: the checkpoint's vocabulary or configuration is damaged ({error}).") from error
    return Checkpoint(
        path=path,
        state=content["state"],
        optimizer_state=content.get("optimizer_state"),
        step=content["step"],
        config=config,
        vocabulary=vocabulary,
        extra=content["extra"],
        random_state=content["random_state"],
        network=content["network"],
    )


def write_text(path: Path, text: str) -> None:
    """Writes a small text file whole or not at all; a folder that is not there yet is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _described(network: nn.Module) -> dict[str, Any]:
    """What `build_network` needs: kind, stem stride and sizes; empty for a module that is neither of ours."""
    for kind, network_class in _KINDS.items():
        if isinstance(network, network_class):
            sizes = asdict(network.sizes)
            del sizes["vocabulary_size"]  # the vocabulary itself is in the file
            return {"kind": kind, "stem_stride": _stem_stride(network), **sizes}
    return {}


def _stem_stride(network: StreamableNetwork) -> int:
    strides = [module.stride for module in network.stem.modules() if isinstance(module, nn.Conv2d | nn.MaxPool2d)]
    return math.prod(stride[0] if isinstance(stride, tuple) else stride for stride in strides)


def _listed(vocabulary: GlossVocabulary) -> str:
    shown = " ".join(vocabulary.glosses[:8])
    return f"{len(vocabulary.glosses)} glosses ({shown}{' …' if len(vocabulary.glosses) > 8 else ''})"
