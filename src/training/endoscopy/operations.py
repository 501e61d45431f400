"""Operations for the workflow network: one good view a second, kept in a cache that can be resumed.

Seconds whose view is not good are left out, as in the device: its memory stands still on them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.operation import drawn, view_at
from training.endoscopy.workflow_network import HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

VALIDATION_FROM = 100_000  # seeds from here on are for validation
RATE_HZ = 1.0


@dataclass(frozen=True, slots=True)
class Course:
    """One operation as the workflow network sees it."""

    pictures: NDArray[np.uint8]  # (T, 72, 128, 3)
    steps: NDArray[np.int64]  # (T,) places in STEPS
    remaining_min: NDArray[np.float32]  # (T,)


def render_courses(folder: Path, seeds: list[int], report: Callable[[str], None]) -> list[Path]:
    """Render what is missing of the operations of these seeds and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for done, seed in enumerate(seeds):
        path = folder / f"operation-{seed:06d}.npz"
        if not path.exists():
            made = course(seed)
            temporary = path.with_suffix(f".{os.getpid()}.tmp.npz")
            arrays = {name: getattr(made, name) for name in Course.__dataclass_fields__}
            np.savez(temporary, allow_pickle=False, **arrays)
            temporary.replace(path)
            report(f"rendered {path.name}, {len(made.steps)} s ({done + 1} of {len(seeds)})")
        paths.append(path)
    return paths


def read_course(path: Path) -> Course:
    """Return an operation from the cache."""
    with np.load(path) as stored:
        return Course(**{name: stored[name] for name in Course.__dataclass_fields__})


def course(seed: int) -> Course:
    """Return a freshly rendered operation; the same seed gives the same bytes."""
    operation = drawn(seed)
    start_s = np.random.default_rng([seed, 0xC0]).random() / RATE_HZ
    rows = []
    for t_s in np.arange(start_s, operation.duration_s, 1 / RATE_HZ).tolist():
        if operation.condition_at(t_s) == "good":
            picture = _halved(view_at(operation, t_s, 2 * HEIGHT, 2 * WIDTH).picture)
            rows.append((picture, operation.step_at(t_s), (operation.duration_s - t_s) / 60))
    pictures, steps, remaining = zip(*rows, strict=True)
    return Course(np.stack(pictures), np.array(steps, dtype=np.int64), np.array(remaining, dtype=np.float32))


def _halved(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    cells = picture.reshape(HEIGHT, 2, WIDTH, 2, 3).mean(axis=(1, 3), dtype=np.float32)
    return np.round(cells).astype(np.uint8)
