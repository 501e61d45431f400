"""How wrong the scene network is: Dice, weighted borders, Wing and focal parts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.endoscopy.network import HEIGHT, WIDTH, cell_middles, places

LABEL_WEIGHTS = (0.6, 1.0, 1.5, 1.5)  # of cross-entropy: there is little anatomy and much background
BORDER_WEIGHT = 3.0  # added where labels meet
WING_WIDTH_PX, WING_CURVE_PX = 6.0, 1.5
FOCUS = 2.0
SPREAD_CELLS = 1.2  # of a landmark's target on its heat map
PART_WEIGHTS = {"dice": 1.0, "border": 1.0, "wing": 0.03, "heat": 0.15, "presence": 0.6}


@dataclass(frozen=True, slots=True)
class SceneBatch:
    """Pictures with what a perfect observer would say of them.

    Parameters
    ----------
    pictures
        (N, 3, 144, 256) in 0 to 1.
    shares
        (N, 4, 72, 128) of LABELS.
    landmarks
        (N, 4, 2) x and y in 0 to 1 of the picture's width and height; anything where absent.
    present
        (N, 4) 1 where the landmark is in the picture, else 0.
    """

    pictures: Tensor
    shares: Tensor
    landmarks: Tensor
    present: Tensor


def loss(outputs: tuple[Tensor, Tensor, Tensor], truth: SceneBatch) -> tuple[Tensor, dict[str, float]]:
    """Return the loss of a batch of logits, and its weighted parts by name."""
    shares, heat, presence = outputs
    parts = {
        "dice": dice(shares, truth.shares),
        "border": bordered_entropy(shares, truth.shares),
        "wing": wing(places(heat), truth.landmarks, truth.present),
        "heat": heat_entropy(heat, truth.landmarks, truth.present),
        "presence": focal(presence, truth.present),
    }
    weighted = {name: part * PART_WEIGHTS[name] for name, part in parts.items()}
    total = torch.stack(list(weighted.values())).sum()
    return total, {name: float(part.detach()) for name, part in weighted.items()}


def dice(logits: Tensor, target: Tensor) -> Tensor:
    """Return one minus the soft overlap of each foreground label over the batch (Milletari et al. 2016)."""
    guess, wanted = torch.softmax(logits, dim=1)[:, 1:], target[:, 1:]
    both = (guess * wanted).sum(dim=(0, 2, 3))
    sizes = (guess**2).sum(dim=(0, 2, 3)) + (wanted**2).sum(dim=(0, 2, 3))
    return (1 - (2 * both + 1) / (sizes + 1)).mean()


def bordered_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Return cross-entropy that counts more where labels meet (weight map of Ronneberger et al. 2015)."""
    weights = torch.tensor(LABEL_WEIGHTS)[:, None, None] * target
    each = -(weights * torch.log_softmax(logits, dim=1)).sum(dim=1)
    return (each * (1 + BORDER_WEIGHT * borders(target))).mean()


def borders(target: Tensor) -> Tensor:
    """Return 1 at cells beside which the label changes, else 0: (N, h, w)."""
    widest = functional.max_pool2d(target, 3, 1, 1)
    least = -functional.max_pool2d(-target, 3, 1, 1)
    return ((widest - least).amax(dim=1) > 0.25).float()


def wing(found: Tensor, wanted: Tensor, present: Tensor) -> Tensor:
    """Return the Wing loss (Feng et al. 2018) of present landmarks' distances from their places, in px."""
    size = torch.tensor([float(WIDTH), float(HEIGHT)])
    miss = ((found - wanted) * size).abs() * present[:, :, None]
    offset = WING_WIDTH_PX - WING_WIDTH_PX * math.log1p(WING_WIDTH_PX / WING_CURVE_PX)
    near = WING_WIDTH_PX * torch.log1p(miss / WING_CURVE_PX)
    each = torch.where(miss < WING_WIDTH_PX, near, miss - offset).sum(dim=2)
    return (each * present).sum() / present.sum().clamp(min=1)


def heat_entropy(heat: Tensor, wanted: Tensor, present: Tensor) -> Tensor:
    """Return the cross-entropy of present landmarks' heat maps with a round spot at their places."""
    cells = torch.tensor([WIDTH / 4, HEIGHT / 4])
    apart = (cell_middles()[None, None] - wanted[:, :, None]) * cells  # (N, 4, 2304, 2)
    spot = torch.softmax(-(apart**2).sum(dim=3) / (2 * SPREAD_CELLS**2), dim=2)
    each = -(spot * torch.log_softmax(heat, dim=2)).sum(dim=2)
    return (each * present).sum() / present.sum().clamp(min=1)


def focal(logits: Tensor, wanted: Tensor) -> Tensor:
    """Return the focal loss (Lin et al. 2017) of presence: what is sure and right counts little."""
    each = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return ((1 - torch.exp(-each)) ** FOCUS * each).mean()
