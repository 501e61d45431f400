"""The enlarging network's training: what a phantom shows at 256 x 256 and not at 128 x 128."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from bedside.fetal_ultrasound.processing.layout import condition_vector
from training.fetal_ultrasound.frames import Frames, data_scale
from training.fetal_ultrasound.provenance import source_digest
from training.fetal_ultrasound.super_resolution_network import BLOCKS, WIDTH, SuperResolution
from training.fetal_ultrasound.texture import sliced_distance
from training.loop import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor, nn

    from bedside.fetal_ultrasound.interface import Condition

CUT = 64  # pixels along a side of a cut-out, at 128


@dataclass(frozen=True, slots=True)
class EnlargingRecipe(Recipe):
    """The recipe of super-resolution.

    Parameters
    ----------
    texture
        How much the texture's distance counts beside the mean absolute difference.
    """

    steps: int = 1300
    batch: int = 16
    peak_rate: float = 2e-3
    averaging: float = 0.995
    steepest: float = 1.0
    checkpoint_every: int = 325
    patients: int = 3000
    width: int = WIDTH
    blocks: int = BLOCKS
    texture: float = 3.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Cut-outs at both sizes, with a noise."""

    coarse: Tensor  # (N, 1, C, C)
    noise: Tensor  # (N, 1, 2C, 2C)
    conditions: Tensor  # (N, 11)
    fine: Tensor  # (N, 1, 2C, 2C)

    @property
    def inputs(self) -> tuple[Tensor, Tensor, Tensor]:
        """What the network is given."""
        return self.coarse, self.noise, self.conditions


@dataclass(frozen=True, slots=True)
class EnlargingTask:
    """Phantoms at 256 x 256 from the same ones, with the same speckle, at 128 x 128."""

    coarse: Frames
    fine: Frames  # of the same patients
    width: int = WIDTH
    blocks: int = BLOCKS
    texture: float = 3.0
    device: str = "cpu"

    def network(self) -> SuperResolution:
        """Return a fresh network."""
        return SuperResolution(self.width, self.blocks).to(self.device)

    def batch(self, rng: np.random.Generator, size: int) -> Pair:
        """Return cut-outs of phantoms drawn without repetition."""
        chosen = rng.choice(len(self.fine), size, replace=False)
        most = self.coarse.images.shape[1] - CUT
        corners = 2 * rng.integers(0, most // 2 + 1, (size, 2))  # even: whole cells of the network
        asked = [self.fine.condition(int(index)) for index in chosen]
        coarse, fine = (
            np.stack(
                [_cut(images[index], corner, scale) for index, corner in zip(chosen, corners, strict=True)]
            )
            for images, scale in ((self.coarse.images, 1), (self.fine.images, 2))
        )
        return pair_of(coarse, fine, asked, rng, self.device)

    def loss(self, network: nn.Module, batch: Pair) -> tuple[Tensor, dict[str, float]]:
        """Return the difference by pixels, and that of the textures."""
        found = network(*batch.inputs)
        apart, rough = (found - batch.fine).abs().mean(), sliced_distance(found, batch.fine)
        return apart + self.texture * rough, {
            "apart": float(apart.detach()),
            "texture": float(rough.detach()),
        }

    def identity(self) -> dict[str, str]:
        """Return the digest of the deciding code, and how many phantoms there are."""
        return {"source_sha256": source_digest("super_resolution"), "phantoms": str(len(self.fine))}


def pair_of(
    coarse: NDArray[np.uint8],  # (N, C, C)
    fine: NDArray[np.uint8],  # (N, 2C, 2C)
    asked: Sequence[Condition],
    rng: np.random.Generator,
    device: str = "cpu",
) -> Pair:
    """Return what the network is given and what it shall make of it."""
    image = data_scale(fine)
    noise = torch.from_numpy(rng.standard_normal(image.shape, dtype=np.float32))
    told = torch.from_numpy(np.stack([condition_vector(one) for one in asked]))
    return Pair(*(part.to(device) for part in (data_scale(coarse), noise, told, image)))


def _cut(image: NDArray[np.uint8], corner: NDArray[np.int64], scale: int) -> NDArray[np.uint8]:
    top, left = corner * scale
    return image[top : top + CUT * scale, left : left + CUT * scale]
