"""A torch network behind the interface of `GlossRecognizer`, so that the app's streaming code can score it.

The teacher is never shipped as a file, yet it must be measured by the same code as what ships.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray

from models.card import CENTRE_SQUARE, FORMAT_VERSION, MeasuredResult, ModelCard
from models.networks.streamable import StreamableNetwork
from models.recognizer import State, StepOutput
from models.video import Clip
from models.vocabulary import GlossVocabulary

_NOT_SHIPPED = "a network in training, not a shipped file"


class NetworkRecognizer:
    """Runs a network in evaluation mode, in float32, one clip at a time; same methods as `GlossRecognizer`."""

    is_stateful = True

    def __init__(self, network: StreamableNetwork, card: ModelCard) -> None:
        self.card = card
        self._network = network
        self._device = next(network.parameters()).device

    def start(self) -> State:
        """The state before the first frame: zeros."""
        return tuple(tensor.numpy() for tensor in self._network.start_state())

    def step(self, frames: Clip, state: State) -> StepOutput:
        """Runs `network.step` on frames (T, S, S, 3) uint8, T a multiple of k, going on from `state`."""
        tensors = [torch.from_numpy(array).to(self._device) for array in state]
        with _evaluating(self._network):
            log_probs, features, *next_state = self._network.step(self._tensor(frames), *tensors)
        return StepOutput(_array(log_probs), _array(features), tuple(_array(tensor) for tensor in next_state))

    def log_probs(self, clip: Clip) -> NDArray[np.float32]:
        """(T, S, S, 3) uint8 -> (ceil(T/k), V), by the whole-clip pass that training uses."""
        k = self.card.frames_per_step
        after = np.repeat(clip[-1:], math.ceil(len(clip) / k) * k - len(clip), axis=0)
        padded = self._tensor(np.concatenate([clip, after]))  # (ceil(T/k) * k, S, S, 3)
        with _evaluating(self._network):
            logits = self._network(padded[None]).logits[0]  # (U, V)
        return _array(torch.log_softmax(logits.float(), -1))

    def _tensor(self, frames: Clip) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(frames)).to(self._device)


@contextmanager
def _evaluating(network: torch.nn.Module) -> Iterator[None]:
    """Evaluation mode for a while, so that scoring between two training steps changes nothing."""
    was_training = network.training
    network.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        network.train(was_training)


def use_one_torch_thread() -> None:
    """Keeps torch on one thread: a step is so small that waiting for a second one cost up to thirty times as long."""
    torch.set_num_threads(1)


def card_of_network(
    network: StreamableNetwork,
    vocabulary: GlossVocabulary,
    frame_rate: float,
    *,
    name: str = _NOT_SHIPPED,
    sign_language: str = _NOT_SHIPPED,
    training_data: str = _NOT_SHIPPED,
    licence: str = _NOT_SHIPPED,
    results: tuple[MeasuredResult, ...] = (),
    limits: str = _NOT_SHIPPED,
    notice: str = _NOT_SHIPPED,
    source_commit: str = _NOT_SHIPPED,
) -> ModelCard:
    """The card whose sizes are the network's; the texts matter only for a file that is shipped."""
    return ModelCard(
        format_version=FORMAT_VERSION,
        name=name,
        sign_language=sign_language,
        vocabulary=vocabulary,
        frame_size=network.frame_size,
        frame_rate=float(frame_rate),
        frames_per_step=network.frames_per_step,
        context_frames=network.context_frames,
        crop=CENTRE_SQUARE,
        training_data=training_data,
        licence=licence,
        results=results,
        limits=limits,
        notice=notice,
        source_commit=source_commit,
    )


def _array(tensor: torch.Tensor) -> NDArray[np.float32]:
    return tensor.float().cpu().numpy()
