"""CRKD: a locked teacher, losses at equal scale, weights carried over where they fit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.errors import BadInputError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkSizes
from models.networks.teacher import Teacher
from models.vocabulary import GlossVocabulary
from training.checkpoint import load_checkpoint, save_checkpoint
from training.clip_list import ClipAnnotation
from training.clips import ClipBatch, ClipSource, make_batch
from training.distill import (
    DistillConfig,
    FeatureAdapter,
    check_scales,
    copy_matching_weights,
    distillation_losses,
    frozen,
    student_of,
)
from training.starting_weights import fit_stem

WIDTHS, BLOCKS = (4, 4, 8, 8), (1, 1, 2, 1)
CONFIG = DistillConfig(corpus=Path("c"), teacher=Path("t"), out=Path("o"))


def networks() -> tuple[Teacher, LRINet]:
    """A teacher at 32 pixels and a student at 16, both ending on 2x2 maps."""
    torch.manual_seed(0)
    teacher = Teacher(NetworkSizes(32, (4, 6, 8, 12), BLOCKS, 1, 2, 3), stem_stride=2)
    return teacher, LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, 3))


def two_clips() -> ClipBatch:
    """Clips of 8 and 12 frames of noise, at both sizes."""
    rng = np.random.default_rng(0)
    sources = [
        ClipSource(
            ClipAnnotation(Path(f"{n}.avi"), ("A",), "s", "train"),
            rng.integers(0, 256, (n, 40, 40, 3), dtype=np.uint8),
            (1,),
            None,
        )
        for n in (8, 12)
    ]
    return make_batch(sources, frame_size=16, teacher_frame_size=32, frames_per_step=2, rng=rng)


def test_the_teacher_is_locked(tmp_path: Path) -> None:
    """Distillation gives the student a gradient and the teacher none; its norms keep their statistics."""
    teacher, student = networks()
    path = tmp_path / "teacher.pt"
    glosses = GlossVocabulary(("A", "B"))
    save_checkpoint(path, network=teacher, optimizer=None, step=1, config={}, vocabulary=glosses)
    locked = frozen(load_checkpoint(path))
    before = {name: value.clone() for name, value in locked.state_dict().items()}
    batch, adapter = two_clips(), FeatureAdapter(8, 12)

    output = locked(batch.teacher_frames)
    sum(distillation_losses(student(batch.frames), output, batch, adapter, CONFIG).values(), torch.zeros(())).backward()

    assert not output.logits.requires_grad
    assert all(parameter.grad is None for parameter in locked.parameters())
    assert all(torch.equal(value, before[name]) for name, value in locked.state_dict().items())
    first = student.stem[0].weight.grad
    assert first is not None
    assert float(first.abs().sum()) > 0


def test_a_weight_of_zero_leaves_its_term_out() -> None:
    """Each of the two distillation terms can be switched off alone, as the paper's ablation needs."""
    teacher, student = networks()
    batch, adapter = two_clips(), FeatureAdapter(8, 12)
    with torch.no_grad():
        outputs = student(batch.frames), teacher(batch.teacher_frames)

    def terms(features: float, logits: float) -> set[str]:
        config = DistillConfig(Path("t"), Path("o"), Path("c"), features=features, logits=logits)
        return set(distillation_losses(*outputs, batch, adapter, config))

    assert terms(1.0, 1.0) == {"features", "logits"}
    assert terms(1.0, 0.0) == {"features"}
    assert terms(0.0, 1.0) == {"logits"}


def test_matching_weights_are_carried_over_and_others_left() -> None:
    """Tensors of equal name and shape come from the teacher, and its stem for frames twice as large comes shrunk."""
    torch.manual_seed(0)
    teacher = Teacher(NetworkSizes(32, WIDTHS, BLOCKS, 1, 2, 3), stem_stride=2)
    student = LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, 3))

    assert copy_matching_weights(teacher, student) == len(student.state_dict())
    assert torch.equal(student.classifier.weight, teacher.classifier.weight)
    assert torch.equal(student.stem[0].weight, fit_stem(teacher.stem[0].weight, teacher.frame_size, student))


def test_a_stem_for_frames_of_another_scale_stays_the_students_own() -> None:
    """A teacher that sees frames four times as large shares no stem; all other tensors are carried over."""
    teacher = Teacher(NetworkSizes(64, WIDTHS, BLOCKS, 1, 2, 3), stem_stride=4)
    student = LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, 3))
    stem = student.stem[0].weight.clone()

    assert copy_matching_weights(teacher, student) == len(student.state_dict()) - 1
    assert torch.equal(student.stem[0].weight, stem)


def test_other_scales_are_refused() -> None:
    """A student whose maps are smaller than the teacher's is told so, with both scales."""
    teacher, _ = networks()
    student = LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, 3), stem_stride=2)

    with pytest.raises(BadInputError, match=r"\(1, 2, 2\).*\(1, 1, 1\)"):
        check_scales(teacher, student)


def test_an_ordinary_stem_may_be_compared_once_its_map_is_enlarged() -> None:
    """A ResNet's stem of stride 4 leaves one cell; the adapter enlarges it to the teacher's 2x2."""
    teacher, _ = networks()
    config = replace(CONFIG, stem="ordinary", stem_stride=4, resize_features=True)
    student = student_of(config, NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, 3))
    assert isinstance(student, Teacher)
    map_size = check_scales(teacher, student, is_free=True)
    batch = two_clips()

    own = student(batch.frames).feature_map
    adapted = FeatureAdapter(8, 12, map_size)(own)

    assert own.shape[2:] == (8, 1, 1)
    assert adapted.shape[2:] == teacher(batch.teacher_frames).feature_map.shape[2:] == (12, 2, 2)


@pytest.mark.parametrize("map_size", [2, 5])
def test_maps_are_resized_in_mixed_precision_too(map_size: int) -> None:
    """Where convolutions compute in bfloat16, which resizing does not know: shrunk or enlarged, gradients come back."""
    adapter, feature_map = FeatureAdapter(8, 12, map_size), torch.randn(1, 3, 8, 3, 3, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        adapted = adapter(feature_map.bfloat16())
    assert adapted.shape == (1, 3, 12, map_size, map_size)
    adapted.float().square().mean().backward()
    assert feature_map.grad is not None
    assert feature_map.grad.isfinite().all()


def test_a_map_of_the_right_size_passes_as_it_is() -> None:
    """With or without a map size the adapter gives the same, bit for bit."""
    torch.manual_seed(0)
    plain, sized = FeatureAdapter(8, 12), FeatureAdapter(8, 12, 2)
    sized.load_state_dict(plain.state_dict())
    feature_map = torch.randn(1, 3, 8, 2, 2)
    assert torch.equal(plain(feature_map), sized(feature_map))


def test_another_rate_is_refused_whatever_may_be_resized() -> None:
    """Maps of other moments cannot be compared."""
    teacher, _ = networks()
    student = LRINet(NetworkSizes(16, WIDTHS, BLOCKS, 1, 4, 3))
    with pytest.raises(BadInputError, match="same scale"):
        check_scales(teacher, student, is_free=True)


def test_a_stem_that_does_not_exist_is_named() -> None:
    """LRINet's stem does not shrink frames by four: one sentence with the strides there are."""
    with pytest.raises(BadInputError, match=r"stride of 1 or 2, got 4"):
        student_of(replace(CONFIG, stem_stride=4), NetworkSizes(16, WIDTHS, BLOCKS, 1, 2, 3))
