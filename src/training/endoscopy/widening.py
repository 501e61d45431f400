"""The workflow encoder's second training: many more operations, of which it sees a picture now and then.

Whole operations are few and each has one look; an encoder that learns from them alone knows those looks.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.operation import drawn, view_at
from training.endoscopy.frames import blocks, kept
from training.endoscopy.workflow_network import HEIGHT, WIDTH, Encoder
from training.endoscopy.workflow_task import EncoderTask
from training.loop import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

    from training.endoscopy.operations import Course

APART_S = 12.0  # between two pictures of an operation
THINNING = 5  # of whole operations: one picture of so many, so that none outweighs the others


@dataclass(frozen=True, slots=True)
class WideningRecipe(Recipe):
    """The second training's recipe, and how many more operations there are."""

    steps: int = 800
    batch: int = 64
    peak_rate: float = 2.5e-3
    warm_up: int = 40
    averaging: float = 0.99
    operations: int = 200


@dataclass(frozen=True, slots=True)
class WideningTask(EncoderTask):
    """Single pictures of many operations, from the first training's weights on."""

    first: dict[str, Tensor]

    def network(self) -> Encoder:
        """Return the first training's encoder."""
        network = Encoder()
        network.load_state_dict(self.first)
        return network

    def identity(self) -> dict[str, str]:
        """Return the digests of the deciding code and of the weights that it starts from."""
        digest = hashlib.sha256()
        for value in self.first.values():
            digest.update(value.contiguous().numpy().tobytes())
        return {**EncoderTask.identity(self), "first_sha256": digest.hexdigest()}


def glimpses(folder: Path, seeds: Sequence[int], report: Callable[[str], None]) -> list[Path]:
    """Render what is missing of the glimpses of these operations and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for seed in seeds:
        path = folder / f"glimpses-{seed:06d}.npz"
        if not path.exists():
            pictures, steps = glimpsed(seed)
            kept(path, {"pictures": pictures, "steps": steps})
            if seed % 20 == 0:
                report(f"rendered {path.name}, to {seeds[-1]}")
        paths.append(path)
    return paths


def glimpsed(seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return pictures (T, 72, 128, 3) of an operation at random times in turn, and their steps (T,)."""
    operation, rng = drawn(seed), np.random.default_rng([seed, 0x617])
    pictures, steps = [], []
    for start_s in np.arange(0, operation.duration_s - APART_S, APART_S).tolist():
        t_s = start_s + APART_S * float(rng.random())
        if operation.condition_at(t_s) == "good":
            view = view_at(operation, t_s, 2 * HEIGHT, 2 * WIDTH)
            pictures.append(np.round(blocks(view.picture, 2)).astype(np.uint8))
            steps.append(operation.step_at(t_s))
    return np.stack(pictures), np.array(steps, dtype=np.int64)


def widened(courses: Sequence[Course], paths: Sequence[Path], first: dict[str, Tensor]) -> WideningTask:
    """Return the task over thinned whole operations and all glimpses."""
    pictures = [course.pictures[::THINNING] for course in courses]
    steps = [course.steps[::THINNING] for course in courses]
    for path in paths:
        with np.load(path) as stored:
            pictures.append(stored["pictures"])
            steps.append(stored["steps"])
    return WideningTask(np.concatenate(pictures), np.concatenate(steps), first)
