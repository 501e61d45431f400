"""Training frames: rendered ahead, shard by shard, and kept in a cache that can be resumed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.processing.preprocessing import OUTPUT_STRIDE, Geometry, Preprocessing, resampled
from phantoms.eye_movement.appearance import render
from phantoms.eye_movement.population import Population

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from phantoms.eye_movement.geometry import EllipseTruth
    from phantoms.eye_movement.truth import RenderedEye

SHARD = 256  # frames
LEAST_RANGE = 0.05  # of full scale, below which nobody could tell whether there is an eye
VALIDATION_STREAM, TRAINING_STREAM = 1, 0


@dataclass(frozen=True, slots=True)
class Shard:
    """Frames at the network's size with their truth in its coordinates."""

    plane: NDArray[np.uint16]  # (N, H, W) area-averaged grey, 65535 is white
    shares: NDArray[
        np.uint8
    ]  # (N, 5, h, w) of each output cell: background, sclera, iris, pupil; lids at rest
    ellipses: NDArray[np.float32]  # (N, 2, 5) pupil, limbus: x, y, major, minor, angle; input pixels, degrees
    facts: NDArray[np.float32]  # (N, 5) pupil visible, limbus visible, usable, closure, lit
    frame: NDArray[np.int32]  # (N, 2) height and width of the frame, from which the geometry follows


def cache_folder() -> Path:
    """Return where rendered frames are kept: $BEDSIDE_CACHE, or the user's cache."""
    return Path(os.environ.get("BEDSIDE_CACHE", Path.home() / ".cache" / "bedside")) / "eye_movement"


def render_shards(
    folder: Path, seed: int, stream: int, indices: list[int], report: Callable[[str], None]
) -> list[Path]:
    """Render what is missing of the shards and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for done, index in enumerate(indices):
        path = folder / f"seed{seed}-stream{stream}-{index:04d}.npz"
        if not path.exists():
            temporary = path.with_suffix(f".{os.getpid()}.tmp.npz")
            _write(temporary, shard([seed, stream, index], SHARD))
            temporary.replace(path)
            report(f"rendered {path.name} ({done + 1} of {len(indices)})")
        paths.append(path)
    return paths


def read_shard(path: Path) -> Shard:
    """Return a shard from the cache."""
    with np.load(path) as stored:
        return Shard(**{name: stored[name] for name in Shard.__dataclass_fields__})


def shard(seed: list[int], number: int) -> Shard:
    """Return ``number`` freshly rendered frames; the same seed gives the same bytes."""
    population, how = Population(), Preprocessing()
    rows = []
    for index in range(number):
        rng = np.random.default_rng([*seed, index])
        rows.append(_row(render(population.scene(rng), rng), how))
    return Shard(*(np.stack(column) for column in zip(*rows, strict=True)))


def _row(eye: RenderedEye, how: Preprocessing) -> tuple[NDArray[np.generic], ...]:
    geometry = how.geometry(*eye.grey.shape)
    plane = np.round(resampled(eye.grey, geometry) * 65535).astype(np.uint16)
    shares = np.stack([resampled(share, geometry) for share in (*eye.truth.coverage, eye.truth.rest)])
    shares[0] = 1 - shares[1:4].sum(axis=0)
    cells = shares.reshape(
        5, how.height // OUTPUT_STRIDE, OUTPUT_STRIDE, how.width // OUTPUT_STRIDE, OUTPUT_STRIDE
    )
    truth = eye.truth
    ellipses = np.array(
        [_in_input(truth.pupil, geometry), _in_input(truth.limbus, geometry)], dtype=np.float32
    )
    dark, bright = np.percentile(plane[geometry.content], [5, 95]) / 65535
    lit = bright - dark > LEAST_RANGE
    facts = [truth.pupil_visible, truth.limbus_visible, truth.usable, truth.closure, lit]
    packed = np.clip(np.round(cells.mean(axis=(2, 4)) * 255), 0, 255).astype(np.uint8)
    return (
        plane,
        packed,
        ellipses,
        np.array(facts, dtype=np.float32),
        np.array(eye.grey.shape, dtype=np.int32),
    )


def _in_input(ellipse: EllipseTruth, geometry: Geometry) -> list[float]:
    x, y = geometry.to_input(ellipse.x_px, ellipse.y_px)
    return [x, y, ellipse.major_px * geometry.scale, ellipse.minor_px * geometry.scale, ellipse.angle_deg]


def _write(path: Path, value: Shard) -> None:
    np.savez(path, allow_pickle=False, **{name: getattr(value, name) for name in Shard.__dataclass_fields__})
