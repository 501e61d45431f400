"""Lines of lettering in a grey picture: where text may be burned in.

Letters are small, of one height, in a row, and stand out from a background that is flat; speckle stands out
from nothing flat. What the letters say is not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LEAST_CONTRAST = 35  # grey values between a letter and its background
MOST_SPREAD = 0.2  # of the background round a letter, from its 10th to its 75th percentile, in contrasts
HEIGHTS_PX = range(4, 41)
MOST_WIDTH = 4  # of a component, in its heights: small letters run into one another
USUAL_WIDTH = 0.8  # of one letter
MOST_GAP = 1.5  # between letters of a line, in their heights
LEAST_OVERLAP = 0.6  # of neighbours along the height, in the smaller one's height
FEWEST_LETTERS = 3  # in a line, by its components' widths, of which there are two or more
_BOX = 21  # side of the neighbourhood whose mean a letter exceeds


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle of pixels; bottom and right are within."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left + 1


def lines_of_lettering(grey: NDArray[np.uint8]) -> tuple[Box, ...]:
    """Find lines of at least `FEWEST_LETTERS` letters in a picture, (H, W) uint8."""
    bright = grey > _box_mean(grey) + LEAST_CONTRAST / 2
    letters = [box for box in components(bright) if _is_letter(box, grey, bright)]
    return tuple(sorted(_lines(letters)))


def components(bright: NDArray[np.bool_]) -> Iterator[Box]:
    """Yield the bounding box of each 8-connected component, from its runs along the rows."""
    row, start, end = _runs(bright)
    parent = list(range(row.size))
    for one, other in _touching(row, start, end, bright.shape[0]):
        parent[_root(parent, one)] = _root(parent, other)
    roots = np.array([_root(parent, k) for k in range(row.size)], np.int64)
    order = np.argsort(roots, kind="stable")
    cuts = np.flatnonzero(np.diff(roots[order])) + 1
    for runs in np.split(order, cuts) if row.size else ():
        top, bottom = int(row[runs].min()), int(row[runs].max())
        yield Box(top, int(start[runs].min()), bottom, int(end[runs].max()) - 1)


def _box_mean(grey: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the mean of each pixel's neighbourhood, by sums over rows and columns."""
    half = _BOX // 2
    padded = np.pad(grey.astype(np.float64), ((half + 1, half), (half + 1, half)), mode="edge")
    sums = padded.cumsum(axis=0).cumsum(axis=1)
    boxes = sums[_BOX:, _BOX:] - sums[:-_BOX, _BOX:] - sums[_BOX:, :-_BOX] + sums[:-_BOX, :-_BOX]
    mean: NDArray[np.float64] = boxes / _BOX**2
    return mean


def _runs(bright: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return row, start and end (one past) of each run of bright pixels, in the order of rows."""
    steps = np.diff(np.pad(bright.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    row, start = np.nonzero(steps == 1)
    return row, start, np.nonzero(steps == -1)[1]


def _touching(
    row: NDArray[np.intp], start: NDArray[np.intp], end: NDArray[np.intp], rows: int
) -> Iterator[tuple[int, int]]:
    """Yield pairs of runs in neighbouring rows that touch, corners included."""
    first = np.searchsorted(row, np.arange(rows + 1))
    starts, ends = start.tolist(), end.tolist()
    for y in range(1, rows):
        k = int(first[y - 1])
        for n in range(int(first[y]), int(first[y + 1])):
            while k < first[y] and ends[k] < starts[n]:
                k += 1
            m = k
            while m < first[y] and starts[m] <= ends[n]:
                yield m, n
                m += 1


def _root(parent: list[int], k: int) -> int:
    while parent[k] != k:
        parent[k] = k = parent[parent[k]]
    return k


def _is_letter(box: Box, grey: NDArray[np.uint8], bright: NDArray[np.bool_]) -> bool:
    """Whether the component is of a letter's size and its background is flat."""
    if box.height not in HEIGHTS_PX or box.width > MOST_WIDTH * box.height:
        return False
    window = (slice(max(box.top - 2, 0), box.bottom + 3), slice(max(box.left - 2, 0), box.right + 3))
    letter, background = grey[window][bright[window]], grey[window][~bright[window]]
    if 2 * background.size < letter.size:
        return False
    low, middle, high = np.percentile(background, (10, 50, 75))
    contrast = float(np.median(letter) - middle)
    return contrast >= LEAST_CONTRAST and bool(high - low <= MOST_SPREAD * contrast)


def _lines(letters: list[Box]) -> Iterator[Box]:
    """Yield runs of letters that stand on one line, close to one another."""
    waiting = sorted(letters, key=lambda box: (box.left, box.top))
    while waiting:
        line = [waiting.pop(0)]
        while after := next((box for box in waiting if _follows(line[-1], box)), None):
            waiting.remove(after)
            line.append(after)
        letters_in_line = sum(max(round(box.width / box.height / USUAL_WIDTH), 1) for box in line)
        if len(line) > 1 and letters_in_line >= FEWEST_LETTERS:
            top, bottom = min(box.top for box in line), max(box.bottom for box in line)
            yield Box(top, line[0].left, bottom, line[-1].right)


def _follows(one: Box, other: Box) -> bool:
    small, large = sorted((one.height, other.height))
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top) + 1
    gap = other.left - one.right - 1
    return -1 <= gap <= MOST_GAP * large and overlap >= LEAST_OVERLAP * small and 2 * small >= large
