"""Losses by hand: values, zero at agreement, padding without influence, no gradient where none belongs."""

import math

import pytest
import torch
from torch.nn import functional

from training.losses import (
    JointPlaces,
    ctc_loss,
    feature_distance,
    frame_cross_entropy,
    logit_divergence,
    step_gloss_ids,
    step_mask,
)


def test_steps_with_any_true_frame_count() -> None:
    """5 true frames at 2 frames per step are 3 steps; the fourth is padding."""
    assert step_mask(torch.tensor([5, 8]), 4, 2).tolist() == [[True, True, True, False], [True] * 4]


def test_a_step_is_what_its_middle_frame_is() -> None:
    """Two blank frames between a sign and its repetition are a blank step wherever they fall; unknown stays unknown."""
    frames = torch.tensor([[0, 0, 0, 3, 3, 3, 0, 0, 3, 3, 4, -100]])
    shifted = torch.tensor([[0, 0, 0, 3, 3, 0, 0, 3, 3, 3, 4, 4]])

    assert step_gloss_ids(frames, 2).tolist() == [[0, 3, 3, 0, 3, -100]]
    assert step_gloss_ids(shifted, 2).tolist() == [[0, 3, 0, 3, 3, 4]]
    assert step_gloss_ids(shifted, 4).tolist() == [[0, 0, 4]]
    assert step_gloss_ids(frames, 1).tolist() == frames.tolist()


def test_a_blank_between_a_sign_and_its_repetition_is_never_swallowed() -> None:
    """One blank frame that no middle frame meets takes the step after it; between two signs, or in padding, none does.

    CTC needs a blank between equal glosses, so the truth of the steps must hold one.
    """
    again = torch.tensor([[0, 3, 3, 3, 0, 3, 3, 3], [0, 3, 3, 3, 0, 4, 4, 4]])
    apart = torch.tensor([[3, 3, 3, 0, 3, 3, 3, 3, -100, -100, -100, -100]])

    assert step_gloss_ids(again, 2).tolist() == [[3, 3, 0, 3], [3, 3, 4, 4]]
    assert step_gloss_ids(apart, 4).tolist() == [[3, 0, -100]]
    assert step_gloss_ids(again, 1).tolist() == again.tolist()


def test_frame_cross_entropy_weighs_the_blank_down_and_skips_the_unknown() -> None:
    """A hand-computed mean: weights 0.5 for a blank step and 1 for a gloss, label smoothing 0.02, unknown left out."""
    logits = torch.tensor([[[2.0, 0.0], [0.0, 1.0], [9.0, -9.0]]])
    ids = torch.tensor([[0, 1, -100]])
    blank_loss = math.log(1 + math.exp(-2.0))
    gloss_loss = math.log(1 + math.exp(-1.0))
    weights = (0.5, 1.0)
    nll = (weights[0] * blank_loss + weights[1] * gloss_loss) / sum(weights)
    smooth = sum(
        weights[0] * row_losses[0] + weights[1] * row_losses[1]
        for row_losses in ((blank_loss, blank_loss + 2.0), (gloss_loss + 1.0, gloss_loss))
    ) / sum(weights)

    loss = frame_cross_entropy(logits, ids, blank_weight=0.5)

    assert float(loss) == pytest.approx(0.98 * nll + 0.02 / 2 * smooth, rel=1e-5)


def test_without_any_truth_frame_cross_entropy_is_zero_and_has_a_gradient() -> None:
    """A batch of real clips, of which no frame is known, adds nothing and breaks nothing."""
    logits = torch.randn(1, 3, 4, requires_grad=True)

    loss = frame_cross_entropy(logits, torch.full((1, 3), -100), 0.5)
    loss.backward()

    assert float(loss.detach()) == 0.0
    assert logits.grad is not None
    assert float(logits.grad.abs().max()) == 0.0


