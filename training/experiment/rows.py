"""The rows of the experiment: which networks are trained, and how, at three sizes.

The paper's own tables could not be obtained, so which rows it has is a reconstruction (ours): a teacher at 224 pixels;
LRINet alone, with each kind of distillation and with both; a student with an ordinary stem, whose small map is enlarged
to the teacher's scale, as it is and with as many multiplications as LRINet; other frame sizes; and what anybody would
try first, a ResNet-18 at 96 pixels without distillation.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import torch

from models.networks.streamable import NetworkSizes
from models.networks.teacher import BLOCKS_18, BLOCKS_34, FULL_WIDTHS, TEMPORAL_BLOCKS_18, TEMPORAL_BLOCKS_34
from training.augmentation import AugmentationRanges
from training.distill import DistillConfig, student_of
from training.experiment.costs import macs_per_frame
from training.fitting import FitConfig
from training.signers.corpus import SynthesizeConfig
from training.signers.lexicon import STARTER_GLOSSES
from training.train_teacher import TeacherConfig
from training.truth import TruthWeights

Size = Literal["full", "thin", "smallest"]
Key = Literal["a", "b", "c", "d", "e", "f", "g", "h80", "h112", "r18"]
KEYS: tuple[Key, ...] = get_args(Key)

TrainConfig = TeacherConfig | DistillConfig
_NOWHERE = Path()
_ANY_VOCABULARY = 2
"""What a network costs hardly depends on how many glosses it knows."""
_WIDEST = 1024
_STAGES_STRIDE = 8
_QUICK = FitConfig(
    steps=2, batch_frames=64, log_every=1, evaluate_every=2, norm_batches=2, bfloat16=False, threads=1
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One network of the experiment; folder, seed and teacher are still to be filled in."""

    key: Key
    name: str
    config: TrainConfig

    @property
    def needs_teacher(self) -> bool:
        """Whether it can be trained only after row a."""
        return isinstance(self.config, DistillConfig)

    @property
    def settings(self) -> dict[str, Any]:
        """What its figures depend on, without the machine's own paths."""
        content = asdict(self.config)
        for name in ("out", "corpus", "teacher", "seed", "teacher_outputs"):
            content.pop(name, None)
        return content


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a size fixes."""

    corpus: SynthesizeConfig
    rows: Mapping[Key, Row]


def plan(size: Size, teacher_steps: int | None = None, student_steps: int | None = None) -> Plan:
    """The rows of a size, with other numbers of steps where they are given."""
    corpus, teacher, student, sizes = _SIZES[size]
    if teacher_steps is not None:
        teacher = replace(teacher, fit=replace(teacher.fit, steps=teacher_steps))
    if student_steps is not None:
        student = replace(student, fit=replace(student.fit, steps=student_steps))
    return Plan(corpus, {row.key: row for row in _rows(teacher, student, sizes)})


@dataclass(frozen=True, slots=True)
class _FrameSizes:
    """Sides in pixels: of two larger students, and of the plain ResNet; and this one's blocks."""

    middle: int
    large: int
    plain: int
    plain_blocks: tuple[int, int, int, int] = BLOCKS_18


def _rows(teacher: TeacherConfig, student: DistillConfig, sizes: _FrameSizes) -> list[Row]:
    both = f"LRINet at {student.frame_size} pixels, both"
    enlarged = replace(student, stem="ordinary", stem_stride=teacher.stem_stride, resize_features=True)
    wide = replace(enlarged, widths=equal_cost_widths(enlarged, network_macs(student)))
    middle = replace(student, frame_size=sizes.middle, resize_features=True)
    large = replace(student, frame_size=sizes.large, stem_stride=2)
    plain = replace(
        teacher, frame_size=sizes.plain, blocks=sizes.plain_blocks, temporal_blocks=TEMPORAL_BLOCKS_18, fit=student.fit
    )
    return [
        Row("a", f"teacher at {teacher.frame_size} pixels", teacher),
        Row("b", f"LRINet at {student.frame_size} pixels, alone", replace(student, features=0.0, logits=0.0)),
        Row("c", f"LRINet at {student.frame_size} pixels, logits distilled", replace(student, features=0.0)),
        Row("d", f"LRINet at {student.frame_size} pixels, feature maps distilled", replace(student, logits=0.0)),
        Row("e", both, student),
        Row("f", "ordinary stem, map enlarged to the teacher's scale, both", enlarged),
        Row("g", "the same, as many MACs as LRINet", wide),
        Row("h80", f"LRINet at {sizes.middle} pixels, both", middle),
        Row("h112", f"LRINet at {sizes.large} pixels, both", large),
        Row("r18", f"ResNet-18 form at {sizes.plain} pixels, alone", plain),
    ]


