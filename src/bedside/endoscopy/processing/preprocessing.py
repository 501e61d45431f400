"""From any frame to the networks' pictures and back: one definition for training, export and run time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from bedside.runtime.media import Scaler

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.runtime.media import Frame

    Place = TypeVar("Place", float, NDArray[np.float64])

PLANE_HEIGHT, PLANE_WIDTH = 144, 256
GRID_STRIDE = 2  # plane pixels on each side of a cell of the networks' grid
GRID_HEIGHT, GRID_WIDTH = PLANE_HEIGHT // GRID_STRIDE, PLANE_WIDTH // GRID_STRIDE


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Where a frame lies in the plane, centred between black bars; centres of pixels are whole numbers.

    Parameters
    ----------
    frame
        The frame's height and width, in px.
    size
        Rows and columns of the plane that hold the frame.
    offset
        Rows above it and columns to its left.
    """

    frame: tuple[int, int]
    size: tuple[int, int]
    offset: tuple[int, int]

    @classmethod
    def of(cls, height: int, width: int) -> Letterbox:
        """Return how a frame of that size lies in the plane: as large as it goes, whole pixels alone."""
        if min(height, width) < 1:
            raise ValueError(f"a frame needs at least one pixel, found {height} x {width}")
        scale = min(PLANE_HEIGHT / height, PLANE_WIDTH / width)
        rows, columns = max(round(height * scale), 1), max(round(width * scale), 1)
        return cls(
            (height, width), (rows, columns), ((PLANE_HEIGHT - rows) // 2, (PLANE_WIDTH - columns) // 2)
        )

    @property
    def scale(self) -> tuple[float, float]:
        """Plane pixels for each of the frame's, across and down; equal but for the rounding of the size."""
        return self.size[1] / self.frame[1], self.size[0] / self.frame[0]

    @property
    def content(self) -> tuple[slice, slice]:
        """Rows and columns of the plane that hold the frame."""
        (top, left), (rows, columns) = self.offset, self.size
        return slice(top, top + rows), slice(left, left + columns)

    def to_plane(self, x: Place, y: Place) -> tuple[Place, Place]:
        """Return the place in the plane of a place in the frame."""
        across, down = self.scale
        return (x + 0.5) * across + self.offset[1] - 0.5, (y + 0.5) * down + self.offset[0] - 0.5

    def to_frame(self, x: Place, y: Place) -> tuple[Place, Place]:
        """Return the place in the frame of a place in the plane."""
        across, down = self.scale
        return (x + 0.5 - self.offset[1]) / across - 0.5, (y + 0.5 - self.offset[0]) / down - 0.5

    def cell_to_frame(self, column: Place, row: Place) -> tuple[Place, Place]:
        """Return the place in the frame of a place in the networks' grid."""
        half = (GRID_STRIDE - 1) / 2
        return self.to_frame(column * GRID_STRIDE + half, row * GRID_STRIDE + half)


class PlaneMaker:
    """Makes the plane of one frame after another, keeping what frames of one size share."""

    def __init__(self) -> None:
        self._box: Letterbox | None = None
        self._scaler: Scaler | None = None

    def plane(self, frame: Frame) -> NDArray[np.uint8]:
        """Return the frame as the networks see it.

        Returns
        -------
        (144, 256, 3) uint8 RGB, black outside the frame.
        """
        if self._box is None or self._scaler is None or self._box.frame != (frame.height, frame.width):
            self._box = Letterbox.of(frame.height, frame.width)
            self._scaler = Scaler(self._box.size[1], self._box.size[0])
        small = self._scaler.scale(in_eight_bits(frame))
        if small.shape[:2] == (PLANE_HEIGHT, PLANE_WIDTH):
            return small
        plane = np.zeros((PLANE_HEIGHT, PLANE_WIDTH, 3), dtype=np.uint8)
        plane[self._box.content] = small
        return plane


def in_eight_bits(frame: Frame) -> NDArray[np.uint8]:
    """Return the frame's pixels, (H, W) or (H, W, 3), with the bits below the highest eight left out."""
    if frame.bit_depth == 8:
        return np.asarray(frame.pixels, dtype=np.uint8)
    return (frame.pixels >> (frame.bit_depth - 8)).astype(np.uint8)


def scene_input(plane: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the scene network's input, (1, 3, 144, 256) in 0 to 1."""
    picture = np.empty((1, 3, PLANE_HEIGHT, PLANE_WIDTH), dtype=np.float32)
    np.multiply(plane.transpose(2, 0, 1), np.float32(1 / 255), out=picture[0])
    return picture


def workflow_picture(plane: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return one moment of the workflow network's input, (3, 72, 128) in 0 to 1: means of two by two."""
    rows = plane[0::2].astype(np.uint16) + plane[1::2]
    cells = rows[:, 0::2] + rows[:, 1::2]  # (72, 128, 3)
    return np.multiply(cells.transpose(2, 0, 1), np.float32(1 / (4 * 255)), dtype=np.float32)
