"""The teacher's training: the velocity of straight paths from noise to phantoms, and sampling along it.

Lipman et al. 2023, "Flow matching for generative modeling"; Liu et al. 2022, "Flow straight and fast".
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import torch

from training.fetal_ultrasound.frames import Batch, Frames, batch_of
from training.fetal_ultrasound.network import WIDTH, VelocityNetwork
from training.fetal_ultrasound.provenance import source_digest
from training.loop import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor, nn

    Velocity = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class TeacherRecipe(Recipe):
    """The teacher's recipe.

    Parameters
    ----------
    patients
        Phantoms of patients 0 and on.
    width
        Channels of the network's finest level.
    """

    steps: int = 7000
    batch: int = 8
    peak_rate: float = 3e-3
    averaging: float = 0.998
    steepest: float = 1.0
    checkpoint_every: int = 500
    patients: int = 12_000
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Start:
    """Phantoms, a noise for each, and a time."""

    batch: Batch
    noise: Tensor  # (N, 1, 128, 128)
    time: Tensor  # (N,)


@dataclass(frozen=True, slots=True)
class TeacherTask:
    """The velocity from noise to phantom, everywhere between."""

    frames: Frames
    width: int = WIDTH
    device: str = "cpu"

    def network(self) -> VelocityNetwork:
        """Return a fresh network."""
        return VelocityNetwork(self.width).to(self.device)

    def batch(self, rng: np.random.Generator, size: int) -> Start:
        """Return phantoms drawn without repetition, each with its noise; times are spread evenly."""
        chosen = rng.choice(len(self.frames), size, replace=False)
        noise = torch.from_numpy(rng.standard_normal((size, 1, 128, 128), dtype=np.float32))
        time = torch.from_numpy(spread_times(rng, size))
        return Start(
            batch_of(self.frames, chosen).to(self.device), noise.to(self.device), time.to(self.device)
        )

    def loss(self, network: nn.Module, batch: Start) -> tuple[Tensor, dict[str, float]]:
        """Return the mean square of the velocity's error."""
        seen = batch.batch
        x = between(batch.noise, seen.images, batch.time)
        found = network(x, batch.time, seen.layouts, seen.conditions)
        miss = ((found - (seen.images - batch.noise)) ** 2).mean()
        return miss, {"miss": float(miss.detach())}

    def identity(self) -> dict[str, str]:
        """Return the digest of the deciding code, and how many phantoms there are."""
        return {"source_sha256": source_digest("teacher"), "phantoms": str(len(self.frames))}


def between(noise: Tensor, images: Tensor, time: Tensor) -> Tensor:
    """Return the point of each straight path at its time (N,)."""
    t = time[:, None, None, None]
    return (1 - t) * noise + t * images


def spread_times(rng: np.random.Generator, size: int) -> np.ndarray:
    """Return logit-normal times (N,) (Esser et al. 2024), one from each of N equal shares."""
    share = (rng.permutation(size) + rng.random(size)) / size
    normal = [NormalDist().inv_cdf(min(max(one, 1e-4), 1 - 1e-4)) for one in share]
    return (1 / (1 + np.exp(-1.2 * np.array(normal)))).astype(np.float32)


def sampled(velocity: Velocity, noise: Tensor, asked: Batch, evaluations: int) -> Tensor:
    """Return images (N, 1, 128, 128) by Euler's equal steps from noise to data."""
    x = noise
    with torch.no_grad():
        for number in range(evaluations):
            time = torch.full((len(x),), number / evaluations, device=x.device)
            x = x + velocity(x, time, asked.layouts, asked.conditions) / evaluations
    return x
