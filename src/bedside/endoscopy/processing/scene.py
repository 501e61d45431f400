"""From the scene network's outputs to what was seen in one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.endoscopy.interface import LABELS, LANDMARKS, Landmark, SceneObservation
from bedside.endoscopy.processing.preprocessing import GRID_STRIDE, PLANE_HEIGHT, PLANE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bedside.endoscopy.processing.preprocessing import Letterbox

INSTRUMENT_SHARE = 0.005  # of the frame; about what the tip of one instrument covers
NOWHERE: tuple[Landmark | None, ...] = (None,) * len(LANDMARKS)


def scene_observation(
    frame_index: int,
    t_s: float,
    outputs: Mapping[str, NDArray[Any]],
    letterbox: Letterbox,
    least_presence: float,
) -> SceneObservation:
    """Return what the scene network saw. Implements RC-030.

    Parameters
    ----------
    frame_index, t_s
        The frame that it belongs to.
    outputs
        ``shares`` (1, 4, 72, 128), and ``landmarks`` (1, 4, 3): x and y as parts of the plane's width and
        height, and the probability that the landmark is in the picture.
    letterbox
        Where the frame lies in the plane.
    least_presence
        Below this probability a landmark is not given; nor is one outside the frame.
    """
    shares = np.asarray(outputs["shares"][0], dtype=np.float32)
    rows: list[list[float]] = outputs["landmarks"][0].tolist()
    landmarks = tuple(_landmark(x, y, presence, letterbox, least_presence) for x, y, presence in rows)
    return SceneObservation(frame_index, t_s, shares, landmarks, mean_probability(shares))


def withheld_scene(frame_index: int, t_s: float, reason: str) -> SceneObservation:
    """Return that nothing is said of a frame, and why."""
    return SceneObservation(frame_index, t_s, None, NOWHERE, 0.0, reason)


def content_cells(letterbox: Letterbox) -> tuple[slice, slice]:
    """Return the rows and columns of the networks' grid that lie wholly in the frame; at least one each."""
    rows, columns = (
        slice(
            min(-(-side.start // GRID_STRIDE), (side.stop - 1) // GRID_STRIDE),
            max(side.stop // GRID_STRIDE, 1),
        )
        for side in letterbox.content
    )
    return rows, columns


def label_shares(shares: NDArray[np.float32], letterbox: Letterbox) -> NDArray[np.float64]:
    """Return the part of the frame that each label is the most probable of, (4,)."""
    rows, columns = content_cells(letterbox)
    chosen = shares[:, rows, columns].argmax(axis=0)
    return np.asarray(np.bincount(chosen.ravel(), minlength=len(shares)) / chosen.size)


def instrument_visible(scene: SceneObservation, letterbox: Letterbox) -> bool:
    """Return whether an instrument is seen in the frame; False, too, where nothing is said of it."""
    if scene.shares is None:
        return False
    share = label_shares(scene.shares, letterbox)[LABELS.index("instrument")]
    return bool(share >= INSTRUMENT_SHARE)


def mean_probability(shares: NDArray[np.float32]) -> float:
    """Return the mean probability of the labels chosen where one is; where none is, of there being none."""
    best = shares.max(axis=0)
    seen = best > shares[0]
    mean = float(best[seen].mean(dtype=np.float64) if seen.any() else best.mean(dtype=np.float64))
    return min(max(mean, 0.0), 1.0)


def _landmark(
    x: float, y: float, presence: float, letterbox: Letterbox, least_presence: float
) -> Landmark | None:
    if presence < least_presence:
        return None
    x_px, y_px = letterbox.to_frame(x * PLANE_WIDTH - 0.5, y * PLANE_HEIGHT - 0.5)
    height, width = letterbox.frame
    if not (-0.5 <= x_px < width - 0.5 and -0.5 <= y_px < height - 0.5):
        return None
    return Landmark(x_px, y_px, min(presence, 1.0))
