"""The scene network's second training: finer outlines from the features that the first one found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from bedside.endoscopy.interface import LABELS
from training.endoscopy.augmentation import scene_batch
from training.endoscopy.loss import SceneBatch, borders, dice, focal, heat_entropy, wing
from training.endoscopy.network import CHANNELS, SceneNetwork, doubled, layer, places
from training.endoscopy.provenance import source_digest
from training.loop import Recipe

if TYPE_CHECKING:
    import numpy as np

    from training.endoscopy.frames import Shard

BORDER_WEIGHT = 2.0  # added where labels meet
PART_WEIGHTS = {"dice": 1.5, "entropy": 1.5, "wing": 0.05, "heat": 0.15, "presence": 0.6}


class SharpSceneNetwork(SceneNetwork):
    """The scene network with one more look at the finest features before it says where labels end."""

    def __init__(self) -> None:
        super().__init__()
        c0 = CHANNELS[0]
        self.sharp = layer(2 * c0, c0)
        self.last = nn.Conv2d(c0, len(LABELS), 3, 1, 1)
        nn.init.zeros_(self.last.weight)
        if self.last.bias is not None:
            nn.init.zeros_(self.last.bias)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:  # (N, 3, 144, 256)
        """Return logits of the shares (N, 4, 72, 128), of the heat (N, 4, 2304) and of presence (N, 4)."""
        a = self.stem(x)  # (N, 16, 72, 128)
        b = self.down1(a)  # (N, 32, 36, 64)
        c = self.down2(b)  # (N, 56, 18, 32)
        d = self.down3(c)  # (N, 112, 9, 16)
        c = self.up2(c + doubled(self.side2(d)))  # (N, 56, 18, 32)
        b = self.up1(b + doubled(self.side1(c)))  # (N, 32, 36, 64)
        marks = self.marks(b)  # (N, 32, 36, 64)
        heat = self.heat(marks).flatten(2)  # (N, 4, 2304)
        under = torch.softmax(heat, dim=2) @ marks.flatten(2).transpose(1, 2)  # (N, 4, 32)
        presence = (under * self.local).sum(dim=2) + self.whole(d.mean(dim=(2, 3)))  # (N, 4)
        up = self.up0(a + doubled(self.side0(b)))  # (N, 16, 72, 128)
        fine = self.last(self.sharp(torch.cat([a, up], dim=1)))  # (N, 4, 72, 128)
        return self.head(up) + fine, heat, presence


@dataclass(frozen=True, slots=True)
class RefinementRecipe(Recipe):
    """The second training's recipe."""

    steps: int = 1900
    batch: int = 12
    peak_rate: float = 2.5e-3
    warm_up: int = 60
    averaging: float = 0.995
    checkpoint_every: int = 475


@dataclass(frozen=True, slots=True)
class RefinementTask:
    """The same views, from the first training's weights on."""

    views: Shard
    first: dict[str, Tensor]

    def network(self) -> SharpSceneNetwork:
        """Return the first training's network with a fresh last look, which changes nothing yet."""
        network = SharpSceneNetwork()
        network.load_state_dict(self.first, strict=False)
        return network

    def batch(self, rng: np.random.Generator, size: int) -> SceneBatch:
        """Return views drawn without repetition, changed at random."""
        return scene_batch(self.views, rng.choice(len(self.views.pictures), size, replace=False), rng)

    def loss(self, network: nn.Module, batch: SceneBatch) -> tuple[Tensor, dict[str, float]]:
        """Return the loss and its weighted parts; no label weighs more than another, so shares are true."""
        shares, heat, presence = network(batch.pictures)
        parts = {
            "dice": dice(shares, batch.shares),
            "entropy": entropy(shares, batch.shares),
            "wing": wing(places(heat), batch.landmarks, batch.present),
            "heat": heat_entropy(heat, batch.landmarks, batch.present),
            "presence": focal(presence, batch.present),
        }
        weighted = {name: part * PART_WEIGHTS[name] for name, part in parts.items()}
        total = torch.stack(list(weighted.values())).sum()
        return total, {name: float(part.detach()) for name, part in weighted.items()}

    def identity(self) -> dict[str, str]:
        """Return the digests of the deciding code and of the weights that it starts from."""
        digest = hashlib.sha256()
        for value in self.first.values():
            digest.update(value.contiguous().numpy().tobytes())
        return {"source_sha256": source_digest("scene"), "first_sha256": digest.hexdigest()}


def entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Return cross-entropy that counts more where labels meet."""
    each = -(target * torch.log_softmax(logits, dim=1)).sum(dim=1)
    return (each * (1 + BORDER_WEIGHT * borders(target))).mean()
