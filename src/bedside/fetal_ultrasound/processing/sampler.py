"""From noise to an image by a few evaluations of the network: a flow followed by Euler's steps.

Flow: Lipman et al. Flow matching for generative modeling, ICLR 2023. Few steps: Yan et al. PeRFlow, 2024.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.processing.layout import SIZE, condition_vector, layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bedside.fetal_ultrasound.interface import Condition
    from bedside.runtime.backend import Backend

EVALUATIONS = 4


def image_seed(seed: int, number: int) -> int:
    """Return the seed of one image of a request, 32 bits: the first of SHA-256 over both numbers."""
    digest = hashlib.sha256(f"{seed} {number}".encode()).digest()
    return int.from_bytes(digest[:4], "big")


def noise_of(seed: int, size: int = SIZE) -> NDArray[np.float32]:
    """Return an image's noise, (size, size), from its seed alone by a fixed generator (Philox).

    Either size has a stream of its own, so that none is interpolated from the other.

    Implements RC-062 and RC-063.
    """
    generator = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, size]))
    return generator.standard_normal((size, size), dtype=np.float32)


def sampled(
    backend: Backend,
    conditions: Sequence[Condition],
    seeds: Sequence[int],
    evaluations: int = EVALUATIONS,
) -> NDArray[np.float32]:
    """Return one image for each condition, (N, 128, 128) in about -1 to 1, as one batch.

    Parameters
    ----------
    evaluations
        Of the network: steps of equal length from noise at time 0 to the image at time 1.

    Raises
    ------
    ValueError
        No condition, as many seeds as conditions are not given, or fewer than one evaluation.
    """
    if not conditions or len(conditions) != len(seeds) or evaluations < 1:
        raise ValueError(
            f"one seed for each condition and an evaluation or more, "
            f"found {len(conditions)}, {len(seeds)} and {evaluations}"
        )
    fixed = {
        "layout": np.stack([layout(one.frame, one.style, one.plane) for one in conditions]),
        "condition": np.stack([condition_vector(one) for one in conditions]),
    }
    image = np.stack([noise_of(seed) for seed in seeds])[:, None]  # (N, 1, 128, 128)
    step = np.float32(1 / evaluations)
    for number in range(evaluations):
        time = np.full(len(conditions), number / evaluations, dtype=np.float32)
        velocity = backend.run({"image": image, "time": time, **fixed})["velocity"]
        image = np.asarray(image + step * velocity, dtype=np.float32)
    return image[:, 0]
