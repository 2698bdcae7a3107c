"""Export: the file equals the network, carries its card, and does not appear unless both are proved."""

import json
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
import torch

from models.errors import BadInputError, GlosscastError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes, StreamableNetwork
from models.networks.teacher import Teacher
from models.parity_sample import PARITY_TOLERANCE, sample_frames
from models.recognizer import GlossRecognizer
from models.vocabulary import GlossVocabulary
from training import export as export_module
from training.checkpoint import save_checkpoint
from training.export import ExportConfig, export, source_commit
from training.network_recognizer import NetworkRecognizer, card_of_network
from training.parity import TOLERANCE, compare, noise_clips, stream_log_probs

VOCABULARY = GlossVocabulary(("HELLO", "YES"))
WIDTHS = (4, 4, 8, 8)
BLOCKS = (1, 1, 2, 1)


def lively(network: StreamableNetwork) -> StreamableNetwork:
    """Gives a fresh network norms with a past and confident heads, so that a wrong graph would show."""
    torch.manual_seed(3)
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if name.endswith("running_mean"):
                value.uniform_(-0.2, 0.2)
            elif name.endswith("running_var"):
                value.uniform_(0.5, 1.5)
            elif "classifier" in name:
                value.mul_(4.0)
    return network.eval()


def checkpoint_of(folder: Path, network: StreamableNetwork, config: dict[str, object] | None = None) -> Path:
    """A final checkpoint of a lively network."""
    path = folder / "lrinet.pt"
    save_checkpoint(
        path,
        network=lively(network),
        optimizer=None,
        step=1,
        config={"frame_rate": 12.5} if config is None else config,
        vocabulary=VOCABULARY,
    )
    return path


def small_lrinet(frames_per_step: int = 2) -> LRINet:
    """An LRINet of 16 pixels that runs in a millisecond."""
    return LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, frames_per_step, VOCABULARY.size))


@pytest.mark.parametrize(
    "network",
    [
        small_lrinet(2),
        small_lrinet(4),
        LRINet(NetworkSizes(32, WIDTHS, BLOCKS, 1, 4, VOCABULARY.size), stem_stride=2),
        Teacher(NetworkSizes(32, WIDTHS, BLOCKS, 1, 4, VOCABULARY.size), stem_stride=2),
    ],
)
def test_the_file_equals_the_network(tmp_path: Path, network: StreamableNetwork) -> None:
    """In chunks of 4, 8, 12 and 40, in one call and whole, at three lengths, file and network say the same."""
    report = export(ExportConfig(checkpoint_of(tmp_path, network), tmp_path / "model.onnx"))
    ways = {comparison.way for comparison in report.comparisons}
    assert ways >= {f"file, {size} frames a call" for size in (4, 8, 12, 40)} | {"file, whole clip", "file, one call"}
    assert len({comparison.frame_count for comparison in report.comparisons}) >= 3
    assert report.largest_difference < TOLERANCE
    clip = noise_clips(network.frame_size, seed=5)[1]
    found = GlossRecognizer(report.path).log_probs(clip)
    with torch.no_grad():
        padded = np.concatenate([clip, clip[-1:], clip[-1:]])[: len(found) * network.frames_per_step]
        expected = torch.log_softmax(network(torch.from_numpy(padded[None])).logits[0], -1).numpy()
    assert np.abs(found - expected).max() < TOLERANCE
    assert np.ptp(found) > 1.0  # the network is not indifferent, so that equality means something


def test_the_card_is_the_networks(tmp_path: Path) -> None:
    """Sizes come from the network, glosses and frame rate from the checkpoint, texts and figures from the command."""
    figure = {"name": "WER", "value": 12.5, "unit": "%", "conditions": "8 clips of a test"}
    (tmp_path / "result.json").write_text(json.dumps({"results": [figure]}), encoding="utf-8")
    network = small_lrinet()
    report = export(
        ExportConfig(
            checkpoint_of(tmp_path, network),
            tmp_path / "new" / "model.onnx",
            name="Test model",
            results=(tmp_path / "result.json",),
        )
    )
    card = GlossRecognizer(report.path).card
    assert card == report.card
    assert card.vocabulary == VOCABULARY
    assert (card.name, card.frame_size, card.frame_rate, card.frames_per_step) == ("Test model", 16, 12.5, 2)
    assert card.context_frames == network.context_frames
    assert [(result.name, result.value) for result in card.results] == [("WER", 12.5)]
    assert "Not for medical" in card.notice
    assert card.source_commit == source_commit()


def test_batch_norms_are_folded_and_nothing_local_is_left(tmp_path: Path) -> None:
    """The graph holds no batch norm and no trace of where it was made."""
    report = export(ExportConfig(checkpoint_of(tmp_path, small_lrinet()), tmp_path / "model.onnx"))
    graph = onnx.load(str(report.path)).graph
    assert "BatchNormalization" not in {node.op_type for node in graph.node}
    assert str(Path(export_module.__file__).parent).encode() not in report.path.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["lrinet.config.json", "lrinet.pt", "model.onnx"]


