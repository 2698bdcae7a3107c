"""CRKD (arXiv 2303.06820): the frozen teacher sees a clip in high resolution, LRINet the same clip in low.

glosscast-train distill --corpus runs/corpus --teacher runs/first/teacher.pt --out runs/first

Loss = what the truth says (as for the teacher) + distance of frame-level feature maps at the same spatial scale
+ divergence of gloss logits. The teacher's weights are locked and its batch norm is in evaluation mode.
"""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.errors import BadInputError
from models.networks.lrinet import LRINet
from models.networks.streamable import NetworkOutput, NetworkSizes, StreamableNetwork
from models.networks.teacher import Teacher
from training.augmentation import AugmentationRanges
from training.batches import ClipBatch
from training.checkpoint import Checkpoint, load_checkpoint
from training.clips import BatchDataset
from training.corpora.layouts import LayoutName
from training.fitting import FitConfig, Trained, fit
from training.losses import feature_distance, logit_divergence, step_mask
from training.parallel import Team, joined_team
from training.rendered import SyntheticClips, TrainingClips, open_clips
from training.starting_weights import STEM, fit_stem, start_from
from training.teacher_outputs import TeacherOutput, TeacherOutputs, clips_digest, weights_digest
from training.truth import TruthWeights, hand_labels, joint_places, truth_losses

Stem = Literal["kept", "ordinary"]


@dataclass(frozen=True, slots=True)
class DistillConfig:
    """Train LRINet on low-resolution frames, taught by the teacher."""

    teacher: Path
    """The teacher's checkpoint."""
    out: Path
    """Run folder: lrinet.pt (ordinary.pt), with .jsonl and .config.json. An unfinished run in it is resumed."""
    corpus: Path | None = None
    """Folder of a corpus (with a clips.csv, or as it is distributed: see `layout`), or a clips.csv."""
    layout: LayoutName | None = None
    """Which corpus it is; by default recognised by what is in the folder."""
    synthetic: SyntheticClips = field(default_factory=SyntheticClips)
    frame_size: int = 56
    """S, side of the student's frames (the group's public loader: 56)."""
    widths: tuple[int, int, int, int] = (16, 32, 64, 128)
    """Channels of the four stages (ours; 32 64 128 256 is the full size)."""
    blocks: tuple[int, int, int, int] = (2, 2, 2, 2)
    """Residual blocks of the four stages (ours)."""
    temporal_blocks: int = 1
    """How many of the last blocks of stage 3 cross frames."""
    stem: Stem = "kept"
    """kept: LRINet, whose maps are born at the teacher's scale; ordinary: a ResNet's, whose small map is brought to
    that scale afterwards (what the paper advises against)."""
    stem_stride: int = 1
    """kept: 1 keeps the teacher's scale for frames of 56 pixels, 2 for 112; ordinary: 4, or 2 without the max-pool."""
    resize_features: bool = False
    """Bring the student's map to the size of the teacher's before they are compared; else they must be alike."""
    start_from_teacher: bool = True
    """Begin with the teacher's weights wherever a tensor of the same name has the same shape, and with its stem where
    it sees frames twice as large (ours)."""
    start_from: Path | None = None
    """Begin with the weights of this checkpoint or .onnx instead, with its stem too."""
    features: float = 1.0
    """Weight of the distance of feature maps; 0 leaves it out."""
    logits: float = 0.5
    """Weight of the divergence of gloss logits; 0 leaves it out."""
    temperature: float = 2.0
    """Of that divergence (the group's later code: 8, with the blank dropped; ours keeps the blank)."""
    truth: TruthWeights = field(default_factory=TruthWeights)
    fit: FitConfig = field(default_factory=FitConfig)
    augmentation: AugmentationRanges = field(default_factory=AugmentationRanges)
    nothing_share: float = 0.03
    """Share of training entries replaced by black, plain or noisy pictures without anybody."""
    seed: int = 0
    """Of weights, batches and augmentation."""
    teacher_outputs: Path | None = None
    """Keep here what the teacher says of every batch; further students of the same seed and batches take it from
    there (some 1 MB a step for a small teacher at 224 pixels)."""


