"""The labels of the networks' grid on the pixels of the frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy.processing.preprocessing import GRID_HEIGHT, GRID_STRIDE, GRID_WIDTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.endoscopy.processing.preprocessing import Letterbox


def frame_labels(shares: NDArray[np.float32], letterbox: Letterbox) -> NDArray[np.uint8]:
    """Return the most probable label of each pixel, shares taken between the grid's cells.

    Parameters
    ----------
    shares
        (4, 72, 128) of LABELS.
    letterbox
        Where the frame lies in the plane.

    Returns
    -------
    (H, W) uint8, places in LABELS.
    """
    height, width = letterbox.frame
    x, y = letterbox.to_plane(np.arange(width, dtype=np.float64), np.arange(height, dtype=np.float64))
    half = (GRID_STRIDE - 1) / 2
    across = _weights((x - half) / GRID_STRIDE, GRID_WIDTH)  # (W, 128)
    down = _weights((y - half) / GRID_STRIDE, GRID_HEIGHT)  # (H, 72)
    best = np.full((height, width), -np.inf, dtype=np.float32)
    labels = np.zeros((height, width), dtype=np.uint8)
    for label, share in enumerate(shares):
        spread = down @ (share @ across.T)  # (H, W)
        better = spread > best
        labels[better] = label
        best = np.maximum(best, spread)
    return labels


def _weights(places: NDArray[np.float64], cells: int) -> NDArray[np.float32]:
    """Return the weight of each cell at each place, (N, cells): linear between two cells, level outside."""
    held = np.clip(places, 0, cells - 1)
    distances = np.abs(held[:, None] - np.arange(cells))
    return np.asarray(np.maximum(1 - distances, 0), dtype=np.float32)
