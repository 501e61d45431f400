"""How wrong the workflow network is: phases and steps weighted by how rare they are, and minutes left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from bedside.endoscopy.interface import PHASE_OF_STEP, STEPS

if TYPE_CHECKING:
    from torch import Tensor

PART_WEIGHTS = {"phases": 1.0, "steps": 0.5, "remaining": 0.1}
SMOOTH = 0.05  # of the target's probability, spread over the other classes: seconds at a border are unsure
PHASE = torch.tensor(PHASE_OF_STEP)


@dataclass(frozen=True, slots=True)
class SequenceBatch:
    """Features of operations from their start on, with what is going on.

    Parameters
    ----------
    features
        (N, T, F); after an operation's end anything.
    steps
        (N, T) places in STEPS; anything after the end.
    remaining_min
        (N, T) minutes to the end.
    counted
        (N, T) 1 up to the operation's end, then 0.
    """

    features: Tensor
    steps: Tensor
    remaining_min: Tensor
    counted: Tensor


def balance(steps: Tensor) -> Tensor:
    """Return a weight for each of STEPS, by the inverse root of how often it is seen; 1 in the mean."""
    seen = torch.bincount(steps.flatten(), minlength=len(STEPS)).double()
    weight = seen.clamp(min=1) ** -0.5
    return (weight / (weight * seen).sum() * seen.sum()).float()


def sequence_loss(
    outputs: tuple[Tensor, Tensor, Tensor, Tensor], truth: SequenceBatch, weights: Tensor
) -> tuple[Tensor, dict[str, float]]:
    """Return the loss of logits over whole operations, and its weighted parts by name."""
    phases, steps, minutes, _ = outputs
    counted = truth.counted * weights[truth.steps]
    parts = {
        "phases": _mean(cross_entropy(phases, PHASE[truth.steps]), counted),
        "steps": _mean(cross_entropy(steps, truth.steps), counted),
        "remaining": _mean(
            functional.smooth_l1_loss(minutes, truth.remaining_min, reduction="none"), truth.counted
        ),
    }
    weighted = {name: part * PART_WEIGHTS[name] for name, part in parts.items()}
    total = torch.stack(list(weighted.values())).sum()
    return total, {name: float(part.detach()) for name, part in weighted.items()}


def cross_entropy(logits: Tensor, wanted: Tensor) -> Tensor:
    """Return the smoothed cross-entropy (N, T) of logits (N, T, K) with places (N, T)."""
    flat = functional.cross_entropy(
        logits.flatten(0, 1), wanted.flatten(), reduction="none", label_smoothing=SMOOTH
    )
    return flat.view(wanted.shape)


def _mean(each: Tensor, counted: Tensor) -> Tensor:
    return (each * counted).sum() / counted.sum().clamp(min=1)
