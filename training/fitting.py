"""One training loop for teacher and student: schedule, mixed precision, log, dev error rate, checkpoint, resume.

What is learned is a function of the caller's; here is only how the steps are taken.
"""

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from models.decoding import greedy_decode
from models.errors import BadInputError
from models.networks.streamable import StreamableNetwork
from models.vocabulary import GlossVocabulary
from training.allocator import keep_freed_memory
from training.checkpoint import load_checkpoint, save_checkpoint
from training.clips import ClipBatch, ClipSource, make_batch
from training.metrics import ErrorCounts, count_errors
from training.runlog import RunLog

_HEADS = "heads."
"""Marks, among a checkpoint's extras, the weights of what is dropped at export."""


@dataclass(frozen=True, slots=True)
class FitConfig:
    """How the steps are taken (ours, unless a default says otherwise)."""

    steps: int = 2500
    """Optimiser steps of the whole run."""
    batch_frames: int = 224
    """Frames a step, about; clips of like length are batched together."""
    learning_rate: float = 2e-3
    """Highest learning rate of AdamW; warmed up, then a half cosine down to nothing."""
    weight_decay: float = 1e-2
    """Of AdamW."""
    warm_up: float = 0.05
    """Share of the steps in which the learning rate rises."""
    bfloat16: bool | None = None
    """Mixed precision: convolutions in bfloat16, weights and losses in float32. None: where the processor can."""
    log_every: int = 20
    """Steps between lines of log.jsonl."""
    evaluate_every: int = 400
    """Steps between measurements of the dev word error rate, each followed by a checkpoint."""
    norm_batches: int = 60
    """Batches over which the batch norms' statistics are averaged at the end; 0 keeps the running ones."""
    threads: int = 0
    """CPU threads; 0 takes what torch takes."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What is trained: the network that is kept, and the heads that are dropped at export."""

    network: StreamableNetwork
    heads: nn.Module
    vocabulary: GlossVocabulary


Losses = Callable[[ClipBatch, float], Mapping[str, Tensor]]
"""(batch, progress 0..1) -> named loss terms, already weighted; their sum is minimised."""


class Batches(Protocol):
    """Where batches come from."""

    def batches(self, start: int) -> Iterable[ClipBatch]:
        """Those of the steps from `start` to the last."""

    def __getitem__(self, number: int) -> ClipBatch:
        """Any one; numbers beyond the last step give others of the same kind."""


def fit(
    trained: Trained,
    dataset: Batches,
    dev: Sequence[ClipSource],
    losses: Losses,
    config: FitConfig,
    checkpoint_path: Path,
    saved_config: Mapping[str, Any],
) -> None:
    """Train from step 0, or from where `checkpoint_path` stands; ends with a checkpoint at `config.steps`.

    Raises:
        BadInputError: a loss is no finite number; the sentence names the clips of the batch. The last checkpoint is
            then the one before.
    """
    keep_freed_memory()
    if config.threads:
        torch.set_num_threads(config.threads)
    is_bfloat16 = has_native_bfloat16() if config.bfloat16 is None else config.bfloat16
    network, heads = trained.network.to(memory_format=torch.channels_last), trained.heads
    parameters = [*network.parameters(), *heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, config.learning_rate, weight_decay=config.weight_decay)
    start = _resume(trained, optimizer, checkpoint_path)
    if start >= config.steps:
        return
    log = RunLog(checkpoint_path.with_name(f"{checkpoint_path.stem}.jsonl"))
    sums: dict[str, float] = {}
    frame_count, began = 0, time.monotonic()
    bar = tqdm(dataset.batches(start), desc=checkpoint_path.stem, initial=start, total=config.steps, unit="step")
    network.train()
    for step, batch in enumerate(bar, start=start):
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * _schedule(step / config.steps, config.warm_up)
        with torch.autocast("cpu", torch.bfloat16, enabled=is_bfloat16):
            terms = losses(batch, step / config.steps)
        total = torch.stack(list(terms.values())).sum()
        values = {name: float(value.detach()) for name, value in terms.items()}
        if not math.isfinite(sum(values.values())):
            raise BadInputError(_undefined_loss(step, values, batch))
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        optimizer.step()
        frame_count += batch.frames.shape[0] * batch.frames.shape[1]
        for name, value in values.items():
            sums[name] = sums.get(name, 0.0) + value
        done = step + 1
        if done % config.log_every == 0:
            means = {name: value / config.log_every for name, value in sums.items()}
            speed = frame_count / (time.monotonic() - began)
            log.write(done, means, frames_per_s=round(speed, 1))
            bar.set_postfix({name: f"{value:.3f}" for name, value in means.items()}, refresh=False)
            sums, frame_count, began = {}, 0, time.monotonic()
        if done == config.steps and config.norm_batches:
            settle_norms(network, (dataset[done + number].frames for number in range(config.norm_batches)))
        if done % config.evaluate_every == 0 or done == config.steps:
            counts = dev_errors(network, dev, trained.vocabulary)
            log.write(done, {}, dev_wer=counts.wer, **{f"dev_{k}": v for k, v in asdict(counts).items()})
            bar.write(f"step {done}: dev WER {100 * counts.wer:.1f} % of {counts.reference_count} glosses")
            _save(trained, optimizer, done, checkpoint_path, saved_config)
            frame_count, began = 0, time.monotonic()
            network.train()


