"""Views for the scene network: rendered ahead, shard by shard, and kept in a cache that can be resumed.

Only good views are rendered: on any other the device's guards withhold the scene, whatever the network says.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.population import random_view
from training.endoscopy.network import GRID_HEIGHT, GRID_WIDTH, HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from phantoms.endoscopy.truth import RenderedView

SHARD = 256  # views
TRAINING_STREAM, VALIDATION_STREAM = 0, 1
FORMATS = ((144, 256, 1), (144, 256, 2), (144, 192, 1), (144, 180, 1), (136, 256, 1))
FORMAT_ODDS = (0.45, 0.25, 0.15, 0.07, 0.08)  # of rows, columns and oversampling of what is rendered
TRUTH_SCALE = 2  # of validation's labels, against the picture


@dataclass(frozen=True, slots=True)
class Shard:
    """Views at the network's size with their truth; frames of other shapes lie between black bars."""

    pictures: NDArray[np.uint8]  # (N, 144, 256, 3)
    shares: NDArray[np.uint8]  # (N, 3, 72, 128) of instrument, sella, recess in each cell; 255 is all of it
    landmarks: NDArray[np.float32]  # (N, 4, 2) x, y in 0 to 1 of the picture; NaN where absent


@dataclass(frozen=True, slots=True)
class Validation:
    """Views that training does not see, with labels finer than the network's grid."""

    pictures: NDArray[np.uint8]  # (N, 144, 256, 3)
    labels: NDArray[np.uint8]  # (N, 288, 512)
    landmarks: NDArray[np.float32]  # (N, 4, 2)


def cache_folder() -> Path:
    """Return where rendered views are kept: $BEDSIDE_CACHE, or the user's cache."""
    return Path(os.environ.get("BEDSIDE_CACHE", Path.home() / ".cache" / "bedside")) / "endoscopy"


def render_shards(folder: Path, seed: int, indices: range, report: Callable[[str], None]) -> list[Path]:
    """Render what is missing of the shards and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for index in indices:
        path = folder / f"views-seed{seed}-{index:04d}.npz"
        if not path.exists():
            made = shard([seed, TRAINING_STREAM, index], SHARD)
            kept(path, {name: getattr(made, name) for name in Shard.__dataclass_fields__})
            report(f"rendered {path.name}, to {indices.stop - 1}")
        paths.append(path)
    return paths


def kept(path: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
    """Write arrays whole or not at all."""
    temporary = path.with_suffix(f".{os.getpid()}.tmp.npz")
    np.savez(temporary, allow_pickle=False, **arrays)
    temporary.replace(path)


def read_shards(paths: list[Path]) -> Shard:
    """Return shards from the cache as one."""
    columns: dict[str, list[NDArray[np.generic]]] = {name: [] for name in Shard.__dataclass_fields__}
    for path in paths:
        with np.load(path) as stored:
            for name, parts in columns.items():
                parts.append(stored[name])
    return Shard(**{name: np.concatenate(parts) for name, parts in columns.items()})


def shard(seed: list[int], number: int) -> Shard:
    """Return ``number`` freshly rendered views; the same seed gives the same bytes."""
    rows = []
    for index in range(number):
        rng = np.random.default_rng([*seed, index])
        height, width, scale = FORMATS[int(rng.choice(len(FORMATS), p=FORMAT_ODDS))]
        rows.append(_row(random_view(rng, height * scale, width * scale, condition="good"), scale))
    return Shard(*(np.stack(column) for column in zip(*rows, strict=True)))


def validation(seed: int, number: int) -> Validation:
    """Return ``number`` freshly rendered views of a stream that training does not draw from."""
    rows = []
    for index in range(number):
        rng = np.random.default_rng([seed, VALIDATION_STREAM, index])
        view = random_view(rng, HEIGHT * TRUTH_SCALE, WIDTH * TRUTH_SCALE, condition="good")
        picture, _, landmarks = _row(view, TRUTH_SCALE)
        rows.append((picture, view.labels, landmarks))
    return Validation(*(np.stack(column) for column in zip(*rows, strict=True)))


def _row(view: RenderedView, scale: int) -> tuple[NDArray[np.generic], ...]:
    height, width = (side // scale for side in view.labels.shape)
    top, left = (HEIGHT - height) // 2, (WIDTH - width) // 2
    picture = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    picture[top : top + height, left : left + width] = np.round(blocks(view.picture, scale))
    shares = np.zeros((3, GRID_HEIGHT, GRID_WIDTH), dtype=np.uint8)
    cells = (slice(top // 2, (top + height) // 2), slice(left // 2, (left + width) // 2))
    for label in (1, 2, 3):
        shares[label - 1][cells] = np.round(blocks(view.labels == label, 2 * scale) * 255)
    inside = (view.landmarks + 0.5) / scale + np.array([left, top])
    return picture, shares, (inside / np.array([WIDTH, HEIGHT])).astype(np.float32)


def blocks(plane: NDArray[np.generic], side: int) -> NDArray[np.float32]:
    """Return the means of blocks of ``side`` x ``side`` cells of an array (H, W, ...)."""
    height, width = plane.shape[0] // side, plane.shape[1] // side
    apart = plane.reshape(height, side, width, side, *plane.shape[2:])
    return np.asarray(apart.mean(axis=(1, 3), dtype=np.float32))
