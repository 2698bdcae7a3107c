"""One training loop for teacher and student: schedule, log, dev error rate, checkpoint, resume.

What is learned is a function of the caller's, and how a batch becomes a gradient is in gradients.py; here is only how
the steps are taken.
"""

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from models.decoding import greedy_decode
from models.errors import BadInputError
from models.networks.streamable import StreamableNetwork
from models.vocabulary import GlossVocabulary
from training.allocator import keep_freed_memory
from training.checkpoint import load_checkpoint, save_checkpoint
from training.clips import ClipBatch, ClipSource, make_batch
from training.gradients import GradientMaker, Losses, has_native_bfloat16, stop_gradients
from training.memory import estimate_memory
from training.metrics import ErrorCounts, count_errors
from training.parallel import ALONE, Team
from training.pooled_norm import NormPool
from training.runlog import RunReport

_LOG = logging.getLogger(__name__)
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
    """Mixed precision: convolutions in bfloat16, weights and losses in float32. None: where the device can."""
    parts: int = 1
    """Gradient accumulation: passes over parts of a batch instead of one over all of it, for less memory."""
    recompute: bool = False
    """Gradient checkpointing: keep what goes into each block alone and run it twice, for less memory."""
    gradient_share: float = 1.0
    """Random gradient stop: share of the frames that the plain stages learn from, new at every step, for less memory
    (2211.03387: 0.5; ours: 1, all)."""
    log_every: int = 20
    """Steps between lines of log.jsonl."""
    evaluate_every: int = 400
    """Steps between measurements of the dev word error rate, each followed by a checkpoint."""
    checkpoint_every: int = 0
    """Steps between further checkpoints: what a killed run may lose; 0 makes none."""
    norm_batches: int = 60
    """Batches over which the batch norms' statistics are averaged at the end; 0 keeps the running ones."""
    threads: int = 0
    """CPU threads; 0 takes what torch takes."""
    device: str = ""
    """cpu, cuda or cuda:1; by default a GPU where there is one."""

    def check(self) -> None:
        """Raises BadInputError where a setting is out of range."""
        if self.parts < 1:
            raise BadInputError(f"expected a batch in at least 1 part, got {self.parts}.")
        if not 0 < self.gradient_share <= 1:
            raise BadInputError(f"expected a gradient share above 0 and up to 1, got {self.gradient_share}.")


@dataclass(frozen=True, slots=True)
class Trained:
    """What is trained: the network that is kept, and the heads that are dropped at export."""

    network: StreamableNetwork
    heads: nn.Module
    vocabulary: GlossVocabulary


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
    team: Team = ALONE,
) -> None:
    """Train from step 0, or from where `checkpoint_path` stands; ends with a checkpoint at `config.steps`.

    Every process of the team calls it, with a dataset of its own share; the folder must be the same for all.

    Raises:
        BadInputError: a loss is no finite number; the sentence names the clips of the batch. The last checkpoint is
            then the one before. Or a setting is out of range.
    """
    config.check()
    if not config.recompute:  # who recomputes wants memory, and kept memory has gaps: 2.7 GiB against 1.6, measured
        keep_freed_memory()
    if config.threads:
        torch.set_num_threads(config.threads)
    network = trained.network.to(team.device, memory_format=torch.channels_last)
    heads = trained.heads.to(team.device)
    network.recomputes = config.recompute
    pool = NormPool(team)
    for module in (network, heads):
        pool.take_over(module)
    parameters = [*network.parameters(), *heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, config.learning_rate, weight_decay=config.weight_decay)
    start = _resume(trained, optimizer, checkpoint_path)
    team.check_equal(start, f"steps done in {checkpoint_path}, which all must be able to read")
    if start >= config.steps:
        return
    team.copy_from_first((network, heads))
    is_bfloat16 = has_native_bfloat16(team.device) if config.bfloat16 is None else config.bfloat16
    make_gradients = GradientMaker(losses, parameters, pool, config.parts, is_bfloat16)
    report = RunReport(checkpoint_path, start, config.steps, config.log_every, is_shown=team.is_first)
    network.train()
    for step, batch in enumerate(report.watched(dataset.batches(start)), start=start):
        if config.gradient_share < 1:
            batch = stop_gradients(batch, config.gradient_share, step)
        if step == start:
            _announce_memory(trained, optimizer, make_gradients, batch)
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * _schedule(step / config.steps, config.warm_up)
        values = make_gradients(batch, step / config.steps)
        if not math.isfinite(sum(values.values())):
            raise BadInputError(_undefined_loss(step, values, batch.all_clips))
        nn.utils.clip_grad_norm_(parameters, 5.0)
        optimizer.step()
        done, is_last = step + 1, step + 1 == config.steps
        report.step(done, values, len(batch.all_clips.names) * batch.frames.shape[1])
        if is_last and config.norm_batches:
            settle_norms(network, _pictures(pool, (dataset[done + number] for number in range(config.norm_batches))))
        is_measured = done % config.evaluate_every == 0 or is_last
        if is_measured:
            counts = _team_errors(trained, dev, team)
            figures = {f"dev_{name}": value for name, value in asdict(counts).items()}
            sentence = f"dev WER {100 * counts.wer:.1f} % of {counts.reference_count} glosses"
            report.measured(done, sentence, dev_wer=counts.wer, **figures)
            network.train()
        if team.is_first and (is_measured or (config.checkpoint_every and done % config.checkpoint_every == 0)):
            _save(trained, optimizer, done, checkpoint_path, saved_config)


