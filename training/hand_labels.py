"""Training only, dropped at export (ours): a head that is asked what each hand does, frame by frame."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.networks.streamable import NetworkOutput
from training.hand_targets import NOT_KNOWN, HandTargets

_HANDS = 2


class _Look(nn.Module):
    """Looks at one place of a map for each hand, and at the whole of it."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scores = nn.Conv2d(channels, _HANDS, 1)
        self.width = 2 * channels + 2

    def forward(self, maps: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, 2, 2C + 2): the map where the hand is, its mean, and where the hand is, -1 to 1."""
        shares = self.scores(maps).float().flatten(2).softmax(-1)  # (N, 2, H*W)
        rows, columns = (torch.linspace(-1, 1, side, device=maps.device) for side in maps.shape[2:])
        places = torch.cartesian_prod(rows, columns)  # (H*W, 2)
        flat = maps.float().flatten(2)  # (N, C, H*W)
        mean = flat.mean(-1)[:, None].expand(-1, _HANDS, -1)  # (N, 2, C)
        return torch.cat([shares @ flat.transpose(1, 2), mean, shares @ places], -1)  # (N, 2, 2C + 2)


class HandLabels(nn.Module):
    """Hand shape, place and direction asked of the map before frames are mixed, movement of the map after.

    Synthetic signers give them for nothing. They are what tells signs apart, and signs yet to come are made of the
    same ones.
    """

    def __init__(self, channels: int, late_channels: int, shape_count: int, place_count: int) -> None:
        super().__init__()
        self.early, self.late = _Look(channels), _Look(late_channels)
        self._counts = [shape_count, place_count, 6]  # 6: two directions of three numbers
        self.frames = nn.ModuleList(nn.Linear(self.early.width, sum(self._counts)) for _ in range(_HANDS))
        self.movements = nn.ModuleList(nn.Linear(self.late.width, 3) for _ in range(_HANDS))

    def forward(self, output: NetworkOutput, hands: HandTargets, whole: HandTargets | None = None) -> dict[str, Tensor]:
        """Four losses, each a mean over what is known: two cross-entropies, 1 - cosine, and smooth L1 of movements.

        `whole` is what is known of the whole batch, where `hands` is of a part of it.
        """
        counts = _known_counts(hands if whole is None else whole)
        answers = _ask(self.frames, self.early(output.frame_map.flatten(0, 1)))  # (B*T, 2, shapes + places + 6)
        shapes, places, directions = answers.split(self._counts, -1)
        movements = _ask(self.movements, self.late(output.feature_map.flatten(0, 1)))  # (B*T/2, 2, 3)
        totals = {
            "hand_shape": _cross_entropy(shapes, hands.shapes),
            "hand_place": _cross_entropy(places, hands.places),
            "hand_direction": _turn_distance(directions.unflatten(-1, (2, 3)), hands.directions.flatten(0, 1)),
            "hand_movement": _movement_distance(movements, _pairs(hands.movements).flatten(0, 1)),
        }
        return {name: total / max(1, counts[name]) for name, total in totals.items()}


def _known_counts(hands: HandTargets) -> dict[str, int]:
    """How many answers are known, by the name of the loss."""
    known = {
        "hand_shape": hands.shapes != NOT_KNOWN,
        "hand_place": hands.places != NOT_KNOWN,
        "hand_direction": ~hands.directions.isnan().any(-1),
        "hand_movement": ~_pairs(hands.movements).isnan(),
    }
    return {name: int(is_known.sum()) for name, is_known in known.items()}


def _pairs(movements: Tensor) -> Tensor:
    """(B, T, 2, 3) -> (B, T/2, 2, 3), means of two frames, NaN where either is."""
    return movements.unflatten(1, (-1, 2)).mean(2)


def _ask(questions: nn.ModuleList, seen: Tensor) -> Tensor:
    """Each hand's own linear layer on what was seen of it: (N, 2, C) -> (N, 2, answers)."""
    return torch.stack([question(seen[:, hand]).float() for hand, question in enumerate(questions)], 1)


def _cross_entropy(logits: Tensor, numbers: Tensor) -> Tensor:
    """(N, 2, K) against (B, T, 2), summed; zero where nothing is known."""
    flat, targets = logits.flatten(0, 1), numbers.flatten()
    return functional.cross_entropy(flat, targets, ignore_index=NOT_KNOWN, reduction="sum")


def _turn_distance(found: Tensor, directions: Tensor) -> Tensor:
    """1 - cosine between (N, 2, 2, 3) and true directions, 0 (right) to 2 (opposite), summed."""
    known = ~directions.isnan().any(-1)  # (N, 2, 2)
    distance = 1 - functional.cosine_similarity(found, directions.nan_to_num(), -1)
    return (distance * known).sum()


def _movement_distance(found: Tensor, movements: Tensor) -> Tensor:
    """Smooth L1 between (N, 2, 3) and true movements, turning at one shoulder width a second, summed."""
    known = ~movements.isnan()
    distance = functional.smooth_l1_loss(found, movements.nan_to_num(), reduction="none")
    return (distance * known).sum()
