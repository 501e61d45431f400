"""Lines, rings and letters put on a picture in place, each with a dark edge that shows it on any ground."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bedside.runtime.letters import HEIGHT, WIDTH, written

if TYPE_CHECKING:
    from numpy.typing import NDArray

Colour = tuple[int, int, int]
EDGE: Colour = (0, 0, 0)
_PIXEL = np.dtype("V3")


def draw_lines(
    picture: NDArray[np.uint8], pieces: NDArray[np.float64], width_px: int, colour: Colour
) -> None:
    """Draw straight pieces.

    Parameters
    ----------
    picture
        (H, W, 3) uint8 without gaps in memory, written to.
    pieces
        (S, 2, 2), each from x, y to x, y, in px; what lies outside the picture is left out.
    width_px
        Of a line; its dark edge adds a pixel on each side.
    """
    if not len(pieces):
        return
    start, way = pieces[:, 0], pieces[:, 1] - pieces[:, 0]
    steps = math.ceil(float(np.abs(way).max()) / width_px) + 1
    points = (start[:, None] + np.linspace(0, 1, steps)[:, None] * way[:, None]).reshape(-1, 2)
    _press(picture, points, width_px + 2, EDGE)
    _press(picture, points, width_px, colour)


def draw_ring(
    picture: NDArray[np.uint8], x_px: float, y_px: float, radius_px: float, width_px: int, colour: Colour
) -> None:
    """Draw a circle's outline."""
    along = np.linspace(0, 2 * np.pi, max(12, math.ceil(4 * radius_px / width_px)) * 2)
    points = np.stack([x_px + radius_px * np.cos(along), y_px + radius_px * np.sin(along)], axis=1)
    _press(picture, points, width_px + 2, EDGE)
    _press(picture, points, width_px, colour)


def draw_text(
    picture: NDArray[np.uint8], text: str, row: int, column: int, size: int, colour: Colour
) -> None:
    """Write one line, its top left corner at the row and column; what does not fit in is cut off.

    Parameters
    ----------
    size
        Pixels for each dot of a letter.
    """
    letters, edge = _stencil(text, size)
    top, left = max(row, 0), max(column, 0)
    place = _whole(picture)[top : row + letters.shape[0], left : column + letters.shape[1]]
    here = slice(top - row, top - row + place.shape[0]), slice(left - column, left - column + place.shape[1])
    place[edge[here]] = _ink(EDGE)
    place[letters[here]] = _ink(colour)


def text_size(text: str, size: int) -> tuple[int, int]:
    """Return the height and width of one line, in px."""
    return HEIGHT * size, WIDTH * size * len(text)


@lru_cache(maxsize=256)
def _stencil(text: str, size: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the pixels of the letters, and the ones around them."""
    letters = np.pad(written(text), ((0, 0), (1, 0))).repeat(size, axis=0).repeat(size, axis=1)
    reach = max(size // 2, 1)
    grown = letters.copy()
    for axis in (0, 1):
        one = grown
        for step in range(1, reach + 1):
            grown = grown | np.roll(one, step, axis) | np.roll(one, -step, axis)
    return letters, grown & ~letters


def _press(picture: NDArray[np.uint8], points: NDArray[np.float64], width_px: int, colour: Colour) -> None:
    """Put a square of that width on each point."""
    height, width = picture.shape[:2]
    corner = np.rint(points - (width_px - 1) / 2).astype(np.intp)
    x, y = corner[:, 0], corner[:, 1]
    inside = (x >= 0) & (y >= 0) & (x <= width - width_px) & (y <= height - width_px)
    first = y[inside] * width + x[inside]
    square = (np.arange(width_px)[:, None] * width + np.arange(width_px)).ravel()
    _whole(picture).reshape(-1)[(first[:, None] + square).ravel()] = _ink(colour)


def _whole(picture: NDArray[np.uint8]) -> NDArray[np.void]:
    """Return the picture with each pixel as one, (H, W), which is written twice as fast as three values."""
    return np.asarray(picture.view(_PIXEL)[..., 0])


@lru_cache(maxsize=32)
def _ink(colour: Colour) -> np.void:
    ink: np.void = np.frombuffer(bytes(colour), _PIXEL)[0]
    return ink
