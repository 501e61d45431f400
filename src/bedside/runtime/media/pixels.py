"""Decoded pictures as arrays: the luma plane as it lies where that is right, a conversion where it is not.

Range: video luma is limited (16 to 235 in 8 bits) unless the format or the stream says full. Limited luma is
stretched to full range as PyAV's ``to_ndarray(format="gray")`` does; full-range luma is taken without a copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from av.video.reformatter import VideoReformatter

if TYPE_CHECKING:
    import av
    from numpy.typing import NDArray

_FULL = 2  # AVCOL_RANGE_JPEG
_ALWAYS_FULL = ("gray", "yuvj")
_PLANAR_LUMA = ("gray", "yuv4", "yuvj4", "nv12", "nv16", "nv21", "nv24")
_DEPTHS = (9, 10, 12, 14, 16)


class Converter:
    """Turns the pictures of one pass into arrays, keeping FFmpeg's conversion tables between them.

    Parameters
    ----------
    grey
        Deliver luma even where the picture has colour.
    """

    def __init__(self, *, grey: bool) -> None:
        self._grey = grey
        self._reformatter = VideoReformatter()

    def pixels(self, frame: av.VideoFrame) -> tuple[NDArray[Any], int]:
        """Turn a decoded picture into an array and its bit depth.

        Returns
        -------
        (H, W) or (H, W, 3), uint8 with depth 8 or uint16 with depth 9 to 16, full range. The array may share
        the picture's memory.
        """
        depth = _depth(frame)
        if not self._grey and not _is_grey(frame):
            return self._converted(frame, "rgb24" if depth == 8 else f"gbrp{depth}le"), depth
        if _has_full_range_luma(frame):
            return _first_plane(frame, depth), depth
        return self._converted(frame, "gray" if depth == 8 else f"gray{depth}le"), depth

    def _converted(self, frame: av.VideoFrame, layout: str) -> NDArray[Any]:
        """Convert in this thread alone: a picture is too small to be worth a pool of them."""
        return self._reformatter.reformat(frame, format=layout, threads=1).to_ndarray()


def _depth(frame: av.VideoFrame) -> int:
    """Bits to deliver: the picture's own where there is a layout for them, else the next that loses none."""
    own = max((component.bits for component in frame.format.components), default=8)
    return 8 if own <= 8 else next((depth for depth in _DEPTHS if depth >= own), 16)


def _is_grey(frame: av.VideoFrame) -> bool:
    return frame.format.name.startswith(("gray", "mono", "ya8", "ya16"))


def _has_full_range_luma(frame: av.VideoFrame) -> bool:
    """Whether the first plane is the luma that is wanted, as it lies."""
    name = frame.format.name
    full = name.startswith(_ALWAYS_FULL) or frame.color_range == _FULL
    return full and name.startswith(_PLANAR_LUMA) and not name.endswith(("be", "f32le", "f16le", "32le"))


def _first_plane(frame: av.VideoFrame, depth: int) -> NDArray[Any]:
    """Take the first plane as it lies, without its row padding and without a copy."""
    plane = frame.planes[0]
    values = np.frombuffer(memoryview(plane), dtype=np.dtype("u1" if depth == 8 else "<u2"))
    rows: NDArray[Any] = values.reshape(plane.height, plane.line_size // values.itemsize)  # (H, stride)
    return rows[:, : plane.width]
