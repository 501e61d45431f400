"""The plane classifier: its network, its training on phantoms, and how right it is on others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bedside.fetal_ultrasound.interface import PLANES
from training.fetal_ultrasound.frames import Frames, data_scale
from training.fetal_ultrasound.provenance import source_digest
from training.loop import Recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHANNELS = (16, 32, 48, 64)
FEATURES = 64
SHIFT_PX = 8
SMOOTHING = 0.05  # of the labels; Szegedy et al. 2016


@dataclass(frozen=True, slots=True)
class PlanesRecipe(Recipe):
    """The classifier's recipe."""

    steps: int = 1500
    batch: int = 32
    peak_rate: float = 3e-3
    averaging: float = 0.99
    checkpoint_every: int = 250
    patients: int = 12_000


class PlaneNetwork(nn.Module):
    """Strided convolutions, what they find on average and at most, 64 features, five logits."""

    def __init__(self) -> None:
        super().__init__()
        c0, c1, c2, c3 = CHANNELS
        self.layers = nn.Sequential(
            _layer(1, c0, 5, 2),  # 64 x 64
            _layer(c0, c1, 3, 2),  # 32 x 32
            _layer(c1, c1, 3, 1),
            _layer(c1, c2, 3, 2),  # 16 x 16
            _layer(c2, c2, 3, 1),
            _layer(c2, c3, 3, 2),  # 8 x 8
        )
        self.hidden = nn.Linear(2 * c3, FEATURES)
        self.planes = nn.Linear(FEATURES, len(PLANES))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:  # (N, 1, 128, 128)
        """Return logits (N, 5) and features (N, 64)."""
        seen = self.layers(image)
        features = torch.tanh(self.hidden(torch.cat([seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))], dim=1)))
        return self.planes(features), features


class PlaneProbabilities(nn.Module):
    """The network as it is exported: probabilities in place of logits."""

    def __init__(self, network: PlaneNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Return ``probabilities``, which sum to one, and ``features``."""
        logits, features = self.network(image)
        return torch.softmax(logits, dim=1), features


@dataclass(frozen=True, slots=True)
class PlanesTask:
    """Phantoms, changed at random, and which plane each shows."""

    frames: Frames
    device: str = "cpu"

    def network(self) -> PlaneNetwork:
        """Return a fresh network."""
        return PlaneNetwork().to(self.device)

    def batch(self, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
        """Return phantoms drawn without repetition, as another scanner or hand might show them."""
        chosen = rng.choice(len(self.frames), size, replace=False)
        images = np.stack([changed(self.frames.images[index], rng) for index in chosen])
        planes = torch.from_numpy(self.frames.planes[chosen])
        return torch.from_numpy(images)[:, None].to(self.device), planes.to(self.device)

    def loss(self, network: nn.Module, batch: tuple[Tensor, Tensor]) -> tuple[Tensor, dict[str, float]]:
        """Return the cross-entropy, and how many are right."""
        logits, _ = network(batch[0])
        right = (logits.argmax(dim=1) == batch[1]).float().mean()
        total = functional.cross_entropy(logits, batch[1], label_smoothing=SMOOTHING)
        return total, {"right": float(right)}

    def identity(self) -> dict[str, str]:
        """Return the digest of the deciding code, and how many phantoms there are."""
        return {"source_sha256": source_digest("planes"), "phantoms": str(len(self.frames))}


def changed(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return an image (H, W) in the data scale: mirrored, moved, brighter or darker, noisier, smoother."""
    grey = image.astype(np.float32) / np.float32(255)
    if rng.random() < 0.5:
        grey = grey[:, ::-1]
    down, across = rng.integers(-SHIFT_PX, SHIFT_PX + 1, 2)
    grey = np.roll(grey, (down, across), axis=(0, 1))
    grey = grey ** np.float32(np.exp(rng.normal(0, 0.25)))
    if rng.random() < 0.3:
        grey = (grey + np.roll(grey, 1, 0) + np.roll(grey, 1, 1) + np.roll(grey, (1, 1), (0, 1))) / 4
    if rng.random() < 0.5:
        grey = grey + rng.normal(0, rng.uniform(0, 0.08), grey.shape).astype(np.float32)
    return np.asarray(2 * grey.clip(0, 1) - 1, dtype=np.float32)


def measured(network: nn.Module, frames: Frames) -> dict[str, float | int]:
    """Return how right the network is on phantoms: of all, and of the worst plane."""
    with torch.no_grad():
        parts = [network(data_scale(frames.images[at : at + 100]))[0] for at in range(0, len(frames), 100)]
    right = (torch.cat(parts).argmax(dim=1).numpy() == frames.planes).astype(float)
    worst = min(right[frames.planes == plane].mean() for plane in np.unique(frames.planes))
    return {
        "validation_phantoms": len(frames),
        "validation_accuracy": round(float(right.mean()), 5),
        "validation_accuracy_worst_plane": round(float(worst), 5),
    }


def _layer(before: int, after: int, side: int, stride: int) -> nn.Sequential:
    convolution = nn.Conv2d(before, after, side, stride=stride, padding=side // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(after), nn.ReLU())