def test_ctc_is_the_mean_over_clips_of_the_likelihood_per_step() -> None:
    """Two uniform steps over blank, a and b hold `a` in 3 of 9 alignments; padding steps do not matter."""
    logits = torch.zeros(1, 4, 3)
    logits[0, 2:] = torch.tensor([50.0, 0.0, -50.0])

    loss = ctc_loss(logits, torch.tensor([2]), torch.tensor([1]), torch.tensor([1]))

    assert float(loss) == pytest.approx(-math.log(3 / 9) / 2, rel=1e-5)


def test_ctc_of_an_impossible_clip_is_infinite() -> None:
    """A gloss signed twice needs three steps; two are not quietly forgiven."""
    loss = ctc_loss(torch.zeros(1, 2, 3), torch.tensor([2]), torch.tensor([1, 1]), torch.tensor([2]))

    assert math.isinf(float(loss))


def test_feature_distance_is_zero_at_agreement_and_four_at_opposition() -> None:
    """Direction counts, length does not."""
    maps = torch.randn(1, 2, 5, 3, 3)
    mask = torch.ones(1, 2, dtype=torch.bool)

    assert float(feature_distance(maps * 3, maps, mask)) == pytest.approx(0.0, abs=1e-6)
    assert float(feature_distance(-maps, maps, mask)) == pytest.approx(4.0, rel=1e-5)


def test_padding_changes_neither_distillation_loss() -> None:
    """Whatever stands in masked steps, the losses are those of the true ones."""
    student, teacher = torch.randn(1, 3, 4, 2, 2), torch.randn(1, 3, 4, 2, 2)
    logits, teacher_logits = torch.randn(1, 3, 4), torch.randn(1, 3, 4)
    mask = torch.tensor([[True, True, False]])
    changed, changed_logits = student.clone(), logits.clone()
    changed[:, 2] += 5
    changed_logits[:, 2] -= 3

    assert torch.equal(feature_distance(student, teacher, mask), feature_distance(changed, teacher, mask))
    assert torch.equal(
        logit_divergence(logits, teacher_logits, mask, 2.0), logit_divergence(changed_logits, teacher_logits, mask, 2.0)
    )


def test_logit_divergence_equals_torchs_own() -> None:
    """KL(teacher || student) at temperature 2, times 4, as torch computes it."""
    student, teacher = torch.randn(2, 3, 5), torch.randn(2, 3, 5)
    expected = functional.kl_div(
        functional.log_softmax(student / 2, -1).flatten(0, 1),
        functional.softmax(teacher / 2, -1).flatten(0, 1),
        reduction="batchmean",
    )

    loss = logit_divergence(student, teacher, torch.ones(2, 3, dtype=torch.bool), 2.0)

    assert float(loss) == pytest.approx(4 * float(expected), rel=1e-5)
    assert float(logit_divergence(teacher, teacher, torch.ones(2, 3, dtype=torch.bool), 2.0)) == pytest.approx(
        0, abs=1e-6
    )


def test_joint_places_are_learned_and_unseen_joints_ignored() -> None:
    """A head trained on a map that marks one cell finds it; joints outside the picture or unknown add nothing."""
    torch.manual_seed(0)
    head = JointPlaces(2, 1)
    maps = torch.zeros(1, 1, 2, 4, 4)
    maps[0, 0, 0, 1, 2] = 5.0
    inside = torch.tensor([[[[2.5 / 4, 1.5 / 4]]]])  # the middle of column 2, row 1
    optimizer = torch.optim.Adam(head.parameters(), 0.3)
    for _ in range(60):
        optimizer.zero_grad()
        head(maps, inside).backward()
        optimizer.step()

    head.requires_grad_(False)
    assert float(head(maps, inside)) < 0.1
    assert int(head.scores(maps[0]).flatten(1).argmax()) == 1 * 4 + 2
    assert float(head(maps, torch.tensor([[[[1.2, 0.5]]]]))) == 0.0
    assert float(head(maps, torch.full((1, 1, 1, 2), float("nan")))) == 0.0