def test_the_file_carries_what_the_network_says(tmp_path: Path) -> None:
    """A few steps of noise, by which the app can see on any computer whether the file says the same there."""
    report = export(ExportConfig(checkpoint_of(tmp_path, small_lrinet()), tmp_path / "model.onnx"))
    file = GlossRecognizer(report.path)
    sample = file.parity_sample

    assert sample is not None
    assert sample.log_probs.shape == (4, VOCABULARY.size)
    assert sample.difference(file.log_probs(sample_frames(sample.seed, sample.frame_count, 16))) < PARITY_TOLERANCE


def test_exporting_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """The file depends on the checkpoint and the command alone."""
    checkpoint = checkpoint_of(tmp_path, small_lrinet())
    first = export(ExportConfig(checkpoint, tmp_path / "a.onnx")).path.read_bytes()
    assert export(ExportConfig(checkpoint, tmp_path / "b.onnx")).path.read_bytes() == first


def test_a_file_that_differs_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If file and network disagree, export says where and leaves no file, and the old one stays."""
    out = tmp_path / "model.onnx"
    out.write_bytes(b"the old one")
    write = export_module.write_onnx

    def write_another(network: StreamableNetwork, card: object, path: Path, sample: object) -> None:
        other = small_lrinet()
        other.load_state_dict(network.state_dict())
        with torch.no_grad():
            other.classifier.bias[1] += 1e-3
        write(other.eval(), card, path, sample)

    monkeypatch.setattr(export_module, "write_onnx", write_another)
    with pytest.raises(GlosscastError, match=r"model\.onnx was not written: it differs from the network by"):
        export(ExportConfig(checkpoint_of(tmp_path, small_lrinet()), out))
    assert out.read_bytes() == b"the old one"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["lrinet.config.json", "lrinet.pt", "model.onnx"]


def test_real_clips_are_compared_too(tmp_path: Path) -> None:
    """With a clip list, file and network must also agree on clips of it, in log-probs and in what they commit."""
    random = np.random.default_rng(1)
    rows = ["video,glosses,signer,split"]
    for name in "abcdef":
        writer = cv2.VideoWriter(str(tmp_path / f"{name}.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (32, 24))
        for _ in range(31):
            writer.write(random.integers(0, 256, (24, 32, 3), dtype=np.uint8))
        writer.release()
        rows.append(f"{name}.avi,YES,anna,test")
    (tmp_path / "clips.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    checkpoint = checkpoint_of(tmp_path, small_lrinet())
    report = export(ExportConfig(checkpoint, tmp_path / "model.onnx", clips=tmp_path))
    assert sum(item.frame_count == 31 for item in report.comparisons) == 4 * sum(
        item.frame_count == 5 for item in report.comparisons
    )
    with pytest.raises(BadInputError, match="has no clip of split 'dev'"):
        export(ExportConfig(checkpoint, tmp_path / "other.onnx", clips=tmp_path, split="dev"))
    assert not (tmp_path / "other.onnx").exists()


def test_comparison_never_passes_undefined_numbers() -> None:
    """A recogniser that says nothing sensible differs infinitely."""
    network = lively(small_lrinet())
    card = card_of_network(network, VOCABULARY, 12.5)
    good = NetworkRecognizer(network, card)
    broken = lively(small_lrinet())
    with torch.no_grad():
        broken.classifier.bias[0] = torch.nan
    comparisons = compare(good, NetworkRecognizer(broken, card), noise_clips(16)[:1])
    assert max(comparison.largest_difference for comparison in comparisons) == np.inf


def test_scoring_leaves_a_network_in_training_as_it_was() -> None:
    """A network scored between two training steps is back in training mode, its norms untouched."""
    network = small_lrinet().train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    recognizer = NetworkRecognizer(network, card_of_network(network, VOCABULARY, 12.5))
    stream_log_probs(recognizer, noise_clips(16)[0], 2)
    recognizer.log_probs(noise_clips(16)[0])
    assert network.training
    assert all(torch.equal(value, network.state_dict()[name]) for name, value in before.items())


@pytest.mark.parametrize(
    ("changes", "config", "part"),
    [
        ({"out": "model.pt"}, None, "ends in .onnx"),
        ({"checkpoint": "nothing.pt"}, None, "nothing.pt: no such checkpoint"),
        ({"results": ("nothing.json",)}, None, "nothing.json: cannot be read"),
        ({"results": ("lrinet.config.json",)}, None, "lrinet.config.json: is no result file"),
        ({"clips": "nothing.csv"}, None, "nothing.csv: no such clip list"),
        ({}, {}, "does not say its frame rate"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(
    tmp_path: Path, changes: dict[str, object], config: dict[str, object] | None, part: str
) -> None:
    """Every wrong file or name gives a sentence that names it, and no model appears."""
    keywords: dict[str, object] = {"checkpoint": "lrinet.pt", "out": "model.onnx"} | changes
    checkpoint_of(tmp_path, small_lrinet(), config)
    paths = {name: tmp_path / str(value) for name, value in keywords.items() if name != "results"}
    results = tuple(tmp_path / str(name) for name in changes.get("results", ()))  # type: ignore[attr-defined]
    with pytest.raises(BadInputError) as caught:
        export(ExportConfig(**paths, results=results))  # type: ignore[arg-type]
    assert part in str(caught.value)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["lrinet.config.json", "lrinet.pt"]
