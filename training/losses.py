"""The losses of teacher and student, each a small function that can be checked by hand.

Every term is a mean over true (unpadded) steps or frames, so that neither long clips nor padding weigh more (ours: the
group sums CTC over a clip and means over the batch; its weights do not carry over). Where a part of a batch is given,
with how much there is in the whole of it, the terms of all parts add up to that of the whole.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.vocabulary import BLANK

_IGNORED = -100


def step_mask(frame_counts: Tensor, step_count: int, frames_per_step: int) -> Tensor:
    """(B,) true frames -> (B, U) bool, True for steps that hold at least one true frame."""
    step_counts = torch.div(frame_counts + frames_per_step - 1, frames_per_step, rounding_mode="floor")
    return torch.arange(step_count, device=frame_counts.device)[None] < step_counts[:, None]


def step_gloss_ids(frame_gloss_ids: Tensor, frames_per_step: int) -> Tensor:
    """Truth of steps from truth of frames: (B, T) -> (B, T/k); a step is what its middle (or second) frame is.

    Taking a gloss from any frame instead would swallow the short blank between a sign and its repetition. One too
    short to meet a middle frame takes the step that follows it: CTC asks for a blank there (ours).
    """
    middle = slice(frames_per_step // 2, None, frames_per_step)
    gloss_ids = frame_gloss_ids[:, middle].clone()  # (B, T/k)
    blanks = (frame_gloss_ids == BLANK).cumsum(1)[:, middle]  # (B, T/k), blank frames so far
    is_repeated = (gloss_ids[:, 1:] == gloss_ids[:, :-1]) & (gloss_ids[:, 1:] > BLANK)
    gloss_ids[:, 1:][is_repeated & (blanks[:, 1:] > blanks[:, :-1])] = BLANK
    return gloss_ids


def known_weight(gloss_ids: Tensor, blank_weight: float) -> float:
    """What `frame_cross_entropy` divides by: the steps whose truth is known, a blank counting `blank_weight`."""
    blanks = int((gloss_ids == BLANK).sum())
    return int((gloss_ids != _IGNORED).sum()) - blanks + blank_weight * blanks


def frame_cross_entropy(
    logits: Tensor, gloss_ids: Tensor, blank_weight: float, whole_weight: float | None = None
) -> Tensor:
    """Cross-entropy against exact truth (B, U), blank weighted down; zero where nothing is known (ours).

    With CTC alone, or blank at full weight, training sits on the all-blank plateau. `whole_weight` is the
    `known_weight` of the whole batch.
    """
    known = known_weight(gloss_ids, blank_weight) if whole_weight is None else whole_weight
    if not known:
        return logits.sum() * 0.0
    weights = torch.ones(logits.shape[-1], device=logits.device)
    weights[BLANK] = blank_weight
    flat = logits.float().flatten(0, 1)
    total = functional.cross_entropy(
        flat, gloss_ids.flatten(), weights, ignore_index=_IGNORED, label_smoothing=0.02, reduction="sum"
    )
    return total / known


def ctc_loss(
    logits: Tensor, step_counts: Tensor, targets: Tensor, target_counts: Tensor, clip_count: int | None = None
) -> Tensor:
    """CTC negative log-likelihood per step, (B, U, V) -> scalar; infinite where a clip is too short for its glosses.

    `clip_count` is how many clips the whole batch holds.
    """
    log_probs = functional.log_softmax(logits.float(), -1).transpose(0, 1)  # (U, B, V)
    per_clip = functional.ctc_loss(log_probs, targets, step_counts, target_counts, BLANK, reduction="none")
    return (per_clip / step_counts).sum() / (len(step_counts) if clip_count is None else clip_count)


def feature_distance(
    student_map: Tensor, teacher_map: Tensor, mask: Tensor, frame_count: float | None = None
) -> Tensor:
    """CRKD's frame-level feature distillation (2303.06820): distance between maps of the *same* spatial scale.

    Each place's channels are brought to length 1, then compared; the paper's exact distance is not known (ours).

    Args:
        student_map, teacher_map: (B, T, C, H, W); the student's has been through the adapter.
        mask: (B, T) bool, True for true frames.
        frame_count: how many of those the whole batch holds.

    Returns:
        Mean over true frames and places of the squared distance, 0 (same direction) to 4 (opposite).
    """
    student = functional.normalize(student_map.float(), dim=2)
    teacher = functional.normalize(teacher_map.float(), dim=2)
    distance = (student - teacher).square().sum(2).mean((2, 3))  # (B, T)
    return (distance * mask).sum() / (mask.sum() if frame_count is None else frame_count)


def logit_divergence(
    student_logits: Tensor,
    teacher_logits: Tensor,
    mask: Tensor,
    temperature: float,
    step_count: float | None = None,
) -> Tensor:
    """Distillation on gloss logits: KL(teacher || student) at a temperature, times its square, mean over true steps.

    The blank takes part (ours: dropping it is the group's choice in later code; it helps only peaky teachers).
    `step_count` is how many true steps the whole batch holds.
    """
    student = functional.log_softmax(student_logits.float() / temperature, -1)
    teacher = functional.log_softmax(teacher_logits.float() / temperature, -1)
    divergence = (teacher.exp() * (teacher - student)).sum(-1)  # (B, U)
    return (divergence * mask).sum() / (mask.sum() if step_count is None else step_count) * temperature**2


def visible_joints(joints: Tensor) -> Tensor:
    """(..., J, 2) -> (..., J) bool: those whose place is known and within the picture."""
    return ((joints > 0) & (joints < 1)).all(-1)  # NaN compares false


class JointPlaces(nn.Module):
    """Training only, dropped at export (ours): where each joint is, asked of the map before frames are mixed.

    Synthetic signers give every joint's place for nothing; such a dense target teaches the early stages to see hands
    long before the few bits of a gloss could.
    """

    def __init__(self, channels: int, joint_count: int) -> None:
        super().__init__()
        self.scores = nn.Conv2d(channels, joint_count, 1)

    def forward(self, frame_map: Tensor, joints: Tensor, visible_count: int | None = None) -> Tensor:
        """Cross-entropy of each visible joint's place over the map's cells.

        Args:
            frame_map: (B, T, C, H, W), H = W.
            joints: (B, T, J, 2), 0..1 within the picture; NaN or outside: not asked for.
            visible_count: how many are asked for in the whole batch.
        """
        maps = frame_map.flatten(0, 1)  # (N, C, H, W)
        places = joints.flatten(0, 1)  # (N, J, 2)
        side = maps.shape[-1]
        is_visible = visible_joints(places)  # (N, J)
        count = int(is_visible.sum()) if visible_count is None else visible_count
        if not count or side == 1:  # of one cell there is nothing to tell
            return maps.sum() * 0.0
        log_scores = functional.log_softmax(self.scores(maps).float().flatten(2), -1)  # (N, J, H*W)
        cells = torch.nan_to_num(places * side - 0.5).clamp(0, side - 1)
        low = cells.floor().clamp(max=side - 2)
        share = cells - low  # (N, J, 2), how far towards the next cell
        loss = torch.zeros_like(log_scores[..., 0])
        for dx in (0, 1):
            for dy in (0, 1):
                weight = (share[..., 0] if dx else 1 - share[..., 0]) * (share[..., 1] if dy else 1 - share[..., 1])
                index = ((low[..., 1] + dy) * side + low[..., 0] + dx).long()
                loss = loss - weight * log_scores.gather(-1, index[..., None]).squeeze(-1)
        return (loss * is_visible).sum() / count
