"""Pictures made smaller or larger by FFmpeg's scaler, each new pixel the mean over its area.

The picture's edges stay where they are: a centre x goes to (x + 0.5) * scale - 0.5. Colour is taken from
every pixel and not, as is the library's habit, from every second: that is off by up to 36 levels of 255, and
takes twice the time. Rounding does not depend on the processor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOW = Interpolation.AREA | Interpolation.FULL_CHR_H_INP | Interpolation.ACCURATE_RND | Interpolation.BITEXACT


class Scaler:
    """Scales pictures to one size, keeping the library's tables and memory between them; in one thread.

    Parameters
    ----------
    width, height
        Of the pictures to make, in px.

    Raises
    ------
    ValueError
        A side is shorter than one pixel.
    """

    def __init__(self, width: int, height: int) -> None:
        if min(width, height) < 1:
            raise ValueError(f"a picture has at least one pixel, found {height} x {width}")
        self._width, self._height = width, height
        self._reformatter = VideoReformatter()
        self._source: av.VideoFrame | None = None

    def scale(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the picture at the scaler's size.

        Parameters
        ----------
        pixels
            (H, W, 3) RGB or (H, W) grey uint8, of any layout in memory; read alone.

        Returns
        -------
        (height, width, 3) uint8, the caller's own.
        """
        if pixels.dtype != np.uint8 or pixels.shape[2:] not in ((), (3,)) or 0 in pixels.shape:
            raise ValueError(f"a picture is (H, W) or (H, W, 3) uint8, found {pixels.shape} {pixels.dtype}")
        small = pixels
        if pixels.shape[:2] != (self._height, self._width):
            small = self._scaled(pixels)
        return np.repeat(small[..., None], 3, axis=2) if small.ndim == 2 else np.array(small)

    def _scaled(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        source = self._filled(pixels)
        layout = "gray" if pixels.ndim == 2 else "gbrp"
        scaled = self._reformatter.reformat(
            source, self._width, self._height, layout, interpolation=_HOW, threads=1
        )
        return np.asarray(scaled.to_ndarray(), dtype=np.uint8)

    def _filled(self, pixels: NDArray[np.uint8]) -> av.VideoFrame:
        """Return the picture in the library's memory, whose rows end in padding that its code may read."""
        height, width = pixels.shape[:2]
        layout = "gray" if pixels.ndim == 2 else "rgb24"
        kept = self._source
        if kept is None or (kept.height, kept.width, kept.format.name) != (height, width, layout):
            kept = self._source = av.VideoFrame(width, height, layout)
        plane = kept.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        used = rows[:height, : pixels[0].size]
        np.copyto(used.reshape(pixels.shape), pixels)
        return kept
