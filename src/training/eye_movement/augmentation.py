"""What training does to a rendered batch: mirror, shift, light, noise, cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.processing.preprocessing import OUTPUT_STRIDE, Preprocessing, normalised

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.eye_movement.frames import Shard


@dataclass(frozen=True, slots=True)
class Batch:
    """Network inputs with their targets."""

    x: NDArray[np.float32]  # (N, 1, H, W)
    shares: NDArray[np.float32]  # (N, 5, h, w)
    ellipses: NDArray[np.float32]  # (N, 2, 5)
    facts: NDArray[np.float32]  # (N, 5)


def batch(shard: Shard, chosen: NDArray[np.intp], rng: np.random.Generator | None = None) -> Batch:
    """Return the chosen frames, changed at random when a generator is given."""
    how = Preprocessing()
    x, shares = [], []
    ellipses = shard.ellipses[chosen].copy()
    for row, index in enumerate(chosen):
        plane = shard.plane[index].astype(np.float32) / 65535
        share = shard.shares[index].astype(np.float32) / 255
        if rng is not None:
            plane = lit(plane, rng)
            plane = covered(plane, rng)
        plane = normalised(plane, how.geometry(*shard.frame[index].tolist()), how)
        if rng is not None:
            plane, share = moved(plane, share, ellipses[row], rng)
        x.append(plane[None])
        shares.append(share)
    return Batch(np.stack(x), np.stack(shares), ellipses, shard.facts[chosen])


def lit(plane: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the picture under a little more or less light, with a little more noise."""
    plane = np.clip(plane * np.float32(np.exp(rng.normal(0, 0.15))), 0, 1)
    plane += np.float32(rng.normal(0, 0.12)) * plane * (1 - plane)
    if rng.random() < 0.3:
        noise = rng.standard_normal(plane.shape, dtype=np.float32) * np.float32(rng.exponential(0.01))
        plane = np.clip(plane + noise * np.sqrt(plane + 0.02), 0, 1)
    return plane.astype(np.float32)


def covered(plane: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the picture with a few bright spots or flat patches that hide what is behind them."""
    height, width = plane.shape
    for _ in range(rng.integers(0, 3) if rng.random() < 0.35 else 0):
        y, x = rng.integers(0, height), rng.integers(0, width)
        tall, wide = rng.integers(2, 16, 2)
        level = 1.0 if rng.random() < 0.6 else rng.random()
        plane[y : y + tall, x : x + wide] = level
    return plane


def moved(
    plane: NDArray[np.float32],
    share: NDArray[np.float32],
    ellipses: NDArray[np.float32],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return picture and shares mirrored and shifted by whole cells; ``ellipses`` (2, 5) follows in place."""
    if rng.random() < 0.5:
        plane, share = plane[:, ::-1], share[:, :, ::-1]
        ellipses[:, 0] = plane.shape[1] - 1 - ellipses[:, 0]
        ellipses[:, 4] = -ellipses[:, 4]
    down, right = (int(step) for step in rng.integers(-4, 5, 2))
    plane = shifted(plane, down * OUTPUT_STRIDE, right * OUTPUT_STRIDE, 0.0)
    share = np.stack([shifted(one, down, right, float(kind == 0)) for kind, one in enumerate(share)])
    ellipses[:, 0] += right * OUTPUT_STRIDE
    ellipses[:, 1] += down * OUTPUT_STRIDE
    return plane, share


def shifted(plane: NDArray[np.float32], down: int, right: int, fill: float) -> NDArray[np.float32]:
    """Return the plane moved by whole pixels, the gap filled."""
    height, width = plane.shape
    result = np.full_like(plane, fill)
    to = (slice(max(down, 0), height + min(down, 0)), slice(max(right, 0), width + min(right, 0)))
    source = (slice(max(-down, 0), height + min(-down, 0)), slice(max(-right, 0), width + min(-right, 0)))
    result[to] = plane[source]
    return result
