"""Starting weights: a network begun from a file says what the file says, and can be trained on."""

from pathlib import Path

import numpy as np
import pytest
import torch

from models.errors import GlosscastError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes, StreamableNetwork
from models.networks.teacher import Teacher
from models.vocabulary import GlossVocabulary
from tests.training.test_export import BLOCKS, VOCABULARY, WIDTHS, checkpoint_of, lively, small_lrinet
from training.clip_list import ClipAnnotation
from training.clips import ClipSource
from training.export import ExportConfig, export
from training.starting_weights import fit_stem, start_from


def clips(count: int = 3) -> list[ClipSource]:
    """Clips of noise with nothing signed."""
    rng = np.random.default_rng(1)
    annotation = ClipAnnotation(Path("noise.avi"), (), "s", "train")
    return [ClipSource(annotation, rng.integers(0, 256, (10, 40, 40, 3), np.uint8), (), None) for _ in range(count)]


def logits(network: StreamableNetwork, frames: torch.Tensor) -> torch.Tensor:
    """What the network says of one clip, its norms as they are."""
    network.eval()
    with torch.no_grad():
        return network(frames).logits


def noise_frames(size: int) -> torch.Tensor:
    """One clip of noise, (1, 12, S, S, 3)."""
    return torch.from_numpy(np.random.default_rng(2).integers(0, 256, (1, 12, size, size, 3), np.uint8))


@pytest.fixture
def model_file(tmp_path: Path) -> tuple[LRINet, Path]:
    """A small LRINet and the .onnx exported from it."""
    network = small_lrinet()
    path = tmp_path / "model.onnx"
    export(ExportConfig(checkpoint_of(tmp_path, network), path))
    return network, path


def test_a_network_begun_from_a_file_says_what_the_file_says(model_file: tuple[LRINet, Path]) -> None:
    """Folded norms are unfolded: same logits on any frames, and no norm is left without statistics."""
    network, path = model_file
    fresh = small_lrinet()
    start_from(path, fresh, VOCABULARY, clips())
    frames = noise_frames(16)
    torch.testing.assert_close(logits(fresh, frames), logits(network, frames), rtol=1e-4, atol=1e-4)
    variances = [value for name, value in fresh.state_dict().items() if name.endswith("running_var")]
    assert not any(torch.equal(value, torch.ones_like(value)) for value in variances)


def test_a_teacher_begun_from_its_student_says_the_same_of_frames_twice_as_large(
    model_file: tuple[LRINet, Path],
) -> None:
    """The 3x3 stem becomes the 7x7 one of stride 2: on doubled pixels the teacher equals the file."""
    network, path = model_file
    teacher = Teacher(NetworkSizes(32, WIDTHS, BLOCKS, 1, 2, VOCABULARY.size), stem_stride=2)
    start_from(path, teacher, VOCABULARY, clips())
    small = noise_frames(16)
    large = small.repeat_interleave(2, 2).repeat_interleave(2, 3)
    torch.testing.assert_close(logits(teacher, large), logits(network, small), rtol=1e-4, atol=1e-4)


def test_the_stem_comes_back_from_the_larger_size_as_it_went() -> None:
    """Small to large to small gives the very kernel; for frames of the same size, or 4 times, it is left alone."""
    student = small_lrinet()
    teacher = Teacher(NetworkSizes(32, WIDTHS, BLOCKS, 1, 2, VOCABULARY.size), stem_stride=2)
    huge = Teacher(NetworkSizes(64, WIDTHS, BLOCKS, 1, 2, VOCABULARY.size), stem_stride=4)
    weight = torch.randn(WIDTHS[0], 3, 3, 3)
    larger = fit_stem(weight, 16, teacher)
    assert larger.shape[2:] == (7, 7)
    torch.testing.assert_close(fit_stem(larger, 32, student), weight)
    assert fit_stem(weight, 16, student) is weight
    assert fit_stem(weight, 16, huge) is weight


def test_glosses_are_matched_by_name(model_file: tuple[LRINet, Path]) -> None:
    """With another vocabulary a known gloss keeps its row, wherever it stands, and a new one starts afresh."""
    network, path = model_file
    wanted = GlossVocabulary(("YES", "NEW", "HELLO"))
    for source in (path, path.with_name("lrinet.pt")):
        fresh = LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, wanted.size))
        new_row = fresh.classifier.weight[2].detach().clone()
        start_from(source, fresh, wanted, clips())
        rows = fresh.classifier.weight.detach()
        torch.testing.assert_close(rows[[0, 1, 3]], network.classifier.weight.detach()[[0, 2, 1]])
        assert torch.equal(rows[2], new_row)


def test_a_checkpoint_starts_a_network_exactly(tmp_path: Path) -> None:
    """From a checkpoint every weight and statistic is taken as it is."""
    network = small_lrinet()
    path = checkpoint_of(tmp_path, network)
    fresh = lively(small_lrinet())
    start_from(path, fresh, VOCABULARY, [])
    assert all(torch.equal(value, network.state_dict()[name]) for name, value in fresh.state_dict().items())


def test_what_does_not_fit_is_refused_in_one_sentence(model_file: tuple[LRINet, Path], tmp_path: Path) -> None:
    """Other widths, another depth, a file that is no model, and no file: each named, nothing changed."""
    _, path = model_file
    wider = LRINet(NetworkSizes(16, (8, 8, 8, 8), BLOCKS, 1, 2, VOCABULARY.size))
    larger = Teacher(NetworkSizes(64, WIDTHS, BLOCKS, 1, 2, VOCABULARY.size), stem_stride=4)
    deeper = LRINet(NetworkSizes(16, WIDTHS, (2, 2, 2, 2), 1, 2, VOCABULARY.size))
    text = tmp_path / "text.onnx"
    text.write_text("no model", encoding="utf-8")
    for source, network, said in (
        (path, wider, "expected"),
        (path.with_name("lrinet.pt"), wider, "expected"),
        (path, larger, "expected"),
        (path, deeper, "convolutions"),
        (text, wider, "not a complete .onnx file"),
        (tmp_path / "missing.onnx", wider, "does not exist"),
    ):
        before = {name: value.clone() for name, value in network.state_dict().items()}
        with pytest.raises(GlosscastError, match=said) as caught:
            start_from(source, network, VOCABULARY, clips())
        assert source.name in str(caught.value)
        assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
