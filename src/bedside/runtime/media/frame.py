"""One picture and when it was taken."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture, upright, full range, and when it was taken.

    Parameters
    ----------
    index
        The frame's place among the decoded frames, from 0.
    t_s
        The source's own time stamp in seconds; never index / rate where the source has one.
    pixels
        (H, W) grey or (H, W, 3) RGB; uint8, or uint16 where ``bit_depth`` exceeds 8. Held read-only.
    bit_depth
        Significant bits, 8 to 16: white is ``2**bit_depth - 1``.
    damaged
        Data of this frame, or of one that it is predicted from, were lost or wrong.

    Raises
    ------
    ValueError
        A field refuses its value.
    """

    index: int
    t_s: float
    pixels: NDArray[np.uint8] | NDArray[np.uint16]  # (H, W) | (H, W, 3)
    bit_depth: int = 8
    damaged: bool = False

    def __post_init__(self) -> None:
        if self.index < 0 or not math.isfinite(self.t_s):
            raise ValueError(f"a frame needs an index >= 0 and a finite time, found {self.index}, {self.t_s}")
        if not 8 <= self.bit_depth <= 16:
            raise ValueError(f"a frame's bit depth lies in 8 to 16, found {self.bit_depth}")
        if self.pixels.dtype != (np.uint8 if self.bit_depth == 8 else np.uint16):
            raise ValueError(f"a frame of {self.bit_depth} bits cannot be {self.pixels.dtype}")
        shape = self.pixels.shape
        if not (len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)) or 0 in shape:
            raise ValueError(f"a frame is (H, W) or (H, W, 3) and not empty, found {shape}")
        held = self.pixels.view()
        held.flags.writeable = False
        object.__setattr__(self, "pixels", held)

    @property
    def height(self) -> int:
        """Rows, in px."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Columns, in px."""
        return int(self.pixels.shape[1])

    @property
    def white(self) -> int:
        """The value that stands for white."""
        return (1 << self.bit_depth) - 1

    def grey(self) -> NDArray[np.float32]:
        """Luma from 0 (black) to 1 (white).

        Returns
        -------
        (H, W) float32; RGB is weighted by ITU-R BT.601.
        """
        scale = np.float32(1 / self.white)
        if self.pixels.ndim == 2:
            return np.multiply(self.pixels, scale, dtype=np.float32)
        luma: NDArray[np.float32] = np.matmul(self.pixels, _LUMA * scale, dtype=np.float32)
        return luma