def settle_norms(network: StreamableNetwork, batches: Iterable[Tensor]) -> None:
    """Replace every batch norm's running statistics by plain averages over whole batches, uint8 (B, T, S, S, 3) each.

    A batch holds a few clips, often of few people, so running statistics, which remember some ten batches, depend on
    who came last. Norms of stages that are held keep what they have.
    """
    network.train()
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d) and module.training]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain average of all that comes
    with torch.no_grad():
        for frames in batches:
            network(frames)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


def _pictures(pool: NormPool, batches: Iterable[ClipBatch]) -> Iterator[Tensor]:
    """The frames of each batch, while the norms know whether they count."""
    for batch in batches:
        pool.is_spare = batch.is_spare
        yield batch.frames.to(pool.team.device)
    pool.is_spare = False


def dev_errors(network: StreamableNetwork, dev: Sequence[ClipSource], vocabulary: GlossVocabulary) -> ErrorCounts:
    """Errors of greedy decoding over whole clips: quick, for watching a run; `evaluate` measures what the app does."""
    network.eval()
    total = ErrorCounts()
    rng = np.random.default_rng(0)
    for source in dev:
        batch = make_batch([source], frame_size=network.frame_size, frames_per_step=network.frames_per_step, rng=rng)
        with torch.no_grad():
            logits = network(batch.frames.to(next(network.parameters()).device)).logits[0]
        log_probs = torch.log_softmax(logits.float(), -1).cpu()  # (U, V)
        hypothesis = vocabulary.decode([span.gloss_id for span in greedy_decode(log_probs.numpy())])
        total += count_errors(source.annotation.glosses, hypothesis)
    return total


def _team_errors(trained: Trained, dev: Sequence[ClipSource], team: Team) -> ErrorCounts:
    """`dev_errors` of all dev clips, each counted by one process."""
    counts = asdict(dev_errors(trained.network, dev[team.rank :: team.size], trained.vocabulary))
    sums = team.summed(torch.tensor(list(counts.values()), device=team.device)).tolist()
    return ErrorCounts(**dict(zip(counts, sums, strict=True)))


def _announce_memory(
    trained: Trained, optimizer: torch.optim.Optimizer, make_gradients: GradientMaker, batch: ClipBatch
) -> None:
    estimate = estimate_memory(
        lambda piece: replace(make_gradients, parts=1)(piece, 0.0),
        batch,
        make_gradients.parameters,
        [*trained.network.buffers(), *trained.heads.buffers()],
        optimizer,
        trained.network.frames_per_step,
        make_gradients.parts,
    )
    if make_gradients.pool.team.is_first:
        _LOG.info("%s", estimate.sentence())
    if (warning := estimate.warning()) is not None:
        _LOG.warning("%s", warning)


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
