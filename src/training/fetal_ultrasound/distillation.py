"""The generator's training: four evaluations that go where the teacher goes in a hundred.

Yan et al. 2024, "PeRFlow: piecewise rectified flow": the path is cut into as many windows as there shall be
evaluations, and within each the student learns the mean velocity of the teacher's own way through it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from training.fetal_ultrasound.flow import Start, between
from training.fetal_ultrasound.frames import Frames, batch_of
from training.fetal_ultrasound.network import WIDTH, VelocityNetwork
from training.fetal_ultrasound.provenance import source_digest, weights_digest
from training.loop import Recipe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor, nn

WINDOWS = 4  # the generator's evaluations


@dataclass(frozen=True, slots=True)
class StudentRecipe(Recipe):
    """The generator's recipe.

    Parameters
    ----------
    substeps
        Of the teacher through one window, each of two evaluations.
    """

    steps: int = 1500
    batch: int = 8
    peak_rate: float = 8e-4
    warm_up: int = 60
    averaging: float = 0.995
    steepest: float = 1.0
    checkpoint_every: int = 250
    patients: int = 12_000
    width: int = WIDTH
    substeps: int = 2


@dataclass(frozen=True, slots=True)
class StudentTask:
    """The teacher's mean velocity through each window of its path."""

    frames: Frames
    teacher: Mapping[str, Any]  # weights
    width: int = WIDTH
    substeps: int = 2
    device: str = "cpu"

    def network(self) -> VelocityNetwork:
        """Return a network that begins as the teacher."""
        network = VelocityNetwork(self.width)
        network.load_state_dict(dict(self.teacher))
        return network.to(self.device)

    def batch(self, rng: np.random.Generator, size: int) -> tuple[Start, Tensor]:
        """Return where windows begin, all equally often, and the teacher's mean velocity from there."""
        chosen = rng.choice(len(self.frames), size, replace=False)
        noise = torch.from_numpy(rng.standard_normal((size, 1, 128, 128), dtype=np.float32))
        window = (rng.permutation(size) % WINDOWS).astype(np.float32) / WINDOWS
        time, seen = torch.from_numpy(window).to(self.device), batch_of(self.frames, chosen).to(self.device)
        start = Start(seen, between(noise.to(self.device), seen.images, time), time)
        teacher = self.network().to(memory_format=torch.channels_last).eval()
        return start, mean_velocity(teacher, start, self.substeps)

    def loss(self, network: nn.Module, batch: tuple[Start, Tensor]) -> tuple[Tensor, dict[str, float]]:
        """Return the mean square of the error."""
        start, wanted = batch
        found = network(start.noise, start.time, start.batch.layouts, start.batch.conditions)
        miss = ((found - wanted) ** 2).mean()
        return miss, {"miss": float(miss.detach())}

    def identity(self) -> dict[str, str]:
        """Return the digest of the deciding code, and of the teacher's weights."""
        return {
            "source_sha256": source_digest("generator"),
            "phantoms": str(len(self.frames)),
            "teacher_sha256": weights_digest(self.teacher),
        }


def mean_velocity(teacher: nn.Module, start: Start, substeps: int) -> Tensor:
    """Return the teacher's mean velocity from each start, where it is at its time, to its window's end.

    The midpoint rule: two evaluations a substep.
    """
    x, time, step = start.noise, start.time, 1 / (WINDOWS * substeps)
    asked = (start.batch.layouts, start.batch.conditions)
    with torch.no_grad():
        for _ in range(substeps):
            half = x + step / 2 * teacher(x, time, *asked)
            x = x + step * teacher(half, time + step / 2, *asked)
            time = time + step
    return (x - start.noise) * WINDOWS
