"""A picture in blocks so large that no face and no text can be read in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.runtime.media import Scaler

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Of blocks. From 16 rows on a face can be told. With 12, a program that knows the names that there may be
# still reads one whose letters are a tenth of the picture's height; with 6 it guesses.
MOST_ROWS, MOST_COLUMNS = 6, 12
STEP = 16  # between two levels of a colour: a mean of many pixels could else carry a trace of what is in them


def pixelated(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a copy in blocks of the mean colour, none lower than a sixth of the picture.

    Implements RC-037.

    Parameters
    ----------
    pixels
        (H, W, 3) RGB or (H, W) grey uint8.

    Returns
    -------
    (H, W, 3) uint8.
    """
    height, width = pixels.shape[:2]
    side = max(-(-height // MOST_ROWS), -(-width // MOST_COLUMNS))
    rows, columns = max(height // side, 1), max(width // side, 1)
    means = Scaler(columns, rows).scale(pixels)
    blocks = means // STEP * STEP + STEP // 2
    return blocks.repeat(_sides(width, columns), axis=1).repeat(_sides(height, rows), axis=0)


def _sides(length: int, blocks: int) -> NDArray[np.int64]:
    """Return the sides of so many blocks, as equal as whole pixels go."""
    return np.diff(np.arange(blocks + 1) * length // blocks)
