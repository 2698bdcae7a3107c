"""The losses against what is known of a batch, for teacher and student: frame truth first, multi-level CTC after."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.networks.streamable import NetworkOutput, NetworkSizes
from training.clips import ClipBatch, ClipSource
from training.hand_labels import HandLabels
from training.losses import (
    JointPlaces,
    ctc_loss,
    frame_cross_entropy,
    known_weight,
    step_gloss_ids,
    visible_joints,
)


@dataclass(frozen=True, slots=True)
class TruthWeights:
    """Weights of the losses against the truth; all ours but CTC."""

    frame: float = 1.0
    """Cross-entropy against the gloss of every step, where exact truth exists."""
    frame_late: float = 0.4
    """What `frame` falls to once CTC is on."""
    blank: float = 0.5
    """Weight of the blank within that cross-entropy."""
    blank_late: float = 1.0
    """The same once CTC is on: early, half the blank leaves the plateau; late, it would invent glosses."""
    ctc: float = 1.0
    """Multi-level CTC (2211.03387: every level alike)."""
    ctc_from: float = 0.4
    """Share of the run after which CTC begins; 0 where there is no frame truth."""
    level: float = 0.3
    """Weight of the levels before the last."""
    joints: float = 0.3
    """Places of the joints, asked of the map before frames are mixed; falls to nothing at the end."""
    hands: float = 0.0
    """Hand shape, place, direction and movement, asked of the maps; falls to nothing at the end. 0 leaves them out."""


def joint_places(channels: int, sources: Sequence[ClipSource]) -> nn.Module:
    """The head for joint places, or nothing where the corpus has no truth of them."""
    counts = {source.truth.joints.shape[1] for source in sources if source.truth is not None}
    return JointPlaces(channels, counts.pop()) if len(counts) == 1 else nn.Identity()


def hand_labels(sizes: NetworkSizes, sources: Sequence[ClipSource], weights: TruthWeights) -> nn.Module:
    """The head for what hands do, or nothing where it is not asked for or the corpus does not know."""
    hands = [None if source.truth is None else source.truth.hands for source in sources]
    counts = {(known.shape_count, known.place_count) for known in hands if known is not None}
    is_asked = bool(weights.hands) and len(counts) == 1
    return HandLabels(sizes.widths[2], sizes.widths[3], *counts.pop()) if is_asked else nn.Identity()


def truth_losses(
    output: NetworkOutput,
    batch: ClipBatch,
    places: nn.Module,
    weights: TruthWeights,
    progress: float,
    hands: nn.Module | None = None,
) -> dict[str, Tensor]:
    """The weighted losses of one batch against what is known of it.

    Without frame truth CTC is on from the start. `places` and `hands` are the heads asked besides. Those of the parts
    of a batch add up to those of the whole: which terms there are, and what is divided by, the whole decides.
    """
    frame_count, whole = batch.frames.shape[1], batch.all_clips
    levels = [(output.logits, 1.0), *((logits, weights.level) for logits in output.level_logits)]
    has_truth = bool((whole.frame_gloss_ids > -1).any())
    is_late = progress >= weights.ctc_from or not has_truth
    terms: dict[str, Tensor] = {}
    if has_truth:
        frame_weight = weights.frame_late if is_late else weights.frame
        blank_weight = weights.blank_late if is_late else weights.blank
        terms["frame"] = (
            frame_weight
            * torch.stack(
                [
                    level_weight * _level_frames(logits, batch, frame_count, blank_weight)
                    for logits, level_weight in levels
                ]
            ).sum()
        )
    if is_late and weights.ctc:
        terms["ctc"] = (
            weights.ctc
            * torch.stack(
                [level_weight * _level_ctc(logits, batch, frame_count) for logits, level_weight in levels]
            ).sum()
        )
    if isinstance(places, JointPlaces) and weights.joints and batch.joints.shape[2]:
        visible_count = int(visible_joints(whole.joints).sum())
        terms["joints"] = weights.joints * (1 - progress) * places(output.frame_map, batch.joints, visible_count)
    if isinstance(hands, HandLabels):
        hand_losses = hands(output, batch.hands, whole.hands)
        terms |= {name: weights.hands * (1 - progress) * loss for name, loss in hand_losses.items()}
    return terms


def _level_frames(logits: Tensor, batch: ClipBatch, frame_count: int, blank_weight: float) -> Tensor:
    frames_per_step = frame_count // logits.shape[1]
    of_part, of_all = (step_gloss_ids(clips.frame_gloss_ids, frames_per_step) for clips in (batch, batch.all_clips))
    return frame_cross_entropy(logits, of_part, blank_weight, known_weight(of_all, blank_weight))


def _level_ctc(logits: Tensor, batch: ClipBatch, frame_count: int) -> Tensor:
    frames_per_step = frame_count // logits.shape[1]
    step_counts = torch.div(batch.frame_counts + frames_per_step - 1, frames_per_step, rounding_mode="floor")
    return ctc_loss(logits, step_counts, batch.targets, batch.target_counts, len(batch.all_clips.names))
