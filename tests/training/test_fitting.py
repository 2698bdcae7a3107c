"""The training loop: it learns, resumes to the very same weights, and stops with the clips' names."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.errors import BadInputError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.vocabulary import GlossVocabulary
from tests.training import fit_once
from training.augmentation import NO_AUGMENTATION
from training.checkpoint import load_checkpoint
from training.clip_list import ClipAnnotation
from training.clips import BatchDataset, ClipBatch, ClipSource, FrameTruth
from training.fitting import FitConfig, Trained, dev_errors, fit, has_native_bfloat16, settle_norms
from training.parallel import ALONE
from training.truth import TruthWeights, truth_losses

ROOT = Path(__file__).parents[2]
VOCABULARY = GlossVocabulary(("DARK", "LIGHT"))
SIZES = NetworkSizes(16, (4, 4, 8, 8), (1, 1, 2, 1), 1, 2, VOCABULARY.size)


def light_source(order: tuple[str, ...], seed: int) -> ClipSource:
    """A clip of grey with a dark or light stretch for each gloss: learnable in seconds."""
    rng = np.random.default_rng(seed)
    ids = [0] * int(rng.integers(4, 8))
    for gloss in order:
        ids += [VOCABULARY.encode([gloss])[0]] * 8 + [0] * int(rng.integers(4, 8))
    levels = np.array([128, 20, 235])[ids] + rng.integers(-15, 15, len(ids))
    images = np.broadcast_to(levels.astype(np.uint8)[:, None, None, None], (len(ids), 16, 16, 3)).copy()
    truth = FrameTruth(np.array(ids), np.full((len(ids), 0, 2), np.nan, np.float32))
    annotation = ClipAnnotation(Path(f"{'-'.join(order)}-{seed}.avi"), order, "s", "train")
    return ClipSource(annotation, images, tuple(VOCABULARY.encode(order)), truth)


def sources(first_seed: int) -> list[ClipSource]:
    """Twelve clips of one or two glosses."""
    orders = [("DARK",), ("LIGHT",), ("DARK", "LIGHT"), ("LIGHT", "DARK"), ("DARK", "DARK"), ("LIGHT", "LIGHT")]
    return [light_source(order, first_seed + i) for i, order in enumerate(orders * 2)]


def start(steps: int) -> tuple[Trained, BatchDataset, FitConfig]:
    """A fresh network and what it is to be trained on."""
    torch.manual_seed(0)
    trained = Trained(LRINet(SIZES), nn.Identity(), VOCABULARY)
    dataset = BatchDataset(
        sources(0),
        frame_size=16,
        frames_per_step=2,
        batch_frames=120,
        augmentation=NO_AUGMENTATION,
        nothing_share=0.0,
        seed=0,
        length=steps,
    )
    config = FitConfig(steps=steps, learning_rate=5e-3, log_every=5, evaluate_every=10, bfloat16=False, threads=1)
    return trained, dataset, config


def losses_of(trained: Trained) -> Callable[[ClipBatch, float], dict[str, Tensor]]:
    """Frame truth, then CTC as well."""

    def losses(batch: ClipBatch, progress: float) -> dict[str, Tensor]:
        return truth_losses(trained.network(batch.frames), batch, trained.heads, TruthWeights(), progress)

    return losses


@pytest.mark.parametrize(
    ("able", "expected"),
    [
        ({"avx2": True, "avx512_bf16": False}, False),
        ({"avx512_bf16": True}, True),
        ({"amx_bf16": True}, True),
        ({}, False),
    ],
)
def test_bfloat16_is_used_only_where_the_processor_has_it(
    monkeypatch: pytest.MonkeyPatch, able: dict[str, bool], expected: bool
) -> None:
    """An imitated bfloat16 would make training many times slower, so it is not the default there."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)

    assert has_native_bfloat16() is expected


def test_a_small_network_learns_an_easy_corpus(tmp_path: Path) -> None:
    """From nothing to no error on clips it never saw, glosses signed twice in a row included."""
    trained, dataset, config = start(steps=60)
    dev = sources(100)
    before = dev_errors(trained.network, dev, VOCABULARY).wer

    fit(trained, dataset, dev, losses_of(trained), config, tmp_path / "run.pt", {"frame_rate": 12.5})

    assert before > 0.5
    assert dev_errors(trained.network, dev, VOCABULARY).wer <= 0.1
    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    assert {"frame", "ctc"} <= set(lines[-2]["losses"])
    assert lines[-1]["step"] == 60
    assert load_checkpoint(tmp_path / "run.pt").step == 60


