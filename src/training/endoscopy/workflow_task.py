"""What the workflow network's two parts are trained on: single pictures, then whole operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from bedside.endoscopy.interface import STEPS
from training.endoscopy.augmentation import coloured, focused, motion, moved, textured
from training.endoscopy.provenance import source_digest
from training.endoscopy.workflow_loss import SequenceBatch, cross_entropy, sequence_loss
from training.endoscopy.workflow_network import STATE, Encoder, Memory
from training.loop import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor, nn

    from training.endoscopy.operations import Course

BLOCK = 128  # pictures that the encoder sees at once
MOST_LOST, NOISE, GAIN = 0.25, 0.1, 0.1  # of an operation's pictures; of features, per second and throughout


@dataclass(frozen=True, slots=True)
class EncoderRecipe(Recipe):
    """The encoder's recipe."""

    steps: int = 1600
    batch: int = 64
    peak_rate: float = 4e-3
    operations: int = 52


@dataclass(frozen=True, slots=True)
class MemoryRecipe(Recipe):
    """The memory's recipe: each operation is seen in so many looks, the first of which is its own."""

    steps: int = 400
    batch: int = 16
    warm_up: int = 30
    checkpoint_every: int = 50
    peak_rate: float = 3e-3
    weight_decay: float = 1e-3
    averaging: float = 0.99
    steepest: float = 1.0
    looks: int = 2


@dataclass(frozen=True, slots=True)
class EncoderTask:
    """Single pictures, every step as often as another."""

    pictures: NDArray[np.uint8]  # (N, 72, 128, 3)
    steps: NDArray[np.int64]  # (N,)

    def network(self) -> Encoder:
        """Return a fresh encoder."""
        return Encoder()

    def batch(self, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
        """Return pictures, changed at random, with their steps."""
        share = np.bincount(self.steps, minlength=len(STEPS)).clip(min=1)
        odds = 1 / np.sqrt(share)[self.steps]
        chosen = rng.choice(len(self.steps), size, p=odds / odds.sum())
        pictures = np.stack([coloured(self.pictures[index], rng) for index in chosen])
        x = torch.from_numpy(pictures).permute(0, 3, 1, 2)
        matrices = torch.stack([motion(rng) for _ in chosen])
        nothing = torch.full((size, 4, 2), float("nan"))
        x, _, _ = moved(x, x[:, :1], nothing, matrices)
        x = torch.stack([focused(picture, rng) for picture in textured(x, rng)])
        x = x.clamp(0, 1).contiguous(memory_format=torch.channels_last)
        return x, torch.from_numpy(self.steps[chosen])

    def loss(self, network: nn.Module, batch: tuple[Tensor, Tensor]) -> tuple[Tensor, dict[str, float]]:
        """Return the cross-entropy of the steps, and how many are right."""
        assert isinstance(network, Encoder)  # noqa: S101  # narrows the type
        logits = network.steps(functional.dropout(network(batch[0]), 0.2))
        right = (logits.argmax(dim=1) == batch[1]).float().mean()
        return cross_entropy(logits[:, None], batch[1][:, None]).mean(), {"right": float(right)}

    def identity(self) -> dict[str, str]:
        """Return the digest of the deciding code."""
        return {"source_sha256": source_digest("workflow"), "pictures": str(len(self.steps))}


@dataclass(frozen=True, slots=True)
class MemoryTask:
    """Whole operations as features in several looks."""

    looks: Sequence[Sequence[Tensor]]  # of each operation, (T, F) each
    courses: Sequence[Course]
    weights: Tensor  # (13,) of the steps
    encoder_sha256: str  # of the weights that made the features

    def network(self) -> Memory:
        """Return a fresh memory."""
        return Memory()

    def batch(self, rng: np.random.Generator, size: int) -> SequenceBatch:
        """Return operations from their starts, with pictures lost and features disturbed at random."""
        chosen = rng.choice(len(self.courses), size, replace=False)
        rows = [self._row(int(index), rng) for index in chosen]
        columns = [torch.nn.utils.rnn.pad_sequence(list(part), True) for part in zip(*rows, strict=True)]
        return SequenceBatch(*columns)

    def _row(self, index: int, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        course, looks = self.courses[index], self.looks[index]
        features = looks[int(rng.integers(len(looks)))]
        lost = rng.uniform(0, MOST_LOST) if rng.random() < 0.5 else 0.0
        there = np.flatnonzero(rng.random(len(course.steps)) >= lost)
        gain = np.exp(rng.normal(0, GAIN, (1, features.shape[1])))
        shake = gain * np.exp(rng.normal(0, NOISE, (len(there), features.shape[1])))
        return (
            features[there] * torch.from_numpy(shake.astype(np.float32)),
            torch.from_numpy(course.steps[there]),
            torch.from_numpy(course.remaining_min[there]),
            torch.ones(len(there)),
        )

    def loss(self, network: nn.Module, batch: SequenceBatch) -> tuple[Tensor, dict[str, float]]:
        """Return the loss over whole operations, through all of their time."""
        state = torch.zeros(len(batch.features), STATE)
        return sequence_loss(network(batch.features, state), batch, self.weights)

    def identity(self) -> dict[str, str]:
        """Return the digest of the deciding code, and what the features are of."""
        seconds = sum(len(course.steps) for course in self.courses)
        return {
            "source_sha256": source_digest("workflow"),
            "encoder_sha256": self.encoder_sha256,
            "seconds": str(seconds),
        }


def looks_of(encoder: Encoder, course: Course, looks: int, seed: Sequence[int]) -> list[Tensor]:
    """Return an operation's features (T, F) as it is, and by other lights and cameras, mirrored or not."""
    return [
        _features(encoder, course.pictures, np.random.default_rng([*seed, look]) if look else None)
        for look in range(looks)
    ]


def _features(encoder: Encoder, pictures: NDArray[np.uint8], rng: np.random.Generator | None) -> Tensor:
    if rng is not None and rng.random() < 0.5:
        pictures = pictures[:, :, ::-1]
    other, parts = 0 if rng is None else int(rng.integers(2**31)), []
    for start in range(0, len(pictures), BLOCK):
        block = pictures[start : start + BLOCK]
        if rng is None:
            x = torch.from_numpy(block.astype(np.float32) / np.float32(255)).permute(0, 3, 1, 2)
        else:  # the light stays that of the operation, and the grain changes from second to second
            light = coloured(block, np.random.default_rng(other))
            x = textured(torch.from_numpy(light).permute(0, 3, 1, 2), rng).clamp(0, 1)
        parts.append(features_of(encoder, x))
    return torch.cat(parts)


def features_of(encoder: Encoder, pictures: Tensor) -> Tensor:
    """Return the features (T, F) of pictures (T, 3, 72, 128) in 0 to 1."""
    with torch.no_grad():
        found: Tensor = encoder.eval()(pictures.contiguous(memory_format=torch.channels_last))
    return found