def kept_bytes(planned: Plan, config: DistillConfig) -> float:
    """Disk that the teacher's outputs over a student's whole run take, about: float16 maps of every other frame."""
    teacher = planned.rows["a"].config
    side = teacher.frame_size / (teacher.stem_stride * _STAGES_STRIDE)
    return config.fit.steps * config.fit.batch_frames / 2 * teacher.widths[3] * side**2 * 2


def network_macs(config: DistillConfig) -> float:
    """Multiplications a frame of a student."""
    sizes = NetworkSizes(config.frame_size, config.widths, config.blocks, config.temporal_blocks, 2, _ANY_VOCABULARY)
    with torch.device("meta"):  # no numbers are needed
        network = student_of(config, sizes)
    return macs_per_frame(network)


def equal_cost_widths(config: DistillConfig, macs: float) -> tuple[int, int, int, int]:
    """Widths w, 2w, 4w, 8w with which a student comes closest to so many multiplications a frame."""

    def widths(first: int) -> tuple[int, int, int, int]:
        return first, 2 * first, 4 * first, 8 * first

    def cost(first: int) -> float:
        return network_macs(replace(config, widths=widths(first)))

    above = bisect_left(range(1, _WIDEST), macs, key=cost) + 1  # costs grow with the width
    return widths(min((above, max(1, above - 1)), key=lambda first: abs(cost(first) - macs)))


_STUDENT = DistillConfig(teacher=_NOWHERE, out=_NOWHERE, start_from_teacher=False)
"""No student begins with the teacher's weights: they fit some rows better than others."""
_EASY = AugmentationRanges((0.9, 1.05), shift=0.04, gamma=0.1, gain=0.05, flip=0.0, grey=0.0)
"""For a few hundred steps: clips are hardly seen twice, so what others would see of them only slows learning down."""
_THIN_FIT = FitConfig(learning_rate=3e-3, evaluate_every=100, checkpoint_every=50)
_THIN_TRUTH = TruthWeights(ctc_from=0.5)
_SIZES: Mapping[Size, tuple[SynthesizeConfig, TeacherConfig, DistillConfig, _FrameSizes]] = {
    "full": (
        SynthesizeConfig(_NOWHERE, preset="full"),
        TeacherConfig(
            _NOWHERE, frame_size=224, frame_rate=25.0, frames_per_step=4, widths=FULL_WIDTHS, blocks=BLOCKS_34,
            temporal_blocks=TEMPORAL_BLOCKS_34, stem_stride=4, fit=FitConfig(steps=30_000, batch_frames=1200),
        ),
        replace(
            _STUDENT, widths=(32, 64, 128, 256), blocks=BLOCKS_18, temporal_blocks=TEMPORAL_BLOCKS_18,
            fit=FitConfig(steps=30_000, batch_frames=1200),
        ),
        _FrameSizes(80, 112, 96),
    ),
    "thin": (
        SynthesizeConfig(
            _NOWHERE, preset="small", frame_size=224, train_clips=640, dev_clips=40, test_clips=160,
            glosses=STARTER_GLOSSES,
            alike=("rooms", "light", "webcam", "bystanders", "fidgets", "manner", "forms"),
        ),
        TeacherConfig(
            _NOWHERE, frame_size=224, widths=(16, 32, 64, 128), blocks=(2, 2, 3, 2), stem_stride=4,
            truth=_THIN_TRUTH, fit=replace(_THIN_FIT, steps=700), augmentation=_EASY,
        ),
        replace(
            _STUDENT, widths=(8, 16, 32, 64), blocks=(1, 1, 2, 1),
            truth=_THIN_TRUTH, fit=replace(_THIN_FIT, steps=600), augmentation=_EASY,
        ),
        _FrameSizes(80, 112, 96),
    ),
    "smallest": (
        SynthesizeConfig(
            _NOWHERE, preset="tiny", workers=1, frame_size=64, train_clips=6, dev_clips=2, test_clips=4,
            alike=("bystanders",),
        ),
        TeacherConfig(
            _NOWHERE, frame_size=64, widths=(4, 8, 8, 16), blocks=(1, 1, 2, 1), stem_stride=4, fit=_QUICK,
        ),
        replace(_STUDENT, frame_size=16, widths=(2, 4, 4, 8), blocks=(1, 1, 2, 1), fit=_QUICK),
        _FrameSizes(24, 32, 32, plain_blocks=(1, 1, 2, 1)),
    ),
}  # fmt: skip
