"""How wrong the network is: shares as seen, whole ellipses, and where the whole pupil's middle lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from bedside.eye_movement.processing.preprocessing import OUTPUT_STRIDE

if TYPE_CHECKING:
    from training.eye_movement.augmentation import Batch

SEEN, HIDDEN = 0.10, 0.03  # shares of a whole ellipse: from here on it counts as there, below as not there
HIDDEN_WEIGHT = 3.0
WHOLE_WEIGHTS = (2.0, 1.0, 0.5)
CLASS_WEIGHTS = (0.6, 1.0, 1.0, 1.6)


def loss(shares: Tensor, wholes: Tensor, truth: Batch) -> tuple[Tensor, dict[str, float]]:
    """Return the loss of a batch of logits and its parts by name."""
    facts, seen = torch.from_numpy(truth.facts), torch.from_numpy(truth.shares)
    there, counted = presence(facts)
    ellipses = ellipse_maps(torch.from_numpy(truth.ellipses), wholes.shape[2], wholes.shape[3])
    target = torch.cat([ellipses, seen[:, 4:]], dim=1) * there[:, :, None, None]
    parts = {
        "shares": _shares_loss(shares, seen[:, :4], facts),
        "wholes": _map_loss(wholes, target, counted, seen[:, :1]),
        "dice": _dice_loss(wholes, target, there * counted),
        "centre": 0.2 * _centre_loss(wholes[:, 0], truth, there[:, 0] * counted[:, 0]),
    }
    total = torch.stack(list(parts.values())).sum()
    return total, {name: float(part.detach()) for name, part in parts.items()}


def presence(facts: Tensor) -> tuple[Tensor, Tensor]:
    """Return which wholes (N, 3) are there, and which are clear enough to be counted at all."""
    visible, usable, lit = facts[:, :2], facts[:, 2:3] > 0, facts[:, 4:] > 0
    there = (visible > SEEN) & usable
    unsure = (visible > HIDDEN) & (visible <= SEEN)
    unsure[:, 1:] |= (visible[:, 1:] > HIDDEN) & ~usable  # in poor light the limbus may or may not show
    return torch.cat([there, lit], dim=1).float(), torch.cat([~unsure, lit], dim=1).float()


def ellipse_maps(ellipses: Tensor, height: int, width: int) -> Tensor:
    """Return which share of each cell the ellipses (N, K, 5) cover, (N, K, height, width)."""
    middle = (OUTPUT_STRIDE - 1) / 2
    x = torch.arange(width) * OUTPUT_STRIDE + middle
    y = (torch.arange(height) * OUTPUT_STRIDE + middle)[:, None]
    cx, cy, major, minor, angle = (part[..., None, None] for part in ellipses.unbind(-1))
    cos, sin = torch.cos(torch.deg2rad(angle)), torch.sin(torch.deg2rad(angle))
    dx, dy = x - cx, cy - y
    along, across = dx * cos + dy * sin, dy * cos - dx * sin
    a, b = major / 2, (minor / 2).clamp(min=0.5)
    radius = torch.sqrt((along / a) ** 2 + (across / b) ** 2)
    slope = torch.sqrt((along / a**2) ** 2 + (across / b**2) ** 2) + 1e-6
    distance = torch.where(radius > 1e-3, (radius - 1) * radius / slope, -b)
    return (0.5 - distance / OUTPUT_STRIDE).clamp(0, 1)


def _shares_loss(logits: Tensor, target: Tensor, facts: Tensor) -> Tensor:
    weight = target * torch.tensor(CLASS_WEIGHTS)[:, None, None]
    each = -(weight * torch.log_softmax(logits, dim=1)).sum(dim=1).mean(dim=(1, 2))
    counted = ((facts[:, 2] > 0) | (facts[:, 0] < HIDDEN)).float()
    return (each * counted).sum() / counted.sum().clamp(min=1)


def _map_loss(logits: Tensor, target: Tensor, counted: Tensor, lid: Tensor) -> Tensor:
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    weight = 1 + (HIDDEN_WEIGHT - 1) * target * lid  # what lies behind a lid is the hardest and the least
    each = (each * weight).mean(dim=(2, 3)) * counted * torch.tensor(WHOLE_WEIGHTS)
    return each.sum() / counted.sum().clamp(min=1)


def _dice_loss(logits: Tensor, target: Tensor, there: Tensor) -> Tensor:
    guess = torch.sigmoid(logits)
    both = (guess * target).sum(dim=(2, 3))
    each = 1 - (2 * both + 1) / ((guess**2).sum(dim=(2, 3)) + (target**2).sum(dim=(2, 3)) + 1)
    return (each * there * torch.tensor(WHOLE_WEIGHTS) / 2).sum() / there.sum().clamp(min=1)


def _centre_loss(logits: Tensor, truth: Batch, there: Tensor) -> Tensor:
    guess = torch.sigmoid(logits)
    total = guess.sum(dim=(1, 2)) + 1e-3
    x = (guess.sum(dim=1) * torch.arange(guess.shape[2])).sum(dim=1) / total
    y = (guess.sum(dim=2) * torch.arange(guess.shape[1])).sum(dim=1) / total
    wanted = (truth.ellipses[:, 0, :2].astype(np.float32) - (OUTPUT_STRIDE - 1) / 2) / OUTPUT_STRIDE
    cells = torch.from_numpy(wanted)
    inside = (
        (cells[:, 0] > 4)
        & (cells[:, 0] < guess.shape[2] - 5)
        & (cells[:, 1] > 4)
        & (cells[:, 1] < guess.shape[1] - 5)
    )
    used = there * inside.float()
    each = functional.smooth_l1_loss(torch.stack([x, y], dim=1), cells, reduction="none", beta=0.5).sum(dim=1)
    return (each.clamp(max=5.0) * used).sum() / used.sum().clamp(min=1)