def test_a_stopped_run_resumes_to_the_same_weights(tmp_path: Path) -> None:
    """Stopped after 10 of 20 steps and started again, the weights are those of a run that was never stopped."""
    whole, dataset, config = start(steps=20)
    fit(whole, dataset, [], losses_of(whole), config, tmp_path / "whole.pt", {})

    stopped, _, _ = start(steps=20)

    def failing(batch: ClipBatch, progress: float) -> dict[str, Tensor]:
        if progress >= 0.6:
            raise KeyboardInterrupt
        return losses_of(stopped)(batch, progress)

    with pytest.raises(KeyboardInterrupt):
        fit(stopped, dataset, [], failing, config, tmp_path / "stopped.pt", {})
    resumed, _, _ = start(steps=20)
    fit(resumed, dataset, [], losses_of(resumed), config, tmp_path / "stopped.pt", {})

    for name, value in whole.network.state_dict().items():
        assert torch.equal(value, resumed.network.state_dict()[name]), name


def test_an_undefined_loss_stops_with_the_clips_names(tmp_path: Path) -> None:
    """A loss that is not a number ends the run in one sentence with step, term and clips, and saves nothing."""
    trained, dataset, config = start(steps=20)

    def broken(batch: ClipBatch, progress: float) -> dict[str, Tensor]:
        terms = losses_of(trained)(batch, progress)
        return terms | {"ctc": terms["frame"] * float("nan")}

    with pytest.raises(BadInputError, match=r"^Training stopped at step 0: the loss ctc is nan; clips: .*\.avi\.$"):
        fit(trained, dataset, [], broken, config, tmp_path / "run.pt", {})
    assert not (tmp_path / "run.pt").exists()


def test_settled_norms_forget_the_order_of_batches() -> None:
    """Statistics become plain averages over the batches: equal whichever came last, and no weight changes."""
    torch.manual_seed(0)
    network = LRINet(SIZES)
    dark = torch.randint(0, 60, (2, 8, 16, 16, 3), dtype=torch.uint8)
    light = torch.randint(190, 255, (2, 8, 16, 16, 3), dtype=torch.uint8)
    weights = {name: value.detach().clone() for name, value in network.named_parameters()}
    norm = network.stem[1]
    assert isinstance(norm, nn.BatchNorm2d)
    found = []
    for order in ((dark, light), (light, dark)):
        settle_norms(network, order)
        assert norm.running_mean is not None
        found.append(norm.running_mean.clone())
    torch.testing.assert_close(found[0], found[1])
    with torch.no_grad():
        each = [network.stem[0](x.flatten(0, 1).permute(0, 3, 1, 2) / 127.5 - 1).mean((0, 2, 3)) for x in (dark, light)]
    torch.testing.assert_close(found[0], (each[0] + each[1]) / 2, rtol=1e-4, atol=1e-4)
    assert norm.momentum == 0.1
    assert all(torch.equal(value, weights[name]) for name, value in network.named_parameters())


@pytest.mark.parametrize(("moment", "kill_at"), [("forward", 7), ("between", 5), ("saving", 2)])
def test_a_killed_run_ends_with_the_weights_of_one_never_killed(tmp_path: Path, moment: str, kill_at: int) -> None:
    """Killed like by `kill -9` within a step, between two, or with a checkpoint half written: bit for bit the same."""
    config = replace(fit_once.CONFIG, checkpoint_every=3)
    whole = fit_once.run(tmp_path / "whole.pt", config, ALONE)
    path = tmp_path / "killed.pt"
    command = [sys.executable, "-m", "tests.training.fit_once", str(path), "--checkpoint-every", "3"]
    command += ["--moment", moment, "--kill-at", str(kill_at)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert load_checkpoint(path).step == (6 if moment == "forward" else 3)
    assert len(list(tmp_path.glob(".killed.pt.*"))) == (moment == "saving")

    resumed = fit_once.run(path, config, ALONE)

    for module, expected in ((resumed.network, whole.network), (resumed.heads, whole.heads)):
        assert module.state_dict().keys() == expected.state_dict().keys()
        assert all(torch.equal(value, expected.state_dict()[name]) for name, value in module.state_dict().items())
    assert list(tmp_path.glob(".killed.pt.*")) == []


@pytest.mark.parametrize("settings", [{"parts": 0}, {"gradient_share": 0.0}, {"gradient_share": 1.1}])
def test_settings_out_of_range_are_refused(tmp_path: Path, settings: dict[str, float]) -> None:
    """Before anything is trained, with the number given."""
    trained, dataset, config = start(steps=1)
    with pytest.raises(BadInputError, match=r"expected a .*, got"):
        fit(trained, dataset, [], losses_of(trained), replace(config, **settings), tmp_path / "run.pt", {})
