"""What the scene network is trained on, and how good it is on views that training does not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from bedside.endoscopy.interface import LABELS
from training.endoscopy.augmentation import scene_batch
from training.endoscopy.frames import TRUTH_SCALE, Shard, Validation
from training.endoscopy.loss import SceneBatch, loss
from training.endoscopy.network import HEIGHT, WIDTH, SceneNetwork, SceneProbabilities
from training.endoscopy.provenance import source_digest
from training.loop import Recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor, nn

CLOSE = 0.05  # of the picture's height, within which a landmark counts as found
PRESENT = 0.5


@dataclass(frozen=True, slots=True)
class SceneRecipe(Recipe):
    """The scene network's recipe."""

    steps: int = 7500
    batch: int = 12
    peak_rate: float = 4e-3
    warm_up: int = 150
    shards: int = 64
    checkpoint_every: int = 750


@dataclass(frozen=True, slots=True)
class SceneTask:
    """Views, changed at random, and what is in them."""

    views: Shard

    def network(self) -> SceneNetwork:
        """Return a fresh network."""
        return SceneNetwork()

    def batch(self, rng: np.random.Generator, size: int) -> SceneBatch:
        """Return views drawn without repetition."""
        chosen = rng.choice(len(self.views.pictures), size, replace=False)
        return scene_batch(self.views, chosen, rng)

    def loss(self, network: nn.Module, batch: SceneBatch) -> tuple[Tensor, dict[str, float]]:
        """Return the loss and its parts."""
        return loss(network(batch.pictures), batch)

    def identity(self) -> dict[str, str]:
        """Return the digest of the deciding code."""
        return {"source_sha256": source_digest("scene"), "views": str(len(self.views.pictures))}


def measured(network: SceneNetwork, seen: Validation) -> dict[str, float | int]:
    """Return overlap, landmark and presence measures over the validation views."""
    shares, landmarks = _answers(SceneProbabilities(network).eval(), seen.pictures)
    overlaps = np.array(
        [_overlap(share, truth) for share, truth in zip(shares, seen.labels, strict=True)]
    )  # (N, 3), NaN where neither has the label
    result: dict[str, float | int] = {"validation_views": len(shares)}
    for place, label in enumerate(LABELS[1:]):
        result[f"validation_iou_{label}"] = round(float(np.nanmean(overlaps[:, place])), 4)
        result[f"validation_iou_worst_5_percent_{label}"] = round(
            float(np.nanquantile(overlaps[:, place], 0.05)), 4
        )
    return {**result, **_landmark_measures(landmarks, seen.landmarks)}


def told(measures: dict[str, float | int]) -> str:
    """Return the measures as one line."""
    return " ".join(f"{name.removeprefix('validation_')} {value}" for name, value in measures.items())


def _answers(
    model: nn.Module, pictures: NDArray[np.uint8]
) -> tuple[list[NDArray[np.float32]], NDArray[np.float32]]:
    shares, landmarks = [], []
    for start in range(0, len(pictures), 16):
        x = torch.from_numpy(pictures[start : start + 16].astype(np.float32) / 255).permute(0, 3, 1, 2)
        with torch.no_grad():
            share, place = model(x)
        shares.extend(share.numpy())
        landmarks.append(place.numpy())
    return shares, np.concatenate(landmarks)


def _overlap(shares: NDArray[np.float32], truth: NDArray[np.uint8]) -> list[float]:
    size = (HEIGHT * TRUTH_SCALE, WIDTH * TRUTH_SCALE)
    fine = functional.interpolate(torch.from_numpy(shares)[None], size, mode="bilinear")[0]
    found, result = fine.argmax(dim=0).numpy(), []
    for label in (1, 2, 3):
        either = np.count_nonzero((found == label) | (truth == label))
        both = np.count_nonzero((found == label) & (truth == label))
        result.append(both / either if either else float("nan"))
    return result


def _landmark_measures(found: NDArray[np.float32], truth: NDArray[np.float32]) -> dict[str, float | int]:
    there, said = np.isfinite(truth).all(axis=2), found[:, :, 2] >= PRESENT
    miss = np.hypot(
        (found[:, :, 0] - truth[:, :, 0]) * WIDTH / HEIGHT, found[:, :, 1] - truth[:, :, 1]
    )  # in picture heights
    close = there & said & (miss <= CLOSE)
    return {
        "validation_landmarks": int(there.sum()),
        "validation_landmarks_within_5_percent": round(float(close.sum() / max(there.sum(), 1)), 4),
        "validation_landmark_median_miss": round(float(np.median(miss[there])) if there.any() else 0.0, 5),
        "validation_presence_accuracy": round(float((there == said).mean()), 4),
    }
