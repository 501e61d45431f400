"""Decoded pictures as arrays: the luma plane as it lies where that is right, a conversion where it is not.

Range: video luma is limited (16 to 235 in 8 bits) unless the format or the stream says full. Limited luma is
stretched to full range, as FFmpeg's own conversion to ``gray`` does; full-range luma is taken without a copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import av
    from numpy.typing import NDArray

_FULL = 2  # AVCOL_RANGE_JPEG
_ALWAYS_FULL = ("gray", "yuvj")
_PLANAR_LUMA = ("gray", "yuv4", "yuvj4", "nv12", "nv16", "nv21", "nv24")
_RGB_DEPTHS = (9, 10, 12, 14, 16)


def pixels_of(frame: av.VideoFrame, *, grey: bool) -> tuple[NDArray[Any], int]:
    """Turn a decoded picture into an array and its bit depth.

    Parameters
    ----------
    frame
        As FFmpeg decoded it. The array may share its memory.
    grey
        Deliver luma even where the picture has colour.

    Returns
    -------
    (H, W) or (H, W, 3), uint8 with depth 8 or uint16 with depth 9 to 16, full range.
    """
    depth = max((component.bits for component in frame.format.components), default=8)
    if grey or is_grey(frame):
        return _luma(frame, depth)
    if depth <= 8:
        return frame.to_ndarray(format="rgb24"), 8
    depth = depth if depth in _RGB_DEPTHS else 16
    return frame.to_ndarray(format=f"gbrp{depth}le"), depth


def is_grey(frame: av.VideoFrame) -> bool:
    """Whether the picture holds luma alone."""
    return frame.format.name.startswith(("gray", "mono", "ya8", "ya16"))


def _luma(frame: av.VideoFrame, depth: int) -> tuple[NDArray[Any], int]:
    """Luma in full range, (H, W)."""
    name = frame.format.name
    full = name.startswith(_ALWAYS_FULL) or frame.color_range == _FULL
    if full and name.startswith(_PLANAR_LUMA) and not name.endswith("be") and depth <= 16:
        return _first_plane(frame, depth), depth
    if depth <= 8:
        return frame.to_ndarray(format="gray"), 8
    depth = depth if depth in _RGB_DEPTHS else 16
    return frame.to_ndarray(format=f"gray{depth}le"), depth


def _first_plane(frame: av.VideoFrame, depth: int) -> NDArray[Any]:
    """Take the first plane as it lies, without its row padding and without a copy."""
    plane = frame.planes[0]
    values = np.frombuffer(memoryview(plane), dtype=np.dtype("u1" if depth <= 8 else "<u2"))
    rows: NDArray[Any] = values.reshape(plane.height, plane.line_size // values.itemsize)  # (H, stride)
    return rows[:, : plane.width]
