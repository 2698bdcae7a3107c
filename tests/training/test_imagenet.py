"""ImageNet weights: every layer finds its place, pixels are brought to its scale, and what does not fit is listed."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from models.errors import BadInputError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.networks.teacher import Teacher
from training.imagenet import start_from_imagenet

WIDTHS, BLOCKS = (4, 6, 8, 10), (2, 2, 2, 2)


def published(widths: tuple[int, ...] = WIDTHS, blocks: tuple[int, ...] = BLOCKS) -> dict[str, Tensor]:
    """A state dict under torchvision's names, of thin stages, every norm with a past."""
    torch.manual_seed(0)
    state = {"conv1.weight": torch.randn(widths[0], 3, 7, 7) / 12} | norm("bn1", widths[0])
    before = widths[0]
    for stage, (width, count) in enumerate(zip(widths, blocks, strict=True), start=1):
        for index in range(count):
            name = f"layer{stage}.{index}"
            for number, channels in ((1, before), (2, width)):
                state[f"{name}.conv{number}.weight"] = torch.randn(width, channels, 3, 3) / (3 * channels**0.5)
                state |= norm(f"{name}.bn{number}", width)
            if before != width:
                state[f"{name}.downsample.0.weight"] = torch.randn(width, before, 1, 1) / before**0.5
                state |= norm(f"{name}.downsample.1", width)
            before = width
    return state | {"fc.weight": torch.randn(1000, widths[3]), "fc.bias": torch.randn(1000)}


def norm(name: str, channels: int) -> dict[str, Tensor]:
    """A batch norm under a name."""
    return {
        f"{name}.weight": torch.rand(channels) + 0.5,
        f"{name}.bias": torch.randn(channels),
        f"{name}.running_mean": torch.randn(channels),
        f"{name}.running_var": torch.rand(channels) + 0.5,
        f"{name}.num_batches_tracked": torch.tensor(7),
    }


def saved(path: Path, state: object) -> Path:
    """A file of weights."""
    torch.save(state, path)
    return path


def by_hand(state: dict[str, Tensor], frames: Tensor) -> Tensor:
    """The first three stages but the last block, as torchvision would run them: (T, S, S, 3) uint8 -> (T, C, H, W)."""

    def normed(x: Tensor, name: str) -> Tensor:
        parts = [state[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")]
        return functional.batch_norm(x, *parts)

    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    x = ((frames / 255 - mean) / deviation).permute(0, 3, 1, 2)
    x = torch.relu(normed(functional.conv2d(x, state["conv1.weight"], stride=2, padding=3), "bn1"))
    x = functional.max_pool2d(x, 3, 2, 1)
    for name in ("layer1.0", "layer1.1", "layer2.0", "layer2.1", "layer3.0"):
        stride = 2 if f"{name}.downsample.0.weight" in state else 1
        y = functional.conv2d(x, state[f"{name}.conv1.weight"], stride=stride, padding=1)
        y = functional.conv2d(torch.relu(normed(y, f"{name}.bn1")), state[f"{name}.conv2.weight"], padding=1)
        if stride == 2:
            x = normed(functional.conv2d(x, state[f"{name}.downsample.0.weight"], stride=2), f"{name}.downsample.1")
        x = torch.relu(normed(y, f"{name}.bn2") + x)
    return x


def test_the_teacher_says_of_a_picture_what_the_resnet_says(tmp_path: Path) -> None:
    """Up to the first crossing of frames, the map away from a picture's edge is torchvision's, pixel scale included."""
    state = published()
    teacher = Teacher(NetworkSizes(224, WIDTHS, BLOCKS, 1, 2, 3)).eval()
    report = start_from_imagenet(saved(tmp_path / "resnet18.pth", state), teacher)
    frames = torch.randint(60, 200, (2, 224, 224, 3), dtype=torch.uint8)
    with torch.no_grad():
        found = teacher(frames[None]).frame_map[0]

    torch.testing.assert_close(found[..., 6:8, 6:8], by_hand(state, frames)[..., 6:8, 6:8], rtol=1e-3, atol=1e-3)
    expected = {name for name in teacher.state_dict() if "classifier" not in name and "tracked" not in name}
    assert set(report.taken) == expected
    assert report.left == ("fc.weight (no such layer)", "fc.bias (no such layer)")
    assert "left out: fc.weight" in report.sentence()


def test_a_resnet_34_fits_its_own_form(tmp_path: Path) -> None:
    """Stages of 3, 4, 6 and 3 blocks are matched block by block; a network of 2 each takes what it has."""
    path = saved(tmp_path / "resnet34.pth", published(blocks=(3, 4, 6, 3)))
    large = Teacher(NetworkSizes(224, WIDTHS, (3, 4, 6, 3), 4, 2, 3))
    small = Teacher(NetworkSizes(224, WIDTHS, BLOCKS, 1, 2, 3))
    assert len(start_from_imagenet(path, large).left) == 2
    left = start_from_imagenet(path, small).left

    assert "layer3.5.conv2.weight (no such layer)" in left
    assert "layer1.1.conv1.weight (no such layer)" not in left


def test_another_stem_takes_a_smaller_kernel_and_other_widths_are_listed(tmp_path: Path) -> None:
    """LRINet's 3x3 stem gets what the 7x7 one answers on average; a wider stage stays its own, and is named."""
    state = published()
    student = LRINet(NetworkSizes(56, (4, 6, 8, 12), BLOCKS, 1, 2, 3))
    untouched = student.last_blocks[0].conv1.weight.detach().clone()
    report = start_from_imagenet(saved(tmp_path / "resnet18.pth", state), student)

    factors = 0.5 / torch.tensor([0.229, 0.224, 0.225])
    corner = (state["conv1.weight"] * factors[:, None, None])[:, :, 1:3, 1:3].sum((2, 3))
    torch.testing.assert_close(student.stem[0].weight.detach()[..., 0, 0], corner)
    assert "layer4.0.conv1.weight (10x8x3x3 for 12x8x3x3)" in report.left
    assert torch.equal(student.last_blocks[0].conv1.weight, untouched)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: {"weights": published()}, "plain state dict"),
        (lambda: {"conv1.weight": torch.zeros(4, 3, 7, 7)}, "plain state dict"),
        (lambda: published((40, 41, 42, 43)), "64 128 256 512"),
        (lambda: Path("code"), "without running code"),
    ],
)
def test_files_of_another_kind_are_refused(tmp_path: Path, content: Callable[[], object], said: str) -> None:
    """No state dict, another network's, one of other widths, or a file that would run code: one sentence, no change."""
    network = Teacher(NetworkSizes(32, WIDTHS, BLOCKS, 1, 2, 3), stem_stride=2)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    with pytest.raises(BadInputError, match=said):
        start_from_imagenet(saved(tmp_path / "weights.pth", content()), network)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    with pytest.raises(BadInputError, match="no such file"):
        start_from_imagenet(tmp_path / "missing.pth", network)