class FeatureAdapter(nn.Module):
    """Brings the student's channels to the teacher's: a 1x1 convolution and batch norm, dropped at export.

    With a `map_size`, a map of another size is brought to that one first, bilinearly: enlarged, or shrunk smoothed.
    """

    def __init__(self, student_channels: int, teacher_channels: int, map_size: int | None = None) -> None:
        super().__init__()
        self.map_size = map_size
        self.convolution = nn.Conv2d(student_channels, teacher_channels, 1, bias=False)
        self.norm = nn.BatchNorm2d(teacher_channels)

    def forward(self, feature_map: Tensor) -> Tensor:
        """(B, T, C, H, W) -> (B, T, C', H, W), or with a map size S (B, T, C', S, S)."""
        maps = feature_map.flatten(0, 1)  # (B*T, C, H, W)
        if self.map_size not in (None, maps.shape[-1]):
            size = (self.map_size, self.map_size)
            # On CPUs it knows no bfloat16.
            maps = functional.interpolate(maps.float(), size, mode="bilinear", antialias=True)  # (B*T, C, S, S)
        adapted = self.norm(self.convolution(maps))  # (B*T, C', S, S)
        return adapted.unflatten(0, feature_map.shape[:2])  # (B, T, C', S, S)


def distill(config: DistillConfig) -> Path:
    """Train to the end, resuming where a run stands; returns the checkpoint's path."""
    with joined_team(config.fit.device) as team:
        return _distill(config, team)


def _distill(config: DistillConfig, team: Team) -> Path:
    path = student_path(config)
    teacher_file = load_checkpoint(config.teacher)
    teacher = frozen(teacher_file)
    frame_rate = float(teacher_file.config["frame_rate"])
    vocabulary = teacher_file.vocabulary
    clips = open_clips(config.corpus, config.synthetic, frame_rate, vocabulary, config.layout)
    torch.manual_seed(config.seed)
    sizes = NetworkSizes(
        config.frame_size,
        config.widths,
        config.blocks,
        config.temporal_blocks,
        teacher.frames_per_step,
        vocabulary.size,
    )
    network = student_of(config, sizes)
    is_new = not path.is_file()  # a resumed run has its weights already
    if is_new and config.start_from is not None:
        start_from(config.start_from, network, vocabulary, clips.train)
    elif is_new and config.start_from_teacher:
        copy_matching_weights(teacher, network)
    is_taught = bool(config.features or config.logits)
    map_size = check_scales(teacher, network, is_free=config.resize_features or not config.features)
    adapter = FeatureAdapter(config.widths[3], teacher.sizes.widths[3], map_size)
    places = joint_places(config.widths[2], clips.train)
    hands = hand_labels(sizes, clips.train, config.truth)
    outputs = _teacher_outputs(config, teacher, clips, team)
    is_teacher_asked = is_taught and not outputs.are_kept(range(config.fit.steps))
    dataset = BatchDataset(
        clips.train,
        frame_size=config.frame_size,
        teacher_frame_size=teacher.frame_size if is_teacher_asked else 0,
        frames_per_step=network.frames_per_step,
        batch_frames=config.fit.batch_frames,
        augmentation=config.augmentation,
        nothing_share=config.nothing_share,
        seed=config.seed + 1,  # not the very batches the teacher saw
        length=config.fit.steps,
        share=team.share,
    )
    teacher.to(team.device)

    def losses(batch: ClipBatch, progress: float) -> dict[str, Tensor]:
        student_output = network(batch.frames, batch.learning)
        terms = truth_losses(student_output, batch, places, config.truth, progress, hands)
        if not is_taught:
            return terms
        taught = outputs(batch, student_output.logits.shape[1])
        return terms | distillation_losses(student_output, taught, batch, adapter, config)

    heads = nn.ModuleDict({"adapter": adapter, "places": places, "hands": hands})
    trained = Trained(network, heads, vocabulary)
    saved = asdict(config) | {"frame_rate": frame_rate, "teacher_config": teacher_file.config}
    fit(trained, clips.feeding(dataset), clips.dev, losses, config.fit, path, saved, team)
    return path