def settle_norms(network: StreamableNetwork, batches: Iterable[Tensor]) -> None:
    """Replace every batch norm's running statistics by plain averages over whole batches, uint8 (B, T, S, S, 3) each.

    A batch holds a few clips, often of few people, so running statistics, which remember some ten batches, depend on
    who came last.
    """
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain average of all that comes
    network.train()
    with torch.no_grad():
        for frames in batches:
            network(frames)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


def has_native_bfloat16() -> bool:
    """Whether this processor computes in bfloat16 itself.

    Where it does not, torch imitates it: 7 to 10 times slower than float32 (measured on an AVX2 processor).
    """
    able = torch.cpu.get_capabilities()
    return any(able.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))


def dev_errors(network: StreamableNetwork, dev: Sequence[ClipSource], vocabulary: GlossVocabulary) -> ErrorCounts:
    """Errors of greedy decoding over whole clips: quick, for watching a run; `evaluate` measures what the app does."""
    network.eval()
    total = ErrorCounts()
    rng = np.random.default_rng(0)
    for source in dev:
        batch = make_batch([source], frame_size=network.frame_size, frames_per_step=network.frames_per_step, rng=rng)
        with torch.no_grad():
            log_probs = torch.log_softmax(network(batch.frames).logits[0].float(), -1)  # (U, V)
        hypothesis = vocabulary.decode([span.gloss_id for span in greedy_decode(log_probs.numpy())])
        total += count_errors(source.annotation.glosses, hypothesis)
    return total


def _schedule(progress: float, warm_up: float) -> float:
    """Share of the highest learning rate: up in a line, then down in a half cosine."""
    if progress < warm_up:
        return (progress + 1e-3) / (warm_up + 1e-3)
    return 0.5 * (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up))) + 1e-3


def _resume(trained: Trained, optimizer: torch.optim.Optimizer, path: Path) -> int:
    if not path.is_file():
        return 0
    checkpoint = load_checkpoint(path)
    checkpoint.restore_network(trained.network, trained.vocabulary)
    checkpoint.restore_optimizer(optimizer)
    heads = {name.removeprefix(_HEADS): value for name, value in checkpoint.extra.items() if name.startswith(_HEADS)}
    trained.heads.load_state_dict(heads)
    return checkpoint.step


def _save(
    trained: Trained, optimizer: torch.optim.Optimizer, step: int, path: Path, saved_config: Mapping[str, Any]
) -> None:
    save_checkpoint(
        path,
        network=trained.network,
        optimizer=optimizer,
        step=step,
        config=saved_config,
        vocabulary=trained.vocabulary,
        extra={f"{_HEADS}{name}": value for name, value in trained.heads.state_dict().items()},
    )


def _undefined_loss(step: int, values: Mapping[str, float], batch: ClipBatch) -> str:
    wrong = ", ".join(f"{name} is {value}" for name, value in values.items() if not math.isfinite(value))
    return f"Training stopped at step {step}: the loss {wrong or 'sum is not finite'}; clips: {', '.join(batch.names)}."
