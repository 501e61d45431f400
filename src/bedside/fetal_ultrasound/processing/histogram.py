"""Grey values brought to those of a scanner's style."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.processing.layout import field_of_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

STRENGTH = 0.25  # how far towards the style; an image's own contrast is a part of what was asked


def matched(
    image: NDArray[np.float32], style: str, quantiles: Sequence[float], strength: float = STRENGTH
) -> NDArray[np.float32]:
    """Return the image with its grey values moved towards the style's, their order kept.

    Implements RC-059.

    Parameters
    ----------
    image
        (S, S) in -1 to 1.
    quantiles
        Grey values of the style within its field of view, 0 to 255, from the least to the largest, at even
        steps of probability.
    strength
        0 leaves the image as it is, 1 gives it the style's very distribution.

    Raises
    ------
    ValueError
        The strength is not in 0 to 1, or the quantiles fall.
    """
    wanted = np.asarray(quantiles, dtype=np.float64) / 127.5 - 1
    if not 0 <= strength <= 1 or np.any(np.diff(wanted) < 0):
        raise ValueError(f"quantiles that do not fall and a strength in 0 to 1, found {strength}")
    inside = field_of_view(style, len(image))
    own = np.quantile(image[inside].astype(np.float64), np.linspace(0, 1, len(wanted)))
    moved = np.interp(image, *_rising(own, wanted))
    return np.asarray((1 - strength) * image + strength * moved, dtype=np.float32)


def _rising(
    own: NDArray[np.float64], wanted: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both with one entry for each of the image's own values: interpolation needs them to rise."""
    values, first = np.unique(own, return_index=True)
    return values, wanted[first]
