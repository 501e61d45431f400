"""Pictures stored turned or mirrored, set upright."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import av
    from av.sidedata.sidedata import SideData
    from numpy.typing import NDArray

_UNIT = 65536  # the display matrix holds 16.16 fixed-point numbers
_TOLERANCE = 0.001


@dataclass(frozen=True, slots=True)
class Orientation:
    """How stored pixels become upright ones: first transpose, then flip.

    A mirror hidden in metadata would reverse every horizontal direction that is measured, so all eight
    orientations are told apart, not the four rotations alone.
    """

    transpose: bool = False
    flip_columns: bool = False
    flip_rows: bool = False

    @classmethod
    def of(cls, frame: av.VideoFrame) -> Orientation:
        """Read the display matrix that the container gave the frame; none means upright.

        Raises
        ------
        ValueError
            The matrix turns by something else than a multiple of 90 degrees.
        """
        for data in cast("Iterator[SideData]", iter(frame.side_data)):
            if data.type.name == "DISPLAYMATRIX":
                return cls.from_matrix(np.frombuffer(memoryview(data), np.int32, 9).tolist())
        return cls()

    @classmethod
    def from_matrix(cls, matrix: list[int]) -> Orientation:
        """Read a display matrix: x' = a x + c y and y' = b x + d y for ``[a, b, u, c, d, v, x, y, w]``."""
        exact = [matrix[place] / _UNIT for place in (0, 1, 3, 4)]
        a, b, c, d = (round(number) for number in exact)
        if any(abs(number - round(number)) > _TOLERANCE for number in exact):
            raise ValueError(f"a display matrix that is no multiple of 90 degrees: {matrix}")
        if abs(a) == abs(d) == 1 and b == c == 0:
            return cls(False, flip_columns=a < 0, flip_rows=d < 0)
        if abs(b) == abs(c) == 1 and a == d == 0:
            return cls(True, flip_columns=c < 0, flip_rows=b < 0)
        raise ValueError(f"a display matrix that is no multiple of 90 degrees: {matrix}")

    def apply(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """Set ``pixels``, (H, W) or (H, W, 3), upright; (W, H[, 3]) after a quarter turn."""
        if self.transpose:
            pixels = np.swapaxes(pixels, 0, 1)
        if self.flip_columns:
            pixels = pixels[:, ::-1]
        if self.flip_rows:
            pixels = pixels[::-1]
        return pixels
