"""From 128 to 256 pixels by one evaluation of the super-resolution network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.processing.layout import SIZE, condition_vector
from bedside.fetal_ultrasound.processing.sampler import noise_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bedside.fetal_ultrasound.interface import Condition
    from bedside.runtime.backend import Backend


def enlarged(
    backend: Backend,
    images: NDArray[np.float32],
    conditions: Sequence[Condition],
    seeds: Sequence[int],
) -> NDArray[np.float32]:
    """Return images of twice the side, (N, 256, 256), with speckle from noise of their own.

    Parameters
    ----------
    images
        (N, 128, 128) in -1 to 1.
    """
    inputs = {
        "image": images[:, None],
        "noise": np.stack([noise_of(seed, 2 * SIZE) for seed in seeds])[:, None],
        "condition": np.stack([condition_vector(one) for one in conditions]),
    }
    return np.asarray(backend.run(inputs)["enlarged"][:, 0])
