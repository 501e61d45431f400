"""The baseline: a conditional DCGAN, of what came before flows. It never becomes part of the device.

Radford et al. 2016 (DCGAN), with the hinge loss and spectral norm of Miyato et al. 2018 and the projection
of Miyato and Koyama 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from training.fetal_ultrasound.frames import Batch, Frames, batch_of
from training.fetal_ultrasound.network import CONDITION, LAYOUT_CHANNELS
from training.fetal_ultrasound.provenance import source_digest
from training.loop import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

NOISE = 64
COARSEST = 8  # cells along a side where the generator begins
WIDTH = 32


@dataclass(frozen=True, slots=True)
class DcganRecipe(Recipe):
    """The baseline's recipe."""

    steps: int = 1000
    batch: int = 16
    peak_rate: float = 3e-4
    weight_decay: float = 0.0
    averaging: float = 0.99
    steepest: float = 10.0
    checkpoint_every: int = 250
    patients: int = 12_000
    width: int = WIDTH


class DcganGenerator(nn.Module):
    """Transposed convolutions from 8 x 8 cells to 128 x 128 pixels, each shown the layout at its size."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        sizes = (4 * width, 3 * width, 2 * width, width)
        self.width = sizes[0]
        self.begin = nn.Linear(NOISE + CONDITION, sizes[0] * COARSEST**2)
        self.stages = nn.ModuleList(_stage(*pair) for pair in pairwise(sizes))
        self.out = nn.ConvTranspose2d(sizes[-1] + LAYOUT_CHANNELS, 1, 4, stride=2, padding=1)

    def forward(self, noise: Tensor, layout: Tensor, condition: Tensor) -> Tensor:
        """Return images (N, 1, 128, 128) in the data scale for noise (N, 64), layout and condition."""
        x = self.begin(torch.cat([noise, condition], dim=1))
        x = functional.relu(x.unflatten(1, (self.width, COARSEST, COARSEST)))
        for level, stage in enumerate(self.stages):
            x = stage(_shown(x, layout, 16 >> level))
        return torch.tanh(self.out(_shown(x, layout, 2)))


class Critic(nn.Module):
    """Tells phantoms from made images, and whether they keep to what was asked."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        sizes = (1 + LAYOUT_CHANNELS, width, 2 * width, 3 * width, 4 * width)
        self.layers = nn.Sequential(*_critical(sizes))
        self.judge = spectral_norm(nn.Linear(sizes[-1], 1))
        self.asked = spectral_norm(nn.Linear(CONDITION, sizes[-1], bias=False))

    def forward(self, image: Tensor, layout: Tensor, condition: Tensor) -> Tensor:
        """Return a judgement (N,), higher for a phantom."""
        seen = self.layers(torch.cat([image, layout], dim=1)).mean(dim=(2, 3))
        return self.judge(seen)[:, 0] + (self.asked(condition) * seen).sum(dim=1)


class Duel(nn.Module):
    """Both, so that one optimiser serves both and one checkpoint holds both."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.generator, self.critic = DcganGenerator(width), Critic(width)


@dataclass(frozen=True, slots=True)
class DcganTask:
    """Made images against phantoms."""

    frames: Frames
    width: int = WIDTH
    device: str = "cpu"

    def network(self) -> Duel:
        """Return fresh networks."""
        return Duel(self.width).to(self.device)

    def batch(self, rng: np.random.Generator, size: int) -> tuple[Batch, Tensor]:
        """Return phantoms drawn without repetition, and as many noises."""
        chosen = rng.choice(len(self.frames), size, replace=False)
        noise = torch.from_numpy(rng.standard_normal((size, NOISE), dtype=np.float32))
        return batch_of(self.frames, chosen).to(self.device), noise.to(self.device)

    def loss(self, network: nn.Module, batch: tuple[Batch, Tensor]) -> tuple[Tensor, dict[str, float]]:
        """Return the sum of both sides' hinge losses; neither's reaches the other's weights."""
        assert isinstance(network, Duel)  # noqa: S101  # narrows the type
        real, noise = batch
        asked = (real.layouts, real.conditions)
        made = network.generator(noise, *asked)
        network.critic.requires_grad_(requires_grad=False)
        fooled = -network.critic(made, *asked).mean()
        network.critic.requires_grad_(requires_grad=True)
        caught = functional.relu(1 + network.critic(made.detach(), *asked)).mean()
        missed = functional.relu(1 - network.critic(real.images, *asked)).mean()
        parts = {"generator": float(fooled.detach()), "critic": float((caught + missed).detach())}
        return fooled + caught + missed, parts

    def identity(self) -> dict[str, str]:
        """Return the digest of the deciding code, and how many phantoms there are."""
        return {"source_sha256": source_digest("dcgan"), "phantoms": str(len(self.frames))}


def _stage(before: int, after: int) -> nn.Sequential:
    up = nn.ConvTranspose2d(before + LAYOUT_CHANNELS, after, 4, stride=2, padding=1)
    return nn.Sequential(up, nn.BatchNorm2d(after), nn.ReLU())


def _critical(sizes: Sequence[int]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for before, after in pairwise(sizes):
        layers += [spectral_norm(nn.Conv2d(before, after, 4, stride=2, padding=1)), nn.LeakyReLU(0.2)]
    return layers


def _shown(x: Tensor, layout: Tensor, cell: int) -> Tensor:
    return torch.cat([x, functional.avg_pool2d(layout, cell)], dim=1)
