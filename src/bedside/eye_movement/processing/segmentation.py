"""From the network's maps to one blob and its first ellipse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.processing.ellipse import Affine, from_moments, from_points
from bedside.eye_movement.processing.preprocessing import OUTPUT_STRIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.eye_movement.processing.preprocessing import Geometry

HALF = 0.5
MARGIN = 2  # cells around a blob that may still hold part of its soft edge


@dataclass(frozen=True, slots=True)
class Blob:
    """The heaviest connected region of a map, in cells."""

    rows: slice
    columns: slice
    weight: NDArray[np.float32]  # the map within rows and columns, other regions left out
    area: float  # cells
    sharpness: float  # 1 where every cell is sure, 0 where none is
    cut: bool  # it touches the edge of the picture


def heaviest_blob(probability: NDArray[np.float32], geometry: Geometry) -> Blob | None:
    """Return the region above one half with the most weight, or None."""
    regions = _regions(probability > HALF)
    if not regions:
        return None
    best = 0
    if len(regions) > 1:
        best = int(
            np.argmax([sum(float(probability[row, a:b].sum()) for row, a, b in runs) for runs in regions])
        )
    height, width = probability.shape
    rows = _around([run[0] for run in regions[best]], [run[0] + 1 for run in regions[best]], height)
    columns = _around([run[1] for run in regions[best]], [run[2] for run in regions[best]], width)
    weight = probability[rows, columns].copy()
    for other in regions[:best] + regions[best + 1 :]:
        for row, start, stop in other:
            if rows.start <= row < rows.stop:
                weight[row - rows.start, max(start - columns.start, 0) : max(stop - columns.start, 0)] = 0
    unsure = float((weight * (1 - weight)).sum())
    edge = np.sqrt(max(float(weight.sum()), 1.0)) * 2 * np.sqrt(np.pi)  # cells along a circle's outline
    return Blob(
        rows, columns, weight, float(weight.sum()), 1 / (1 + unsure / edge), _is_cut(regions[best], geometry)
    )


def blob_ellipse(blob: Blob, geometry: Geometry) -> Affine:
    """Return the blob's ellipse in full-resolution pixels, from its outline where it is cut."""
    ellipse = None
    if blob.cut:
        ellipse = from_points(_outline(blob, geometry))
    ellipse = ellipse or from_moments(blob.weight)
    x, y = ellipse.centre
    place = geometry.cell_to_frame(x + blob.columns.start, y + blob.rows.start)
    return Affine(np.array(place), ellipse.shape * (OUTPUT_STRIDE / geometry.scale))


def content_cells(geometry: Geometry) -> tuple[slice, slice]:
    """Return the rows and columns of the maps that lie wholly within the picture."""
    return tuple(  # type: ignore[return-value] # always two
        slice(-(-part.start // OUTPUT_STRIDE), part.stop // OUTPUT_STRIDE) for part in geometry.content
    )


def _regions(mask: NDArray[np.bool_]) -> list[list[tuple[int, int, int]]]:
    """Return the connected regions as lists of runs (row, start, stop)."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = mask
    change = np.diff(padded, axis=1)
    rows, starts = np.nonzero(change == 1)
    stops = np.nonzero(change == -1)[1]
    runs = list(zip(rows.tolist(), starts.tolist(), stops.tolist(), strict=True))
    if _is_one(rows, starts, stops):
        return [runs]
    owner = list(range(len(runs)))
    above: list[int] = []
    here: list[int] = []
    row_before = -2
    for index, (row, start, stop) in enumerate(runs):
        if row != row_before:
            above = here if row == row_before + 1 else []
            here, row_before = [], row
        for other in above:
            if runs[other][1] < stop and start < runs[other][2]:
                owner[_root(owner, index)] = _root(owner, other)  # the elder owns: chains stay short
        here.append(index)
    regions: dict[int, list[tuple[int, int, int]]] = {}
    for index, run in enumerate(runs):
        regions.setdefault(_root(owner, index), []).append(run)
    return list(regions.values())


def _is_one(rows: NDArray[np.intp], starts: NDArray[np.intp], stops: NDArray[np.intp]) -> bool:
    """Return whether each row has one run that touches the next row's: the usual case, and soon told."""
    touching = (starts[1:] < stops[:-1]) & (starts[:-1] < stops[1:])
    return len(rows) > 0 and bool((np.diff(rows) == 1).all() and touching.all())


def _root(owner: list[int], index: int) -> int:
    while owner[index] != index:
        index = owner[index]
    return index


def _around(starts: list[int], stops: list[int], side: int) -> slice:
    return slice(max(min(starts) - MARGIN, 0), min(max(stops) + MARGIN, side))


def _is_cut(runs: list[tuple[int, int, int]], geometry: Geometry) -> bool:
    rows, columns = content_cells(geometry)
    return any(
        row <= rows.start or row >= rows.stop - 1 or start <= columns.start or stop >= columns.stop
        for row, start, stop in runs
    )


def _outline(blob: Blob, geometry: Geometry) -> NDArray[np.float64]:
    """Return where the map crosses one half, within the picture, in the blob's cells."""
    weight = blob.weight.astype(np.float64)
    across = _crossings(weight)
    down = _crossings(weight.T)[:, ::-1]
    points = np.concatenate([across, down])
    rows, columns = content_cells(geometry)
    x, y = points[:, 0] + blob.columns.start, points[:, 1] + blob.rows.start
    inside = (
        (x > columns.start + 0.5) & (x < columns.stop - 1.5) & (y > rows.start + 0.5) & (y < rows.stop - 1.5)
    )
    return np.asarray(points[inside], dtype=np.float64)


def _crossings(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    left, right = weight[:, :-1] - HALF, weight[:, 1:] - HALF
    rows, columns = np.nonzero((left > 0) != (right > 0))
    part = left[rows, columns] / (left[rows, columns] - right[rows, columns])
    return np.stack([columns + part, rows.astype(np.float64)], axis=1)