def _teacher_outputs(
    config: DistillConfig, teacher: StreamableNetwork, clips: TrainingClips, team: Team
) -> TeacherOutputs:
    if config.teacher_outputs is None:
        return TeacherOutputs(teacher, None, {})
    if clips.renderer is not None:
        raise BadInputError("--teacher-outputs: clips that are rendered as training goes make no equal batches again.")
    settings = {
        "teacher": weights_digest(teacher),
        "frames_per_step": teacher.frames_per_step,
        "clips": clips_digest(clips.train),
        "batch_frames": config.fit.batch_frames,
        "augmentation": asdict(config.augmentation),
        "nothing_share": config.nothing_share,
        "seed": config.seed,
        "share": asdict(team.share),
        "parts": config.fit.parts,
    }
    return TeacherOutputs(teacher, config.teacher_outputs, settings)


def distillation_losses(
    student: NetworkOutput, teacher: TeacherOutput, batch: ClipBatch, adapter: nn.Module, config: DistillConfig
) -> dict[str, Tensor]:
    """The two weighted terms of CRKD, padding masked; a weight of zero leaves its term out."""
    terms: dict[str, Tensor] = {}
    if config.features:
        mask, count = _true_steps(batch, student.feature_map.shape[1])
        distance = feature_distance(adapter(student.feature_map), teacher.feature_map, mask, count)
        terms["features"] = config.features * distance
    if config.logits:
        mask, count = _true_steps(batch, student.logits.shape[1])
        divergence = logit_divergence(student.logits, teacher.logits, mask, config.temperature, count)
        terms["logits"] = config.logits * divergence
    return terms


def _true_steps(batch: ClipBatch, step_count: int) -> tuple[Tensor, int]:
    """(B, U) bool, True for steps that hold a true frame, and how many of these the whole batch has."""
    frames_per_step = batch.frames.shape[1] // step_count
    of_all = step_mask(batch.all_clips.frame_counts, step_count, frames_per_step)
    return step_mask(batch.frame_counts, step_count, frames_per_step), int(of_all.sum())


def frozen(checkpoint: Checkpoint) -> StreamableNetwork:
    """The teacher with locked weights, its batch norm in evaluation mode for good."""
    teacher = checkpoint.build_network().to(memory_format=torch.channels_last)
    teacher.requires_grad_(False)
    return teacher.eval()


def copy_matching_weights(teacher: StreamableNetwork, student: StreamableNetwork) -> int:
    """Copy every tensor of the teacher whose name and shape the student has too; returns how many.

    The stem of a teacher that sees frames twice as large counts too: it is brought to the student's size.
    """
    state = student.state_dict()
    taught = teacher.state_dict()
    taught[STEM] = fit_stem(taught[STEM], teacher.frame_size, student)
    matching = {name: value for name, value in taught.items() if name in state and value.shape == state[name].shape}
    student.load_state_dict(state | matching)
    return len(matching)


def student_of(config: DistillConfig, sizes: NetworkSizes) -> StreamableNetwork:
    """A new student with the stem asked for.

    Raises:
        BadInputError: there is no such stem of that stride.
    """
    strides = {"kept": (1, 2), "ordinary": (2, 4)}[config.stem]
    if config.stem_stride not in strides:
        raise BadInputError(f"expected a stem stride of {strides[0]} or {strides[1]}, got {config.stem_stride}.")
    return {"kept": LRINet, "ordinary": Teacher}[config.stem](sizes, stem_stride=config.stem_stride)


def student_path(config: DistillConfig) -> Path:
    """The checkpoint of a run: lrinet.pt, or ordinary.pt for what is no LRINet."""
    return config.out / ("lrinet.pt" if config.stem == "kept" else "ordinary.pt")


def check_scales(teacher: StreamableNetwork, student: StreamableNetwork, *, is_free: bool = False) -> int:
    """Refuse a pair whose frame-level maps differ in rate, or, unless `is_free`, in spatial scale.

    CRKD compares them place by place.

    Returns:
        Side of the teacher's map.
    """
    shapes = []
    for network in (teacher, student):
        size, count = network.frame_size, network.frames_per_step
        network.eval()  # one frame is no batch to take statistics of
        with torch.no_grad():
            output = network(torch.zeros(1, count, size, size, 3, dtype=torch.uint8))
        shapes.append((output.feature_map.shape[1], *output.feature_map.shape[3:]))
    if shapes[0] != shapes[1] and not (is_free and shapes[0][0] == shapes[1][0]):
        raise BadInputError(
            f"The teacher's feature maps are {shapes[0]} (time, height, width) and the student's {shapes[1]}: "
            "distillation needs the same scale; change the student's frame size or stem stride, or give "
            "--resize-features."
        )
    return shapes[0][1]
